"""Promised days on which nobody works after all: what is due then is due with the next working day.

Days off come by notice, often after the promise was given. That a term which ends on a day off ends
with the next working day is the law's word (Bộ luật Dân sự 2015 Đ148 k5). Nothing else moves a
promise: see docs/decisions/0007-promises-and-calendars.md.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import TruncDate
from procrastinate.contrib.django import app

from toantrinh.dossiers.acting import follow_up
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.reckoning import day_before, end_of_day, minute_of, moment_of
from toantrinh.dossiers.states import State
from toantrinh.dossiers.timing import rules_of
from toantrinh.government.calendar import Calendar
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, calendar_of, rule
from toantrinh.journal.actions import append_events
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import HANOI, local, now

ROLL = "roll_due"
# While the clock runs; whoever waits for the applicant gets a new promise when the wait is over.
_RUNNING = (State.ACCEPTED, State.PROCESSING, State.CONSULTING, State.PROPOSED)
_REACH = timedelta(days=400)
# Processes go by the calendar of before for some seconds (government/memory.py).
_SOON = {"seconds": 5}
_BATCH = 200
# The day that ends with the due moment: one that ends at midnight is the day before.
_LAST_DAY = TruncDate(F("due_at") - timedelta(minutes=1), tzinfo=HANOI, output_field=DateField())


def promised() -> QuerySet[Dossier]:
    """What is under way and due at a moment to come."""
    return Dossier.objects.filter(state__in=_RUNNING, due_at__gt=now())


def promised_days(where: Q) -> list[tuple[UUID, date, int]]:
    """How many are due on which day at which agency."""
    rows = promised().filter(where).annotate(last_day=_LAST_DAY).order_by()
    groups = rows.values_list("agency", "last_day").annotate(count=Count("pk"))
    return [(agency, day, count) for agency, day, count in groups if agency]


def roll_soon() -> None:
    """Have the worker look for such days, once this transaction is committed."""
    app.configure_task("dossiers.roll", schedule_in=_SOON).defer()


def roll_all() -> int:
    """Move all such promises, agency by agency; how many moved. Safe to repeat."""
    days: dict[UUID, list[date]] = {}
    for agency, day, _count in promised_days(Q()):
        days.setdefault(agency, []).append(day)
    return sum(_roll_agency(agency_by_id(pk), sorted(those)) for pk, those in days.items())


def _roll_agency(agency: Agency, days: Sequence[date]) -> int:
    if not rule("clock.end_on_working_day", local(now()).date(), agency):
        # A promise may end on a day off.
        return 0
    calendar = calendar_of(agency, days[0], days[-1] + _REACH)
    idle = [day for day in days if not calendar.is_working(day)]
    rolled = 0
    while idle and (done := _roll(agency, idle, calendar)):
        rolled += done
    return rolled


@transaction.atomic
def _roll(agency: Agency, days: Sequence[date], calendar: Calendar) -> int:
    """One batch; what somebody holds locked is passed by until this is asked again."""
    rows = promised().annotate(last_day=_LAST_DAY).filter(agency=agency, last_day__in=days)
    found = rows.select_for_update(of=("self",), skip_locked=True).select_related("version", "key")
    batch = list(found[:_BATCH])
    append_events({row: _moved(row, agency, calendar) for row in batch}, ROLL, actor=SYSTEM)
    Dossier.objects.bulk_update(batch, ["due_at", "head_seq", "head_hash"])
    for dossier in batch:
        follow_up(dossier)
    return len(batch)


def _moved(dossier: Dossier, agency: Agency, calendar: Calendar) -> dict[str, object]:
    """Put the promise on the next working day; what the event says of it."""
    dossier.agency = agency
    before, dossier.due_at = dossier.due_at, _rolled(dossier, calendar)
    return {
        "due_from": before.isoformat() if before else None,
        "due_at": dossier.due_at.isoformat(),
        "state": dossier.state,
        "status_code": dossier.status_code,
        "holder": dossier.holder,
    }


def _rolled(dossier: Dossier, calendar: Calendar) -> datetime:
    if dossier.due_at is None or dossier.received_at is None:
        raise ValueError("only what was promised is moved")
    last = day_before(minute_of(dossier.due_at))
    day = calendar.next_working_day(last)
    clock = rules_of(dossier).on(local(dossier.received_at).date())
    return moment_of(end_of_day(day, calendar.office(day), clock.end_of_day))
