"""The signed paper that an act calls for, as its row of the lifecycle table says."""

from toantrinh.documents.models import Document
from toantrinh.dossiers.form_letters import issue_form
from toantrinh.dossiers.lifecycle import Letter
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.results import issue_correction, issue_receipt, issue_result
from toantrinh.journal.models import Event


def issue_for(dossier: Dossier, event: Event) -> Document | None:
    """Make it, once: a second call gives the first one's. None where no letter is called for.

    Nothing either when the answers were erased meanwhile: nobody may read it any more.
    """
    match event.payload.get("letter"):
        case None:
            return None
        case Letter.RECEIPT:
            return issue_receipt(dossier)
        case Letter.RESULT:
            number = event.payload.get("correction")
            return issue_correction(dossier, number) if number else issue_result(dossier)
    return issue_form(dossier, event)
