"""A joined procedure as it stands: the dossier behind each part, what waits, what goes on.

A part that was refused may be decided anew, after a complaint, in a dossier that names it; from
then on that one stands for the part, and whatever waited for its result goes on by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from toantrinh.catalogue.handling import WHOLE, JoinedPart
from toantrinh.catalogue.joining import Turn, turn
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.dossiers.timing import joint_limit, reckon
from toantrinh.journal.models import Event
from toantrinh.kernel.time import now

PLAN = "plan_parts"
OPEN = "open_part"
HOLD = "hold_part"
FAILED = frozenset({State.DENIED, State.WITHDRAWN, State.STOPPED})


def whole_of(dossier: Dossier) -> Dossier | None:
    """The submission that a dossier is or belongs to; None for one that nothing is joined with."""
    if dossier.version.read.joined:
        return dossier
    found = dossier
    while found.whole_id is None and found.previous is not None:
        found = found.previous
    return found.whole


def shares_of(whole: Dossier) -> dict[str, Dossier]:
    """By part the dossier that stands for it today, of the parts that have begun."""
    rows = Dossier.objects.select_related("version__procedure", "agency", "result")
    shares = {share.part: share for share in rows.filter(whole=whole)}
    ended = {share.pk: key for key, share in shares.items() if share.stage.terminal}
    while ended:
        anew = {
            ended[one.previous_id]: one
            for one in rows.filter(previous__in=ended).order_by("id")
            if one.previous_id
        }
        shares |= anew
        ended = {one.pk: key for key, one in anew.items() if one.stage.terminal}
    return shares


def parts_told(whole: Dossier) -> list[Event]:
    """What the submission's journal says of its parts."""
    return list(Event.objects.filter(stream=whole.stream(), action__in=[PLAN, HOLD]))


def parts_asked(events: Iterable[Event]) -> list[str] | None:
    """The parts that were planned at reception; None before."""
    return next((list(event.payload["parts"]) for event in events if event.action == PLAN), None)


def done_of(whole: Dossier, shares: Mapping[str, Dossier]) -> set[str]:
    """The parts whose signed result is there."""
    done = {key for key, share in shares.items() if share.result_id is not None}
    return done | ({WHOLE} if whole.result_id is not None else set())


def failed_of(shares: Mapping[str, Dossier]) -> set[str]:
    """The parts that ended without one."""
    return {key for key, share in shares.items() if share.stage in FAILED}


@dataclass(frozen=True)
class PartOf:
    """One part as people see it: its dossier once it has begun, else what it waits for.

    `held` while a part that it needs has ended without a result; `off` where the submission has, so
    that it does not begin any more.
    """

    part: JoinedPart
    dossier: Dossier | None
    waits_for: tuple[str, ...] = ()
    held: bool = False
    off: bool = False

    @property
    def title(self) -> str:
        """What the part is, in the reader's language."""
        english = str(get_language() or "").startswith("en")
        return self.part.title_en if english and self.part.title_en else self.part.title


@dataclass(frozen=True)
class Joint:
    """A joined procedure under way: its parts, and whether all of it is in time.

    `due_at` is None without a joint limit; `late` only where there is one.
    """

    parts: tuple[PartOf, ...]
    due_at: datetime | None
    done: bool
    late: bool


def joint_of(whole: Dossier, events: Iterable[Event]) -> Joint | None:
    """The parts of a received submission; None for one that is not joined. `events` are its own."""
    asked = parts_asked(events)
    if asked is None:
        return None
    shares = shares_of(whole)
    parts = tuple(
        _part_of(part, whole, shares, set(asked))
        for part in whole.version.read.joined
        if part.key in asked
    )
    decided = [whole.decided_at, *(one.dossier and one.dossier.decided_at for one in parts)]
    reckoned = reckon(whole, limit) if (limit := joint_limit(whole)) else None
    due_at = reckoned.at if reckoned else None
    finished = max(moment for moment in decided if moment) if all(decided) else None
    return Joint(parts, due_at, finished is not None, bool(due_at and (finished or now()) > due_at))


def _part_of(
    part: JoinedPart, whole: Dossier, shares: Mapping[str, Dossier], asked: set[str]
) -> PartOf:
    done = done_of(whole, shares)
    waits_for = tuple(key for key in part.after if key in {WHOLE, *asked} - done)
    if (begun := shares.get(part.key)) is not None:
        return PartOf(part, begun, waits_for)
    off = whole.stage in FAILED
    held = not off and turn(part, asked, done, failed_of(shares)) is Turn.HELD
    return PartOf(part, None, waits_for, held, off)


def told_with(dossier: Dossier, event: Event) -> tuple[PartOf, ...]:
    """The parts to be told of with an event: where one, or the whole, ended without a result."""
    if event.action != HOLD and event.payload.get("state") not in FAILED:
        return ()
    whole = whole_of(dossier)
    joint = joint_of(whole, parts_told(whole)) if whole is not None else None
    return joint.parts if joint else ()
