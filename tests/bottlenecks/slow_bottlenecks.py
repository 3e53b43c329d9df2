"""The same questions, answered by walking through each dossier's events in plain Python."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from toantrinh.government.calendar import Calendar

Row = dict[str, Any]
SKIPPED = {"draft", "ready"}


@dataclass
class Stay:
    stage: str
    came_from: str | None
    began: int
    ended: int
    took: int


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
        stage, before, since = None, None, 0
        for event in sorted(by[case["dossier"]], key=lambda one: one["seq"]):
            at = event["at"] // 60_000_000
            if event["state"] is None or event["state"] == stage:
                continue
            if stage is not None and stage not in SKIPPED and at <= case["decided"]:
                took = told.between(since, at)
                told.stays.append(Stay(stage, before, since, at, took))
            before, stage, since = stage, event["state"], at
        found.append(told)
    return found


def of(told: list[Told], focus: str) -> list[Told]:
    return [one for one in told if focus in {"", one.case["agency"]}]


def hours(minutes: list[int]) -> tuple[int, int, int, int]:
    """How many, the sum, and the hours that half and nine in ten are in."""
    order = sorted(each // 60 * 60 for each in minutes)
    ranks = [
        next(at for n, at in enumerate(order, 1) if n * 100 >= len(order) * r) for r in (50, 90)
    ]
    return len(order), sum(minutes), ranks[0], ranks[1]


def stages(told: list[Told], focus: str) -> dict[str, tuple[int, int, int, int]]:
    spent: defaultdict[str, list[int]] = defaultdict(list)
    for one in of(told, focus):
        for stage in {stay.stage for stay in one.stays}:
            spent[stage].append(one.spent(stage) or 0)
    return {stage: hours(minutes) for stage, minutes in spent.items()}


def hand_overs(told: list[Told], focus: str) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    moves: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for one in of(told, focus):
        for stay in one.stays:
            if stay.came_from:
                moves[stay.came_from, stay.stage].append(stay.took)
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
