"""The one-stop desks of a province, which all receive, and who else helps people there."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency, Tier
from toantrinh.government.queries import in_force
from toantrinh.kernel.text import tokens
from toantrinh.kernel.time import today


def desks_of(province: str, on: date | None = None) -> Sequence[Agency]:
    """The desks of a province by its code: the province's own first, then the communes' by name."""
    return _desks(province, on or today())


def find_desks(text: str, province: str, on: date | None = None) -> list[Agency]:
    """Those of them whose names have words that begin so, in any order, marks or none."""
    words = tokens(text)
    return [one for one in desks_of(province, on) if _begins(one, words)]


def is_desk_of(one: Agency, province: str, on: date | None = None) -> bool:
    """Whether an agency is a desk of this province on a day."""
    here = one.unit is not None and one.unit.province_code == province
    return one.kind.one_stop and here and one.holds_on(on or today())


def helpers_at(*units: str, on: date | None = None) -> list[Agency]:
    """Who helps people with their dossiers in these units by their codes, in that order."""
    return [one for code in dict.fromkeys(units) if code for one in _helpers(code, on or today())]


def _begins(one: Agency, words: Sequence[str]) -> bool:
    named = one.folded.split()
    return all(any(name.startswith(word) for name in named) for word in words)


@remembered
def _desks(province: str, on: date) -> Sequence[Agency]:
    here = Q(unit__code=province) | Q(unit__parent_code=province)
    found = Agency.objects.filter(in_force(on), here, kind__one_stop=True)
    rows = found.select_related("kind", "unit")
    return sorted(rows, key=lambda one: (one.kind.tier != Tier.PROVINCE, one.name_sort))


@remembered
def _helpers(unit_code: str, on: date) -> Sequence[Agency]:
    found = Agency.objects.filter(in_force(on), unit__code=unit_code, kind__helps=True)
    return list(found.select_related("kind", "unit").order_by("name_sort"))
