"""Agencies as administrators see them: what stands below, what it was before, when it works."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from toantrinh.administration.reform_outlook import REPORT_DAYS
from toantrinh.government.abstract import Origin
from toantrinh.government.calendar import Spell
from toantrinh.government.models import Agency, Unit
from toantrinh.government.perms import governs
from toantrinh.government.queries import agencies_below, calendar_of, in_force, rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today

_WEEK = 7
_DAY = timedelta(days=1)


def governed(key: str, actor: Actor) -> Agency:
    """The agency with this key as it is, or as it last was, if this somebody governs it.

    Raises NotFound.
    """
    rows = Agency.objects.filter(key=key).select_related("kind", "unit", "parent", "successor")
    begun = rows.filter(valid_from__lte=today()).order_by("-valid_from").first()
    found = begun or rows.order_by("valid_from").first()
    if found is None or not governs(actor, found):
        raise NotFound("Không có cơ quan mã %(code)s.", code=key)
    return found


def directly_below(above: Agency) -> QuerySet[Agency]:
    """The agencies whose next higher one this is, closed ones too, by tier and name."""
    below = Agency.objects.filter(agencies_below(above), path__regex=rf"^{above.path}[^/]+/$")
    return below.select_related("kind", "unit").order_by("-kind__tier", "kind__name", "name_sort")


def communes_of(province_code: str) -> QuerySet[Unit]:
    """The communes of a province today, by name."""
    rows = Unit.objects.filter(in_force(today()), parent_code=province_code)
    return rows.order_by("name_sort")


@dataclass(frozen=True)
class Chapter:
    """An agency while nothing about it changed, and those whose place it then took."""

    name: str
    code: str
    official: bool
    since: date
    until: date | None
    taken_over: list[Agency]


def chapters(key: str) -> list[Chapter]:
    """All that an agency was and will be, the latest first."""
    rows = Agency.objects.filter(key=key).order_by("-valid_from").prefetch_related("predecessors")
    return [
        Chapter(
            name=row.name,
            code=row.code,
            official=row.official,
            since=row.valid_from,
            until=row.valid_to,
            taken_over=[one for one in row.predecessors.all() if one.key != key],
        )
        for row in rows
    ]


def report_until(agency: Agency) -> date | None:
    """By when its opening is reported to who issues codes; None where that is no matter here."""
    opened_here = agency.origin == Origin.HOUSE and not agency.filed and agency.valid_to is None
    if agency.official or not opened_here:
        return None
    days = int(str(rule(REPORT_DAYS, agency.valid_from)))
    return agency.valid_from + timedelta(days=days)


def hours_this_week(agency: Agency) -> list[tuple[date, tuple[Spell, ...]]]:
    """Each day of this week from Monday, and when the agency works on it."""
    monday = today() - today().weekday() * _DAY
    days = [monday + number * _DAY for number in range(_WEEK)]
    calendar = calendar_of(agency, days[0], days[-1])
    return [(day, calendar.office(day)) for day in days]
