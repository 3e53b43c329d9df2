"""How much work a place or an agency has: what came each day, what stands open now, by its age.

Only kept answers are read: what stands open is told as of the last counting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from toantrinh.government.models import Agency
from toantrinh.measures import kept
from toantrinh.measures.of_work import AGES, came_on, late_from, open_from
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place
from toantrinh.measures.standing import whereabouts


@dataclass(frozen=True)
class Age:
    """How many open dossiers are so old, in days from one to the next; the last has no end."""

    since: int
    until: int | None
    going: int
    late: int


@dataclass(frozen=True)
class Workload:
    """What came each day, where anything did, and what stands open, by age."""

    came: dict[date, int]
    ages: tuple[Age, ...]


def workload(where: Place | Agency, spans: Sequence[tuple[date, date]]) -> Workload:
    """What came each day of some spans of days, and what stands open; nothing where none is kept.

    What came at a time of which no month is kept is left out.
    """
    months = kept.months()
    came = {day: count for month in months for day, count in _came(where, month, spans) if count}
    return Workload(came, _ages(where, months[-1]) if months else ())


def _came(
    where: Place | Agency, month: Period, spans: Sequence[tuple[date, date]]
) -> Iterator[tuple[date, int]]:
    days = [
        day
        for number in range((month.last - month.first).days + 1)
        for day in [month.first + timedelta(days=number)]
        if any(first <= day <= last for first, last in spans)
    ]
    if days:
        told = kept.numbers([came_on(day.day) for day in days], *whereabouts(where, month), month)
        yield from zip(days, told.values(), strict=True)


def _ages(where: Place | Agency, month: Period) -> tuple[Age, ...]:
    names = [column(age) for age in AGES for column in (open_from, late_from)]
    told = kept.numbers(names, *whereabouts(where, month), month)
    return tuple(
        Age(since, until, told[open_from(since)], told[late_from(since)])
        for since, until in zip(AGES, (*AGES[1:], None), strict=True)
    )
