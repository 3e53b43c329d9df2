"""When an agency works: its weekly hours by date and season, days off, days worked instead.

Everything is data of the agency's own (hours are local decisions, days off come by yearly notice);
nothing here is a constant of the law.
"""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import HANOI, local

# Minutes after midnight, from and until; an end of 1440 is midnight.
Spell = tuple[int, int]
Week = tuple[tuple[Spell, ...], ...]

DAY_MINUTES = 1440
_DAY = timedelta(days=1)
# So long without a working day means that the calendar is not filled in, not that all rest.
_HORIZON_DAYS = 400


class NoWorkingDay(Refusal):
    """The calendar has no working day where one is needed."""


@dataclass(frozen=True)
class Season:
    """A part of every year, both ends included, as (month, day); it may span New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether the day lies in this season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class Hours:
    """A weekly timetable, Monday first, and when it is in force (`valid_to` included).

    A weekday with spells is a working day, Saturday mornings too.
    """

    week: Week
    valid_from: date = date.min
    valid_to: date | None = None
    season: Season | None = None

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for spells in self.week:
            last = 0
            for start, end in spells:
                if not last <= start < end <= DAY_MINUTES:
                    raise ValueError(f"spells must follow one another inside a day: {spells}")
                last = end

    def holds(self, day: date) -> bool:
        """Whether the timetable is in force on that day."""
        if day < self.valid_from or (self.valid_to is not None and day > self.valid_to):
            return False
        return self.season is None or self.season.holds(day)


@dataclass(frozen=True)
class Calendar:
    """The working days and hours of one agency.

    `off` are days off by notice; `made_up` are days worked instead (làm bù). `replaces` pairs a
    made-up day with the day whose hours it takes; without a pair it takes those of the first day
    of the week that is worked. `names` says what a day off is called. Of several `hours` in force
    the last one counts, so a season stands after the timetable it changes.
    """

    off: frozenset[date]
    made_up: frozenset[date]
    hours: tuple[Hours, ...]
    names: tuple[tuple[date, str], ...] = ()
    replaces: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        both = self.off & self.made_up
        if both:
            raise ValueError(f"both off and made up: {sorted(both)}")

    @cached_property
    def _known(self) -> dict[date, tuple[Spell, ...]]:
        return {}

    @cached_property
    def _years(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    @cached_property
    def _names(self) -> dict[date, str]:
        return dict(self.names)

    def office(self, day: date) -> tuple[Spell, ...]:
        """The working spells of a day in minutes after local midnight; empty when nobody works."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._look_up(day)
        return known

    def _look_up(self, day: date) -> tuple[Spell, ...]:
        if day in self.off:
            return ()
        week = next((hours.week for hours in reversed(self.hours) if hours.holds(day)), None)
        if week is None:
            return ()
        if day not in self.made_up:
            return week[day.weekday()]
        replaced = dict(self.replaces).get(day)
        own = week[replaced.weekday()] if replaced else ()
        return own or next((spells for spells in week if spells), ())

    def is_working(self, day: date) -> bool:
        """Whether anybody works on that day."""
        return bool(self.office(day))

    def spells(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working intervals of a day as aware local moments."""
        return tuple((_moment(day, start), _moment(day, end)) for start, end in self.office(day))

    def name(self, day: date) -> str | None:
        """What a day off by notice is called, "" when it has no name; None for all other days."""
        return self._names.get(day, "") if day in self.off else None

    def days_from(self, day: date) -> Iterator[tuple[date, tuple[Spell, ...]]]:
        """Every day from this one on with its spells. Raises NoWorkingDay when work never comes."""
        idle = 0
        while True:
            office = self.office(day)
            idle = 0 if office else idle + 1
            if idle > _HORIZON_DAYS:
                raise NoWorkingDay(
                    "Lịch làm việc không có ngày làm việc nào quanh ngày %(day)s.",
                    remedy="Hãy bổ sung giờ làm việc và ngày nghỉ của cơ quan cho thời gian này.",
                    day=f"{day:%d/%m/%Y}",
                )
            yield day, office
            day += _DAY

    def working_day_from(self, day: date) -> date:
        """This day if it is worked, else the next one that is."""
        return next(at for at, office in self.days_from(day) if office)

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        return self.working_day_from(day + _DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that is `count` working days after this one; the day itself for 0."""
        if count < 0:
            raise ValueError("working days are added, not taken away")
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after the one day and until the other, which is included."""
        return self._between(after + _DAY, until + _DAY)[0] if after < until else 0

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole office minutes between two moments; 0 when the end is not after the start."""
        first, last = local(start), local(end)
        day, final = first.date(), last.date()
        if day > final:
            return 0
        if day == final:
            return self._open(day, _minute(first), _minute(last))
        ends = self._open(day, _minute(first), DAY_MINUTES) + self._open(final, 0, _minute(last))
        return ends + self._between(day + _DAY, final)[1]

    def _open(self, day: date, opens: int, closes: int) -> int:
        """Office minutes of one day between two of its minutes."""
        return sum(max(0, min(b, closes) - max(a, opens)) for a, b in self.office(day))

    def _between(self, first: date, end: date) -> tuple[int, int]:
        """Working days and their minutes from the one day to before the other, which is no less."""
        begun, ended = self._year(first.year)[_of_year(first)], self._year(end.year)[_of_year(end)]
        whole = [self._year(year)[-1] for year in range(first.year, end.year)]
        days, minutes = (ended[n] - begun[n] + sum(year[n] for year in whole) for n in (0, 1))
        return days, minutes

    def _year(self, year: int) -> list[tuple[int, int]]:
        """Working days and their minutes before each day of a year, and of the whole at the end.

        Lists tell of each line what is left, so that this is asked thousands of times.
        """
        known = self._years.get(year)
        if known is None:
            known, first = [(0, 0)], date(year, 1, 1)
            for number in range(366 if isleap(year) else 365):
                office = self.office(first + number * _DAY)
                days, minutes = known[-1]
                known.append((days + bool(office), minutes + sum(b - a for a, b in office)))
            self._years[year] = known
        return known


def _of_year(day: date) -> int:
    """Which day of its year, from 0."""
    return day.timetuple().tm_yday - 1


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _moment(day: date, minute: int) -> datetime:
    # Việt Nam has no summer time, so minutes may be added to a local midnight.
    return datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(minutes=minute)
