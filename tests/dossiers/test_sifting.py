"""Sifting a list by what no index knows: bounded, in order, and complete for who goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q

from tests import players as p
from tests.dossiers.crowd import crowd
from toantrinh.dossiers import sifting
from toantrinh.dossiers.desk_queries import listing_of
from toantrinh.dossiers.leafing import CODES, Leaf, Listing
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile
from toantrinh.dossiers.sifting import sift
from toantrinh.dossiers.states import State
from toantrinh.kernel.actors import Actor

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BY_POST = Q(channel="post")


@pytest.fixture
def leader() -> Actor:
    """Of a commune with many dossiers, whose moments some share and some lack."""
    who = p.players()
    states = (State.ACCEPTED, State.RETURNED, State.CONSULTING, State.WITHDRAWN)
    made = crowd(p.accepted(who), 80, states)
    for at, dossier in enumerate(made):
        dossier.due_at = None if at % 7 == 0 else MONDAY + DAY * (at * 5 % 11)
        dossier.step_due_at = None if at % 3 == 0 else MONDAY + DAY * (at * 7 % 5)
        dossier.ended_at = MONDAY + DAY * (at * 3 % 13) if dossier.stage.terminal else None
        dossier.channel = "post" if at % 5 == 0 else "online"
    Dossier.objects.bulk_update(made, ["due_at", "step_due_at", "channel", "ended_at"])
    return who.leader


def _forth(listing: Listing, size: int) -> list[Leaf]:
    leaves = [sift(listing, BY_POST, size=size)]
    while leaves[-1].following:
        leaves.append(sift(listing, BY_POST, size=size, since=leaves[-1].following))
    return leaves


def _back(listing: Listing, size: int, last: Dossier) -> list[Dossier]:
    """What is met on the way from one of the last lines to the first."""
    place, found = listing.order.place(last), [last]
    first = sift(listing, BY_POST, size=size)
    while True:
        one = sift(listing, BY_POST, size=size, before=place)
        # Where nothing is left the list begins again.
        if one == first:
            return found
        found = [*one.rows, *found]
        if one.preceding is None:
            return found
        place = one.preceding


@pytest.mark.parametrize(("most", "size"), [(9, 3), (1000, 7)])
def test_each_is_met_once_in_order_there_and_back(
    leader: Actor, monkeypatch: pytest.MonkeyPatch, most: int, size: int
) -> None:
    for pile, by_step in ((Pile.GOING, False), (Pile.GOING, True), (Pile.ENDED, False)):
        listing = listing_of(pile, actor=leader, by_step=by_step)
        # A second way: read all of it, and look at each.
        expected = [row for row in listing.first(500) if row.channel == "post"]
        assert len(expected) > 6
        monkeypatch.setattr(sifting, "MOST", most)
        leaves = _forth(listing, size)
        assert [row for one in leaves for row in one.rows] == expected, (pile, by_step)
        assert all(len(one.rows) == size or one.looked for one in leaves[:-1])
        assert any(one.looked for one in leaves) is (most < 100) and not leaves[-1].looked
        assert _back(listing, size, expected[-1]) == expected
        monkeypatch.undo()


def test_a_page_without_a_match_leads_on(leader: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sifting, "MOST", 8)
    listing = listing_of(Pile.ENDED, actor=leader)
    rarest = listing.first(500)[30]
    found, since, pages = list[Dossier](), None, 0
    while not found:
        one = sift(listing, Q(pk=rarest.pk), size=5, since=since)
        found, since, pages = one.rows, one.following, pages + 1
        assert found or (since == one.looked and since)
    assert found == [rarest] and pages > 3
    # Places of another order are none.
    first = sift(listing, Q(pk=rarest.pk), size=5)
    elsewhere = CODES.place(rarest)
    assert sift(listing, Q(pk=rarest.pk), size=5, since=elsewhere, before=elsewhere) == first
