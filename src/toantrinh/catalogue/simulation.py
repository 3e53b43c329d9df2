"""Play all ways through a version's steps before anybody is bound by it, and tell what is amiss."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import ProcessStep, TimeLimit
from toantrinh.catalogue.parts import rules_in
from toantrinh.catalogue.rules import names_in
from toantrinh.catalogue.typesetting import spoken
from toantrinh.catalogue.worlds import World, ever, true_in, worlds

# One working day is eight working hours (facts 8).
HOURS_A_DAY = 8
# What serves by being answered: somebody agrees, a paper is there.
_ENOUGH = frozenset({"signature", "file"})
_WORKING_DAYS_A_WEEK = 5
_DAYS_A_MONTH = 30


@dataclass(frozen=True)
class Way:
    """One way through the steps: which, how many working hours, and an example that takes it."""

    steps: tuple[str, ...]
    hours: float
    limit_hours: float | None
    example: World
    ends: bool

    def as_json(self) -> dict[str, object]:
        """`{steps, hours, limit_hours, ends, example}`."""
        example = {key: str(value) for key, value in self.example.items()}
        return {
            "steps": list(self.steps),
            "hours": self.hours,
            "limit_hours": self.limit_hours,
            "ends": self.ends,
            "example": example,
        }


@dataclass
class Findings:
    """What a simulation found; `problems` stand against publishing, `notes` are worth a look."""

    ways: list[Way] = field(default_factory=list)
    dead_ends: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    too_long: list[Way] = field(default_factory=list)
    never_true: list[str] = field(default_factory=list)
    unknown_acts: list[str] = field(default_factory=list)
    unused_fields: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing stands against publishing."""
        amiss = (self.dead_ends, self.loops, self.unreachable, self.too_long)
        return not any((*amiss, self.never_true, self.unknown_acts))

    def as_json(self) -> dict[str, object]:
        """All findings; the ways with their steps and hours."""
        return {
            "good": self.good,
            "ways": [way.as_json() for way in self.ways],
            "dead_ends": self.dead_ends,
            "loops": self.loops,
            "unreachable": self.unreachable,
            "too_long": [way.as_json() for way in self.too_long],
            "never_true": self.never_true,
            "unknown_acts": self.unknown_acts,
            "unused_fields": self.unused_fields,
        }


# The acts that steps may name: the lifecycle's, lent by the room of dossiers.
known_acts: list[str] = []


def simulate(content: ProcedureContent, acts: Sequence[str] = ()) -> Findings:
    """Try every set of answers that the rules tell apart; `acts` are those of the lifecycle."""
    found = Findings()
    rules = {".".join(map(str, place)): rule for place, rule in rules_in(content)}
    tried = worlds(content, rules.values())
    found.never_true = [
        place
        for place, rule in rules.items()
        if not place.endswith(".formula") and not _can_hold(rule, content)
    ]
    found.unknown_acts = [
        f"{step.key}: {act}" for step in content.process for act in step.acts if act not in acts
    ]
    _walk_all(content, tried, found)
    found.unused_fields = sorted(_unused(content, rules.values()))
    return found


def _can_hold(rule: str, content: ProcedureContent) -> bool:
    """Tried over its own questions, of which there are few enough to try all."""
    return ever(rule, worlds(content, [rule]))


def _walk_all(content: ProcedureContent, tried: list[World], found: Findings) -> None:
    steps = {step.key: step for step in content.process}
    reached: set[str] = set()
    ways: dict[tuple[tuple[str, ...], float | None], Way] = {}
    for world in tried or [{}]:
        if not content.process:
            break
        way, loops = _walk(content, steps, world)
        reached.update(way.steps)
        if loops:
            _once(found.loops, way.steps[-1])
        elif not way.ends:
            _once(found.dead_ends, way.steps[-1])
        ways.setdefault((way.steps, way.limit_hours), way)
    found.ways = list(ways.values())
    found.unreachable = [key for key in steps if key not in reached]
    found.too_long = [
        way for way in found.ways if way.limit_hours is not None and way.hours > way.limit_hours
    ]


def _once(into: list[str], name: str) -> None:
    if name not in into:
        into.append(name)


def _walk(
    content: ProcedureContent, steps: dict[str, ProcessStep], world: World
) -> tuple[Way, bool]:
    """The way that one set of answers takes, and whether it came to a step for the second time."""
    taken: list[str] = []
    hours = 0.0
    step: ProcessStep | None = content.process[0]
    limit = limit_hours(content, world)
    while step is not None:
        if step.key in taken:
            return Way((*taken, step.key), hours, limit, world, ends=False), True
        taken.append(step.key)
        hours += max([step.hours, *(c.hours for c in step.consult if true_in(c.when, world))])
        if not step.leads_to:
            return Way(tuple(taken), hours, limit, world, ends=True), False
        to = next((branch.to for branch in step.leads_to if true_in(branch.when, world)), None)
        step = steps.get(to) if to else None
    return Way(tuple(taken), hours, limit, world, ends=False), False


def limit_hours(content: ProcedureContent, world: World) -> float | None:
    """The strictest legal limit for these answers, in working hours; None when there is none.

    Calendar days are counted with five working days a week, as a step's time is approved.
    """
    special = next((one.limit for one in content.limits if true_in(one.when, world)), None)
    limits = [special] if special else [c.limit for c in content.channels if c.limit]
    return min((working_hours(limit) for limit in limits), default=None)


def working_hours(limit: TimeLimit) -> float:
    """A limit in working hours, calendar days at five working days a week."""
    per = {
        "working_days": HOURS_A_DAY,
        "working_hours": 1,
        "same_day": HOURS_A_DAY,
        "days": HOURS_A_DAY * _WORKING_DAYS_A_WEEK / 7,
        "months": HOURS_A_DAY * _WORKING_DAYS_A_WEEK / 7 * _DAYS_A_MONTH,
        "hours": HOURS_A_DAY / 24,
    }[limit.kind]
    return per * (limit.amount or 1)


def _unused(content: ProcedureContent, rules: Iterable[str]) -> set[str]:
    """Questions that no rule, letter or joined part reads and nothing is counted by."""
    read = {name for rule in rules for name in names_in(rule)}
    read |= {key for row in content.fees for key in (row.per, row.times)}
    read |= set(content.result_letter.fields.values()) if content.result_letter else set()
    read |= {name for template in content.templates for name in spoken(template.source)}
    read |= {key for part in content.joined for key in (part.place, *part.answers.values())}
    return {
        question.key
        for question in content.fields()
        if question.key not in read
        and not question.decides_place
        and not question.known
        and question.kind not in _ENOUGH
    }
