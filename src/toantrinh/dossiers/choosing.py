"""What an applicant chooses beside the answers, before the dossier is handed in."""

from django.db import transaction

from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers.actions import held_draft
from toantrinh.dossiers.answers import draft_answers
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.receiving import desk_for, place_of
from toantrinh.government.competence import receiving_desk
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today


@transaction.atomic
def choose_desk(dossier: Dossier, *, actor: Actor, desk: Agency | None) -> Draft:
    """Keep at which desk it shall be received; the usual one, or None, is no choice.

    Raises NotFound while the answers name no place, Invalid for a desk that does not receive it.
    """
    draft = held_draft(dossier, actor)
    if desk is not None:
        answers = draft_answers(draft)
        content = with_form(dossier.version.read)
        place = place_of(content, answers)
        agency, _why = competent(content, place, today(), answers)
        desk = desk_for(agency, place, desk)
        desk = None if desk.pk == receiving_desk(agency, place).pk else desk
    draft.desk = desk
    draft.save(update_fields=["desk"])
    return draft
