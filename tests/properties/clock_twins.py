"""Asks both clocks the same questions; used by the tests and by benchmarks/soak_clock.py."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from tests.properties import slow_clock
from tests.properties.clock_cases import (
    PlainCase,
    minute,
    moment,
    random_calendar,
    random_case,
    real_calendar,
    real_extensions,
    real_limit,
    real_pauses,
    real_rules,
)
from toantrinh.dossiers.clock import due, remaining
from toantrinh.government.calendar import Calendar

CALENDARS = 10


class DisagreementError(AssertionError):
    """The two clocks gave different answers."""

    def __init__(self, case: PlainCase, fast: object, slow: object) -> None:
        super().__init__(f"fast {fast}\nslow {slow}\ncase {case}")


def compare(seed: str, cases: int) -> Iterator[PlainCase]:
    """Ask both clocks so many random questions. Raises DisagreementError."""
    random = Random(seed)
    plain = [random_calendar(random) for _ in range(CALENDARS)]
    calendars = [(one, real_calendar(one), slow_clock.paint(one)) for one in plain]
    for _ in range(cases):
        one, real, painted = random.choice(calendars)
        case = random_case(random, one)
        compare_one(case, real, painted)
        yield case


def compare_one(case: PlainCase, calendar: Calendar, painted: bytes) -> None:
    """Ask both clocks one question."""
    fast = due(
        real_limit(case),
        moment(case.received),
        calendar,
        real_rules(case.rules),
        real_pauses(case),
        real_extensions(case),
    )
    slow = slow_clock.slow_due(case, painted)
    answers = (minute(fast.at), minute(fast.original_at), fast.paused // timedelta(minutes=1))
    if answers != (slow.at, slow.original, slow.stood):
        raise DisagreementError(case, answers, slow)
    left = remaining(fast.at, moment(case.probe), calendar)
    walked = slow_clock.slow_left(slow.at, case.probe, painted)
    if (left.late, left.days, left.minutes) != (walked.late, walked.days, walked.minutes):
        raise DisagreementError(case, left, walked)
