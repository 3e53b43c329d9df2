"""One dossier's life in acts of the lifecycle table, until a moment cuts it off. Pure.

Most are decided in time and collected soon; some are completed first, turned away, withdrawn,
denied or late, and a few lie forgotten wherever they are.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.states import State

S = State


@dataclass(frozen=True, slots=True)
class Step:
    """One act: what, in which capacity, when, and the state that it leads to."""

    action: str
    role: Role
    at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Pace:
    """How a dossier goes: what happens to it, and how many working days each wait takes."""

    course: str
    accepting: int
    working: int
    signing: int
    collecting: int
    waiting: int

    @classmethod
    def drawn(cls, rng: Random, allowed: int) -> "Pace":
        """A course for a limit of so many working days, late in one case of fifteen."""
        lot = rng.random()
        course = next(name for name, upto in COURSES if lot < upto)
        late = rng.random() < _LATE
        working = int(allowed * rng.uniform(0.1, 0.8)) + (1 + int(rng.expovariate(0.3))) * late
        pace = cls(
            course=course,
            accepting=int(rng.random() < NEXT_DAY),
            working=working,
            signing=int(rng.random() < NEXT_DAY),
            collecting=int(rng.expovariate(0.35)),
            waiting=1 + int(rng.expovariate(0.2)),
        )
        return cls._forgotten(pace, rng) if rng.random() < FORGOTTEN else pace

    def days(self, wait: str) -> int:
        """How many working days a wait takes; whoever withdraws does so within a day."""
        if wait == "leaving":
            return min(self.working, 1)
        return int(getattr(self, wait)) if wait else 0

    @staticmethod
    def _forgotten(pace: "Pace", rng: Random) -> "Pace":
        """The same, with one wait that does not end for months."""
        wait = rng.choice(WAITS)
        taken = {name: getattr(pace, name) for name in ("course", *WAITS)}
        return Pace(**{**taken, wait: taken[wait] + rng.randrange(20, 300)})


COURSES = (
    ("refused", 0.03),
    ("withdrawn", 0.05),
    ("completed first", 0.09),
    ("supplemented", 0.15),
    ("sent back", 0.18),
    ("denied", 0.20),
    ("plain", 1.01),
)
WAITS = ("accepting", "working", "signing", "collecting", "waiting")
_LATE, NEXT_DAY, FORGOTTEN = 0.066, 0.15, 0.008
# Seconds between an act and the next, if both are on one day.
_SHORTEST, _LONGEST = 120, 2400
_WORKDAY, _OFFICE_SECONDS = timedelta(hours=8), 27_000


class Office:
    """Working days by number, so that a life leaps from one to another without a calendar."""

    def __init__(self, mornings: list[datetime]) -> None:
        # The opening of each working day, in order, and until when the day counts.
        self._mornings = mornings
        self._closings = [morning + _WORKDAY for morning in mornings]

    def later(self, rng: Random, after: datetime, days: int) -> datetime | None:
        """A moment so many working days later; None beyond the last known day."""
        at = bisect_left(self._closings, after) + days
        if at >= len(self._mornings):
            return None
        least = after + timedelta(seconds=rng.randrange(_SHORTEST, _LONGEST))
        return max(least, self._mornings[at] + timedelta(seconds=rng.randrange(_OFFICE_SECONDS)))


def live(rng: Random, office: Office, submitted: datetime, pace: Pace) -> Iterator[Step]:
    """All acts from the first draft on, in order; they end where the known days end."""
    begun = submitted - timedelta(seconds=rng.randrange(240, 5400))
    yield Step("start", Role.APPLICANT, begun, S.DRAFT)
    yield Step("submit", Role.APPLICANT, submitted, S.SUBMITTED)
    at = submitted
    for action, role, state, wait in acts(pace.course):
        moment = office.later(rng, at, pace.days(wait))
        if moment is None:
            return
        at = moment
        yield Step(action, role, at, state)


# What is done, by whom, where it leads, and the wait before it by its name.
Act = tuple[str, Role, State, str]


def acts(course: str) -> Iterator[Act]:
    """What follows the submission, until nothing more does."""
    if course == "refused":
        yield "refuse", Role.RECEPTION, S.DENIED, "accepting"
        return
    if course == "completed first":
        yield "ask_supplement", Role.RECEPTION, S.INCOMPLETE, "accepting"
        yield "supplement", Role.APPLICANT, S.SUBMITTED, "waiting"
    yield "accept", Role.RECEPTION, S.ACCEPTED, "accepting"
    yield "assign", Role.SPECIALIST, S.PROCESSING, ""
    if course == "withdrawn":
        yield "withdraw", Role.APPLICANT, S.WITHDRAWN, "leaving"
        return
    if course == "supplemented":
        yield "ask_supplement", Role.SPECIALIST, S.SUPPLEMENTING, ""
        yield "supplement", Role.APPLICANT, S.PROCESSING, "waiting"
    propose = "propose_denial" if course == "denied" else "propose"
    yield propose, Role.SPECIALIST, S.PROPOSED, "working"
    if course == "sent back":
        yield "send_back", Role.LEADER, S.PROCESSING, ""
        yield propose, Role.SPECIALIST, S.PROPOSED, ""
    yield "approve", Role.LEADER, S.READY, "signing"
    yield "return_result", Role.RECEPTION, S.RETURNED, "collecting"
