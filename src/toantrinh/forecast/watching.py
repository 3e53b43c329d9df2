"""What the lake says of how long dossiers took, counted by hours of office time.

From when somebody handed in until the result was signed, waits for the applicant included: that is
how long it takes for a person. What ended without a result counts as open until it ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import duckdb
import pyarrow as pa

from toantrinh.forecast.curve import LEAST, Curve
from toantrinh.forecast.models import Check, Scope
from toantrinh.kernel.time import HANOI
from toantrinh.lake.folding import minute

NATION = "VN"
# Dossiers handed in between two minutes, as they stood at a third.
_WATCHED = """
CREATE OR REPLACE TEMP TABLE watched AS
WITH handed AS (
    SELECT c.procedure, a.heir AS agency, a.province_now AS province, k.calendar, c.submitted,
        coalesce(c.decided < $as_of, false) AS is_decided,
        least(coalesce(c.decided, c.ended, $as_of), $as_of) AS until, $as_of AS as_of
    FROM cases c JOIN agencies a USING (agency) JOIN kept_by k USING (agency)
    WHERE c.submitted >= $since AND c.submitted < least($until, $as_of)
        AND c.procedure IS NOT NULL
)
SELECT procedure, agency, province, is_decided,
    place(until, u) - place(submitted, s) AS took,
    place(as_of, n) - place(submitted, s) AS age
FROM handed h
ASOF JOIN spells s ON h.calendar = s.calendar AND h.submitted >= s.opens
ASOF JOIN spells u ON h.calendar = u.calendar AND h.until >= u.opens
ASOF JOIN spells n ON h.calendar = n.calendar AND h.as_of >= n.opens
"""
_WHERE = """
CREATE OR REPLACE TEMP MACRO where_of(scope, agency, province) AS
    CASE scope WHEN 'agency' THEN agency WHEN 'province' THEN province ELSE 'VN' END
"""
_CURVES = """
WITH counted AS (
    SELECT procedure, where_of($scope, agency, province) AS place,
        CASE WHEN is_decided THEN (took + 59) // 60 ELSE took // 60 END AS hour,
        count(*) FILTER (is_decided) AS decided, count(*) FILTER (NOT is_decided) AS gone
    FROM watched GROUP BY ALL
)
SELECT procedure, place, list(hour), list(decided), list(gone)
FROM counted WHERE place IS NOT NULL
GROUP BY ALL HAVING sum(decided) >= $least
"""
_JUDGED = """
SELECT id, count(*) FILTER (ripe AND (timely OR late)), count(*) FILTER (ripe AND timely),
    count(*) FILTER (NOT ripe)
FROM (
    SELECT a.id, age // 60 >= most AS ripe, is_decided AND (took + 59) // 60 <= most AS timely,
        took // 60 >= most AS late
    FROM watched w JOIN asked a
        ON a.procedure = w.procedure AND a.place = where_of(a.scope, w.agency, w.province)
) GROUP BY id
"""


@dataclass(frozen=True)
class Span:
    """Days on which dossiers were handed in, both included, and how they stood at a minute."""

    first: date
    last: date
    as_of: int


def watch(line: duckdb.DuckDBPyConnection, span: Span) -> None:
    """Lay the dossiers of some days beside the lake as `watched`."""
    bounds = {
        "since": midnight(span.first),
        "until": midnight(span.last + timedelta(days=1)),
        "as_of": span.as_of,
    }
    line.execute(_WATCHED, bounds)
    line.execute(_WHERE)


def curves(
    line: duckdb.DuckDBPyConnection, scope: Scope, least: int = LEAST
) -> Iterator[tuple[str, str, Curve]]:
    """Procedure, place and curve, wherever enough of those watched were decided."""
    answer = line.execute(_CURVES, {"scope": scope.value, "least": least})
    while rows := answer.fetchmany(1000):
        for procedure, place, hours, decided, gone in rows:
            yield procedure, place, Curve.of(zip(hours, decided, gone, strict=True))


def judge(
    line: duckdb.DuckDBPyConnection, checks: list[Check], month: date, as_of: int
) -> dict[object, tuple[int, int, int]]:
    """Of each check of a month how many are judged, were within, and can't be judged yet.

    Judged is only who was handed in so long ago that all of what was said has gone by: else those
    decided early would be known first. Who ended without a result meanwhile is left out.
    """
    watch(line, Span(month, month_end(month), as_of))
    asked = [
        {"id": str(one.pk), "procedure": one.procedure, "scope": one.scope}
        | {"place": one.place, "most": one.most}
        for one in checks
    ]
    line.register("asked", pa.Table.from_pylist(asked))
    rows = line.execute(_JUDGED).fetchall()
    line.unregister("asked")
    return {key: (int(judged), int(within), int(raw)) for key, judged, within, raw in rows}


def month_end(month: date) -> date:
    """The last day of the month that begins on a day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def midnight(day: date) -> int:
    """The first minute of a day in Việt Nam."""
    return minute(datetime.combine(day, time(), HANOI))
