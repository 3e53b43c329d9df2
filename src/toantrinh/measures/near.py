"""What lies behind a number: the procedures, steps and dossiers of a few agencies in a month.

Read from the lake itself, by the very expressions that count; what an agency has lies together in
each file, so that only small parts are read.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import ibis

from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below
from toantrinh.lake.actions import folder
from toantrinh.lake.shapes import STEP
from toantrinh.measures import asking
from toantrinh.measures.asking import By
from toantrinh.measures.engines import DuckDB
from toantrinh.measures.expressions import RATIOS, SPREADS, Expr, bucket, count, total
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place
from toantrinh.measures.values import Counts

# In whose hands a dossier lies, in the order in which it passes through them.
HANDS = ("desk", "agency", "officer", "other", "leader", "applicant", "collect")
_AGES = (1, 3, 7, 15, 30, 90)
_DAY = 1440
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

    def __init__(self, agencies: Collection[str], period: Period, procedure: str = "") -> None:
        lake = folder()
        self._engine = DuckDB(lake, lake.current())
        self._engine.look(period.since)
        self._period = period
        rows = asking.rows_of("cases")
        rows = rows.filter(rows.agency.isin(sorted(agencies) or [""]))
        self._rows = rows.filter(rows.procedure == procedure) if procedure else rows

    def counts(self, measures: Sequence[Measure]) -> dict[str, Counts]:
        """What measures over dossiers come to, all in one reading; hours one by one."""
        ratios = [one for one in measures if not one.is_spread]
        pairs = {one.key: RATIOS[one.key](self._rows, self._period) for one in ratios}
        asked = {
            name: number
            for key, pair in pairs.items()
            for name, number in zip(asking.columns(key), pair, strict=True)
        }
        found: dict[str, Counts] = {}
        if asked:
            [told] = self._engine.run(self._rows.aggregate(**asked)).to_pylist()
            for key in pairs:
                numerator, denominator = (int(told[name] or 0) for name in asking.columns(key))
                found[key] = Counts(numerator, denominator)
        return found | {one.key: self._hours(one) for one in measures if one.is_spread}

    def procedures(self, measure: Measure) -> list[tuple[str, Counts]]:
        """What a measure comes to for each procedure, those with most cases first."""
        found = self._each("procedure", measure).items()
        return sorted(found, key=lambda row: (-row[1].denominator, row[0]))

    def agencies(self, measure: Measure) -> dict[str, Counts]:
        """What a measure comes to for each agency by itself."""
        return self._each("agency", measure)

    def steps(self) -> tuple[int, dict[str, int]]:
        """How many were decided in the month, and their minutes in each hand taken together."""
        rows, decided = self._rows, self._decided()
        asked = {hand: total(rows[f"{hand}_minutes"], decided) for hand in HANDS}
        [told] = self._engine.run(rows.aggregate(cases=count(decided), **asked)).to_pylist()
        return int(told["cases"] or 0), {hand: int(told[hand] or 0) for hand in HANDS}

    def own_steps(self) -> list[AtStep]:
        """The same by the steps of their versions, of those dossiers that have some."""
        rows = self._rows
        told = rows.filter(self._decided() & rows.steps.notnull()).select("steps")
        asked = _STEPS.format(told=asking.sql(told, "duckdb"))
        return [AtStep(**row) for row in self._engine.ask(asked).to_pylist()]

    def _decided(self) -> Expr:
        rows = self._rows
        return (rows.decided >= self._period.since) & (rows.decided < self._period.until)

    def dossiers(
        self, measure: Measure, *, longest_in: str = "", first: int = 0, most: int = 50
    ) -> tuple[int, list[Behind]]:
        """How many a number was counted from, and some of them.

        Those that speak against the agency come first, or those that lay longest in one hand, or in
        the house at a step (`step/` and its key).
        """
        numerator, denominator = self._pair(measure)
        rows = self._rows
        kept = {name: rows[name].max() for name in _MOMENTS}
        kept |= {f"{hand}_minutes": rows[f"{hand}_minutes"].max() for hand in HANDS}
        kept["steps"] = rows.steps.max()
        each = rows.group_by("dossier").aggregate(n=numerator, d=denominator, **kept)
        each = each.filter(each.d != 0)
        [whole] = self._engine.run(each.aggregate(whole=each.count()))["whole"].to_pylist()
        worst = each.n if measure.direction == "up" else ibis.desc(each.n)
        order = worst
        if longest_in in HANDS:
            order = ibis.desc(each[f"{longest_in}_minutes"])
        elif step := _KEY.fullmatch(longest_in):
            order = ibis.desc(_at_step(each.steps, step[1]))
        page = each.order_by([order, each.dossier]).limit(most, offset=first)
        return int(whole), [_behind(row) for row in self._engine.run(page).to_pylist()]

    def _each(self, column: str, measure: Measure) -> dict[str, Counts]:
        numerator, denominator = self._pair(measure)
        rows = self._rows.group_by(each=self._rows[column]).aggregate(n=numerator, d=denominator)
        told = self._engine.run(rows.filter(rows.d != 0)).to_pylist()
        return {str(row["each"] or ""): Counts(int(row["n"]), int(row["d"])) for row in told}

    def _pair(self, measure: Measure) -> tuple[Expr, Expr]:
        if not measure.is_spread:
            return RATIOS[measure.key](self._rows, self._period)
        minutes, where = SPREADS[measure.key](self._rows, self._period)
        return total(minutes, where), count(where)

    def _hours(self, measure: Measure) -> Counts:
        minutes, where = SPREADS[measure.key](self._rows, self._period)
        chosen = self._rows.filter(where & minutes.notnull()).mutate(hour=bucket(minutes))
        rows = chosen.group_by("hour").aggregate(cases=chosen.count())
        told = self._engine.run(rows).to_pylist()
        return Counts(buckets=tuple(sorted((int(r["hour"]), int(r["cases"])) for r in told)))


def workload(agencies: Collection[str], at: datetime, since: date) -> Workload:
    """What came to some agencies each day since a day, and what stands open at a moment."""
    lake = folder()
    engine = DuckDB(lake, lake.current())
    begin = Period.of(since, at.date() + timedelta(days=1), at)
    engine.look(begin.since)
    rows = asking.rows_of("cases")
    rows = rows.filter(rows.agency.isin(sorted(agencies) or [""]))
    # A day in Việt Nam begins seven hours before one in UTC.
    came = rows.filter(rows.received >= begin.since).mutate(day=(rows.received + 420) // _DAY)
    days = engine.run(came.group_by("day").aggregate(cases=came.count())).to_pylist()
    going = rows.filter(rows.received.notnull() & rows.decided.isnull() & rows.ended.isnull())
    minute = begin.as_of
    late = (going.due < minute) & going.waiting_since.isnull()
    aged = going.mutate(age=(minute - going.received) // _DAY, late=late)
    told = engine.run(aged.group_by("age").aggregate(cases=aged.count(), late=count(aged.late)))
    first = date(1970, 1, 1)
    return Workload(
        {first + timedelta(days=int(row["day"])): int(row["cases"]) for row in days},
        _ages(told.to_pylist()),
    )


def agencies_at(place: Place) -> list[str]:
    """The ids of all agencies whose dossiers count for a place, also of those that they succeed."""
    lake = folder()
    rows = asking.rows_of("agencies")
    if place.by is not By.NATION:
        rows = rows.filter(rows[f"{place.by.value}_now"] == place.code)
    told = DuckDB(lake, lake.current()).run(rows.select("agency"))
    return [str(one) for one in told["agency"].to_pylist()]


def agencies_of(one: Agency) -> list[str]:
    """The ids of an agency and of all below it, and of those whose heirs these are."""
    own = Agency.objects.filter(agencies_below(one)).values_list("pk", flat=True)
    ids = sorted(str(pk) for pk in own)
    lake = folder()
    rows = asking.rows_of("agencies")
    rows = rows.filter(rows.heir.isin(ids))
    told = DuckDB(lake, lake.current()).run(rows.select("agency"))
    return sorted({*ids, *(str(each) for each in told["agency"].to_pylist())})


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


def _behind(row: dict[str, int]) -> Behind:
    moments = {name: _moment(row[name]) for name in _MOMENTS}
    minutes = {hand: int(row[f"{hand}_minutes"] or 0) for hand in HANDS}
    return Behind(str(row["dossier"]), int(row["n"]), **moments, minutes=minutes)


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime.fromtimestamp(minute * 60, UTC)


def mean(minutes: int, cases: int) -> Fraction:
    """Minutes a dossier, exactly."""
    return Fraction(minutes, cases) if cases else Fraction(0)
