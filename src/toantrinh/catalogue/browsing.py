"""What lists need: sectors, events of a life, and one procedure's words by language."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from pydantic import BaseModel

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.models import WRITTEN_HERE, Procedure, Version
from toantrinh.kernel.text import sort_key

Part = TypeVar("Part", bound=BaseModel)
_ENGLISH = "_en"


@dataclass(frozen=True)
class Sector:
    """A sector by its name, and how many open procedures it has."""

    name: str
    procedures: int


def sectors() -> list[Sector]:
    """All sectors in which something is offered, by name."""
    rows = (
        Procedure.objects.filter(open=True)
        .exclude(sector="")
        .order_by()
        .values_list("sector")
        .annotate(procedures=Count("pk"))
    )
    found = [Sector(name, count) for name, count in rows]
    return sorted(found, key=lambda sector: sort_key(sector.name))


def offered(sector: str = "") -> QuerySet[Procedure]:
    """Open procedures, of one sector or of all, by sector and name."""
    found = Procedure.objects.filter(open=True)
    if sector:
        found = found.filter(sector=sector)
    return found.order_by("sector", "name_sort", "code").defer(
        "words", "name_folded", "other_folded", "name_marked"
    )


def for_event(event: str, names: tuple[str, ...]) -> QuerySet[Procedure]:
    """What an event of a life calls for: what its author says, then what one of the sectors has."""
    said = Version.objects.filter(source__in=WRITTEN_HERE, content__life_events__contains=[event])
    fits = Q(pk__in=said.values("procedure")) | Q(sector__in=names)
    return offered().filter(fits)


def in_language(content: ProcedureContent, language: str) -> ProcedureContent:
    """The content, in English as far as its author wrote English, for who reads that."""
    return content if language != "en" else _translated(content)


def _translated(part: Part) -> Part:
    changes: dict[str, object] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        english = getattr(part, f"{name}{_ENGLISH}", "")
        if isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value):
            changes[name] = tuple(_translated(one) for one in value)
        elif isinstance(value, BaseModel):
            changes[name] = _translated(value)
        elif english:
            changes[name] = english
    return part.model_copy(update=changes) if changes else part
