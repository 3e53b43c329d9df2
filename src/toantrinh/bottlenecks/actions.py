"""Work out bottlenecks for a month and keep them."""

from datetime import date, timedelta

from django.db import transaction
from duckdb import DuckDBPyConnection
from procrastinate.contrib.django import app

from toantrinh.bottlenecks import perms
from toantrinh.bottlenecks.models import Kept
from toantrinh.bottlenecks.queries import opened_for, work_out
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import now
from toantrinh.measures.period import Period

# Of so many procedures, those with most late dossiers, a month is kept without being asked for.
_KEPT = 200
_WORST = """
SELECT procedure FROM cases
WHERE decided >= $since AND decided < $until AND procedure IS NOT NULL
GROUP BY procedure HAVING count(*) >= 30
ORDER BY count(*) FILTER (decided > due - extended_minutes) DESC, procedure LIMIT $most
"""


def month_of(month: date) -> Period:
    """A month as a period, as far as it has come."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period.of(month, last, now())


def keep(
    procedure: str,
    agency: Agency | None,
    month: date,
    *,
    actor: Actor,
    line: DuckDBPyConnection | None = None,
) -> Kept:
    """Work out a procedure's month anew and keep it."""
    _check_system(actor)
    answer = work_out(procedure, agency, month_of(month), line)
    where = str(agency.pk) if agency else ""
    found, _made = Kept.objects.update_or_create(
        procedure=procedure,
        agency=where,
        month=month,
        defaults={"answer": answer, "made_at": now()},
    )
    return found


def keep_worst(month: date, *, actor: Actor) -> int:
    """Keep the month of the procedures with most late dossiers; how many."""
    _check_system(actor)
    period = month_of(month)
    line = opened_for(period)
    asked = {"since": period.since, "until": period.until, "most": _KEPT}
    codes = [str(code) for (code,) in line.execute(_WORST, asked).fetchall()]
    for code in codes:
        keep(code, None, month, actor=actor, line=line)
    return len(codes)


@transaction.atomic
def ask(procedure: str, agency: Agency | None, month: date, *, actor: Actor) -> None:
    """Let the worker work out a procedure's month for somebody who leads."""
    perms.check_sees(actor)
    where = str(agency.pk) if agency else ""
    # Asked for twice, it is done once.
    name = f"bottlenecks/{procedure}/{where}/{month}"
    app.configure_task("bottlenecks.work_out", lock=name).defer(
        procedure=procedure, agency=where, month=month.isoformat()
    )


def _check_system(actor: Actor) -> None:
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được tính điểm nghẽn.")
