"""What came, what lies there and where time went, once more: row by row, with days as dates."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from toantrinh.kernel.time import local
from toantrinh.measures.period import Period

Row = dict[str, Any]
# By kind of place and place, by column.
Told = dict[tuple[str, str], dict[str, int]]
_HANDS = ("desk", "agency", "officer", "other", "leader", "applicant", "collect")


def told(cases: list[Row], agencies: list[Row], month: Period) -> Told:
    """All that is not zero."""
    known = {row["agency"]: row for row in agencies}
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in cases:
        at = [*_places(row, known)]
        for column in _lies(row, month):
            for place in at:
                found[place][column] += 1
        if (decided := _day(row["decided"])) and month.first <= decided <= month.last:
            spent = found["procedure", row["procedure"]]
            spent["hands-cases"] += 1
            for hand in _HANDS:
                spent[f"hands-{hand}"] += row[f"{hand}_minutes"] or 0
    return {place: +counts for place, counts in found.items() if +counts}


def _lies(row: Row, month: Period) -> Iterator[str]:
    received, ended = row["received"], row["ended"]
    if (day := _day(received)) is None:
        return
    if month.first <= day <= month.last:
        yield f"came-{day.day}"
    now, decided = month.as_of, row["decided"]
    over = (decided is not None and decided < now) or (ended is not None and ended < now)
    if now >= month.until or received >= now or over:
        return
    age = (_moment(now) - _moment(received)) // timedelta(days=1)
    since = max(days for days in (0, 1, 3, 7, 15, 30, 90) if days <= age)
    yield f"open-{since}"
    if row["due"] is not None and row["due"] < now and row["waiting_since"] is None:
        yield f"late-{since}"


def _places(row: Row, known: dict[str, Row]) -> Iterator[tuple[str, str]]:
    yield "nation", "VN"
    if (own := known.get(row["agency"])) is None:
        return
    yield "agency", own["heir"]
    for by in ("province", "commune"):
        if own[f"{by}_now"]:
            yield by, own[f"{by}_now"]
    path = known[own["heir"]]["path"] if own["heir"] in known else None
    for other in ("bo/", "bo/so/"):
        if (path or "").startswith(other):
            yield "branch", other


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _day(minute: int | None) -> Any:
    return None if minute is None else local(_moment(minute)).date()
