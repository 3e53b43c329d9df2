"""Moments by an agency's own hours: after so many of them, and when a day is over."""

from datetime import date, datetime, timedelta

from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of
from toantrinh.kernel.time import local

# Working hours are looked for this far ahead for each that is counted.
_REACH_PER_HOUR = timedelta(hours=12)
_REACH = timedelta(days=30)


def after_hours(agency: Agency, since: datetime, hours: int) -> datetime:
    """The moment after so many working hours of an agency."""
    first = local(since).date()
    calendar = calendar_of(agency, first, first + _REACH + hours * _REACH_PER_HOUR)
    left = timedelta(hours=hours)
    for day, _office in calendar.days_from(first):
        for start, end in calendar.spells(day):
            begin = max(start, since)
            if end - begin >= left:
                return begin + left
            left -= max(end - begin, timedelta())
    raise AssertionError("days go on")


def end_of_day(agency: Agency, day: date) -> datetime:
    """When an agency closes on a day, or on its next working day."""
    calendar = calendar_of(agency, day, day + _REACH)
    return calendar.spells(calendar.working_day_from(day))[-1][1]
