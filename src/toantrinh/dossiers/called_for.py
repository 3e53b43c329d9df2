"""The signed papers that an act calls for: by its row of the lifecycle table, and by its step."""

from toantrinh.documents.models import Document
from toantrinh.dossiers.form_letters import issue_form
from toantrinh.dossiers.lifecycle import Letter
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.results import issue_correction, issue_receipt, issue_result
from toantrinh.dossiers.step_letters import issue_step_letters
from toantrinh.journal.models import Event


def issue_for(dossier: Dossier, event: Event) -> Document | None:
    """Make them, once: a second call gives the first one's. The one of the table is returned.

    None where no letter is called for, or when the answers were erased meanwhile.
    """
    issue_step_letters(dossier, event)
    match event.payload.get("letter"):
        case None:
            return None
        case Letter.RECEIPT:
            return issue_receipt(dossier)
        case Letter.RESULT:
            number = event.payload.get("correction")
            return issue_correction(dossier, number) if number else issue_result(dossier)
    return issue_form(dossier, event)
