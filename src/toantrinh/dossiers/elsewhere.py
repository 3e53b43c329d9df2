"""A dossier that another desk received than usual: how soon it goes on, from when it counts.

What is received where its agency is not counts from when that agency has it (NĐ 118/2025 Đ17 k3);
which moment that is, the dated rule `clock.elsewhere_starts_at` says. Until then the promise rests
on the last moment at which the desk may send it on, and it never comes nearer.
"""

from datetime import date, datetime, time

from toantrinh.dossiers.acting import Act
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.promising import promise_again
from toantrinh.government.competence import receiving_desk
from toantrinh.government.queries import calendar_of, rule
from toantrinh.kernel.time import local

CUTOFF, STARTS = "clock.transfer_cutoff", "clock.elsewhere_starts_at"


def transfer_by(dossier: Dossier) -> datetime | None:
    """Until when papers go on (NĐ 118/2025 Đ18 k2): the day they came, late ones the next one."""
    if dossier.received_at is None or dossier.desk is None:
        return None
    came = local(dossier.received_at)
    calendar = calendar_of(dossier.desk, came.date(), date(came.year + 1, 1, 31))
    cutoff = time.fromisoformat(str(rule(CUTOFF, came.date(), dossier.desk)))
    if calendar.is_working(came.date()) and came.time() < cutoff:
        return calendar.spells(came.date())[-1][1]
    # "At the start" of the next working day: with its first spell.
    return calendar.spells(calendar.next_working_day(came.date()))[0][1]


def counted_from(dossier: Dossier) -> datetime | None:
    """From when the term of a dossier that was received just now counts; None: from its receipt."""
    agency = dossier.agency
    if agency is None or dossier.desk_id == receiving_desk(agency, dossier.place).pk:
        return None
    return None if _starts(dossier) == "received" else transfer_by(dossier)


def count_from(act: Act, moment: datetime, how: str) -> None:
    """Let the term count from this moment, if it waited for this: `forwarded` or `taken`."""
    dossier = act.dossier
    if dossier.counted_from is None or _starts(dossier) != how:
        return
    dossier.counted_from = moment
    promise_again(act)


def _starts(dossier: Dossier) -> str:
    """As the rule was when it was received."""
    came = dossier.received_at
    return str(rule(STARTS, local(came).date(), dossier.agency)) if came else "received"
