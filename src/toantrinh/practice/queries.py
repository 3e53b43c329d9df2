"""What is read of good practice: by measure with proven gain first, one with all who work so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from toantrinh.government.lineage import forebears
from toantrinh.government.queries import rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.measures.measure import Measure, measures
from toantrinh.practice import perms
from toantrinh.practice.change import Gain, Spells, gain
from toantrinh.practice.counting import spells
from toantrinh.practice.models import Outcome, Practice, Stage, Step, Use

# From so many cases on each side a change counts as proven.
_LEAST = "practice.least_cases"


@dataclass(frozen=True)
class Told:
    """A use with its change; `gain` is None where it could not be counted, which `outcome` says."""

    use: Use
    outcome: Outcome
    spells: Spells
    gain: Gain | None

    @property
    def before(self) -> Fraction | None:
        """What it was, exactly; None where it rests on nothing."""
        return Fraction(self.use.before) if self.use.before else None

    @property
    def after(self) -> Fraction | None:
        """What it became."""
        return Fraction(self.use.after) if self.use.after else None


@dataclass(frozen=True)
class Entry:
    """A practice with what it changed where it was written, and where others took it up."""

    practice: Practice
    own: Told
    others: list[Told]

    @property
    def proven(self) -> int:
        """At how many places it is proven to have made things better."""
        return sum(one.gain is not None and one.gain.proven for one in (self.own, *self.others))


def by_measure(on: date, *, actor: Actor) -> list[tuple[Measure, list[Entry]]]:
    """What is published, under its measure: proven gain first, the largest before the lesser.

    Measures with something proven come first. What is no longer counted is left out.
    """
    found = _entries(_rows(actor).filter(stage=Stage.PUBLISHED), on)
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        groups[entry.practice.measure].append(entry)
    listed = [(one, sorted(groups[one.key], key=_rank)) for one in measures() if one.key in groups]
    return sorted(listed, key=lambda group: _rank(group[1][0])[0])


def waiting(on: date, *, actor: Actor) -> dict[str, list[Entry]]:
    """What waits for a leader: to decide on, and of their own agency what is not published."""
    open_ = [Stage.PROPOSED, Stage.RETURNED]
    found = _entries(_rows(actor).filter(stage__in=open_), on)
    return {
        "decide": [
            each
            for each in found
            if each.practice.stage == Stage.PROPOSED and perms.leads_above(actor, each.practice)
        ],
        "own": [each for each in found if perms.leads_own(actor, each.practice)],
    }


def find_practice(practice_id: UUID, on: date, *, actor: Actor) -> Entry:
    """One that somebody may read. Raises NotFound."""
    found = _entries(_rows(actor).filter(pk=practice_id), on)
    if not found:
        raise NotFound("Không tìm thấy cách làm này.")
    return found[0]


def uses(entry: Entry, *, actor: Actor) -> bool:
    """Whether somebody's agency, or one it stands in for, works so already."""
    if actor.agency_id is None:
        return False
    ours = {actor.agency_id} | forebears(actor.agency_id)
    return any(one.use.agency_id in ours for one in (entry.own, *entry.others))


def steps_of(practice: Practice) -> Iterable[Step]:
    """What both sides did, in order."""
    return practice.steps.select_related("by").order_by("number")


def _rows(actor: Actor) -> QuerySet[Practice]:
    return Practice.objects.filter(perms.readable(actor)).select_related("agency")


def _entries(rows: QuerySet[Practice], on: date) -> list[Entry]:
    """Practices with all their uses, in two queries."""
    known = {one.key: one for one in measures()}
    least = int(str(rule(_LEAST, on)))
    told: dict[UUID, list[Told]] = defaultdict(list)
    practices = list(rows.order_by("-proposed_at", "id"))
    kept = Use.objects.filter(practice__in=practices).select_related("agency")
    by_id = {each.pk: each for each in practices}
    for use in kept.order_by("practice_id", "number"):
        measure = known.get(by_id[use.practice_id].measure)
        told[use.practice_id].append(_told(use, measure, least, on))
    return [Entry(each, told[each.pk][0], told[each.pk][1:]) for each in practices]


def _told(use: Use, measure: Measure | None, least: int, on: date) -> Told:
    found = None
    if measure is not None and use.outcome == Outcome.COUNTED:
        found = gain(
            Fraction(use.before),
            Fraction(use.after),
            min(use.before_rows, use.after_rows),
            direction=measure.direction,
            least=least,
        )
    return Told(use, Outcome(use.outcome), spells(use.since, on), found)


def _rank(entry: Entry) -> tuple[int, Fraction]:
    """Proven first, by the largest gain; then counted; then what can't be counted yet."""
    if entry.own.gain is None:
        return 2, Fraction(0)
    return (0 if entry.own.gain.proven else 1), -entry.own.gain.value
