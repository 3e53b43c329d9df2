"""Letters of a version's own steps: signed once the act is done that carries the dossier on."""

from django.db import transaction

from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.handling import ProcessStep
from toantrinh.documents.models import Document
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.form_letters import ISSUE, issued, issuer, number_of, signed_by
from toantrinh.dossiers.issuing import Composed, issue, tell
from toantrinh.dossiers.letters import values
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.time import local

# The acts that carry a dossier on, in their order; a step ends with the last that it names.
_ROAD = ("accept", "assign", "propose", "approve", "return_result")
_GENERAL = "result"


def last_act(step: ProcessStep) -> str:
    """The act with which a step ends; empty where it names none that carries on."""
    return next((act for act in reversed(_ROAD) if act in step.acts), "")


def issue_step_letters(dossier: Dossier, event: Event, *, actor: Actor = SYSTEM) -> list[Document]:
    """Set and sign the letters of the steps that an event ended; a second call gives the same.

    A step may name a letter of its version's own, or the general one. Forms of the law are not
    named by steps: they go with their acts.
    """
    content = dossier.version.read
    ended = [step for step in content.process if step.letter and last_act(step) == event.action]
    named = [step for step in ended if step.letter == _GENERAL or content.template(step.letter)]
    return [made for step in named if (made := _issue(dossier, event, step, actor)) is not None]


@transaction.atomic
def _issue(dossier: Dossier, event: Event, step: ProcessStep, actor: Actor) -> Document | None:
    locked = lock(dossier)
    letter = f"step.{step.key}"
    if (known := issued(locked, event, letter)) is not None:
        return known
    if locked.erased:
        return None
    content = with_form(locked.version.read)
    agency = issuer(locked, event)
    lines = [("Thủ tục", content.name), ("Người yêu cầu", locked.applicant_name)]
    composed = Composed(
        step.letter,
        step.title,
        {
            **values(content, answers_of(locked)),
            **signed_by(event, agency),
            "applicant": locked.applicant_name,
            "dossier_code": locked.code or "",
            "registered_on": local(event.at).date(),
            "lines": [*lines, ("Mã hồ sơ", locked.code or "")],
        },
        number_of("step", agency),
        content.template(step.letter),
    )
    made = issue(locked, composed, agency, key=locked.key)
    tell(locked, ISSUE, made, actor, of=event.seq, form=letter)
    return made
