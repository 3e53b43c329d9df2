"""The same questions, answered by walking through each dossier's events in plain Python."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from toantrinh.government.calendar import Calendar

Row = dict[str, Any]
SKIPPED = {"draft", "ready"}
_APPLICANTS = {"incomplete", "unpaid", "supplementing", "paying"}
Numbers = tuple[int, int, int, int, int, int]


@dataclass
class Stay:
    stage: str
    came_from: str | None
    began: int
    ended: int
    took: int
    worked: int
    overran: bool


@dataclass
class Told:
    """One dossier as the slow reading sees it."""

    case: Row
    calendar: Calendar
    stays: list[Stay] = field(default_factory=list)

    @property
    def late_from(self) -> int | None:
        due = self.case["due"]
        return None if due is None else int(due - self.case["extended_minutes"])

    @property
    def timely(self) -> bool | None:
        return None if self.late_from is None else bool(self.case["decided"] <= self.late_from)

    def between(self, start: int, end: int) -> int:
        """Office minutes from one to the other, less than nothing where it came before."""
        if end < start:
            return -self.between(end, start)
        return self.calendar.working_minutes_between(_moment(start), _moment(end))

    def stay(self, state: str, step: str, since: int, at: int, due: int | None) -> None:
        """It was in a state, and at a step if it has any; one stay goes on in the same stage."""
        stage = f"step/{step}" if step and state not in _APPLICANTS else state
        took = self.between(since, at)
        worked = took if state == "processing" else 0
        overran = due is not None and at > due and state not in _APPLICANTS
        before = self.stays[-1] if self.stays else None
        if before and before.stage == stage:
            before.ended, before.overran = at, overran
            before.took += took
            before.worked += worked
        else:
            came_from = before.stage if before else None
            self.stays.append(Stay(stage, came_from, since, at, took, worked, overran))

    def spent(self, stage: str) -> int | None:
        took = [stay.took for stay in self.stays if stay.stage == stage]
        return sum(took) if took else None


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def read(cases: list[Row], events: list[Row], calendars: dict[str, Calendar]) -> list[Told]:
    """Dossiers in order, each with its stays before the decision."""
    by: defaultdict[str, list[Row]] = defaultdict(list)
    for event in events:
        by[event["dossier"]].append(event)
    found = []
    for case in sorted(cases, key=lambda one: one["dossier"]):
        told = Told(case, calendars[case["agency"]])
        state, step, since, due = "", "", 0, None
        for event in sorted(by[case["dossier"]], key=lambda one: one["seq"]):
            at = event["at"] // 60_000_000
            then = (event["state"] or state, event["at_step"] or step)
            if then != (state, step):
                if state and state not in SKIPPED and at <= case["decided"]:
                    told.stay(state, step, since, at, due)
                state, step, since = *then, at
            due = due if event["step_due"] is None else event["step_due"]
        found.append(told)
    return found


def of(told: list[Told], focus: str) -> list[Told]:
    return [one for one in told if focus in {"", one.case["agency"]}]


def hours(stays: list[tuple[int, int, bool]]) -> Numbers:
    """How many, the sum, hours that half and nine in ten are in, what was work, who overran."""
    order = sorted(took // 60 * 60 for took, _worked, _overran in stays)
    ranks = [
        next(at for n, at in enumerate(order, 1) if n * 100 >= len(order) * r) for r in (50, 90)
    ]
    took, worked, overran = (sum(one) for one in zip(*stays, strict=True))
    return len(order), took, ranks[0], ranks[1], worked, overran


def stages(told: list[Told], focus: str) -> dict[str, Numbers]:
    spent: defaultdict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for one in of(told, focus):
        for stage in {stay.stage for stay in one.stays}:
            those = [stay for stay in one.stays if stay.stage == stage]
            took, worked = sum(stay.took for stay in those), sum(stay.worked for stay in those)
            spent[stage].append((took, worked, any(stay.overran for stay in those)))
    return {stage: hours(minutes) for stage, minutes in spent.items()}


def hand_overs(told: list[Told], focus: str) -> dict[tuple[str, str], Numbers]:
    moves: defaultdict[tuple[str, str], list[tuple[int, int, bool]]] = defaultdict(list)
    for one in of(told, focus):
        for stay in one.stays:
            if stay.came_from:
                moves[stay.came_from, stay.stage].append((stay.took, stay.worked, stay.overran))
    return {move: hours(minutes) for move, minutes in moves.items()}


def lost(told: list[Told], focus: str) -> dict[str, int]:
    left: defaultdict[str, list[int]] = defaultdict(list)
    for one in told:
        if one.timely:
            for stay in one.stays:
                left[stay.stage].append(one.between(stay.began, one.case["decided"]))
    need = {stage: _tenth(each) for stage, each in left.items()}
    found: Counter[str] = Counter()
    for one in of(told, focus):
        if one.timely is not False or one.late_from is None:
            continue
        where = ""
        for stay in one.stays:
            if one.between(stay.began, one.late_from) >= need.get(stay.stage, 0):
                where = stay.stage
        found[where] += 1
    return dict(found)


def _tenth(values: list[int]) -> int:
    order = sorted(values)
    return next(value for n, value in enumerate(order, 1) if n * 10 >= len(order))


def replay(told: list[Told], stage: str, peer: str, focus: str) -> tuple[int, int, int, int]:
    """On time before, after, of how many, and minutes saved."""
    theirs = sorted(
        one.spent(stage) or 0
        for one in told
        if one.case["agency"] == peer and one.spent(stage) is not None
    )
    others = [one for one in of(told, focus) if one.case["agency"] != peer]
    there = sorted(
        (one.spent(stage) or 0, one.case["dossier"])
        for one in others
        if one.spent(stage) is not None
    )
    saved = {
        dossier: took - theirs[rank * len(theirs) // len(there)]
        for rank, (took, dossier) in enumerate(there)
    }
    before = after = due = 0
    for one in others:
        if one.late_from is None:
            continue
        due += 1
        before += bool(one.timely)
        gain = saved.get(one.case["dossier"], 0)
        if gain == 0:
            after += bool(one.timely)
        else:
            slack = one.between(one.case["decided"], one.late_from) + gain
            after += slack >= 0 or (bool(one.timely) and gain > 0)
    return before, after, due, sum(saved.values())
