"""What became of a procedure's dossiers, laid beside the lake: who had them when, for how long.

All times are office time of the agency that decides, so that a night is nobody's fault. A stay is a
dossier in one state until the next; its waits for somebody to act are told apart from the work
(`stages.py`). Where the lake has no events of a dossier but its row alone, the sums of the row are
laid end to end in the usual order.
"""

import duckdb

_CHOSEN = """
CREATE OR REPLACE TEMP TABLE chosen AS
WITH these AS (
    SELECT c.dossier, a.heir AS agency, k.calendar, c.submitted, c.decided,
        c.due - c.extended_minutes AS late_from,
        c.supplements + c.supplements_before AS supplements, c.send_backs,
        c.desk_minutes, c.agency_minutes, c.officer_minutes, c.other_minutes,
        c.leader_minutes, c.applicant_minutes
    FROM cases c JOIN agencies a USING (agency) JOIN kept_by k USING (agency)
    WHERE c.procedure = $procedure AND c.decided >= $since AND c.decided < $until
)
SELECT t.*, place(t.decided, d) AS decided_place, place(t.late_from, l) AS late_place,
    t.decided <= t.late_from AS timely
FROM these t
ASOF JOIN spells d ON t.calendar = d.calendar AND t.decided >= d.opens
ASOF LEFT JOIN spells l ON t.calendar = l.calendar AND t.late_from >= l.opens
"""
_RAW = """
CREATE OR REPLACE TEMP TABLE raw_stays AS
WITH told AS (
    SELECT e.dossier, e.seq, e.action, e.actor, e.at // 60000000 AS minute,
        last_value(e.state IGNORE NULLS) OVER (
            PARTITION BY e.dossier ORDER BY e.seq
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS state
    FROM events e SEMI JOIN chosen USING (dossier)
),
turned AS (
    SELECT *, lag(state) OVER (PARTITION BY dossier ORDER BY seq) AS state_before FROM told
),
moved AS (
    SELECT dossier, seq, state AS stage, state_before AS came_from, minute AS began,
        lead(minute) OVER w AS ended, lead(action) OVER w AS ended_by, lead(actor) OVER w AS actor
    FROM turned WHERE state IS DISTINCT FROM state_before
    WINDOW w AS (PARTITION BY dossier ORDER BY seq)
)
SELECT m.* FROM moved m JOIN chosen c USING (dossier)
WHERE m.ended IS NOT NULL AND m.ended <= c.decided AND m.stage NOT IN ('draft', 'ready')
"""
# Of dossiers of which the lake has no events.
_SUMS = """
INSERT INTO raw_stays
WITH alone AS (FROM chosen c ANTI JOIN raw_stays USING (dossier)),
parts AS (
    SELECT dossier, submitted, unnest([
        {'nr': 1, 'stage': 'submitted', 'lasted': desk_minutes},
        {'nr': 2, 'stage': 'supplementing', 'lasted': applicant_minutes},
        {'nr': 3, 'stage': 'accepted', 'lasted': agency_minutes},
        {'nr': 4, 'stage': 'processing', 'lasted': officer_minutes},
        {'nr': 5, 'stage': 'consulting', 'lasted': other_minutes},
        {'nr': 6, 'stage': 'proposed', 'lasted': leader_minutes}
    ], recursive := true)
    FROM alone
),
laid AS (
    SELECT *, submitted + sum(lasted) OVER (
        PARTITION BY dossier ORDER BY nr ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS ended
    FROM parts WHERE lasted > 0
)
SELECT dossier, nr, stage, NULL, ended - lasted, ended, NULL, NULL FROM laid
"""
_STAYS = """
CREATE OR REPLACE TEMP TABLE stays AS
WITH known AS (SELECT r.*, c.agency, c.calendar FROM raw_stays r JOIN chosen c USING (dossier))
SELECT k.dossier, k.agency, k.seq, k.stage, k.came_from, k.ended_by, k.actor, k.ended,
    place(k.began, b) AS began_place, place(k.ended, e) AS ended_place,
    place(k.ended, e) - place(k.began, b) AS took
FROM known k
ASOF JOIN spells b ON k.calendar = b.calendar AND k.began >= b.opens
ASOF JOIN spells e ON k.calendar = e.calendar AND k.ended >= e.opens
"""
# How long each dossier was in each stage, all visits together.
_SPENT = """
CREATE OR REPLACE TEMP TABLE spent AS
SELECT dossier, agency, stage, sum(took)::BIGINT AS took, count(*) AS visits
FROM stays GROUP BY ALL
"""


def lay(line: duckdb.DuckDBPyConnection, procedure: str, since: int, until: int) -> tuple[int, int]:
    """Lay `chosen`, `stays` and `spent` of the dossiers decided between two minutes.

    The office's tables must be there (`lake.office`). How many dossiers, and of how many of them
    there were events.
    """
    bounds = {"procedure": procedure, "since": since, "until": until}
    line.execute(_CHOSEN, bounds)
    line.execute(_RAW)
    told = _one(line, "SELECT count(DISTINCT dossier) FROM raw_stays")
    line.execute(_SUMS)
    line.execute(_STAYS)
    line.execute(_SPENT)
    return _one(line, "SELECT count(*) FROM chosen"), told


def _one(line: duckdb.DuckDBPyConnection, question: str) -> int:
    row = line.execute(question).fetchone()
    return int(row[0]) if row else 0
