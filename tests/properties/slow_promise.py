"""What the slow clock promises in the course of one dossier's life, told from outside.

The promise itself, and when each step of the service that is played has to be done.
"""

from datetime import datetime, timedelta
from functools import cache

from tests.properties import slow_clock
from tests.properties.clock_cases import (
    START,
    PlainCalendar,
    PlainCase,
    PlainHours,
    PlainRule,
    moment,
)
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.timing import limit_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of

# As the dated rules have it: the same day until 15:00, online until 17:00.
_SAME_DAY, _ONLINE = ("after", 900), ("after", 1020)


# What its version says of each step, in minutes, and whether it is done at the desk.
STEPS = {
    "receive": (60, True),
    "work": (240, False),
    # Only where somebody looks at a proposal first.
    "look": (120, False),
    "sign": (120, False),
    "return": (60, True),
}


def step_of(dossier: Dossier) -> str | None:
    """In whose hands a dossier is, by what the nation sees of it."""
    if dossier.holder == "leader":
        return "sign"
    codes = {1: "receive", 2: "work", 4: "work", 5: "work", 6: "work", 9: "return"}
    return codes.get(dossier.status_code)


class SlowSteps:
    """When the step under way has to be done, as first counted and now."""

    def __init__(self, *, looks: bool = False) -> None:
        self.original: datetime | None = None
        self.due: datetime | None = None
        self._looks, self._looked = looks, False
        self._at: tuple[str, object] | None = None
        self._since = 0
        self._first = 0
        self._waits: list[tuple[int, int | None, bool]] = []
        self._extended: list[int] = []

    def follow(self, act: str, at: datetime, after: Dossier, promised: "SlowPromise") -> None:
        """Take in that this was done then."""
        name = step_of(after)
        self._looked = act == "endorse" or (self._looked and name == "sign")
        if name == "sign" and self._looks and not self._looked:
            name = "look"
        if act == "submit":
            self._first = _minute(at)
        if act in {"ask_supplement", "ask_payment"}:
            self._waits.append((_minute(at), None, after.received_at is None))
        if act in {"supplement", "record_payment"}:
            since, _open, again = self._waits[-1]
            self._waits[-1] = (since, _minute(at), again)
        if act == "extend":
            self._extended.append(2)
        if name is None:
            self._at = self.original = self.due = None
        elif (at_whose := (name, after.desk_id if STEPS[name][1] else after.agency_id)) != self._at:
            # Days that were given to another step are none of this one; a wait stops whatever step
            # it falls into, whenever it began.
            self._at, self._since = at_whose, _minute(at)
            self._extended = []
            self.original = self.due = self._reckon(name, after, promised)
        elif act in {"supplement", "record_payment", "extend", "forward", "take_over"}:
            self.due = self._reckon(name, after, promised)

    def _reckon(self, name: str, dossier: Dossier, promised: "SlowPromise") -> datetime:
        minutes, at_desk = STEPS[name]
        assert dossier.desk and dossier.agency
        calendar, painted = _painted(dossier.agency)
        begin, original = self._first, promised.reckon(dossier, self._first)
        if dossier.received_at and promised.original:
            begin, original = _minute(dossier.received_at), _minute(promised.original)
        held = sum(bool(one & slow_clock.OPEN) for one in painted[begin:original])
        total = sum(STEPS[one][0] for one in STEPS if one != "return")
        total -= 0 if self._looks else STEPS["look"][0]
        if total > held and name != "return":
            minutes = max(1, minutes * held // total)
        if at_desk:
            calendar, painted = _painted(dossier.desk)
        rule = PlainRule([], first_counts=False, moved_counts=False, midnight=False)
        case = PlainCase(
            *(calendar, [rule], "working_minutes", minutes, self._since),
            *(self._waits, self._extended, 0),
        )
        found = moment(slow_clock.slow_due(case, painted).at)
        bound = promised.due if name != "return" else None
        return min(found, bound) if bound else found


class SlowPromise:
    """Both promised moments, and what moves them: receipt, waits, extensions."""

    def __init__(self) -> None:
        self.original: datetime | None = None
        self.due: datetime | None = None
        self._came: datetime | None = None
        self._received = 0
        self._waits: list[tuple[int, int | None, bool]] = []
        self._extended: list[int] = []

    def follow(self, act: str, at: datetime, before: Dossier, after: Dossier) -> None:
        """Take in that this was done then."""
        if act in {"submit", "supplement", "record_payment"} and before.received_at is None:
            self._came = at
        if act in {"ask_supplement", "ask_payment"} and before.received_at:
            self._waits.append((_minute(at), None, False))
        elif act == "accept":
            assert self._came
            self._received = _minute(self._came)
            answer = self._reckon(after)
            self.original, self.due = moment(answer.original), moment(answer.at)
        elif act in {"supplement", "record_payment"} and before.received_at:
            since, _open, again = self._waits[-1]
            self._waits[-1] = (since, _minute(at), again)
            assert self.due
            self.due = max(self.due, moment(self._reckon(after).at))
        elif act == "extend":
            self._extended.append(2)
            self.due = moment(self._reckon(after).at)

    def reckon(self, dossier: Dossier, received: int) -> int:
        """The minute that is promised for what was received then and waits for nothing."""
        fresh = SlowPromise()
        fresh._received = received
        return fresh._reckon(dossier).at

    def _reckon(self, dossier: Dossier) -> slow_clock.SlowDue:
        limit = limit_of(dossier)
        assert limit and dossier.agency
        cutoffs = [_SAME_DAY] if limit.kind == "same_day" else []
        rule = PlainRule(
            [*cutoffs, _ONLINE], first_counts=False, moved_counts=False, midnight=False
        )
        calendar, painted = _painted(dossier.agency)
        case = PlainCase(
            *(calendar, [rule], limit.kind.value, limit.amount, self._received),
            *(self._waits, self._extended, 0),
        )
        return slow_clock.slow_due(case, painted)


def _minute(at: datetime) -> int:
    return (at - START) // timedelta(minutes=1)


@cache
def _painted(agency: Agency) -> tuple[PlainCalendar, bytes]:
    first, days = START.date(), timedelta(days=slow_clock.DAYS)
    real = calendar_of(agency, first, first + days)
    replaced = dict(real.replaces)
    plain = PlainCalendar(
        sorted(real.off),
        {day: replaced.get(day) for day in real.made_up},
        [
            PlainHours(
                [list(spells) for spells in hours.week],
                hours.valid_from,
                hours.valid_to,
                (hours.season.first, hours.season.last) if hours.season else None,
            )
            for hours in real.hours
        ],
    )
    return plain, slow_clock.paint(plain)
