"""Acting for another: each page about somebody else's dossier says so, and each look is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.perms import is_applicant
from toantrinh.dossiers.standing_in import mandate_over
from toantrinh.mandates.queries import grantor_name
from toantrinh.web.gate.access import Visit, actor_of

# What a page shows of a dossier beside answers, by the name of its template.
_SEEN: dict[str, tuple[str, ...]] = {
    "dossier": ("standing", "history", "messages"),
    "receipt": ("applicant", "standing"),
    "review": ("applicant",),
    "supplement": ("messages",),
}


@dataclass(frozen=True)
class StandsIn:
    """For whom the visitor acts on this page, and how long still."""

    name: str
    until: date
    mandate_id: UUID


def about(visit: Visit, template: str, context: Mapping[str, Any]) -> dict[str, object]:
    """What a page about another's dossier says of that; nothing on all other pages."""
    dossier = _dossier_of(context)
    if dossier is None or visit.actor is None or is_applicant(visit.actor, dossier):
        return {}
    mandate = mandate_over(visit.actor, dossier)
    if mandate is None:
        return {}
    log_look(
        dossier,
        actor=actor_of(visit),
        page=f"portal/{template}",
        fields=_fields(template, context) or ["standing"],
    )
    return {"stands_in": StandsIn(grantor_name(mandate), mandate.valid_to, mandate.pk)}


def _dossier_of(context: Mapping[str, Any]) -> Dossier | None:
    # Pages of a form carry a folder, the others the dossier itself.
    found = getattr(context.get("folder"), "dossier", context.get("dossier"))
    return found if isinstance(found, Dossier) else None


def _fields(template: str, context: Mapping[str, Any]) -> list[str]:
    folder, form = context.get("folder"), context.get("form")
    keys: list[str] = []
    if template in {"form", "supplement"} and form is not None:
        keys = list(form.fields)
    elif template == "review" and folder is not None:
        keys = [question.key for page in folder.content.pages for question in page.fields]
    return [*_SEEN.get(template, ()), *(f"answers.{key}" for key in keys)]
