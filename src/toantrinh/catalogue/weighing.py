"""The burden of the whole catalogue on a day: for the command, and kept for pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from toantrinh.catalogue import burden as b
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.costs import Model, Way, model_on
from toantrinh.catalogue.index import standing
from toantrinh.catalogue.queries import contents_in_force

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Weighed:
    """All procedures, most to save first; the sums over all, and by the owner's key and sector."""

    total: Row
    by_owner: Sequence[Row]
    by_sector: Sequence[Row]
    procedures: Sequence[Row]


def weigh(
    contents: Iterable[ProcedureContent], model: Model, way: Way = "direct"
) -> list[b.Burden]:
    """The burden of each, most to save first."""
    return b.ranked(b.burden_of(one, model, way) for one in contents)


def weighed(on: date) -> Weighed:
    """The catalogue as it stands now, by the costs of a day. Takes seconds where it moved."""
    return _weighed(standing([])[0], on)


# What is printed of each; the papers by name are in the command's answer.
_TOLD = (
    "code",
    "name",
    "sector",
    "owner",
    "papers",
    "hours",
    "saved_hours",
    "total",
    "saved_total",
)


@lru_cache(maxsize=1)
def _weighed(stamp: bytes, on: date) -> Weighed:
    del stamp
    burdens = weigh((content for _source, content in contents_in_force(on)), model_on(on))
    rows = []
    for one in burdens:
        told = one.as_json()
        rows.append({**{key: told[key] for key in _TOLD}, "held": len(one.held)})
    return Weighed(
        b.total(burdens),
        b.totals(burdens, lambda one: one.owner.key),
        b.totals(burdens, lambda one: one.content.sector),
        rows,
    )
