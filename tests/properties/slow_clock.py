"""The slow twin of the clock: it walks the minutes one by one and shares no code with the fast one.

Every minute of two years is a byte; whoever doubts a due moment can follow the walk with a finger.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.properties.clock_cases import (
    DAY,
    FIRST_DAY,
    PlainCalendar,
    PlainCase,
    PlainHours,
    PlainRule,
    Spells,
)

OPEN, WORKDAY, LAST_OFFICE, LAST_OF_DAY, STANDS = 1, 2, 4, 8, 16
DAYS = 760
_STANDING = bytes(value | STANDS for value in range(256))


@dataclass(frozen=True)
class SlowDue:
    """Minutes: when due, when due without pauses and extensions, and for how long it stood."""

    at: int
    original: int
    stood: int


@dataclass(frozen=True)
class SlowLeft:
    """What is left at a minute: late, working days between, office minutes between."""

    late: bool
    days: int
    minutes: int


def paint(calendar: PlainCalendar) -> bytes:
    """All minutes of the calendar: is the office open, is it a workday, does a day end here."""
    painted: dict[str, bytes] = {}
    minutes = bytearray()
    for number in range(DAYS):
        spells = _worked(calendar, FIRST_DAY + timedelta(days=number))
        if str(spells) not in painted:
            painted[str(spells)] = _paint_day(spells)
        minutes += painted[str(spells)]
    return bytes(minutes)


def _paint_day(spells: Spells) -> bytes:
    day = bytearray(DAY)
    last = DAY - 1
    for minute in range(DAY):
        for opens, closes in spells:
            if opens <= minute < closes:
                day[minute] |= OPEN
                last = minute
    for minute in range(DAY):
        if spells:
            day[minute] |= WORKDAY
    day[last] |= LAST_OFFICE
    day[DAY - 1] |= LAST_OF_DAY
    return bytes(day)


def _worked(calendar: PlainCalendar, day: date) -> Spells:
    in_force: PlainHours | None = None
    for hours in calendar.hours:
        if _in_force(hours, day):
            in_force = hours
    if day in calendar.off or in_force is None:
        return []
    if day not in calendar.made_up:
        return in_force.week[day.isoweekday() - 1]
    instead = calendar.made_up[day]
    if instead is not None and in_force.week[instead.isoweekday() - 1]:
        return in_force.week[instead.isoweekday() - 1]
    for spells in in_force.week:
        if spells:
            return spells
    return []


def _in_force(hours: PlainHours, day: date) -> bool:
    if hours.since is not None and day < hours.since:
        return False
    if hours.until is not None and day > hours.until:
        return False
    if hours.season is None:
        return True
    (from_month, from_day), (to_month, to_day) = hours.season
    first, last = from_month * 100 + from_day, to_month * 100 + to_day
    at = day.month * 100 + day.day
    # Walk round the year from the first day of the season: is `at` met before its end?
    return (at - first) % 1300 <= (last - first) % 1300


def slow_due(case: PlainCase, painted: bytes) -> SlowDue:
    """When the case is due, by walking."""
    received = case.received
    for start, end, restarts in case.pauses:
        if restarts:
            again = start if end is None else end
            received = max(received, again)
    rule = _rule_on(case.rules, received // DAY)
    start, moved = _moved(received, rule, painted)
    minutes = bytearray(painted)
    for stops, goes_on, restarts in case.pauses:
        if goes_on is not None and not restarts:
            minutes[stops:goes_on] = minutes[stops:goes_on].translate(_STANDING)
    counts = True if rule.first_counts else moved and rule.moved_counts
    original = at = _walk_limit(case, rule, start, painted, first_counts=counts)
    if minutes != painted:
        at = _walk_limit(case, rule, start, minutes, first_counts=counts)
    for days in case.extensions:
        at = _walk_days(minutes, _next_midnight(at - 1), days, rule, every_day=False)
    return SlowDue(at, original, _count(minutes[start:at], STANDS))


def _count(minutes: bytes | bytearray, flag: int) -> int:
    """How many of the minutes carry the flag: those that are left when all others are deleted."""
    others = bytes(value for value in range(256) if not value & flag)
    return len(minutes.translate(None, others))


def _rule_on(rules: list[PlainRule], day: int) -> PlainRule:
    found = rules[0]
    for rule in rules:
        if rule.since is None or (rule.since - FIRST_DAY).days <= day:
            found = rule
    return found


def _moved(received: int, rule: PlainRule, painted: bytes) -> tuple[int, bool]:
    midnight = received - received % DAY
    closes = None
    for minute in range(midnight, midnight + DAY):
        if painted[minute] & OPEN:
            closes = minute + 1
    late = False
    for mode, number in rule.cutoffs:
        if mode == "after" and received - midnight > number:
            late = True
        if mode == "before_end" and closes is not None and closes - received <= number:
            late = True
        if mode == "closed" and closes is not None and received > closes:
            late = True
        if closes is None:
            late = True
    if not late:
        return received, False
    minute = midnight + DAY
    while not painted[minute] & OPEN:
        minute += 1
    return minute, True


def _walk_limit(
    case: PlainCase, rule: PlainRule, start: int, minutes: bytes | bytearray, *, first_counts: bool
) -> int:
    if case.kind == "same_day":
        return _walk_days(minutes, start, 1, rule, every_day=False)
    if case.kind in {"hours", "working_hours", "working_minutes"}:
        wanted = 0 if case.kind == "hours" else OPEN
        needed = case.amount if case.kind == "working_minutes" else case.amount * 60
        end = _walk_minutes(minutes, start, needed, wanted)
        if wanted or not rule.rolls:
            return end
        return _walk_out_of_days_off(minutes, start, end, rule)
    first = start if first_counts else _next_midnight(start)
    days = _days_of_months(start // DAY, case.amount) if case.kind == "months" else case.amount
    return _walk_days(minutes, first, days, rule, every_day=case.kind != "working_days")


def _walk_minutes(minutes: bytes | bytearray, start: int, needed: int, wanted: int) -> int:
    """The minute after so many that run (and are open, if that is wanted)."""
    mask = wanted | STANDS
    for minute, flags in enumerate(minutes[start:], start + 1):
        if flags & mask == wanted:
            needed -= 1
            if not needed:
                return minute
    raise AssertionError("walked off the end")


def _walk_out_of_days_off(minutes: bytes | bytearray, start: int, end: int, rule: PlainRule) -> int:
    """Where hours end that ran out on a day off, or on the working day behind it; pauses or not."""
    midnight = end - 1
    while midnight % DAY:
        midnight -= 1
    if minutes[midnight] & WORKDAY and (midnight <= start or minutes[midnight - 1] & WORKDAY):
        return end
    last = LAST_OF_DAY if rule.midnight else LAST_OFFICE
    minute = midnight
    while not (minutes[minute] & WORKDAY and minutes[minute] & last):
        minute += 1
    return max(end, minute + 1)


def _walk_days(
    minutes: bytes | bytearray, start: int, needed: int, rule: PlainRule, *, every_day: bool
) -> int:
    """The minute after the last one of a day, when so many days ended while the clock ran."""
    last = LAST_OF_DAY if rule.midnight else LAST_OFFICE
    for minute, flags in enumerate(minutes[start:], start + 1):
        if not flags & last or flags & STANDS:
            continue
        if flags & WORKDAY or every_day:
            needed -= 1
        if needed <= 0 and (flags & WORKDAY or not rule.rolls):
            return minute
    raise AssertionError("walked off the end")


def _next_midnight(minute: int) -> int:
    minute += 1
    while minute % DAY:
        minute += 1
    return minute


def _days_of_months(day: int, months: int) -> int:
    """How many days to the same day of the month, or to the month's last one, by stepping."""
    begin = FIRST_DAY + timedelta(days=day)
    at, turned, steps = begin, 0, 0
    while True:
        tomorrow = at + timedelta(days=1)
        if turned == months and (at.day == begin.day or tomorrow.month != at.month):
            return steps
        turned += tomorrow.month != at.month
        at, steps = tomorrow, steps + 1


def slow_left(due: int, probe: int, painted: bytes) -> SlowLeft:
    """What is left at the probe, by walking."""
    late = probe > due
    sooner, later = (due, probe) if late else (probe, due)
    office = _count(painted[sooner:later], OPEN)
    due_day, probe_day = (due - 1) // DAY, probe // DAY
    first, last = (due_day, probe_day) if late else (probe_day, due_day)
    days = 0
    # At midnight a due day is over but its due moment not yet past: then nothing lies between.
    for day in range(first + 1, last + 1):
        days += bool(painted[day * DAY] & WORKDAY)
    return SlowLeft(late, days, office)
