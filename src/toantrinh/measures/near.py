"""What lies behind a number: the procedures, steps and dossiers of a few agencies in a month.

Read from the lake itself, by the very expressions that count; what a province has of a procedure
lies together in each file, so that only small parts are read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import ibis

from toantrinh.lake.actions import folder
from toantrinh.lake.line import ready, spelled
from toantrinh.lake.shapes import STEP
from toantrinh.measures import asking, kept
from toantrinh.measures.asking import By
from toantrinh.measures.engines import DuckDB
from toantrinh.measures.expressions import RATIOS, SPREADS, Expr, count, inside, of_each, total
from toantrinh.measures.measure import Measure
from toantrinh.measures.of_work import DECIDED, HANDS, in_hand
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place
from toantrinh.measures.values import Counts

_NEAR, _OPENED = "near", "opened"
# So many provinces are sought by name: what became one is of four at most.
_FEW = 8
_MOMENTS = ("received", "due", "decided")
_MINUTES = tuple(f"{hand}_minutes" for hand in HANDS)


@dataclass(frozen=True)
class Behind:
    """One dossier that a number was counted from; minutes in each of `HANDS`."""

    dossier: str
    numerator: int
    received: datetime | None
    due: datetime | None
    decided: datetime | None
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


# How many, and the sum of their minutes in each hand.
Hands = tuple[int, dict[str, int]]
_STEPS = """
WITH parts AS (
    SELECT string_split(unnest(string_split(steps, ' ')), ':') AS part FROM opened
    WHERE in_month AND steps IS NOT NULL
)
SELECT part[1] AS key, count(*) AS cases, sum(part[2]::BIGINT)::BIGINT AS waited,
    sum(part[3]::BIGINT)::BIGINT AS worked, sum(part[4]::BIGINT)::BIGINT AS applicant,
    count(*) FILTER (part[5]::BIGINT > 0) AS overran
FROM parts GROUP BY ALL ORDER BY key
"""
# The provinces of some agencies, as they were then, and whether no other agency was there.
_PROVINCES = """
SELECT province, bool_and(theirs) AS alone
FROM (SELECT province, coalesce({theirs}, false) AS theirs FROM agencies)
GROUP BY province HAVING bool_or(theirs)
"""
_KEY = re.compile(STEP + r"([a-z0-9_]+)")


class Near:
    """One reading of what a place has in a month. Raises NotFound without a lake."""

    def __init__(self, here: Place, period: Period, procedure: str = "") -> None:
        self._engine, self._period = _looking(here, period, procedure), period
        self._rows = asking.rows_of("cases", _NEAR)
        # In whose hands all of the nation lay is kept; a place's is read from the lake.
        self._kept = procedure if here.by is By.NATION else ""

    def procedures(self, measure: Measure) -> list[tuple[str, Counts]]:
        """What a measure comes to for each procedure, those with most cases first."""
        numerator, denominator = self._pair(measure)
        rows = self._rows.group_by("procedure").aggregate(n=numerator, d=denominator)
        told = self._engine.run(rows.filter(rows.d != 0)).to_pylist()
        found = [(row["procedure"] or "", Counts(int(row["n"]), int(row["d"]))) for row in told]
        return sorted(found, key=lambda row: (-row[1].denominator, row[0]))

    def opened(self, measure: Measure, longest_in: str = "") -> "Opened":
        """The dossiers that a number was counted from, and those that were decided in the month.

        Those that speak against the agency come first, or those that lay longest in one hand, or in
        the house at a step (`step/` and its key).
        """
        decided = inside(self._rows.decided, self._period)
        numerator, denominator = map(of_each, self._pair(measure))
        # What is few is read at once; of the nation's only what all of them are asked for.
        shown = () if self._kept else ("dossier", *_MOMENTS, *_MINUTES)
        each = self._rows.select(
            *("position", "steps", *shown),
            n=numerator,
            d=denominator,
            longest=self._longest(longest_in),
            in_month=decided,
        )
        self._engine.put_aside(_OPENED, each.filter((each.d != 0) | each.in_month))
        order = "longest DESC, n" if measure.direction == "up" else "longest DESC, n DESC"
        hands = _kept_hands(self._kept, self._period) if self._kept else None
        return Opened(self._engine, order, hands)

    def _longest(self, where: str) -> Expr:
        """Minutes in a hand or at a step; the same for all where neither is named."""
        if where in HANDS:
            return self._rows[f"{where}_minutes"]
        step = _KEY.fullmatch(where)
        return _at_step(self._rows.steps, step[1]) if step else ibis.literal(0)

    def _pair(self, measure: Measure) -> tuple[Expr, Expr]:
        if not measure.is_spread:
            return RATIOS[measure.key](self._rows, self._period)
        minutes, where = SPREADS[measure.key](self._rows, self._period)
        return total(minutes, where), count(where)


class Opened:
    """What lies behind one number, put aside."""

    def __init__(self, engine: DuckDB, order: str, hands: Hands | None) -> None:
        self._engine, self._order, self._hands = engine, order, hands

    def steps(self) -> Hands:
        """How many were decided in the month, and their minutes in each hand taken together."""
        if self._hands is not None:
            return self._hands
        sums = ", ".join(f"sum({hand}_minutes)::BIGINT AS {hand}" for hand in HANDS)
        [told] = self._engine.ask(
            f"SELECT count(*) AS cases, {sums} FROM {_OPENED} WHERE in_month"
        ).to_pylist()
        return int(told["cases"]), {hand: int(told[hand] or 0) for hand in HANDS}

    def own_steps(self) -> list[AtStep]:
        """The same by the steps of their versions, of those dossiers that have some."""
        return [AtStep(**row) for row in self._engine.ask(_STEPS).to_pylist()]

    def dossiers(self, first: int = 0, most: int = 50) -> tuple[int, list[Behind]]:
        """How many a number was counted from, and some of them."""
        counted = f"FROM {_OPENED} WHERE d <> 0"
        [whole] = self._engine.ask(f"SELECT count(*) AS whole {counted}")["whole"].to_pylist()
        page = f"ORDER BY {self._order}, position LIMIT {most} OFFSET {first}"
        rows = self._engine.ask(f"SELECT position, n {counted} {page}").to_pylist()
        return int(whole), self._behind({row["position"]: int(row["n"]) for row in rows})

    def _behind(self, counted: Mapping[int, int]) -> list[Behind]:
        """The dossiers at these positions in the journal, of which each has one, in their order."""
        columns = ", ".join(["position", "dossier", *_MOMENTS, *_MINUTES])
        at = ", ".join(str(position) for position in [*counted, -1])
        rows = _NEAR if self._hands else _OPENED
        asked = f"SELECT {columns} FROM {rows} WHERE position IN ({at})"
        found = {row["position"]: row for row in self._engine.ask(asked).to_pylist()}
        return [_behind(found[at], number) for at, number in counted.items()]


def _kept_hands(procedure: str, month: Period) -> Hands:
    names = [DECIDED, *map(in_hand, HANDS)]
    told = kept.numbers(names, By.PROCEDURE, procedure, month)
    return told[DECIDED], {hand: told[in_hand(hand)] for hand in HANDS}


def _looking(here: Place, period: Period, procedure: str) -> DuckDB:
    """A line that sees as `near` the dossiers of a place.

    They count for who goes on today, see `asking.agencies`.
    """
    lake = folder()
    manifest = lake.current()
    engine = DuckDB(lake, manifest, ready(lake, manifest))
    engine.look(period.since, period.until)
    asked = [f"procedure = {spelled(procedure)}"] if procedure else []
    if theirs := _theirs(here):
        there = engine.ask(_PROVINCES.format(theirs=theirs))
        known = 0 < len(there) <= _FEW and not there["province"].null_count
        if known:
            # Passes over all that lies together of other provinces.
            codes = map(spelled, there["province"].to_pylist())
            asked.append(f"province IN ({', '.join(codes)})")
        if not (known and all(there["alone"].to_pylist())):
            asked.append(f"agency IN (SELECT agency FROM agencies WHERE {theirs})")
    engine.see(_NEAR, f"FROM cases WHERE {' AND '.join(asked) or 'true'}")
    return engine


def _theirs(here: Place) -> str:
    """Which agencies count there; nothing where all do."""
    return "" if here.by is By.NATION else f"{here.by.value}_now = {spelled(here.code)}"


def _at_step(steps: Expr, key: str) -> Expr:
    """Minutes in the house at a step, of what the lake spells; less than any where it never was."""
    numbers = [steps.re_extract(rf"(?:^| ){key}:(\d+):(\d+):", at) for at in (1, 2)]
    waited, worked = (one.nullif("").cast("int64") for one in numbers)
    return (waited + worked).fill_null(-1)


def _behind(row: dict[str, Any], numerator: int) -> Behind:
    moments = {name: _moment(row[name]) for name in _MOMENTS}
    minutes = {hand: int(row[f"{hand}_minutes"] or 0) for hand in HANDS}
    return Behind(str(row["dossier"]), numerator, **moments, minutes=minutes)


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime.fromtimestamp(minute * 60, UTC)


def mean(minutes: int, cases: int) -> Fraction:
    """Minutes a dossier, exactly."""
    return Fraction(minutes, cases) if cases else Fraction(0)
