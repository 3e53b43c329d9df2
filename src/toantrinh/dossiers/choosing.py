"""What an applicant chooses beside the answers, before the dossier is handed in."""

from django.db import transaction

from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers.actions import held_draft
from toantrinh.dossiers.answers import draft_answers
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.receiving import desk_for, place_of, province_of
from toantrinh.dossiers.supporting import check_helps
from toantrinh.government.competence import receiving_desk
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today


@transaction.atomic
def choose_places(
    dossier: Dossier, *, actor: Actor, desk: Agency | None, support: Agency | None = None
) -> Draft:
    """Keep at which desk it shall be received, and who helped; the usual desk is no choice.

    Raises NotFound while the answers name no place, Invalid for a desk that does not receive it,
    Refusal for who helps nobody in its province.
    """
    draft = held_draft(dossier, actor)
    answers, content = draft_answers(draft), with_form(dossier.version.read)
    place = place_of(content, answers)
    agency, _why = competent(content, place, today(), answers)
    usual = receiving_desk(agency, place)
    found = desk_for(agency, place, desk)
    if support is not None:
        check_helps(support, province_of(agency, place))
    draft.desk, draft.support = None if found.pk == usual.pk else found, support
    draft.save(update_fields=["desk", "support"])
    return draft
