"""Random cases for the clock, as plain numbers that both clocks read in their own way.

A minute is counted from 01/01/2026 00:00 in Việt Nam; a day is a number of days from then.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random

from toantrinh.dossiers.limits import (
    ClockRule,
    ClockRules,
    Cutoff,
    CutoffMode,
    EndOfDay,
    Extension,
    Limit,
    LimitKind,
    Pause,
    PauseMode,
)
from toantrinh.government.calendar import Calendar, Hours, Season

FIRST_DAY = date(2026, 1, 1)
ZONE = timezone(timedelta(hours=7))
START = datetime(2026, 1, 1, tzinfo=ZONE)
DAY = 1440

Spells = list[tuple[int, int]]


@dataclass(frozen=True)
class PlainHours:
    """A weekly timetable, Monday first; `season` as (month, day) twice, both included."""

    week: list[Spells]
    since: date | None = None
    until: date | None = None
    season: tuple[tuple[int, int], tuple[int, int]] | None = None


@dataclass(frozen=True)
class PlainCalendar:
    """Days off, days made up with the day they replace, and timetables, the last one first."""

    off: list[date]
    made_up: dict[date, date | None]
    hours: list[PlainHours]


@dataclass(frozen=True)
class PlainRule:
    """Cut-offs as (mode, minutes), what counts, how a day ends, from which day in force."""

    cutoffs: list[tuple[str, int]]
    first_counts: bool
    moved_counts: bool
    midnight: bool
    rolls: bool = True
    since: date | None = None


@dataclass(frozen=True)
class PlainCase:
    """One question to the clock; pauses as (start, end or None, whether it restarts)."""

    calendar: PlainCalendar
    rules: list[PlainRule]
    kind: str
    amount: int
    received: int
    pauses: list[tuple[int, int | None, bool]]
    extensions: list[int]
    probe: int


FULL = [(480, 720), (780, 1020)]
SUMMER = [(450, 690), (810, 1050)]
LONG = [(420, 690), (780, 1110)]
ROUND = [(0, 1440)]
STRAIGHT = [(480, 960)]
MORNING = [(450, 690)]

TET_2026 = [date(2026, 2, 16) + timedelta(days=n) for n in range(5)]
TET_2027 = [date(2027, 2, 4) + timedelta(days=n) for n in range(7)]
NOTICED = [
    date(2026, 1, 1),
    *TET_2026,
    date(2026, 4, 27),
    date(2026, 4, 30),
    date(2026, 5, 1),
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2026, 9, 2),
    date(2026, 11, 24),
    date(2027, 1, 1),
    *TET_2027,
    date(2027, 4, 16),
    date(2027, 4, 30),
]
# Days around which rules meet: Tết twice, the swapped days, the new holiday, months that end early.
TURNS = [
    date(2026, 1, 30),
    date(2026, 2, 13),
    date(2026, 2, 21),
    date(2026, 2, 28),
    date(2026, 4, 15),
    date(2026, 4, 26),
    date(2026, 6, 30),
    date(2026, 8, 21),
    date(2026, 8, 22),
    date(2026, 8, 29),
    date(2026, 10, 15),
    date(2026, 11, 23),
    date(2026, 12, 31),
    date(2027, 1, 31),
    date(2027, 2, 3),
    date(2027, 2, 10),
]
TIMES = [0, 449, 450, 479, 480, 690, 750, 899, 900, 901, 959, 960, 961, 1019, 1020, 1021, 1439]


def random_calendar(random: Random) -> PlainCalendar:
    """An agency's calendar: the noticed days, its own hours, seasons and Saturdays."""
    saturday = random.choice([[], [], MORNING, FULL])
    weekday = random.choice([FULL, FULL, LONG, STRAIGHT, ROUND])
    friday = random.choice([weekday, weekday, MORNING])
    monday = random.choice([weekday, weekday, STRAIGHT, []])
    hours = [PlainHours([monday, *[weekday] * 3, friday, saturday, []])]
    if random.random() < 0.5:
        season = random.choice([((4, 15), (10, 15)), ((10, 16), (4, 14)), ((2, 29), (8, 31))])
        hours.append(PlainHours([SUMMER] * 5 + [saturday, []], season=season))
    if random.random() < 0.3:
        since = FIRST_DAY + timedelta(days=random.randrange(400))
        until = since + timedelta(days=random.randrange(60))
        hours.append(PlainHours([MORNING] * 5 + [[], []], since=since, until=until))
    off, made_up = set(NOTICED), {date(2026, 8, 22): date(2026, 8, 31)}
    some = [FIRST_DAY + timedelta(days=random.randrange(600)) for _ in range(random.randrange(12))]
    off |= set(some) - set(made_up)
    others: dict[date, date | None] = dict(made_up)
    for _ in range(random.randrange(3)):
        day = FIRST_DAY + timedelta(days=random.randrange(600))
        if day not in off:
            others[day] = random.choice([None, day + timedelta(days=random.randrange(-9, 9))])
    return PlainCalendar(sorted(off), others, hours)


def random_case(random: Random, calendar: PlainCalendar) -> PlainCase:
    """One question, most often near a day and a time of day at which rules meet."""
    received = _some_minute(random, _some_day(random))
    kind, amount = _limit(random)
    pauses: list[tuple[int, int | None, bool]] = []
    for _ in range(random.choice([0, 0, 1, 1, 2, 3])):
        start = received + _length(random)
        if random.random() < 0.5:
            start = _some_minute(random, start // DAY)
        start = max(start, received)
        end = None if random.random() < 0.05 else start + _length(random)
        pauses.append((start, end, random.random() < 0.15))
    extensions = [random.randrange(1, 6) for _ in range(random.choice([0, 0, 0, 1, 2]))]
    probe = received + random.randrange(14 * DAY)
    rules = _rules(random)
    return PlainCase(calendar, rules, kind, amount, received, pauses, extensions, probe)


def _some_day(random: Random) -> int:
    if random.random() < 0.3:
        return random.randrange(440)
    return (random.choice(TURNS) - FIRST_DAY).days + random.choice([-2, -1, 0, 0, 0, 1, 2])


def _some_minute(random: Random, day: int) -> int:
    return day * DAY + random.choice([random.randrange(DAY), *random.choices(TIMES, k=2)])


def _length(random: Random) -> int:
    return random.choice(
        [0, random.randrange(90), random.randrange(DAY), random.randrange(9 * DAY), DAY]
    )


def _limit(random: Random) -> tuple[str, int]:
    kind = random.choices(
        [
            *("working_days", "days", "months", "hours"),
            *("working_hours", "working_minutes", "same_day"),
        ],
        [36, 14, 4, 12, 14, 6, 14],
    )[0]
    short = random.choice([1, 2, 3, random.randrange(1, 11)])
    amount = {
        "working_days": random.choices([short, random.randrange(10, 26)], [9, 1])[0],
        "days": random.choices([short, random.randrange(10, 31)], [9, 1])[0],
        "months": random.choice([1, 1, 1, 2]),
        "hours": random.choice([1, 8, 24, 48, random.randrange(1, 121)]),
        "working_hours": random.choice([1, 2, 8, random.randrange(1, 41)]),
        "working_minutes": random.choice([1, 30, 90, random.randrange(1, 2401)]),
        "same_day": 0,
    }[kind]
    return kind, amount


def _rules(random: Random) -> list[PlainRule]:
    rules = [_rule(random, None)]
    if random.random() < 0.3:
        rules.append(_rule(random, date(2026, 7, 1)))
    return rules


def _rule(random: Random, since: date | None) -> PlainRule:
    choices = [("after", 900), ("after", 1020), ("before_end", 60), ("closed", 0)]
    cutoffs = random.sample(choices, random.choice([0, 1, 1, 2]))
    return PlainRule(
        cutoffs=cutoffs,
        first_counts=random.random() < 0.15,
        moved_counts=random.random() < 0.3,
        midnight=random.random() < 0.2,
        rolls=random.random() < 0.8,
        since=since,
    )


def moment(minute: int) -> datetime:
    """The moment at which a minute begins."""
    return START + timedelta(minutes=minute)


def minute(at: datetime) -> int:
    """The minute that begins at a moment; fails for one that is not whole."""
    minutes, rest = divmod(at - START, timedelta(minutes=1))
    assert not rest
    return minutes


def real_calendar(plain: PlainCalendar) -> Calendar:
    """The same calendar for the clock of the house."""
    return Calendar(
        off=frozenset(plain.off),
        made_up=frozenset(plain.made_up),
        hours=tuple(
            Hours(
                tuple(tuple(spells) for spells in hours.week),
                hours.since or date.min,
                hours.until,
                Season(*hours.season) if hours.season else None,
            )
            for hours in plain.hours
        ),
        names=tuple((day, "Tết") for day in [*TET_2026, *TET_2027]),
        replaces=tuple((day, other) for day, other in plain.made_up.items() if other),
    )


def real_rules(plain: list[PlainRule]) -> ClockRules:
    """The same rules for the clock of the house."""
    return ClockRules(
        tuple(
            ClockRule(
                cutoffs=tuple(Cutoff(CutoffMode(mode), number) for mode, number in rule.cutoffs),
                count_first_day=rule.first_counts,
                count_moved_day=rule.moved_counts,
                end_of_day=EndOfDay.MIDNIGHT if rule.midnight else EndOfDay.OFFICE,
                ends_at_work=rule.rolls,
                valid_from=rule.since or date.min,
            )
            for rule in plain
        )
    )


def real_limit(case: PlainCase) -> Limit:
    """The same limit for the clock of the house."""
    return Limit(LimitKind(case.kind), case.amount)


def real_pauses(case: PlainCase) -> list[Pause]:
    """The same pauses for the clock of the house."""
    return [
        Pause(
            moment(start),
            None if end is None else moment(end),
            PauseMode.RESTART if restarts else PauseMode.PAUSE,
        )
        for start, end, restarts in case.pauses
    ]


def real_extensions(case: PlainCase) -> list[Extension]:
    """The same extensions for the clock of the house."""
    return [Extension(moment(case.received), days) for days in case.extensions]
