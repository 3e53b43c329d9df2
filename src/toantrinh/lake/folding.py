"""From the events of one dossier to its row among the cases. Pure.

Minutes are counted between moments that were cut to the minute, so that sums of steps are the sums
of what lies between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from toantrinh.dossiers.states import State
from toantrinh.lake.shapes import Row

# In whose hands a state lies, as the columns say it.
HANDS = {
    State.SUBMITTED: "desk",
    State.INCOMPLETE: "applicant",
    State.UNPAID: "applicant",
    State.ACCEPTED: "agency",
    State.PROCESSING: "officer",
    State.CONSULTING: "other",
    State.PROPOSED: "leader",
    State.SUPPLEMENTING: "applicant",
    State.PAYING: "applicant",
    State.READY: "collect",
}
WAITS = {State.SUPPLEMENTING, State.PAYING}
# Only these events speak of the dossier's own promise.
_PROMISING = {
    "accept",
    "supplement",
    "record_payment",
    "extend",
    "roll_due",
    "forward",
    "take_over",
}
# These say where it is, or would be if it changed.
_PLACING = {"submit", "transfer", "hand_on", "give_back", "forward", "take_over", "change_hands"}
# What the house does to itself is no step of the procedure that became automatic.
_UPKEEP = {"transfer", "change_hands", "roll_due", "erase_answers"}
COUNTED = {
    "propose": "proposals",
    "propose_denial": "proposals",
    "send_back": "send_backs",
    "hand_on": "hand_ons",
    "extend": "extensions",
    "consult": "consultations",
    "approve_correction": "corrections",
}
LAST_DAY = 24 * 60
# What of a step's time its four numbers are; all else is a wait inside the house.
WAITED, WORKED, APPLICANT, OVERRAN = range(4)
_PACE = {"officer": WORKED, "applicant": APPLICANT, "collect": APPLICANT}
_ONCE = {"reopen": "reopened", "issue_result": "signed_result"}
NUMBERS = (
    *("extended_minutes", "pauses", "late_pauses", "paused_minutes", "supplements"),
    *("supplement_minutes", "supplements_before", "officer_acts", "system_acts", "denial"),
    *(f"{hands}_minutes" for hands in dict.fromkeys(HANDS.values())),
    *dict.fromkeys(COUNTED.values()),
    *_ONCE.values(),
)
MOMENTS = (
    *("created", "submitted", "received", "accepted", "decided", "returned", "ended"),
    *("original_due", "due", "waiting_since"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event, as far as the lake reads it; the actor's kind stands for the actor."""

    position: int
    seq: int
    action: str
    actor: str
    agency: str | None
    at: datetime
    payload: Mapping[str, Any]


def minute(at: datetime) -> int:
    """The minute of a moment, since 1970."""
    return int(at.timestamp()) // 60


def pace_of(state: State) -> int:
    """Which of a step's numbers the time in a state is."""
    return _PACE.get(HANDS.get(state, ""), WAITED)


@dataclass
class _Steps:
    """The steps of its version that a dossier came to, in order, each with its four numbers."""

    times: dict[str, list[int]] = field(default_factory=dict)
    at: str = ""
    due: int | None = None
    counted: int = 0

    def tell(self, event: Told, before: State, after: State, at: int) -> None:
        """Count what went by since the last event, then go to the step that this one names."""
        step = str(event.payload.get("at_step") or self.at) if after in HANDS else ""
        if self.at:
            times = self.times[self.at]
            pace = pace_of(before)
            times[pace] += at - self.counted
            # While the applicant is waited for, its due moment stands.
            ended = step != self.at and pace != APPLICANT
            times[OVERRAN] += int(ended and self.due is not None and at > self.due)
        if step and "at_step" in event.payload:
            self.due = moment(event.payload.get("step_due_at"))
        if step:
            self.times.setdefault(step, [0, 0, 0, 0])
        self.at, self.counted = step, at

    def spelled(self) -> str | None:
        """As the lake keeps it."""
        told = (":".join(map(str, (key, *times))) for key, times in self.times.items())
        return " ".join(told) or None


@dataclass
class _Case:
    row: Row
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))
    moments: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(MOMENTS))
    state: State = State.DRAFT
    since: int = 0
    ended_position: int | None = None
    path: list[int] = field(default_factory=list)
    steps: _Steps = field(default_factory=_Steps)
    denial: bool = False

    def tell(self, event: Told) -> None:
        """Let one event have happened."""
        at = minute(event.at)
        self._count(event)
        self._address(event)
        self._promise(event)
        # A renewed or joined dossier names its state like any act; what keeps it says the same.
        state = State(event.payload.get("state", self.state.value))
        if event.action == "start":
            self.moments["created"], self.since = at, at
        if event.action == "submit":
            self.moments["submitted"] = at
        if event.action == "accept":
            self.moments["accepted"] = at
        self.steps.tell(event, self.state, state, at)
        if state is not self.state:
            self._move(event.action, state, at)
        if self.ended_position is None and self.state.terminal:
            self.ended_position = event.position
        if not self.path or self.path[-1] != state.code:
            self.path.append(state.code)

    def _move(self, action: str, state: State, at: int) -> None:
        if hands := HANDS.get(self.state):
            self.numbers[f"{hands}_minutes"] += at - self.since
        if self.state in WAITS:
            self._go_on(action, at)
        if state in WAITS:
            self.moments["waiting_since"] = at
            due = self.moments["due"]
            self.numbers["late_pauses"] += int(due is not None and 0 <= due - at <= LAST_DAY)
        if state is State.READY:
            self.moments["decided"] = at
            self.numbers["denial"] = int(self.denial)
        if state is State.RETURNED:
            self.moments["returned"] = at
        if state.terminal:
            self.moments["ended"] = at
        self.state, self.since = state, at

    def _go_on(self, action: str, at: int) -> None:
        """A wait is over; one that ended the dossier was never answered and moves nothing."""
        began = self.moments["waiting_since"]
        self.moments["waiting_since"] = None
        if began is None or action not in {"supplement", "record_payment"}:
            return
        self.numbers["pauses"] += 1
        self.numbers["paused_minutes"] += at - began
        if self.state is State.SUPPLEMENTING:
            self.numbers["supplement_minutes"] += at - began

    def _count(self, event: Told) -> None:
        if event.actor == "officer":
            self.numbers["officer_acts"] += 1
        elif event.actor == "system" and event.action not in _UPKEEP:
            self.numbers["system_acts"] += 1
        if name := COUNTED.get(event.action):
            self.numbers[name] += 1
        if name := _ONCE.get(event.action):
            self.numbers[name] = 1
        if event.action in {"propose", "propose_denial"}:
            self.denial = event.action == "propose_denial"
        if event.action == "ask_supplement":
            before = self.moments["accepted"] is None
            self.numbers["supplements_before" if before else "supplements"] += 1

    def _address(self, event: Told) -> None:
        told = event.payload
        if event.action in {"start", "submit", "renew"}:
            for name in ("procedure", "version", "channel"):
                self.row[name] = told.get(name) or self.row.get(name)
            self.row["by_mandate"] = int("mandate" in told or self.row.get("by_mandate") == 1)
            self.row["part"] = int("whole" in told or self.row.get("part") == 1)
        if event.action in _PLACING:
            for name in ("agency", "desk"):
                self.row[name] = told.get(name) or self.row.get(name)

    def _promise(self, event: Told) -> None:
        told = event.payload
        if event.action == "accept":
            self.moments["received"] = moment(told.get("received_at"))
            self.moments["original_due"] = moment(told.get("due_at"))
        if event.action in _PROMISING and told.get("due_at"):
            due, before = moment(told["due_at"]), self.moments["due"]
            if event.action == "extend" and due is not None and before is not None:
                self.numbers["extended_minutes"] += due - before
            self.moments["due"] = due


def moment(told: object) -> int | None:
    """The minute of a moment as events spell it; None where they do not."""
    return minute(datetime.fromisoformat(told)) if isinstance(told, str) else None


def fold(dossier: str, events: Iterable[Told]) -> Row | None:
    """The row of a dossier after these events, in order; None while it is nothing but a draft.

    What only the catalogue and the tree of agencies know is left for who builds (`tables.py`).
    """
    case = _Case({"dossier": dossier, "agency": None, "desk": None})
    count, position = 0, 0
    for event in events:
        case.tell(event)
        count, position = count + 1, event.position
    if case.moments["submitted"] is None:
        return None
    return {
        **case.row,
        **case.numbers,
        **case.moments,
        "state": case.state.value,
        "status": case.state.code,
        "path": ".".join(map(str, case.path)),
        "steps": case.steps.spelled(),
        "events": count,
        "position": position,
        "ended_position": case.ended_position,
    }
