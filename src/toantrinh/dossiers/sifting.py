"""Sifting a list by what no index knows: so many of its lines are looked through at a time.

Of a province's dossiers a filter may match one in a million: the database would read them all
before a page is full. So it is told how far to look, and the page says so and leads on from there.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from toantrinh.dossiers.leafing import Leaf, Listing, Place, together
from toantrinh.dossiers.models import Dossier
from toantrinh.host.plans import Plans, planned

# So many lines of all pieces together, in their order.
MOST = 10_000


class _Found(NamedTuple):
    rows: list[Dossier]
    # How far was looked; none where the list ends before.
    looked: Place | None


def sift(
    listing: Listing,
    condition: Q,
    *,
    size: int,
    since: Place | None = None,
    before: Place | None = None,
) -> Leaf:
    """The lines that meet a condition behind a place, before one, or from the beginning on.

    At most MOST lines are looked through; where they are not enough, `looked` is the last of them
    and the leaf goes on there. Places of another order are none.
    """
    order = listing.order
    since = since if since and order.holds(since) else None
    before = before if before and order.holds(before) else None
    if before is not None:
        found = _look(listing, condition, size + 1, before, back=True)
        rows = found.rows[:size][::-1]
        if not rows and not found.looked:
            return sift(listing, condition, size=size)
        more = order.place(rows[0]) if len(found.rows) > size else found.looked
        return Leaf(rows, before, more, found.looked)
    found = _look(listing, condition, size + 1, since)
    rows = found.rows[:size]
    more = order.place(rows[-1]) if len(found.rows) > size else found.looked
    return Leaf(rows, more, order.place(rows[0]) if since and rows else None, found.looked)


def _look(
    listing: Listing, condition: Q, size: int, place: Place | None, *, back: bool = False
) -> _Found:
    order, rows = listing.order, list[Dossier]()
    beyond = [one.condition for one in order.beyond(place, back=back)] if place else order.whole()
    for stretch in beyond if listing.legs else ():
        part = listing.narrowed(stretch)
        # What is asked for differs too much from one time to the next for one plan.
        with planned(Plans.EACH):
            edge = _edge(part, back=back)
            within = order.up_to(edge, back=back) if edge else Q()
            rows += part.narrowed(condition & within).taken(size - len(rows), back=back)
        if len(rows) == size:
            return _Found(rows, None)
        if edge:
            return _Found(rows, edge)
    return _Found(rows, None)


def _edge(part: Listing, *, back: bool) -> Place | None:
    """Where a part of a list has been looked through as far as may be; none before its end."""
    most = max(1, MOST // len(part.legs))
    order = part.order
    last = together(
        [
            Dossier.objects.filter(leg)
            .order_by(*order.by(back=back))
            .values_list(order.field, "pk")[most - 1 : most]
            for leg in part.legs
        ]
    )
    places = [Place(at, key) for at, key in last]
    # The pieces lie side by side: what is behind the first of these was not seen in each.
    return _first(places, down=back != order.newest_first)


def _first(places: Sequence[Place], *, down: bool) -> Place | None:
    if not places:
        return None
    # Of one stretch all have a moment or none has.
    dated = places[0].at is not None
    choose = max if down else min
    return choose(places, key=lambda one: (one.at, one.id) if dated else (one.id,))
