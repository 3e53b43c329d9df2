"""Counting days and minutes on the line of local minutes, where the clock runs or stands.

A moment counts as its minute; the line numbers the minutes of Việt Nam's local time, which has no
summer time. Whoever wants to know what was counted reads the ledger.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto

from toantrinh.dossiers.limits import (
    ClockRule,
    CutoffMode,
    EndOfDay,
    Limit,
    LimitKind,
    Pause,
)
from toantrinh.government.calendar import DAY_MINUTES, Calendar, Spell
from toantrinh.kernel.time import HANOI, local

_DAY = timedelta(days=1)


class Label(Enum):
    """What became of a day on the way to the due day."""

    COUNTED = auto()
    SKIPPED = auto()
    PAUSED = auto()
    ROLLED = auto()
    EXTENDED = auto()
    TOO_LATE = auto()


@dataclass
class Ledger:
    """Each day from the first to the due day, and the minute by which a limit in hours had run."""

    days: list[tuple[date, Label]] = field(default_factory=list)
    hours_ran_at: int | None = None


@dataclass(frozen=True)
class Stop:
    """A stretch of the line on which the clock stands, and the pause it belongs to."""

    start: int
    end: int
    pause: Pause


@dataclass(frozen=True)
class Begin:
    """From which minute is counted, and what moved it there (the mode, and its minutes)."""

    minute: int
    moved: CutoffMode | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Reckoning:
    """One count: from `start`, by these rules, standing at these stops (sorted, disjoint)."""

    calendar: Calendar
    rule: ClockRule
    begin: Begin
    stops: tuple[Stop, ...] = ()

    @property
    def first_day_counts(self) -> bool:
        """Whether the day from which is counted is itself counted."""
        moved = self.begin.moved is not None
        return self.rule.count_first_day or (moved and self.rule.count_moved_day)

    def reckon(self, limit: Limit, extra: tuple[int, ...], ledger: Ledger) -> int:
        """The minute at which the limit and then the extra working days have run."""
        end = self._run(limit, ledger)
        for days in extra:
            end = self._days(day_before(end) + _DAY, days, ledger, Label.EXTENDED)
        return end

    def _run(self, limit: Limit, ledger: Ledger) -> int:
        if limit.minutes is not None:
            end = self._minutes(limit.minutes, ledger, office_only=limit.office_only)
            ledger.hours_ran_at = end
            return self._roll(end, ledger) if self._rolls(limit) else end
        day = day_at(self.begin.minute)
        if limit.kind is LimitKind.SAME_DAY:
            return self._days(day, 1, ledger)
        first = day if self.first_day_counts else day + _DAY
        every_day = limit.kind is not LimitKind.WORKING_DAYS
        return self._days(first, calendar_days(limit, day), ledger, every_day=every_day)

    def _rolls(self, limit: Limit) -> bool:
        return limit.kind is LimitKind.HOURS and self.rule.ends_at_work

    def _roll(self, end: int, ledger: Ledger) -> int:
        """Where clock hours end that ran out on a day off: with the next working day (Đ148).

        What runs out a little later, on that working day itself, must not be due sooner: it ends
        with the day too, unless it was received on it.
        """
        last = day_before(end)
        office = self.calendar.office(last)
        received_on_it = day_at(self.begin.minute) == last
        if office and (
            received_on_it
            or self.calendar.is_working(last - _DAY)
            or end >= self.day_end(last, office)
        ):
            return end
        del ledger.days[-1]
        for day, spells in self.calendar.days_from(last):
            ledger.days.append((day, Label.ROLLED))
            if spells:
                return self.day_end(day, spells)
        raise AssertionError("days never end")

    def _days(
        self,
        first: date,
        needed: int,
        ledger: Ledger,
        done: Label = Label.COUNTED,
        *,
        every_day: bool = False,
    ) -> int:
        """The end of the day by which so many days have ended with the clock running."""
        counted = 0
        for day, office in self.calendar.days_from(first):
            end = self.day_end(day, office)
            label = self._label(
                end, done, open_=bool(office), every=every_day, full=counted >= needed
            )
            ledger.days.append((day, label))
            counted += label is done
            may_end = office or not self.rule.ends_at_work
            if may_end and counted >= needed and label in {done, Label.ROLLED}:
                return end
        raise AssertionError("days never end")

    def _label(self, end: int, done: Label, *, open_: bool, every: bool, full: bool) -> Label:
        if not open_ and (full or not every):
            return Label.ROLLED if full else Label.SKIPPED
        if end <= self.begin.minute:
            return Label.TOO_LATE
        if any(stop.start < end <= stop.end for stop in self.stops):
            return Label.PAUSED
        return Label.ROLLED if full else done

    def day_end(self, day: date, office: tuple[Spell, ...]) -> int:
        """The minute at which a day ends by the rule: days off always end at midnight."""
        return end_of_day(day, office, self.rule.end_of_day)

    def _minutes(self, needed: int, ledger: Ledger, *, office_only: bool) -> int:
        """The minute by which the clock has run so many minutes."""
        for day, office in self.calendar.days_from(day_at(self.begin.minute)):
            spells = office if office_only else ((0, DAY_MINUTES),)
            ledger.days.append((day, Label.COUNTED if spells else Label.SKIPPED))
            for start, end in self._running(day, spells):
                if end - start >= needed:
                    return start + needed
                needed -= end - start
        raise AssertionError("days never end")

    def _running(self, day: date, spells: tuple[Spell, ...]) -> Iterator[Spell]:
        """The parts of a day's spells in which the clock runs, on the line."""
        midnight = day.toordinal() * DAY_MINUTES
        for opens, closes in spells:
            at, end = max(midnight + opens, self.begin.minute), midnight + closes
            for stop in self.stops:
                if stop.end > at and stop.start < end:
                    if at < stop.start:
                        yield at, stop.start
                    at = stop.end
            if at < end:
                yield at, end

    def minutes_lost(self, stop: Stop, until: int, *, office_only: bool) -> int:
        """How many minutes that would have counted fell into a stop, until the due minute."""
        lost = 0
        start, end = max(stop.start, self.begin.minute), min(stop.end, until)
        day = day_at(start)
        while day <= day_at(end):
            midnight = day.toordinal() * DAY_MINUTES
            for opens, closes in self.calendar.office(day) if office_only else ((0, DAY_MINUTES),):
                lost += max(0, min(midnight + closes, end) - max(midnight + opens, start))
            day += _DAY
        return lost


def end_of_day(day: date, office: tuple[Spell, ...], ends: EndOfDay) -> int:
    """The minute at which a day with these office hours ends."""
    at = office[-1][1] if office and ends is EndOfDay.OFFICE else DAY_MINUTES
    return day.toordinal() * DAY_MINUTES + at


def begin(moment: int, rule: ClockRule, calendar: Calendar) -> Begin:
    """From when something received at this minute is counted: at once, or from an opening.

    A day off lies behind every cut-off, or Saturday would be sooner than late on Friday.
    """
    day = day_at(moment)
    office = calendar.office(day)
    time = moment - day.toordinal() * DAY_MINUTES
    ends = office[-1][1] if office else 0
    for cutoff in rule.cutoffs:
        late = {
            CutoffMode.AFTER: time > cutoff.minutes,
            CutoffMode.BEFORE_END: time >= ends - cutoff.minutes,
            CutoffMode.CLOSED: time > ends,
        }[cutoff.mode]
        if late or not office:
            opening = calendar.next_working_day(day)
            opens = calendar.office(opening)[0][0]
            minute = opening.toordinal() * DAY_MINUTES + opens
            return Begin(minute, cutoff.mode, cutoff.minutes)
    return Begin(moment)


def stops(pauses: tuple[Pause, ...], after: int) -> tuple[Stop, ...]:
    """The pauses that are over, as disjoint stops in order; what lies before `after` is dropped."""
    found: list[Stop] = []
    reach = after
    for pause in sorted(pauses, key=lambda p: p.start):
        if pause.end is not None:
            start, end = max(minute_of(pause.start), reach), minute_of(pause.end)
            if start < end:
                found.append(Stop(start, end, pause))
                reach = end
    return tuple(found)


def calendar_days(limit: Limit, day: date) -> int:
    """How many days a limit in days or months counts from that day.

    Months end on the same day of the month, or on the last one where it has none (Đ148).
    """
    if limit.kind is LimitKind.MONTHS:
        return (add_months(day, limit.amount) - day).days
    return limit.amount


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def minute_of(moment: datetime) -> int:
    """The minute on the line in which a moment lies."""
    at = local(moment)
    return at.toordinal() * DAY_MINUTES + at.hour * 60 + at.minute


def moment_of(minute: int) -> datetime:
    """The moment (aware, UTC) at which a minute of the line begins."""
    day = day_at(minute)
    at = datetime(day.year, day.month, day.day, tzinfo=HANOI)
    return (at + timedelta(minutes=minute % DAY_MINUTES)).astimezone(UTC)


def day_at(minute: int) -> date:
    """The day that a minute lies in."""
    return date.fromordinal(minute // DAY_MINUTES)


def day_before(end: int) -> date:
    """The day that an ending minute closes: midnight closes the day before it."""
    return day_at(end - 1)
