"""The slow reading: the same lake row by row in plain Python, to settle who is right.

It shares no expression with the engines. What each measure counts is written once more, from its
words, in `slow_cases.py` and `slow_services.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from toantrinh.lake.manifest import Folder, Manifest
from toantrinh.measures.asking import NATION, By
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.slow_cases import CASES, HOURS, in_period
from toantrinh.measures.slow_services import SERVICES
from toantrinh.measures.values import Answer, Counts

Row = dict[str, Any]


class SlowReading:
    """Counts by looking at one row after the other."""

    name = "slow"

    def __init__(self, lake: Folder, manifest: Manifest) -> None:
        self._tables: dict[str, list[Row]] = {
            table: lake.load(table, manifest.parts(table)).to_pylist()
            for table in ("cases", "agencies", "versions")
        }
        self._known: dict[tuple[str, Period], list[Any]] = {}
        self._agencies = {row["agency"]: row for row in self._tables["agencies"]}
        self._branches = self._branch_paths()

    def answer(self, measures: Sequence[Measure], by: By, period: Period) -> Answer:
        """What each measure comes to, by place."""
        found: dict[tuple[str, str], Counts] = {}
        for table in sorted({one.table for one in measures}):
            rows = rows_judged(table, self._tables, period)
            places = [self._places(row, by) for row in rows]
            for one in measures:
                if one.table == table:
                    count = _hours if one.is_spread else _sums
                    told = zip(places, self._judged(one, rows, period), strict=True)
                    by_place = count((place, said) for those, said in told for place in those)
                    found |= {(one.key, place): counts for place, counts in by_place.items()}
        return found

    def close(self) -> None:
        """Nothing runs for it."""

    def _judged(self, one: Measure, rows: list[Row], period: Period) -> list[Any]:
        """What the measure says of each row; the same for whatever places are asked."""
        at = (one.key, period)
        if at not in self._known:
            self._known[at] = judged(one, rows, period)
        return self._known[at]

    def _places(self, row: Row, by: By) -> list[str]:
        """Where a row counts: at most one place of a kind, but in every branch above it."""
        if by is By.NATION:
            return [NATION]
        if by is By.PROCEDURE:
            found = row["procedure"]
        else:
            name = "heir" if by in {By.AGENCY, By.BRANCH} else f"{by.value}_now"
            found = self._agencies.get(row["agency"], {}).get(name)
        if by is By.BRANCH:
            own = self._agencies.get(found, {}).get("path") or ""
            return [path for path in self._branches if own.startswith(path)]
        return [] if found is None else [str(found)]

    def _branch_paths(self) -> list[str]:
        """Of those who have somebody below, but for committees."""
        keys = [(row["path"] or "").split("/")[:-1] for row in self._tables["agencies"]]
        above = {"/".join(each[:at]) + "/" for each in keys for at in range(1, len(each))}
        return sorted(path for path in above if not path.endswith(".ubnd/"))


def rows_judged(table: str, tables: Mapping[str, list[Row]], period: Period) -> list[Row]:
    """The rows that measures of a table look at: dossiers, or versions with those they had."""
    if table == "cases":
        return tables["cases"]
    came, online = Counter[str](), Counter[str]()
    for row in tables["cases"]:
        if in_period(row["received"], period):
            came[row["procedure"]] += 1
            online[row["procedure"]] += row["channel"] == "online"
    return [
        {**row, "cases": came[row["procedure"]], "cases_online": online[row["procedure"]]}
        for row in tables["versions"]
    ]


def judged(one: Measure, rows: Iterable[Row], period: Period) -> list[Any]:
    """What a measure says of each row: numerator and denominator, or its hour, if it has one."""
    judge: Callable[[Row, Period], Any] = {**CASES, **SERVICES, **HOURS}[one.key]
    return [judge(row, period) for row in rows]


def _sums(told: Iterable[tuple[str, tuple[int, int]]]) -> dict[str, Counts]:
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, (numerator, denominator) in told:
        sums[place][0] += numerator
        sums[place][1] += denominator
    return {
        place: Counts(numerator, below)
        for place, (numerator, below) in sums.items()
        if numerator or below
    }


def _hours(told: Iterable[tuple[str, int | None]]) -> dict[str, Counts]:
    hours: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, hour in told:
        if hour is not None:
            hours[place][hour * 60] += 1
    return {place: Counts(buckets=tuple(sorted(told.items()))) for place, told in hours.items()}
