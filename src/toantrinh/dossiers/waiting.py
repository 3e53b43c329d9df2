"""How long a dossier waits for its applicant, and what happens when nobody answers."""

from datetime import date, timedelta

from toantrinh.dossiers.limits import PauseMode
from toantrinh.dossiers.models import Dossier, Pause
from toantrinh.dossiers.parts import waits
from toantrinh.government.queries import calendar_of, rule
from toantrinh.host import rows
from toantrinh.kernel.time import local, now, today

CLOSE_AFTER = "supplement.close_working_days"
_AT_RECEPTION, _IN_PROCESSING = "clock.supplement_at_reception", "clock.supplement_in_processing"
# Working days are looked for this far ahead for each that is counted.
_REACH = timedelta(days=4)


def begin_wait(dossier: Dossier) -> None:
    """From now on the dossier waits for its applicant.

    Whether the clock then goes on or begins anew, dated rules say: one before reception, one after.
    """
    before = waits(dossier)
    where = _IN_PROCESSING if dossier.received_at else _AT_RECEPTION
    mode = PauseMode(str(rule(where, today(), dossier.agency)))
    pause = Pause(dossier=dossier, number=len(before) + 1, mode=mode, since=now())
    rows.insert(pause)
    dossier.waits = (*before, pause)


def end_wait(dossier: Dossier) -> None:
    """It waits no more."""
    for pause in waits(dossier):
        if pause.until is None:
            read = rows.values(pause)
            pause.until = now()
            rows.update(pause, read)


def answer_by(dossier: Dossier) -> date | None:
    """The last day of the wait under way, by the dated rule; None when nothing waits.

    Working days are those of whoever decides; the day of asking is not counted.
    """
    agency = dossier.agency
    open_one = next((pause for pause in waits(dossier) if pause.until is None), None)
    if open_one is None or agency is None:
        return None
    asked = local(open_one.since).date()
    count = int(str(rule(CLOSE_AFTER, asked, agency)))
    calendar = calendar_of(agency, asked, asked + (count + 20) * _REACH)
    return calendar.add_working_days(asked, count)
