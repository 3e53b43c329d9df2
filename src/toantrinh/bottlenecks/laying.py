"""What became of a procedure's dossiers, laid beside the lake: who had them when, for how long.

All times are office time of the agency that decides, so that a night is nobody's fault. A stay is a
dossier in one stage until the next: at one step of its version, in one state where that has none
(`stages.py`); its waits for somebody to act are told apart from the work. Where the lake has no
events of a dossier but its row alone, what the row sums up is laid end to end in the usual order.
"""

from dataclasses import dataclass

import duckdb

from toantrinh.bottlenecks.stages import STAGES
from toantrinh.lake.shapes import STEP

_STATES = [state.value for state in STAGES]
_PACES = [kind.value for kind in STAGES.values()]
_CHOSEN = """
CREATE OR REPLACE TEMP TABLE chosen AS
WITH these AS (
    SELECT c.dossier, a.heir AS agency, k.calendar, c.submitted, c.decided,
        c.due - c.extended_minutes AS late_from,
        c.supplements + c.supplements_before AS supplements, c.send_backs,
        c.desk_minutes, c.agency_minutes, c.officer_minutes, c.other_minutes,
        c.leader_minutes, c.applicant_minutes, c.steps
    FROM cases c JOIN agencies a USING (agency) JOIN kept_by k USING (agency)
    WHERE c.procedure = $procedure AND c.decided >= $since AND c.decided < $until
)
SELECT t.*, place(t.decided, d) AS decided_place, place(t.late_from, l) AS late_place,
    t.decided <= t.late_from AS timely
FROM these t
ASOF JOIN spells d ON t.calendar = d.calendar AND t.decided >= d.opens
ASOF LEFT JOIN spells l ON t.calendar = l.calendar AND t.late_from >= l.opens
"""
# Each spell of a dossier in one state and at one step, in the stage that it counts for.
_RAW = """
CREATE OR REPLACE TEMP TABLE raw_spells AS
WITH told AS (
    SELECT e.dossier, e.seq, e.action, e.actor, e.at // 60000000 AS minute,
        last_value(e.state IGNORE NULLS) OVER past AS state,
        last_value(e.at_step IGNORE NULLS) OVER past AS step,
        last_value(e.step_due IGNORE NULLS) OVER past AS due
    FROM events e SEMI JOIN chosen USING (dossier)
    WINDOW past AS (
        PARTITION BY e.dossier ORDER BY e.seq
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),
turned AS (
    SELECT *, lag(state) OVER turn AS state_before, lag(step) OVER turn AS step_before,
        lag(due) OVER turn AS due_before
    FROM told WINDOW turn AS (PARTITION BY dossier ORDER BY seq)
),
moved AS (
    SELECT dossier, seq, state, list_extract($paces, list_position($states, state)) AS pace, step,
        minute AS began, lead(minute) OVER turn AS ended, lead(action) OVER turn AS ended_by,
        lead(actor) OVER turn AS actor, lead(due_before) OVER turn AS due
    FROM turned WHERE state IS DISTINCT FROM state_before OR step IS DISTINCT FROM step_before
    WINDOW turn AS (PARTITION BY dossier ORDER BY seq)
)
SELECT m.dossier, m.seq, m.pace, m.began, m.ended, m.ended_by, m.actor,
    coalesce(m.ended > m.due AND m.pace <> 'applicant', false) AS overran,
    CASE WHEN m.pace = 'applicant' OR m.step IS NULL THEN m.state ELSE $prefix || m.step END
        AS stage
FROM moved m JOIN chosen c USING (dossier)
WHERE m.ended IS NOT NULL AND m.ended <= c.decided AND m.pace IS NOT NULL
"""
# Of dossiers of which the lake has no events: the steps of the row in their order, else its sums.
_SUMS = """
INSERT INTO raw_spells
WITH alone AS (FROM chosen c ANTI JOIN raw_spells USING (dossier)),
steps AS (
    SELECT dossier, submitted, unnest(string_split(steps, ' ')) AS step,
        generate_subscripts(string_split(steps, ' '), 1) AS nr
    FROM alone WHERE steps IS NOT NULL
),
times AS (SELECT *, string_split(step, ':') AS told FROM steps),
parts AS (
    SELECT dossier, submitted, 3 * nr AS nr, 'wait' AS pace, $prefix || told[1] AS stage,
        told[2]::BIGINT AS lasted, told[5]::BIGINT > 0 AS overran
    FROM times
    UNION ALL
    SELECT dossier, submitted, 3 * nr + 1, 'work', $prefix || told[1], told[3]::BIGINT,
        told[5]::BIGINT > 0
    FROM times
    UNION ALL
    SELECT dossier, submitted, 5, 'applicant', 'supplementing', applicant_minutes, false
    FROM alone WHERE steps IS NOT NULL
    UNION ALL
    SELECT dossier, submitted, nr, pace, stage, lasted, false
    FROM (
        SELECT dossier, submitted, unnest([
            {'nr': 1, 'pace': 'wait', 'stage': 'submitted', 'lasted': desk_minutes},
            {'nr': 2, 'pace': 'applicant', 'stage': 'supplementing', 'lasted': applicant_minutes},
            {'nr': 3, 'pace': 'wait', 'stage': 'accepted', 'lasted': agency_minutes},
            {'nr': 4, 'pace': 'work', 'stage': 'processing', 'lasted': officer_minutes},
            {'nr': 5, 'pace': 'wait', 'stage': 'consulting', 'lasted': other_minutes},
            {'nr': 6, 'pace': 'wait', 'stage': 'proposed', 'lasted': leader_minutes}
        ], recursive := true)
        FROM alone WHERE steps IS NULL
    )
),
laid AS (
    SELECT *, submitted + sum(lasted) OVER (
        PARTITION BY dossier ORDER BY nr ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS ended
    FROM parts WHERE lasted > 0
)
SELECT dossier, nr, pace, ended - lasted, ended, NULL, NULL, overran, stage FROM laid
"""
_SPELLS = """
CREATE OR REPLACE TEMP TABLE spells_told AS
WITH known AS (SELECT r.*, c.agency, c.calendar FROM raw_spells r JOIN chosen c USING (dossier))
SELECT k.* EXCLUDE (began, calendar), place(k.began, b) AS began_place,
    place(k.ended, e) AS ended_place
FROM known k
ASOF JOIN spells b ON k.calendar = b.calendar AND k.began >= b.opens
ASOF JOIN spells e ON k.calendar = e.calendar AND k.ended >= e.opens
"""
# A stay is one spell after the other in the same stage; a dossier may come back to it.
_STAYS = """
CREATE OR REPLACE TEMP TABLE stays AS
WITH turned AS (
    SELECT *, lag(stage) OVER (PARTITION BY dossier ORDER BY seq) AS stage_before
    FROM spells_told
),
numbered AS (
    SELECT *, count(*) FILTER (stage IS DISTINCT FROM stage_before) OVER (
        PARTITION BY dossier ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stay
    FROM turned
)
SELECT dossier, agency, stage, min(seq) AS seq,
    max(stage_before) FILTER (stage IS DISTINCT FROM stage_before) AS came_from,
    arg_max(ended_by, seq) AS ended_by, arg_max(actor, seq) AS actor, max(ended) AS ended,
    min(began_place) AS began_place, max(ended_place) AS ended_place,
    sum(ended_place - began_place)::BIGINT AS took,
    coalesce(sum(ended_place - began_place) FILTER (pace = 'work'), 0)::BIGINT AS worked,
    arg_max(overran, seq) AS overran
FROM numbered GROUP BY dossier, agency, stage, stay
"""
# How long each dossier was in each stage, all visits together.
_SPENT = """
CREATE OR REPLACE TEMP TABLE spent AS
SELECT dossier, agency, stage, sum(took)::BIGINT AS took, sum(worked)::BIGINT AS worked,
    bool_or(overran) AS overran, count(*) AS visits
FROM stays GROUP BY ALL
"""


_WITH_STEPS = "SELECT count(DISTINCT dossier) FROM spent WHERE starts_with(stage, $prefix)"


@dataclass(frozen=True)
class Laid:
    """How many dossiers; of how many of them there were events, and how many had steps."""

    cases: int
    from_events: int
    with_steps: int


def lay(line: duckdb.DuckDBPyConnection, procedure: str, since: int, until: int) -> Laid:
    """Lay `chosen`, `stays` and `spent` of the dossiers decided between two minutes.

    The office's tables must be there (`lake.office`).
    """
    bounds = {"procedure": procedure, "since": since, "until": until}
    line.execute(_CHOSEN, bounds)
    line.execute(_RAW, {"states": _STATES, "paces": _PACES, "prefix": STEP})
    told = _one(line, "SELECT count(DISTINCT dossier) FROM raw_spells")
    line.execute(_SUMS, {"prefix": STEP})
    for statement in (_SPELLS, _STAYS, _SPENT):
        line.execute(statement)
    steps = _one(line, _WITH_STEPS, {"prefix": STEP})
    return Laid(_one(line, "SELECT count(*) FROM chosen"), told, steps)


def _one(
    line: duckdb.DuckDBPyConnection, question: str, asked: dict[str, str] | None = None
) -> int:
    row = line.execute(question, asked).fetchone()
    return int(row[0]) if row else 0
