"""The step that a dossier is at and when it is due: each step has its share of the time.

A version gives each step working hours. They run from when the dossier came to the step, by the
hours of the agency whose step it is; waits and new promises move it as they move the promise, and
nothing up to the signature is due after the promise itself. Where a way's hours are more than the
limit holds, each step has its share of the limit; where they are fewer, the rest is nobody's (see
docs/decisions/0011-shares-of-the-limit.md).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, auto
from uuid import UUID

from django.db.models import Q

from toantrinh.catalogue.handling import ProcessStep
from toantrinh.dossiers.clock import due
from toantrinh.dossiers.limits import (
    ClockRules,
    Extension,
    Limit,
    LimitKind,
    Pause,
    PauseMode,
)
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import extensions, waits
from toantrinh.dossiers.states import Holder, State
from toantrinh.dossiers.steps import ENDORSE, way_of
from toantrinh.dossiers.timing import calendar, clock_rule, limit_of, rules_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, calendar_of
from toantrinh.kernel.time import local, now

# What moves the due moment of a step that goes on.
MOVES = frozenset({"extend", "supplement", "record_payment", "forward", "take_over"})
_REACH = timedelta(days=400)


class Phase(IntEnum):
    """Whose hands a step is in; the lifecycle leads from one to the next and sometimes back."""

    RECEIVE = auto()
    WORK = auto()
    SIGN = auto()
    RETURN = auto()


PHASES = {
    **dict.fromkeys((State.SUBMITTED, State.INCOMPLETE, State.UNPAID), Phase.RECEIVE),
    **dict.fromkeys((State.ACCEPTED, State.PROCESSING, State.CONSULTING), Phase.WORK),
    **dict.fromkeys((State.SUPPLEMENTING, State.PAYING), Phase.WORK),
    State.PROPOSED: Phase.SIGN,
    State.READY: Phase.RETURN,
}
_AT_DESK = frozenset({Phase.RECEIVE, Phase.RETURN})


@dataclass(frozen=True)
class Stretch:
    """Steps in one hand with no act between them: known by the last one, which passes it on."""

    phase: Phase
    steps: tuple[ProcessStep, ...]

    @property
    def key(self) -> str:
        """The key of the step that ends it."""
        return self.steps[-1].key

    @property
    def minutes(self) -> int:
        """The working minutes of all of them, as the version writes them."""
        return sum(own_minutes(step) for step in self.steps)


def own_minutes(step: ProcessStep) -> int:
    """The working minutes of a step, as the version writes them."""
    return round(step.hours * 60)


def stretches(way: Iterable[ProcessStep]) -> list[Stretch]:
    """A way in stretches; whoever looks at a proposal, or signs it, has one of their own."""
    steps = list(way)
    received = _last(steps, {"accept"}) + 1
    signing = [n for n, step in enumerate(steps) if {ENDORSE, "approve"} & set(step.acts)]
    first, end = (signing[0], signing[-1] + 1) if signing else (len(steps), len(steps))
    found = [
        Stretch(Phase.RECEIVE, tuple(steps[:received])),
        Stretch(Phase.WORK, tuple(steps[received:first])),
        *(Stretch(Phase.SIGN, (step,)) for step in steps[first:end]),
        Stretch(Phase.RETURN, tuple(steps[end:])),
    ]
    return [stretch for stretch in found if stretch.steps]


def _last(steps: list[ProcessStep], acts: set[str]) -> int:
    return max((n for n, step in enumerate(steps) if acts & set(step.acts)), default=-1)


def go_on(
    dossier: Dossier, act: str, before: State, agency_before: UUID | None
) -> dict[str, object]:
    """Keep at which step the dossier is after an act, and when that is due; what the event says."""
    phase = PHASES.get(dossier.stage)
    if phase is None:
        dossier.step, dossier.step_since = "", None
        dossier.step_original_due_at = dossier.step_due_at = None
        return {}
    # A desk keeps what it has, whoever is to decide on it.
    elsewhere = phase not in _AT_DESK and dossier.agency_id != agency_before
    if phase is PHASES.get(before) and not elsewhere and act not in {*MOVES, ENDORSE}:
        return {}
    found = _stretch_of(dossier, phase, act)
    if found is None:
        return {}
    if found.key != dossier.step or elsewhere:
        dossier.step, dossier.step_since = found.key, now()
        dossier.step_due_at = dossier.step_original_due_at = _due(dossier, found)
    elif act in MOVES:
        dossier.step_due_at = _due(dossier, found)
    else:
        return {}
    return {"at_step": found.key, "step_due_at": dossier.step_due_at.isoformat()}


def _stretch_of(dossier: Dossier, phase: Phase, act: str) -> Stretch | None:
    its = [one for one in stretches(way_of(dossier)) if one.phase is phase]
    if act == ENDORSE:
        at = [one.key for one in its].index(dossier.step) if dossier.step else 0
        return its[min(at + 1, len(its) - 1)] if its else None
    return its[0] if its else None


def _due(dossier: Dossier, stretch: Stretch) -> datetime:
    shared = shares(dossier)
    return due_after(dossier, stretch.phase, sum(shared[step.key] for step in stretch.steps))


def shares(dossier: Dossier) -> dict[str, int]:
    """The working minutes that each step of the dossier's way has, by key."""
    way = way_of(dossier)
    own = {step.key: own_minutes(step) for step in way}
    after = {s.key for one in stretches(way) if one.phase is Phase.RETURN for s in one.steps}
    held = _held(dossier)
    return own if held is None else fitted(own, held, but=after)


def fitted(own: dict[str, int], held: int, *, but: Collection[str] = ()) -> dict[str, int]:
    """The minutes of steps as written if they fit in so many, else each in proportion.

    Those of `but` are not counted, and stay. Every step has a minute at least.
    """
    total = sum(minutes for key, minutes in own.items() if key not in but)
    if total <= held:
        return own
    return {
        key: minutes if key in but else max(1, minutes * held // total)
        for key, minutes in own.items()
    }


def _held(dossier: Dossier) -> int | None:
    """How many working minutes lie between the receipt and the first promise."""
    since = dossier.counted_from or dossier.received_at
    until = dossier.original_due_at
    if since is None or until is None:
        since, limit = dossier.submitted_at or now(), limit_of(dossier)
        if limit is None or dossier.received_at:
            return None
        until = due(limit, since, calendar(dossier), rules_of(dossier)).original_at
    return calendar(dossier).working_minutes_between(since, until)


def agency_at(dossier: Dossier, phase: Phase) -> Agency:
    """Whose step it is: the desk's at both ends, else that of who decides."""
    place = dossier.desk_id if phase in _AT_DESK else dossier.agency_id
    if place is None:
        raise ValueError("a draft is at no step")
    return agency_by_id(place)


def whose_step(dossier: Dossier) -> Agency | None:
    """The agency that has to do the step under way; None where none is counted."""
    phase = PHASES.get(dossier.stage)
    return agency_at(dossier, phase) if phase and dossier.step else None


def over_time(moment: datetime) -> Q:
    """The dossiers whose step is over its time; what waits for its applicant is nobody's delay."""
    return Q(step_due_at__lt=moment) & ~Q(holder=Holder.APPLICANT)


def is_over_time(dossier: Dossier, moment: datetime) -> bool:
    """The same for one in hand."""
    waits_for_applicant = dossier.holder == Holder.APPLICANT
    due_at = dossier.step_due_at
    return due_at is not None and due_at < moment and not waits_for_applicant


def due_after(dossier: Dossier, phase: Phase, minutes: int) -> datetime:
    """When so many working minutes have run since the dossier came to its step."""
    since = dossier.step_since or now()
    # A wait that began before the step, as the procedure changed hands meanwhile, stops it too.
    pauses = tuple(Pause(one.since, one.until, PauseMode(one.mode)) for one in waits(dossier))
    longer = tuple(
        Extension(one.at, one.working_days) for one in extensions(dossier) if one.at >= since
    )
    at = _run(agency_at(dossier, phase), since, minutes, pauses, longer)
    return _within(dossier, phase, at)


def _within(dossier: Dossier, phase: Phase, at: datetime) -> datetime:
    promised = dossier.due_at if phase < Phase.RETURN else None
    return min(at, promised) if promised else at


def _run(
    agency: Agency,
    since: datetime,
    minutes: int,
    pauses: tuple[Pause, ...] = (),
    longer: tuple[Extension, ...] = (),
) -> datetime:
    day = local(since).date()
    # A cut-off says from when the state counts against itself, not from when somebody works.
    rule = replace(clock_rule(None, day, agency), cutoffs=())
    hours = calendar_of(agency, day, day + _REACH)
    limit = Limit(LimitKind.WORKING_MINUTES, minutes)
    return due(limit, since, hours, ClockRules((rule,)), pauses, longer).at


@dataclass(frozen=True)
class StepTime:
    """One step of a dossier's way: whose, how many working minutes, when it is due.

    What is over is `done` and has no due moment any more; what lies ahead is due if each
    step before it takes all of its time.
    """

    key: str
    agency: Agency
    minutes: int
    due_at: datetime | None
    done: bool = False
    current: bool = False


def plan_of(dossier: Dossier) -> list[StepTime]:
    """All steps of a dossier's way in order; nothing for drafts, what ended, and without steps."""
    phase = PHASES.get(dossier.stage)
    if phase is None or not dossier.step or dossier.step_due_at is None:
        return []
    shared, found, at, reached = shares(dossier), list[StepTime](), dossier.step_due_at, False
    for stretch in stretches(way_of(dossier)):
        whose = agency_at(dossier, stretch.phase)
        current = stretch.key == dossier.step
        reached = reached or current
        ran = 0
        for step in stretch.steps:
            minutes = shared[step.key]
            ran += minutes
            if current:
                ends = due_after(dossier, stretch.phase, ran)
                at = dossier.step_due_at
            elif reached:
                ends = at = _within(dossier, stretch.phase, _run(whose, at, minutes))
            found.append(
                StepTime(
                    *(step.key, whose, minutes, ends if reached else None),
                    done=not reached,
                    current=current,
                )
            )
    return found
