"""What changed at each place that works so: counted by the house, never typed by anybody."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from toantrinh.government.lineage import heirs
from toantrinh.government.queries import agency_by_id, rule
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.kernel.time import now
from toantrinh.lake.actions import folder
from toantrinh.measures.asking import By
from toantrinh.measures.engines import Engine, engine
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period
from toantrinh.measures.places import place_of
from toantrinh.measures.values import Answer, Counts, value
from toantrinh.practice.change import Spells
from toantrinh.practice.models import Outcome, Practice, Stage, Use

# So many whole months on either side are held against each other.
_MONTHS = "practice.months"


@dataclass(frozen=True)
class Counted:
    """What was counted of a use, or why nothing was."""

    outcome: Outcome
    before: str = ""
    before_rows: int = 0
    after: str = ""
    after_rows: int = 0


def count_uses(uses: Iterable[Use], *, actor: Actor, on: date) -> int:
    """Count each use as of a day and keep what differs; how many did.

    Uses of one measure that began in the same month are told by the same answers of the engine.
    """
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được tính kết quả của cách làm.")
    with closing(_Asked()) as asked:
        return sum(_keep(use, _counted(use, asked, on), actor) for use in uses)


def count_use(practice: UUID, number: int, *, actor: Actor, on: date) -> int:
    """The same for one use."""
    return count_uses(all_uses().filter(practice=practice, number=number), actor=actor, on=on)


def all_uses() -> QuerySet[Use]:
    """The uses whose change is still told: those of practices that nobody withdrew."""
    rows = Use.objects.select_related("practice").exclude(practice__stage=Stage.WITHDRAWN)
    return rows.order_by("practice__measure", "since", "practice_id", "number")


def spells(since: date, on: date) -> Spells:
    """The months before and after by the rule of a day."""
    return Spells.around(since, int(str(rule(_MONTHS, on))))


class _Asked:
    """Answers of the engine, each asked for once."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._known: dict[tuple[str, By, tuple[date, date]], Answer] = {}

    def counts(self, key: str, by: By, place: str, days: tuple[date, date]) -> Counts:
        """What a measure came to at a place in some days. Raises NotFound without a lake."""
        asked = (key, by, days)
        if asked not in self._known:
            self._engine = self._engine or engine("", folder())
            period = Period.of(*days, now())
            self._known[asked] = self._engine.answer([find(key)], by, period)
        return self._known[asked].get((key, place), Counts())

    def close(self) -> None:
        """Let go of the engine."""
        if self._engine is not None:
            self._engine.close()


def _counted(use: Use, asked: _Asked, on: date) -> Counted:
    agency = heirs(on).get(use.agency_id) or agency_by_id(use.agency_id)
    place = place_of(agency)
    if place is None:
        return Counted(Outcome.NO_PLACE)
    around = spells(use.since, on)
    key = use.practice.measure
    try:
        find(key)
    except NotFound:
        return Counted(Outcome.NO_MEASURE)
    try:
        before = asked.counts(key, *place, around.before)
        after = asked.counts(key, *place, around.after) if around.over(on) else None
    except NotFound:
        return Counted(Outcome.NO_LAKE)
    return _held(before, after)


def _held(before: Counts, after: Counts | None) -> Counted:
    """Both sides against each other; what rests on nothing is no number."""
    was = value(before).number
    if was is None:
        return Counted(Outcome.NOTHING_BEFORE)
    if after is None:
        return Counted(Outcome.EARLY, str(was), before.rows)
    became = value(after).number
    if became is None:
        return Counted(Outcome.NOTHING_AFTER, str(was), before.rows)
    return Counted(Outcome.COUNTED, str(was), before.rows, str(became), after.rows)


@transaction.atomic
def _keep(use: Use, found: Counted, actor: Actor) -> bool:
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=use.practice_id)
    known = Use.objects.get(practice=practice, number=use.number)
    if all(getattr(known, key) == told for key, told in vars(found).items()):
        return False
    for key, told in vars(found).items():
        setattr(known, key, told)
    known.counted_at = now()
    known.save(update_fields=[*vars(found), "counted_at"])
    told = {key: str(each) for key, each in vars(found).items() if each}
    payload = {"use": use.number, "agency": str(use.agency_id), **told}
    append_event(practice, "count", actor=actor, payload=payload)
    practice.save(update_fields=["head_seq", "head_hash"])
    return True
