"""The office minutes of a calendar on one line, so that steps are counted by looking up. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from toantrinh.dossiers.limits import Pause, PauseMode
from toantrinh.government.calendar import Calendar
from toantrinh.kernel.time import HANOI

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class OfficeLine:
    """The office minutes of the days from one to another, in their order."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._zero = datetime(first.year, first.month, first.day, tzinfo=HANOI)
        # Of each spell the minute it opens, how many minutes there were before it, and with it.
        self._opens, self._before, self._upto = [0], [0], [0]
        midnight, day = 0, first
        while day <= last:
            for start, end in calendar.office(day):
                self._opens.append(midnight + start)
                self._before.append(self._upto[-1])
                self._upto.append(self._upto[-1] + end - start)
            midnight, day = midnight + 24 * 60, day + _DAY

    def after(self, since: datetime, minutes: int, pauses: Iterable[Pause]) -> datetime:
        """When so many minutes have run since a moment, as the clock counts a share of a limit.

        A wait before reception begins them anew, any other is taken out.
        """
        waits = [pause for pause in pauses if pause.end]
        again = [pause.end for pause in waits if pause.end and pause.mode is PauseMode.RESTART]
        place = self._place(max([since, *again])) + minutes
        for pause in waits:
            if pause.end and pause.mode is PauseMode.PAUSE and self._place(pause.start) < place:
                place += self._place(pause.end) - self._place(pause.start)
        spell = bisect_left(self._upto, place)
        minute = self._opens[spell] + place - self._before[spell]
        return (self._zero + timedelta(minutes=minute)).astimezone(UTC)

    def _place(self, moment: datetime) -> int:
        minute = (moment - self._zero) // _MINUTE
        spell = bisect_right(self._opens, minute) - 1
        return min(self._before[spell] + minute - self._opens[spell], self._upto[spell])
