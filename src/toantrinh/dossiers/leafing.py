"""Leafing through lists too long to count: each leaf begins behind, or ends before, a place.

A list is in pieces, each a stretch of one index in the list's own order. The database takes the
first lines of each piece and of those the first, so that a leaf costs the same in any length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)

from toantrinh.dossiers.limits import PauseMode
from toantrinh.dossiers.models import Dossier, Pause
from toantrinh.dossiers.queries import HEAVY
from toantrinh.host.arrays import AnyOf
from toantrinh.host.lifting import lift, names, planted
from toantrinh.host.plans import Plans
from toantrinh.host.ready import Ready

# Places that stand for any.
_SOME_MOMENT, _SOME_ID = datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0)
# So many of each piece are near at hand.
NEAR = 500
At = datetime | str


@dataclass(frozen=True)
class Place:
    """A place in an order, as an address can carry it: by a moment or by a code."""

    at: At | None
    id: UUID

    def __str__(self) -> str:
        at = self.at.isoformat() if isinstance(self.at, datetime) else self.at
        return f"{at or ''}~{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that an address names; None when it names none."""
        at, _, key = text.partition("~")
        try:
            found = cls(_read_at(at), UUID(key))
        except ValueError:
            return None
        aware = not isinstance(found.at, datetime) or found.at.tzinfo is not None
        return found if aware else None


def _read_at(text: str) -> At | None:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9.]*-\d{6}-\d+", text):
        return text
    return datetime.fromisoformat(text) if text else None


class Stretch(NamedTuple):
    """A condition of standing beyond a place, and what of the place it names."""

    condition: Q
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """By which moment a list is sorted; those without it come last, and the id decides ties.

    Without a moment it is the id, which tells when a dossier was begun. Of what is sorted by the
    newest all have the moment. A code tells the day, and no two have the same.
    """

    field: str = ""
    newest_first: bool = False
    kind: type = datetime

    def place(self, dossier: Dossier) -> Place:
        """Where a dossier stands."""
        return Place(getattr(dossier, self.field) if self.field else None, dossier.pk)

    def holds(self, place: Place) -> bool:
        """Whether a place is one of this order; addresses may name those of another."""
        return not self.field or place.at is None or isinstance(place.at, self.kind)

    def kind_of(self, name: str) -> type:
        """Of which kind a part of a place is."""
        return self.kind if name == "at" else UUID

    def by(self, *, back: bool = False) -> tuple[str, ...]:
        """What to sort by, or to sort backwards by: as an index lies, or is read from its end."""
        sign = "-" if back != self.newest_first else ""
        if self.kind is str:
            return (f"{sign}{self.field}",)
        return (f"{sign}{self.field}", f"{sign}pk") if self.field else (f"{sign}pk",)

    def beyond(self, place: Place, *, back: bool = False) -> tuple[Stretch, ...]:
        """The conditions of standing behind a place, or before it, nearest stretch first."""
        down = back != self.newest_first
        by_id = Q(**{f"pk__{'lt' if down else 'gt'}": place.id})
        if not self.field:
            return (Stretch(by_id, ("id",)),)
        if place.at is None and self.newest_first:
            return ()
        if self.kind is str:
            ahead = Q(**{f"{self.field}__{'lt' if down else 'gt'}": place.at})
            return (Stretch(ahead, ("at",)),)
        undated = Q(**{f"{self.field}__isnull": True})
        if place.at is None:
            near = Stretch(undated & by_id, ("id",))
            return (near, Stretch(~undated)) if back else (near,)
        compare = TupleLessThan if down else TupleGreaterThan
        pair = Tuple(F(self.field), F("pk"))
        near = Stretch(Q(compare(pair, (place.at, place.id))), ("at", "id"))
        return (near,) if back or self.newest_first else (near, Stretch(undated))

    def whole(self) -> tuple[Q, ...]:
        """All that is in the order, in stretches of which each is sorted by one comparison."""
        undated = Q(**{f"{self.field}__isnull": True})
        return (~undated,) if self.newest_first else (~undated, undated)

    def up_to(self, place: Place, *, back: bool = False) -> Q:
        """Within the stretch of a place: standing there or before it, as one goes along."""
        down = back != self.newest_first
        if place.at is None:
            return Q(**{f"pk__{'gte' if down else 'lte'}": place.id})
        compare = TupleGreaterThanOrEqual if down else TupleLessThanOrEqual
        return Q(compare(Tuple(F(self.field), F("pk")), (place.at, place.id)))


DUE = Order("due_at")
STEP_DUE = Order("step_due_at")
OLDEST = Order("submitted_at")
LAST_ENDED = Order("ended_at", newest_first=True)
NEWEST = Order(newest_first=True)
CODES = Order("code", newest_first=True, kind=str)


@dataclass(frozen=True)
class Way:
    """Where lines are taken from: the beginning, or one stretch beyond a place, maybe backwards."""

    place: Place | None = None
    number: int = 0
    back: bool = False

    def stretch(self, order: Order) -> Stretch | None:
        """The condition that it stands for in an order."""
        return order.beyond(self.place, back=self.back)[self.number] if self.place else None

    def values(self, order: Order) -> dict[str, Any]:
        """What of its place a query needs to know."""
        stretch = self.stretch(order)
        return {name: getattr(self.place, name) for name in stretch.of} if stretch else {}

    def unplaced(self) -> "Way":
        """The one way that stands for all from places like this one."""
        if self.place is None:
            return self
        of_any = "" if isinstance(self.place.at, str) else _SOME_MOMENT
        return replace(self, place=Place(of_any if self.place.at else None, _SOME_ID))

    def at(self, **known: Any) -> "Way":
        """The same from the place that is known."""
        return replace(self, place=replace(self.place, **known)) if self.place else self


class Near(NamedTuple):
    """What comes first of a piece, in an order of its own."""

    leg: Q
    order: Order


@dataclass(frozen=True)
class Listing:
    """A list: its pieces, and its order."""

    legs: tuple[Q, ...]
    order: Order
    # What is near at hand, where only that is looked through (finding.py).
    near: tuple[Near, ...] = ()
    plans: Plans = Plans.ITSELF

    def narrowed(self, condition: Q) -> "Listing":
        """The same with a condition more."""
        plans = Plans.EACH if self.plans is Plans.EACH else Plans.ITSELF
        return replace(self, legs=tuple(leg & condition for leg in self.legs), plans=plans)

    def first(self, size: int) -> list[Dossier]:
        """So many lines from the beginning."""
        return self.taken(size)

    def taken(self, size: int, *, back: bool = False) -> list[Dossier]:
        """So many lines from the beginning, or from the end backwards."""
        return self._rows(size, Way(back=back)) if self.legs else []

    def behind(self, place: Place, size: int, *, back: bool = False) -> list[Dossier]:
        """So many lines behind a place, or before it; these from the nearest on."""
        found: list[Dossier] = []
        for number in range(len(self.order.beyond(place, back=back)) if self.legs else 0):
            if len(found) < size:
                found += self._rows(size - len(found), Way(place, number, back))
        return found

    def _rows(self, size: int, way: Way) -> list[Dossier]:
        lifted = lift((*self.legs, *(each.leg for each in self.near)))
        if lifted is None:
            return list(_query(self.legs, self.near, self.order, size, way))
        within = tuple(each.order for each in self.near)
        form = _Form(self.order, within, size, way.unplaced(), self.plans)
        ready = _ready(lifted.shape, lifted.kinds, form)
        return ready.rows(**lifted.values, **way.values(self.order))


def _query(
    legs: Sequence[Q], near: Sequence[Near], order: Order, size: int, way: Way
) -> QuerySet[Dossier]:
    """So many lines of all pieces together."""
    by, stretch = order.by(back=way.back), way.stretch(order)
    # Worked out once, and before the rest, which so begins with those few.
    within = Q(AnyOf(F("pk"), ArraySubquery(_firsts(near)))) if near else Q()
    pieces = [
        Dossier.objects.filter(leg & stretch.condition if stretch else leg, within)
        .order_by(*by)
        .values("pk")[:size]
        for leg in legs
    ]
    return lines(Q(pk__in=together(pieces))).order_by(*by)[:size]


def _firsts(near: Sequence[Near]) -> QuerySet[Dossier, Any]:
    """The dossiers that come first in each of some pieces."""
    return together(
        [
            Dossier.objects.filter(each.leg).order_by(*each.order.by()).values("pk")[:NEAR]
            for each in near
        ]
    )


def together(pieces: Sequence[QuerySet[Dossier, Any]]) -> QuerySet[Dossier, Any]:
    """All of some pieces, at least one, in no order."""
    return pieces[0].union(*pieces[1:]) if len(pieces) > 1 else pieces[0]


class _Form(NamedTuple):
    """All of a list that is no condition: its orders, how many lines, from where, how planned."""

    order: Order
    within: tuple[Order, ...]
    size: int
    way: Way
    plans: Plans


@lru_cache(maxsize=512)
def _ready(shape: tuple[Any, ...], kinds: tuple[type, ...], form: _Form) -> Ready[Dossier]:
    """The same for all legs of a shape, written once."""
    called = dict(zip(names(len(kinds)), kinds, strict=True))
    order, way = form.order, form.way
    own = {name: order.kind_of(name) for name in way.values(order)}

    def write(**marks: Any) -> QuerySet[Dossier]:
        conditions = planted(shape, [marks[name] for name in called])
        mine = len(conditions) - len(form.within)
        near = [Near(*each) for each in zip(conditions[mine:], form.within, strict=True)]
        there = way.at(**{name: marks[name] for name in own})
        return _query(conditions[:mine], near, order, form.size, there)

    return Ready(write, plans=form.plans, **called, **own)


def lines(condition: Q) -> QuerySet[Dossier]:
    """Dossiers with all that a line of a list says; contents of procedures stay where they are."""
    open_pause = Pause.objects.filter(
        dossier=OuterRef("pk"), until__isnull=True, mode=PauseMode.PAUSE
    )
    return (
        Dossier.objects.filter(condition)
        .select_related("applicant", "organisation", "version__procedure", "officer")
        .defer(*HEAVY)
        .annotate(standing=Subquery(open_pause.values("since")[:1]))
    )


@dataclass(frozen=True)
class Leaf:
    """Some lines of a list, the place after which it goes on, and the one before which it began.

    `looked` is how far was looked, where that is not as far as the list goes (sifting.py).
    """

    rows: list[Dossier]
    following: Place | None = None
    preceding: Place | None = None
    looked: Place | None = None


def leaf(
    listing: Listing, *, size: int, since: Place | None = None, before: Place | None = None
) -> Leaf:
    """The lines behind a place, those before one, or the first ones.

    Places of another order are none.
    """
    place = listing.order.place
    since = since if since and listing.order.holds(since) else None
    before = before if before and listing.order.holds(before) else None
    if before is not None:
        found = listing.behind(before, size + 1, back=True)
        rows = found[:size][::-1]
        if not rows:
            return leaf(listing, size=size)
        return Leaf(rows, place(rows[-1]), place(rows[0]) if len(found) > size else None)
    found = listing.behind(since, size + 1) if since else listing.first(size + 1)
    rows = found[:size]
    going_on = place(rows[-1]) if len(found) > size else None
    return Leaf(rows, going_on, place(rows[0]) if since and rows else None)
