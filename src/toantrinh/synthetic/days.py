"""When invented people come, more on Mondays and after Tết, and when they get their answer."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from toantrinh.dossiers.clock import due
from toantrinh.dossiers.limits import ClockRule, ClockRules, Due, Limit, LimitKind, Pause
from toantrinh.dossiers.timing import clock_rule
from toantrinh.government.calendar import Calendar
from toantrinh.government.models import Agency, Rule
from toantrinh.government.queries import calendar_of
from toantrinh.kernel.time import HANOI, local
from toantrinh.synthetic.lives import Office
from toantrinh.synthetic.office_line import OfficeLine

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=420)
# Weights of a day: its share of the usual crowd.
MONDAY, DAY_OFF = 1.3, 0.1
# Month of the year: Tết empties February's start, what was put off comes in March; schools ask in
# August for copies and residence.
_MONTHS = (1.0, 0.8, 1.7, 1.1, 1.0, 1.0, 1.0, 1.3, 1.1, 1.0, 1.0, 0.9)
# Minutes after midnight at which people send, so that many share a due moment.
AT_WORK = (455, 480, 500, 525, 550, 575, 600, 640, 670, 820, 850, 880, 910, 950, 980)
AT_HOME = (400, 720, 1090, 1200, 1260, 1310)


@dataclass(frozen=True)
class Days:
    """The days between two, both included, with how many of so many dossiers come on each."""

    first: date
    last: date
    dossiers: int
    calendar: Calendar

    @cached_property
    def _upto(self) -> list[int]:
        """How many have come by the end of each day; the last number is all of them."""
        weights = list(accumulate(self._weight(day) for day in self._every()))
        return [round(self.dossiers * weight / weights[-1]) for weight in weights]

    def beginnings(self, least: int) -> list[int]:
        """The numbers at which batches begin, each of so many or more and of whole days.

        Codes are counted by the day, so that no two batches wait for each other's counters, and
        each dossier has the same code whichever batch is written first.
        """
        found = [0]
        for upto in self._upto[:-1]:
            if least <= upto - found[-1] and upto < self.dossiers:
                found.append(upto)
        return found

    def _every(self) -> list[date]:
        return [self.first + _DAY * at for at in range((self.last - self.first).days + 1)]

    def _weight(self, day: date) -> float:
        if not self.calendar.is_working(day):
            return DAY_OFF
        return _MONTHS[day.month - 1] * (MONDAY if day.weekday() == 0 else 1.0)

    def submitted(self, rng: Random, number: int) -> datetime:
        """When the dossier with this number, from 0 on, is handed in."""
        day = self.first + _DAY * bisect_right(self._upto, number)
        at_work = self.calendar.is_working(day) and rng.random() < 0.85
        minute = rng.choice(AT_WORK if at_work else AT_HOME)
        midnight = datetime(day.year, day.month, day.day, tzinfo=HANOI)
        return midnight + timedelta(minutes=minute, seconds=rng.randrange(60))

    def office(self) -> Office:
        """The openings of the working days, for acts."""
        openings = [self.calendar.spells(day) for day in self._every()]
        return Office([spells[0][0] for spells in openings if spells])


def working_days(limit: Limit | None) -> int:
    """About how many working days a limit gives."""
    if limit is None:
        return 10
    per = {LimitKind.SAME_DAY: 0.0, LimitKind.MONTHS: 22.0, LimitKind.DAYS: 0.7}
    hours = {LimitKind.HOURS, LimitKind.WORKING_HOURS}
    return int(limit.amount * (0.125 if limit.kind in hours else per.get(limit.kind, 1.0)))


@dataclass
class Dues:
    """Due moments by the one clock; equal questions are reckoned once."""

    first: date
    last: date
    _calendars: dict[object, tuple[int, Calendar]] = field(default_factory=dict)
    _rules: dict[object, ClockRule] = field(default_factory=dict)
    _kept: dict[object, Due] = field(default_factory=dict)
    _lines: dict[int, OfficeLine] = field(default_factory=dict)

    def calendar(self, agency: Agency) -> tuple[int, Calendar]:
        """An agency's calendar, and its number among those that differ."""
        found = self._calendars.get(agency.pk)
        if found is None:
            one = calendar_of(agency, self.first, self.last + _AHEAD)
            same = (known for known in self._calendars.values() if known[1] == one)
            found = self._calendars[agency.pk] = next(same, (len(self._calendars), one))
        return found

    def _rule(self, limit: Limit, day: date, agency: Agency) -> ClockRule:
        """The clock rule of a day; it holds until some rule of the clock begins or ends."""
        asked = (limit.kind, bisect_right(self._turns, day), agency.pk)
        found = self._rules.get(asked)
        if found is None:
            found = self._rules[asked] = clock_rule(limit, day, agency)
        return found

    @cached_property
    def _turns(self) -> list[date]:
        """The days on which some rule of the clock begins, or holds no longer."""
        spans = Rule.objects.filter(key__startswith="clock.").values_list("valid_from", "valid_to")
        ends = {last + _DAY for _first, last in spans if last}
        return sorted({first for first, _last in spans} | ends)

    def line(self, agency: Agency) -> OfficeLine:
        """The office minutes of an agency; calendars that are the same share theirs."""
        number, calendar = self.calendar(agency)
        found = self._lines.get(number)
        if found is None:
            last = self.last + _AHEAD
            found = self._lines[number] = OfficeLine(calendar, self.first, last)
        return found

    def due(
        self, limit: Limit, agency: Agency, received: datetime, pauses: tuple[Pause, ...] = ()
    ) -> Due:
        """When it is due; seconds do not count."""
        number, calendar = self.calendar(agency)
        asked = (number, limit, received.replace(second=0), pauses)
        found = self._kept.get(asked)
        if found is None:
            rule = self._rule(limit, local(received).date(), agency)
            found = due(limit, received, calendar, ClockRules((rule,)), pauses)
            if not pauses:
                self._kept[asked] = found
        return found
