"""How much work will come: the same weekday of the last weeks, times the season of the year. Pure.

A day expects the mean of the last eight like weekdays that were worked, times how much more, or
less, came around that day last year than in the weeks that those eight stood in last year. It is
told as a range: the least and the most of the eight, times the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

WEEKS = 8
# A year in whole weeks, so that weekdays meet.
_YEAR = timedelta(days=364)
_AROUND = 14
# What a year ago is less than this says nothing of a season.
_LEAST = 30
_MOST_SEASON, _LEAST_SEASON = Fraction(3), Fraction(1, 3)


@dataclass(frozen=True)
class Expected:
    """A coming day: the mean and the range, whole dossiers; none on days off."""

    day: date
    low: int
    mean: int
    high: int


def expected(
    came: Mapping[date, int], on: date, days: int, works: Callable[[date], bool]
) -> list[Expected]:
    """What is expected on each of the days from `on`; nothing without eight weeks behind it."""
    if not came or min(came) > on - timedelta(weeks=WEEKS):
        return []
    found = []
    for number in range(days):
        day = on + timedelta(days=number)
        like = _like(came, on, day, works)
        if not works(day) or not like:
            found.append(Expected(day, 0, 0, 0))
            continue
        factor = season(came, on, day)
        middle = Fraction(sum(like), len(like)) * factor
        found.append(
            Expected(day, _whole(min(like) * factor), _whole(middle), _whole(max(like) * factor))
        )
    return found


def looked_at(on: date, days: int) -> list[tuple[date, date]]:
    """The spans of days, first and last, of which it must be known what came: last year's first.

    Twice as many weeks as are counted tell also whether anything came so long ago.
    """
    then = on - _YEAR
    last_year = (then - timedelta(weeks=WEEKS), then + timedelta(days=days + _AROUND))
    return [last_year, (on - timedelta(weeks=2 * WEEKS), on)]


def season(came: Mapping[date, int], on: date, day: date) -> Fraction:
    """How much more came around the day last year than in the eight weeks before `on` last year.

    One where last year is not known well enough; never beyond three times, or below a third.
    """
    around = _mean_of(came, [day - _YEAR + timedelta(days=n) for n in range(-_AROUND, _AROUND + 1)])
    usual = _mean_of(came, [on - _YEAR - timedelta(days=n) for n in range(1, 7 * WEEKS + 1)])
    if around is None or usual is None:
        return Fraction(1)
    return min(max(around / usual, _LEAST_SEASON), _MOST_SEASON)


def _like(
    came: Mapping[date, int], on: date, day: date, works: Callable[[date], bool]
) -> list[int]:
    """What came on the same weekday of the last eight weeks, days off left out."""
    back = (day - on).days // 7 + 1
    days = [day - timedelta(weeks=back + number) for number in range(WEEKS)]
    return [came.get(each, 0) for each in days if works(each)]


def _mean_of(came: Mapping[date, int], days: Sequence[date]) -> Fraction | None:
    whole = sum(came.get(day, 0) for day in days)
    return Fraction(whole, len(days)) if whole >= _LEAST else None


def _whole(number: Fraction) -> int:
    """Half up."""
    return int(number + Fraction(1, 2))
