"""Leafing through lists too long to count: each leaf begins behind, or ends before, a place.

A list is in pieces, each a stretch of one index in the list's own order. The database takes the
first lines of each piece and of those the first, so that a leaf costs the same in any length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from toantrinh.dossiers.limits import PauseMode
from toantrinh.dossiers.models import Dossier, Pause
from toantrinh.dossiers.queries import HEAVY
from toantrinh.host.lifting import lift, names, planted
from toantrinh.host.ready import Ready

# What a place is made of, and one that stands for any.
_OF_PLACE: dict[str, type] = {"at": datetime, "id": UUID}
_SOME_MOMENT, _SOME_ID = datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0)


@dataclass(frozen=True)
class Place:
    """A place in an order, as an address can carry it."""

    at: datetime | None
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat() if self.at else ''}~{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that an address names; None when it names none."""
        at, _, key = text.partition("~")
        try:
            moment = datetime.fromisoformat(at) if at else None
            found = cls(moment, UUID(key))
        except ValueError:
            return None
        return None if moment and moment.tzinfo is None else found


class Stretch(NamedTuple):
    """A condition of standing beyond a place, and what of the place it names."""

    condition: Q
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """By which moment a list is sorted; those without it come last, and the id decides ties.

    Without a moment it is the id, which tells when a dossier was begun. Of what is sorted by the
    newest all have the moment.
    """

    field: str = ""
    newest_first: bool = False

    def place(self, dossier: Dossier) -> Place:
        """Where a dossier stands."""
        return Place(getattr(dossier, self.field) if self.field else None, dossier.pk)

    def by(self, *, back: bool = False) -> tuple[str, ...]:
        """What to sort by, or to sort backwards by: as an index lies, or is read from its end."""
        sign = "-" if back != self.newest_first else ""
        return (f"{sign}{self.field}", f"{sign}pk") if self.field else (f"{sign}pk",)

    def beyond(self, place: Place, *, back: bool = False) -> tuple[Stretch, ...]:
        """The conditions of standing behind a place, or before it, nearest stretch first."""
        down = back != self.newest_first
        by_id = Q(**{f"pk__{'lt' if down else 'gt'}": place.id})
        if not self.field:
            return (Stretch(by_id, ("id",)),)
        if place.at is None and self.newest_first:
            return ()
        undated = Q(**{f"{self.field}__isnull": True})
        if place.at is None:
            near = Stretch(undated & by_id, ("id",))
            return (near, Stretch(~undated)) if back else (near,)
        compare = TupleLessThan if down else TupleGreaterThan
        pair = Tuple(F(self.field), F("pk"))
        near = Stretch(Q(compare(pair, (place.at, place.id))), ("at", "id"))
        return (near,) if back or self.newest_first else (near, Stretch(undated))


DUE = Order("due_at")
STEP_DUE = Order("step_due_at")
OLDEST = Order("submitted_at")
LAST_ENDED = Order("ended_at", newest_first=True)
NEWEST = Order(newest_first=True)


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
        somewhere = Place(_SOME_MOMENT if self.place.at else None, _SOME_ID)
        return replace(self, place=somewhere)

    def at(self, **known: Any) -> "Way":
        """The same from the place that is known."""
        return replace(self, place=replace(self.place, **known)) if self.place else self


@dataclass(frozen=True)
class Listing:
    """A list: its pieces, and its order."""

    legs: tuple[Q, ...]
    order: Order
    # Whether only what is near at hand was looked through (finding.py).
    near: bool = False

    def narrowed(self, condition: Q) -> "Listing":
        """The same with a condition more."""
        return replace(self, legs=tuple(leg & condition for leg in self.legs))

    def first(self, size: int) -> list[Dossier]:
        """So many lines from the beginning."""
        return self._rows(size, Way()) if self.legs else []

    def behind(self, place: Place, size: int, *, back: bool = False) -> list[Dossier]:
        """So many lines behind a place, or before it; these from the nearest on."""
        found: list[Dossier] = []
        for number in range(len(self.order.beyond(place, back=back)) if self.legs else 0):
            if len(found) < size:
                found += self._rows(size - len(found), Way(place, number, back))
        return found

    def _rows(self, size: int, way: Way) -> list[Dossier]:
        lifted = lift(self.legs)
        if lifted is None:
            return list(_query(self.legs, self.order, size, way))
        ready = _ready(lifted.shape, lifted.kinds, self.order, size, way.unplaced())
        return ready.rows(**lifted.values, **way.values(self.order))


def _query(legs: Sequence[Q], order: Order, size: int, way: Way) -> QuerySet[Dossier]:
    """So many lines of all pieces together."""
    by, stretch = order.by(back=way.back), way.stretch(order)
    pieces = [
        Dossier.objects.filter(leg & stretch.condition if stretch else leg)
        .order_by(*by)
        .values("pk")[:size]
        for leg in legs
    ]
    found = pieces[0].union(*pieces[1:]) if len(pieces) > 1 else pieces[0]
    return lines(Q(pk__in=found)).order_by(*by)[:size]


@lru_cache(maxsize=512)
def _ready(
    shape: tuple[Any, ...], kinds: tuple[type, ...], order: Order, size: int, way: Way
) -> Ready[Dossier]:
    """The same for all legs of a shape, written once."""
    called = dict(zip(names(len(kinds)), kinds, strict=True))
    own = {name: _OF_PLACE[name] for name in way.values(order)}

    def write(**marks: Any) -> QuerySet[Dossier]:
        legs = planted(shape, [marks[name] for name in called])
        return _query(legs, order, size, way.at(**{name: marks[name] for name in own}))

    return Ready(write, **called, **own)


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
    """Some lines of a list, the place after which it goes on, and the one before which it began."""

    rows: list[Dossier]
    following: Place | None = None
    preceding: Place | None = None


def leaf(
    listing: Listing, *, size: int, since: Place | None = None, before: Place | None = None
) -> Leaf:
    """The lines behind a place, those before one, or the first ones."""
    place = listing.order.place
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
