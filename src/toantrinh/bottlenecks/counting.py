"""Questions to what was laid (`laying.py`), each answered in whole numbers.

`focus` is the agency that is asked about; an empty one is all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from toantrinh.measures.values import percentile

Line = duckdb.DuckDBPyConnection
# So many dossiers an agency must have decided before others are held against it.
LEAST = 30
# Dossiers, or agencies, named as evidence.
_NAMED = 5


@dataclass(frozen=True)
class Spread:
    """How many, how long all together, and hours (in minutes) that half and nine in ten are in.

    Of the minutes somebody worked in `worked`; `overran` had more than their step's share.
    """

    count: int
    minutes: int
    median: int
    p90: int
    worked: int
    overran: int

    @classmethod
    def of(cls, sums: Sequence[int], buckets: Iterable[tuple[int, int]]) -> "Spread":
        """From minutes, those worked, how many overran; and pairs of an hour and how many in it."""
        minutes, worked, overran = map(int, sums)
        pairs = tuple(buckets)
        count = sum(many for _at, many in pairs)
        return cls(count, minutes, percentile(pairs, 50), percentile(pairs, 90), worked, overran)


_STAGES = """
WITH b AS (
    SELECT stage, took - took % 60 AS hour, count(*) AS many, sum(took)::BIGINT AS minutes,
        sum(worked)::BIGINT AS worked, count(*) FILTER (overran) AS overran
    FROM spent WHERE $focus IN ('', agency) AND agency <> $but GROUP BY ALL
)
SELECT stage, sum(minutes)::BIGINT, sum(worked)::BIGINT, sum(overran)::BIGINT,
    list((hour, many))
FROM b GROUP BY stage
"""
_HAND_OVERS = """
WITH b AS (
    SELECT came_from, stage, took - took % 60 AS hour, count(*) AS many,
        sum(took)::BIGINT AS minutes, sum(worked)::BIGINT AS worked,
        count(*) FILTER (overran) AS overran
    FROM stays
    WHERE came_from IS NOT NULL AND ended_by IS NOT NULL AND $focus IN ('', agency) GROUP BY ALL
)
SELECT came_from, stage, sum(minutes)::BIGINT, sum(worked)::BIGINT, sum(overran)::BIGINT,
    list((hour, many))
FROM b GROUP BY ALL
"""


def stages(line: Line, focus: str, but: str = "") -> dict[str, Spread]:
    """How long dossiers were in each stage; those of one agency left out, if it is named."""
    rows = line.execute(_STAGES, {"focus": focus, "but": but}).fetchall()
    return {stage: Spread.of(sums, buckets) for stage, *sums, buckets in rows}


def hand_overs(line: Line, focus: str) -> dict[tuple[str, str], Spread]:
    """How long a dossier lay after it came from one stage to another, of those with events."""
    rows = line.execute(_HAND_OVERS, {"focus": focus}).fetchall()
    return {(before, stage): Spread.of(sums, buckets) for before, stage, *sums, buckets in rows}


@dataclass(frozen=True)
class Outcome:
    """How many were decided, how many had a due moment, and how many were on time."""

    cases: int
    due: int
    timely: int

    @property
    def late(self) -> int:
        """How many were not."""
        return self.due - self.timely


_OUTCOMES = """
SELECT agency, count(*), count(timely), count(*) FILTER (timely) FROM chosen GROUP BY agency
"""


def outcomes(line: Line) -> dict[str, Outcome]:
    """By agency."""
    rows = line.execute(_OUTCOMES).fetchall()
    return {agency: Outcome(int(cases), int(due), int(ok)) for agency, cases, due, ok in rows}


# A dossier can still be on time where at least so much is left as the quickest tenth of those that
# came in time needed from there on. It was lost in the last stay at whose beginning it still could.
_LOST = """
CREATE OR REPLACE TEMP TABLE lost AS
WITH need AS (
    SELECT s.stage, quantile_disc(c.decided_place - s.began_place, 0.1) AS least
    FROM stays s JOIN chosen c USING (dossier) WHERE c.timely GROUP BY s.stage
),
could AS (
    SELECT s.dossier, c.agency, s.seq, s.stage
    FROM stays s JOIN chosen c USING (dossier) LEFT JOIN need n USING (stage)
    WHERE NOT c.timely AND c.late_place - s.began_place >= coalesce(n.least, 0)
)
SELECT c.dossier, c.agency, arg_max(w.stage, w.seq) AS stage
FROM chosen c LEFT JOIN could w USING (dossier)
WHERE NOT c.timely GROUP BY ALL
"""
_LOST_IN = """
SELECT coalesce(stage, ''), count(*), list(dossier ORDER BY dossier)[1:$named]
FROM lost WHERE $focus IN ('', agency) GROUP BY ALL
"""


def lost(line: Line, focus: str) -> dict[str, tuple[int, list[str]]]:
    """In which stage late dossiers could last have been on time; `` where they never could.

    How many, and some of them.
    """
    line.execute(_LOST)
    rows = line.execute(_LOST_IN, {"focus": focus, "named": _NAMED}).fetchall()
    return {stage: (int(many), list(dossiers)) for stage, many, dossiers in rows}


_PEERS = """
WITH b AS (
    SELECT stage, agency, count(*) AS many, quantile_disc(took, 0.5) AS median,
        quantile_disc(took, 0.9) AS p90
    FROM spent WHERE agency IN (SELECT agency FROM chosen GROUP BY ALL HAVING count(*) >= $least)
    GROUP BY ALL HAVING count(*) >= $least
)
SELECT stage, list(agency ORDER BY median, p90, agency)[1:$named] FROM b
WHERE agency <> $focus GROUP BY stage
"""


def best_peers(line: Line, focus: str) -> dict[str, list[str]]:
    """Who is quickest at each stage, by the median, among those with enough dossiers; a few."""
    rows = line.execute(_PEERS, {"focus": focus, "least": LEAST, "named": _NAMED}).fetchall()
    return {stage: list(agencies) for stage, agencies in rows}


@dataclass(frozen=True)
class Manner:
    """How an agency goes about a stage.

    How many dossiers, and how many of them skip it, lack papers, are sent back, go on by the
    system; how many usually go on in one hour, and at which hour of the day.
    """

    cases: int
    skipped: int
    supplemented: int
    sent_back: int
    by_system: int
    batch: int | None
    hour: int | None


_MANNER = """
WITH these AS (
    FROM chosen WHERE CASE WHEN $peers THEN agency = $agency ELSE agency <> $agency END
),
ends AS (
    SELECT s.dossier, s.agency, s.actor, s.ended // 60 AS clock_hour,
        (s.ended + 420) // 60 % 24 AS hour
    FROM stays s SEMI JOIN these USING (dossier)
    WHERE s.stage = $stage AND s.ended_by IS NOT NULL
),
piles AS (SELECT agency, clock_hour, count(*) AS many FROM ends GROUP BY ALL)
SELECT count(*),
    count(*) FILTER (dossier NOT IN (SELECT dossier FROM spent WHERE stage = $stage)),
    count(*) FILTER (supplements > 0), count(*) FILTER (send_backs > 0),
    (SELECT count(*) FROM ends WHERE actor = 'system'),
    (SELECT quantile_disc(p.many, 0.5) FROM ends e JOIN piles p USING (agency, clock_hour)),
    (SELECT quantile_disc(hour, 0.5) FROM ends)
FROM these
"""


def manner(line: Line, stage: str, agency: str, *, others: bool = False) -> Manner:
    """How an agency, or all the `others`, go about a stage."""
    asked = {"stage": stage, "agency": agency, "peers": not others}
    row = line.execute(_MANNER, asked).fetchone()
    if row is None:
        raise ValueError("an aggregate has a row")
    numbers = [None if value is None else int(value) for value in row]
    return Manner(*(value or 0 for value in numbers[:5]), *numbers[5:])


# Each dossier takes for the stage what the peer's dossier of the same rank took; all that followed
# moves by the difference, and nothing else changes.
_REPLAYED = """
WITH theirs AS (
    SELECT took, row_number() OVER (ORDER BY took) - 1 AS nr, count(*) OVER () AS many
    FROM spent WHERE stage = $stage AND agency = $peer
),
ours AS (
    SELECT dossier, took, row_number() OVER (ORDER BY took, dossier) - 1 AS nr,
        count(*) OVER () AS many
    FROM spent WHERE stage = $stage AND agency <> $peer AND $focus IN ('', agency)
),
saved AS (
    SELECT o.dossier, o.took - t.took AS saved
    FROM ours o JOIN theirs t ON t.nr = o.nr * t.many // o.many
)
SELECT count(*) FILTER (timely), count(*) FILTER (
        CASE WHEN coalesce(saved, 0) = 0 THEN timely
        ELSE timely AND saved > 0 OR decided_place - saved <= late_place END
    ),
    count(timely), coalesce(sum(saved), 0)::BIGINT
FROM chosen LEFT JOIN saved USING (dossier)
WHERE agency <> $peer AND $focus IN ('', agency)
"""


@dataclass(frozen=True)
class Replay:
    """How many were on time, how many would have been, of how many; and the minutes saved."""

    before: int
    after: int
    due: int
    saved: int


def replay(line: Line, stage: str, peer: str, focus: str) -> Replay:
    """What would have become of the real dossiers had a stage taken what it takes the peer."""
    row = line.execute(_REPLAYED, {"stage": stage, "peer": peer, "focus": focus}).fetchone()
    if row is None:
        raise ValueError("an aggregate has a row")
    return Replay(*map(int, row))


_SLOWEST = """
SELECT dossier FROM spent WHERE stage = $stage AND $focus IN ('', agency)
ORDER BY took DESC, dossier LIMIT $named
"""


def slowest(line: Line, stage: str, focus: str) -> list[str]:
    """Some dossiers that were in a stage for longest."""
    asked = {"stage": stage, "focus": focus, "named": _NAMED}
    return [str(dossier) for (dossier,) in line.execute(_SLOWEST, asked).fetchall()]
