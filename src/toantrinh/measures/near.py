"""What lies behind a number: the procedures, steps and dossiers of a few agencies in a month.

Read from the lake itself, by the very expressions that count; what a province has of a procedure
lies together in each file, so that only small parts are read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import ibis

from toantrinh.government.models import Agency
from toantrinh.lake.actions import folder
from toantrinh.lake.line import ready, spelled
from toantrinh.lake.shapes import STEP
from toantrinh.measures import asking
from toantrinh.measures.asking import By
from toantrinh.measures.engines import DuckDB
from toantrinh.measures.expressions import RATIOS, SPREADS, Expr, count, of_each, total
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place
from toantrinh.measures.values import Counts

# In whose hands a dossier lies, in the order in which it passes through them.
HANDS = ("desk", "agency", "officer", "other", "leader", "applicant", "collect")
_AGES = (1, 3, 7, 15, 30, 90)
_NEAR = "near"
# So many provinces are sought by name: what became one is of four at most.
_FEW = 8
_MOMENTS = ("received", "due", "decided", "ended")


@dataclass(frozen=True)
class Behind:
    """One dossier that a number was counted from; minutes in each of `HANDS`."""

    dossier: str
    numerator: int
    received: datetime | None
    due: datetime | None
    decided: datetime | None
    ended: datetime | None
    minutes: dict[str, int]


@dataclass(frozen=True)
class AtStep:
    """What dossiers spent at one step of their versions, in minutes.

    `overran` had more than its share of the time.
    """

    key: str
    cases: int
    waited: int
    worked: int
    applicant: int
    overran: int


# `told` has the column of steps as the lake spells it.
_STEPS = """
WITH told AS ({told}),
parts AS (SELECT string_split(unnest(string_split(steps, ' ')), ':') AS part FROM told)
SELECT part[1] AS key, count(*) AS cases, sum(part[2]::BIGINT)::BIGINT AS waited,
    sum(part[3]::BIGINT)::BIGINT AS worked, sum(part[4]::BIGINT)::BIGINT AS applicant,
    count(*) FILTER (part[5]::BIGINT > 0) AS overran
FROM parts GROUP BY ALL ORDER BY key
"""
# A day in Việt Nam begins seven hours before one in UTC.
_CAME = """
SELECT (received + 420) // 1440 AS day, count(*) AS cases FROM near
WHERE received >= {since} AND received < {until} GROUP BY day
"""
_AGES_NOW = """
SELECT ({minute} - received) // 1440 AS age, count(*) AS cases,
    count(*) FILTER (due < {minute} AND waiting_since IS NULL) AS late
FROM near WHERE received IS NOT NULL AND decided IS NULL AND ended IS NULL GROUP BY age
"""
_KEY = re.compile(STEP + r"([a-z0-9_]+)")


@dataclass(frozen=True)
class Age:
    """How many open dossiers are so old, in days from one to the next; the last has no end."""

    since: int
    until: int | None
    going: int
    late: int


@dataclass(frozen=True)
class Workload:
    """What came each day of the last year, and what stands open now, by age."""

    came: dict[date, int]
    ages: tuple[Age, ...]


class Near:
    """One reading of what some agencies have in a month. Raises NotFound without a lake."""

    def __init__(self, where: Place | Agency, period: Period, procedure: str = "") -> None:
        self._engine, self._period = _looking(where, period, procedure), period
        self._rows = asking.rows_of("cases", _NEAR)

    def procedures(self, measure: Measure) -> list[tuple[str, Counts]]:
        """What a measure comes to for each procedure, those with most cases first."""
        numerator, denominator = self._pair(measure)
        rows = self._rows.group_by("procedure").aggregate(n=numerator, d=denominator)
        told = self._engine.run(rows.filter(rows.d != 0)).to_pylist()
        found = [(row["procedure"] or "", Counts(int(row["n"]), int(row["d"]))) for row in told]
        return sorted(found, key=lambda row: (-row[1].denominator, row[0]))

    def steps(self) -> tuple[int, dict[str, int]]:
        """How many were decided in the month, and their minutes in each hand taken together."""
        sums = ", ".join(f"sum({hand}_minutes)::BIGINT AS {hand}" for hand in HANDS)
        asked = f"SELECT count(*) AS cases, {sums} FROM {_NEAR} WHERE {self._decided()}"
        [told] = self._engine.ask(asked).to_pylist()
        return int(told["cases"]), {hand: int(told[hand] or 0) for hand in HANDS}

    def own_steps(self) -> list[AtStep]:
        """The same by the steps of their versions, of those dossiers that have some."""
        told = f"SELECT steps FROM {_NEAR} WHERE {self._decided()} AND steps IS NOT NULL"
        return [AtStep(**row) for row in self._engine.ask(_STEPS.format(told=told)).to_pylist()]

    def _decided(self) -> str:
        return f"decided >= {self._period.since} AND decided < {self._period.until}"

    def dossiers(
        self, measure: Measure, *, longest_in: str = "", first: int = 0, most: int = 50
    ) -> tuple[int, list[Behind]]:
        """How many a number was counted from, and some of them.

        Those that speak against the agency come first, or those that lay longest in one hand, or in
        the house at a step (`step/` and its key).
        """
        rows, longest = self._rows, self._longest(longest_in)
        numerator, denominator = map(of_each, self._pair(measure))
        # By the position in the journal, of which each dossier has one: numbers are read quickly.
        each = rows.select("position", n=numerator, d=denominator, longest=longest)
        self._engine.put_aside("each", each.filter(each.d != 0))
        order = "longest DESC, n" if measure.direction == "up" else "longest DESC, n DESC"
        asked = f"SELECT position, n FROM each ORDER BY {order}, position LIMIT {most}"
        page = self._engine.ask(f"{asked} OFFSET {first}").to_pylist()
        [whole] = self._engine.ask("SELECT count(*) AS whole FROM each")["whole"].to_pylist()
        return int(whole), self._behind({row["position"]: int(row["n"]) for row in page})

    def _longest(self, where: str) -> Expr:
        """Minutes in a hand or at a step; the same for all where neither is named."""
        if where in HANDS:
            return self._rows[f"{where}_minutes"]
        step = _KEY.fullmatch(where)
        return _at_step(self._rows.steps, step[1]) if step else ibis.literal(0)

    def _behind(self, counted: Mapping[int, int]) -> list[Behind]:
        """The dossiers at these positions, in their order, with what each adds to the number."""
        columns = ", ".join([*_MOMENTS, *(f"{hand}_minutes" for hand in HANDS)])
        at = ", ".join(str(position) for position in [*counted, -1])
        asked = f"SELECT position, dossier, {columns} FROM {_NEAR} WHERE position IN ({at})"
        found = {row["position"]: row for row in self._engine.ask(asked).to_pylist()}
        return [_behind(found[at], number) for at, number in counted.items()]

    def _pair(self, measure: Measure) -> tuple[Expr, Expr]:
        if not measure.is_spread:
            return RATIOS[measure.key](self._rows, self._period)
        minutes, where = SPREADS[measure.key](self._rows, self._period)
        return total(minutes, where), count(where)


def workload(where: Place | Agency, at: datetime, spans: Sequence[tuple[date, date]]) -> Workload:
    """What came each day of some spans of days, and what stands open at a moment.

    The last of the spans ends with the day of the moment.
    """
    came: dict[date, int] = {}
    first_day = date(1970, 1, 1)
    for first, last in spans:
        span = Period.of(first, last, at)
        engine = _looking(where, span)
        told = engine.ask(_CAME.format(since=span.since, until=span.until)).to_pylist()
        came |= {first_day + timedelta(days=row["day"]): row["cases"] for row in told}
    minute = Period.of(spans[-1][0], at.date() + timedelta(days=1), at).as_of
    return Workload(came, _ages(engine.ask(_AGES_NOW.format(minute=minute)).to_pylist()))


def _looking(where: Place | Agency, period: Period, procedure: str = "") -> DuckDB:
    """A line that sees as `near` the dossiers of a place, or of an agency with those below it.

    They count for who goes on today, see `asking.agencies`.
    """
    lake = folder()
    manifest = lake.current()
    engine = DuckDB(lake, manifest, ready(lake, manifest))
    engine.look(period.since, period.until)
    asked = [f"procedure = {spelled(procedure)}"] if procedure else []
    if theirs := _theirs(where):
        there = engine.ask(f"SELECT DISTINCT province FROM agencies WHERE {theirs}")["province"]
        # Follows from what comes next, but passes over all that lies together of other provinces.
        if 0 < len(there) <= _FEW and not there.null_count:
            asked.append(f"province IN ({', '.join(map(spelled, there.to_pylist()))})")
        asked.append(f"agency IN (SELECT agency FROM agencies WHERE {theirs})")
    engine.see(_NEAR, f"FROM cases WHERE {' AND '.join(asked) or 'true'}")
    return engine


def _theirs(where: Place | Agency) -> str:
    """Which agencies count there; nothing where all do."""
    if isinstance(where, Agency):
        below = f"SELECT agency FROM agencies WHERE starts_with(path, {spelled(where.path)})"
        return f"heir IN ({below})"
    return "" if where.by is By.NATION else f"{where.by.value}_now = {spelled(where.code)}"


def _at_step(steps: Expr, key: str) -> Expr:
    """Minutes in the house at a step, of what the lake spells; less than any where it never was."""
    numbers = [steps.re_extract(rf"(?:^| ){key}:(\d+):(\d+):", at) for at in (1, 2)]
    waited, worked = (one.nullif("").cast("int64") for one in numbers)
    return (waited + worked).fill_null(-1)


def _ages(told: list[dict[str, int]]) -> tuple[Age, ...]:
    bounds = (0, *_AGES)
    found = []
    for number, since in enumerate(bounds):
        until = bounds[number + 1] if number + 1 < len(bounds) else None
        those = [r for r in told if r["age"] >= since and (until is None or r["age"] < until)]
        going, late = (sum(int(r[name]) for r in those) for name in ("cases", "late"))
        found.append(Age(since, until, going, late))
    return tuple(found)


def _behind(row: dict[str, Any], numerator: int) -> Behind:
    moments = {name: _moment(row[name]) for name in _MOMENTS}
    minutes = {hand: int(row[f"{hand}_minutes"] or 0) for hand in HANDS}
    return Behind(str(row["dossier"]), numerator, **moments, minutes=minutes)


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime.fromtimestamp(minute * 60, UTC)


def mean(minutes: int, cases: int) -> Fraction:
    """Minutes a dossier, exactly."""
    return Fraction(minutes, cases) if cases else Fraction(0)
