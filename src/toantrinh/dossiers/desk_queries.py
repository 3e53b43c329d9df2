"""What the desk reads: piles in order, what lies around a dossier, what is left, who acted."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.dossiers.clock import Left, remaining
from toantrinh.dossiers.leafing import DUE, LAST_ENDED, OLDEST, STEP_DUE, Listing, Order, lines
from toantrinh.dossiers.looking import BREAK_GLASS
from toantrinh.dossiers.models import GOING, Dossier
from toantrinh.dossiers.piles import Pile, legs, plans_of
from toantrinh.dossiers.states import MEND
from toantrinh.government.queries import agency_by_id, calendar_of
from toantrinh.host.plans import Plans
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local, now
from toantrinh.people.models import Officer, Person

_ORDERS = {Pile.RECEIVE: OLDEST, Pile.ENDED: LAST_ENDED}
# Where a step is under way. Those of one agency are short enough to be sorted otherwise; what goes
# on far and wide has an index for it.
BY_STEP = frozenset({Pile.ASSIGN, Pile.MINE, Pile.COVERED, Pile.SIGN, Pile.GOING})


def order_of(pile: Pile) -> Order:
    """How a pile is sorted: what falls due first lies on top."""
    return _ORDERS.get(pile, DUE)


def listing_of(pile: Pile, *, actor: Actor, by_step: bool = False) -> Listing:
    """A pile as a list to leaf through; `by_step` by when its step is due, where that is offered.

    A dossier may have long to go and its step none: whoever shares out the day looks at steps.
    """
    plans = plans_of(actor)
    if not (by_step and pile in BY_STEP):
        return Listing(legs(pile, actor), order_of(pile), plans=plans)
    # The index far and wide holds what goes on only, which the database sees by the values alone.
    return Listing(legs(pile, actor), STEP_DUE, plans=plans if plans is Plans.ONCE else Plans.EACH)


def around(
    listing: Listing, dossier: Dossier, *, lies: bool, before: int, after: int
) -> list[Dossier]:
    """What lies next to a dossier in a list, the dossier itself too if it `lies` there."""
    place = listing.order.place(dossier)
    above = listing.behind(place, before, back=True)
    own = [dossier] if lies else []
    return [*reversed(above), *own, *listing.behind(place, after)]


def following(listing: Listing, dossier: Dossier) -> str | None:
    """The code of the dossier to go on with: the next one below, else the one on top."""
    below = listing.behind(listing.order.place(dossier), 1) or listing.first(2)
    return next((each.code for each in below if each.pk != dossier.pk), None)


def going_of(person: Person, *, actor: Actor, most: int = 10) -> list[Dossier]:
    """What goes on, received at an officer's desk, of somebody who stands there; the newest first.

    What waits for them comes before the rest.
    """
    rows = lines(GOING & Q(applicant=person, desk=actor.agency_id)).order_by("-created_at")[:most]
    return sorted(rows, key=lambda row: row.stage not in MEND)


def left_of(rows: Sequence[Dossier]) -> dict[UUID, Left]:
    """How much office time is left for each dossier that has a due moment and goes on."""
    timed = [row for row in rows if row.due_at and row.agency_id and not row.stage.terminal]
    if not timed:
        return {}
    moment = now()
    years = {local(at).year for at in (moment, *(cast("datetime", row.due_at) for row in timed))}
    # Whole years, so that the process keeps few calendars and finds them again.
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    left = {}
    for row in timed:
        calendar = calendar_of(agency_by_id(cast("UUID", row.agency_id)), first, last)
        # Set by the annotation of `leafing.lines`.
        standing = cast("datetime | None", vars(row).get("standing"))
        at = cast("datetime", row.due_at)
        left[row.pk] = remaining(at, row.decided_at or moment, calendar, standing=standing)
    return left


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names behind the journal's actors, `officer/<id>` and `person/<id>`."""
    split = [actor.partition("/") for actor in set(actors)]
    keys: dict[str, list[str]] = {"officer": [], "person": []}
    for kind, _, key in split:
        if kind in keys and key:
            keys[kind].append(key)
    named: dict[str, str] = {}
    for kind, model in (("officer", Officer), ("person", Person)):
        found = model.objects.filter(pk__in=keys[kind]) if keys[kind] else model.objects.none()
        named |= {f"{kind}/{key}": name for key, name in found.values_list("pk", "full_name")}
    return named


def changes_since(dossier: Dossier, seen: int, *, but: Actor) -> list[Event]:
    """What others did to a dossier since an officer saw it at this event; who only read is none."""
    return list(_by_others(dossier, but).filter(seq__gt=seen).order_by("seq"))


def last_change(dossier: Dossier, *, but: Actor) -> Event | None:
    """What others did last to a dossier, if nobody did anything after."""
    return _by_others(dossier, but).filter(seq__gte=_last_act(dossier)).order_by("seq").last()


def _last_act(dossier: Dossier) -> int:
    """The number of the last event that is not the system's."""
    events = Event.objects.filter(stream=dossier.stream()).exclude(actor=str(SYSTEM))
    return events.order_by("-seq").values_list("seq", flat=True).first() or 0


def _by_others(dossier: Dossier, but: Actor) -> QuerySet[Event]:
    events = Event.objects.filter(stream=dossier.stream())
    return events.exclude(actor__in=[str(but), str(SYSTEM)]).exclude(action=BREAK_GLASS)


def check_unchanged(dossier: Dossier, seen: int, *, actor: Actor) -> None:
    """Refuse to act on what others changed since somebody saw it at this event."""
    if changes_since(dossier, seen, but=actor):
        raise Conflict(
            "Hồ sơ vừa có thay đổi sau khi bạn xem, nên việc này chưa được thực hiện.",
            remedy="Hãy xem lại hồ sơ rồi làm lại nếu vẫn đúng.",
        )
