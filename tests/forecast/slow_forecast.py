"""A second reading of how long things take: one dossier after the other, in exact fractions.

Where the room multiplies shares (Kaplan and Meier), this hands the weight of each dossier that is
watched no longer to all that are watched on (Efron); both are known to come to the same.
"""

from collections import defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from toantrinh.forecast.models import Scope
from toantrinh.government.calendar import Calendar

Row = dict[str, Any]
# Hour, and whether it was decided then.
Life = tuple[int, bool]


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def lives(
    rows: list[Row], calendars: dict[str, Calendar], scope: Scope, span: tuple[int, int, int]
) -> dict[tuple[str, str], list[Life]]:
    since, until, as_of = span
    found: defaultdict[tuple[str, str], list[Life]] = defaultdict(list)
    for row in rows:
        if not since <= row["submitted"] < min(until, as_of):
            continue
        place = {"agency": row["agency"], "province": row["province"], "nation": "VN"}[scope]
        minutes = took(row, calendars[row["agency"]], as_of)
        if decided(row, as_of):
            found[row["procedure"], place].append((-(-minutes // 60), True))
        else:
            found[row["procedure"], place].append((minutes // 60, False))
    return found


def decided(row: Row, as_of: int) -> bool:
    return row["decided"] is not None and row["decided"] < as_of


def took(row: Row, calendar: Calendar, as_of: int) -> int:
    ends = [row["decided"]] if row["decided"] is not None else [row["ended"]]
    last = min([as_of, *(each for each in ends if each is not None)])
    return calendar.working_minutes_between(moment(row["submitted"]), moment(last))


def within(told: list[Life], rank: int, age: int = 0) -> int | None:
    """In how many hours more `rank` in a hundred of those open at an age are decided."""
    order = sorted(told, key=lambda life: (life[0], not life[1]))
    weight = [Fraction(1, len(order))] * len(order)
    for at, (_hour, known) in enumerate(order):
        later = len(order) - at - 1
        if not known and later:
            for after in range(at + 1, len(order)):
                weight[after] += weight[at] / later
            weight[at] = Fraction(0)
    lost = [w for (_hour, known), w in zip(order, weight, strict=True) if not known]
    ends = [(h, w) for (h, known), w in zip(order, weight, strict=True) if known]
    gone = sum((w for h, w in ends if h <= age), Fraction(0))
    still = sum((w for h, w in ends if h > age), Fraction(0)) + sum(lost, Fraction(0))
    for hour in sorted({h for h, _w in ends if h > age}):
        passed = sum((w for h, w in ends if h <= hour), Fraction(0)) - gone
        if passed * 100 >= still * rank:
            return hour - age
    return None


def judged(
    rows: list[Row], calendars: dict[str, Calendar], most: int, as_of: int
) -> tuple[int, int, int]:
    """How many of these are judged, were in time, and can't be judged yet."""
    counts = [0, 0, 0]
    for row in rows:
        calendar = calendars[row["agency"]]
        age = calendar.working_minutes_between(moment(row["submitted"]), moment(as_of))
        if age < most * 60:
            counts[2] += 1
            continue
        minutes = took(row, calendar, as_of)
        timely = decided(row, as_of) and minutes <= most * 60
        # Ended before what was said had gone by, without a result: nobody knows.
        counts[0] += timely or minutes >= most * 60
        counts[1] += timely
    return counts[0], counts[1], counts[2]
