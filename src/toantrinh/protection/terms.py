"""Until when an agency acknowledges and answers: dated rules, since the decree may be read anew."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toantrinh.government.calendar import Calendar
from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of, rules
from toantrinh.kernel.time import local

_WORKING = "working_days"
# Days of a calendar to look at: the longest limit and the longest holidays beside it.
_AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class Deadlines:
    """Two moments, each the end of a working day."""

    acknowledge_by: datetime
    due_at: datetime


def deadlines(agency: Agency, asked_at: datetime) -> Deadlines:
    """When an agency must have acknowledged and answered what was asked at a moment."""
    day = local(asked_at).date()
    held = rules("explanation.", day, agency)
    calendar = calendar_of(agency, day, day + _AHEAD)

    def end_of(what: str) -> datetime:
        count = int(str(held[f"explanation.{what}_days"]))
        return _end(calendar, day, count, str(held[f"explanation.{what}_unit"]))

    return Deadlines(end_of("acknowledge"), end_of("answer"))


def _end(calendar: Calendar, day: date, count: int, unit: str) -> datetime:
    """The end of office hours on the last day; a last day off moves on (BLDS 2015 Đ148 k5)."""
    if unit == _WORKING:
        last = calendar.add_working_days(day, count)
    else:
        last = calendar.working_day_from(day + timedelta(days=count))
    return calendar.spells(last)[-1][1]
