from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers import desk_queries as q
from toantrinh.dossiers.finding import found_by
from toantrinh.dossiers.leafing import CODES, DUE, NEWEST, OLDEST, Leaf, Listing, Place, leaf
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.pile_counts import counts
from toantrinh.dossiers.piles import Pile, pile_of, piles
from toantrinh.government import memory
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import turned
from toantrinh.people.actions import register_person

pytestmark = pytest.mark.django_db
# A Monday without holidays around it, 09:00 in Việt Nam.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def stranger(*roles: str) -> Actor:
    """An officer of a commune far away."""
    posts = open_usual_posts(agency("00004.ubnd"), actor=SYSTEM)
    return Actor("officer", id=new_id(), agency_id=posts[0].agency_id, roles=frozenset(roles))


def listed(pile: Pile, actor: Actor) -> Listing:
    return q.listing_of(pile, actor=actor)


def lying(pile: Pile, actor: Actor) -> set[object]:
    return {row.pk for row in listed(pile, actor).first(50)}


def search(text: str, actor: Actor) -> list[object]:
    return [row.pk for row in found_by(text, actor=actor).first(50)]


def test_each_officer_has_their_own_piles(who: p.Players) -> None:
    common = [Pile.GOING, Pile.CITIZEN, Pile.ENDED]
    assert piles(who.reception) == [Pile.RECEIVE, Pile.RETURN, *common]
    assert piles(who.specialist) == [
        *(Pile.ASSIGN, Pile.MINE, Pile.COVERED, Pile.SIGN),
        *common,
    ]
    assert piles(who.leader) == [Pile.ASSIGN, Pile.SIGN, *common]


def test_a_dossier_lies_where_it_waits(who: p.Players) -> None:
    dossier = p.submitted(who)
    steps: list[tuple[Pile, Actor, Callable[[], Dossier]]] = [
        (Pile.RECEIVE, who.reception, lambda: actions.accept(dossier, actor=who.reception)),
        (
            Pile.ASSIGN,
            who.leader,
            lambda: actions.assign(dossier, actor=who.leader, officer=who.cast.specialist.officer),
        ),
        (Pile.MINE, who.specialist, lambda: actions.propose(dossier, actor=who.specialist)),
        (Pile.SIGN, who.leader, lambda: actions.approve(dossier, actor=who.leader)),
        (Pile.RETURN, who.reception, lambda: dossier),
    ]
    for pile, actor, act in steps:
        assert lying(pile, actor) == {dossier.pk}
        assert counts(actor).piles[pile] == 1
        assert pile_of(Dossier.objects.get(pk=dossier.pk), actor=actor) is pile
        act()
        if pile is not Pile.RETURN:
            assert lying(pile, actor) == set()


def test_nobody_signs_what_they_proposed(who: p.Players) -> None:
    dossier = p.proposed(who)
    Dossier.objects.filter(pk=dossier.pk).update(proposed_by=who.leader.id)
    assert lying(Pile.SIGN, who.leader) == set()


def test_another_commune_sees_and_counts_nothing(who: p.Players) -> None:
    p.accepted(who)
    other = stranger("reception", "specialist", "leader")
    assert all(lying(pile, other) == set() for pile in Pile)
    assert sum(counts(other).piles.values()) == 0
    assert search("Nguyễn Thị Hòa", other) == []


def test_late_and_due_today_are_counted(who: p.Players) -> None:
    with turned(MONDAY):
        p.accepted(who)
        seen = counts(who.leader)
    assert (seen.late, seen.today) == (0, 1)
    with turned(MONDAY + timedelta(days=1)):
        seen = counts(who.leader)
    assert (seen.late, seen.today) == (1, 0)


def due(who: p.Players, *moments: datetime | None) -> list[Dossier]:
    """Accepted dossiers with these due moments."""
    made = [p.accepted(who) for _ in moments]
    for dossier, moment in zip(made, moments, strict=True):
        Dossier.objects.filter(pk=dossier.pk).update(due_at=moment)
        dossier.refresh_from_db()
    return made


def test_leafing_meets_each_once_in_order_and_back(who: p.Players) -> None:
    late, soon = MONDAY, MONDAY + timedelta(days=2)
    made = due(who, None, soon, late, soon, None)
    expected = [made[2], made[1], made[3], made[0], made[4]]
    listing = listed(Pile.GOING, who.leader)
    leaves = [leaf(listing, size=2)]
    while leaves[-1].following:
        leaves.append(leaf(listing, size=2, since=Place.read(str(leaves[-1].following))))
    assert [row for each in leaves for row in each.rows] == expected
    assert [each.preceding is None for each in leaves] == [True, False, False]
    back = [leaves[-1]]
    while back[-1].preceding:
        back.append(leaf(listing, size=2, before=Place.read(str(back[-1].preceding))))
    assert [each.rows for each in back] == [each.rows for each in leaves[::-1]]
    for at, dossier in enumerate(expected):
        before = listing.behind(listing.order.place(dossier), 9, back=True)
        assert before == expected[:at][::-1]
        near = q.around(listing, dossier, lies=True, before=1, after=1)
        assert near == expected[max(at - 1, 0) : at + 2]


def test_before_the_first_place_the_list_begins(who: p.Players) -> None:
    [only] = due(who, MONDAY)
    listing = listed(Pile.GOING, who.leader)
    assert leaf(listing, size=2, before=listing.order.place(only)) == Leaf([only])


def test_the_newest_come_first_where_nothing_is_due(who: p.Players) -> None:
    made = []
    for day in range(3):
        with turned(MONDAY + timedelta(days=day)):
            made.append(p.submitted(who))
    waiting = listed(Pile.RECEIVE, who.reception)
    assert waiting.order is OLDEST and waiting.first(9) == made
    listing = found_by("hoa", actor=who.reception)
    assert listing.order is NEWEST
    first = leaf(listing, size=2)
    second = leaf(listing, size=2, since=first.following)
    assert [*first.rows, *second.rows] == made[::-1]
    assert listing.behind(NEWEST.place(made[0]), 9, back=True) == made[1:]


def test_codes_are_leafed_through_from_the_last_given(who: p.Players) -> None:
    made = [p.submitted(who) for _ in range(5)]
    listing = found_by("H56-", actor=who.leader)
    assert listing.order is CODES
    leaves = [leaf(listing, size=2)]
    while leaves[-1].following:
        leaves.append(leaf(listing, size=2, since=Place.read(str(leaves[-1].following))))
    assert [row for each in leaves for row in each.rows] == made[::-1]
    back = leaf(listing, size=2, before=Place.read(str(leaves[-1].preceding)))
    assert back.rows == leaves[-2].rows
    # A place in a list by moments is none in one by codes, nor the other way round.
    for one, order in ((listing, DUE), (listed(Pile.GOING, who.leader), CODES)):
        elsewhere = leaf(one, size=2, since=order.place(made[0]), before=order.place(made[0]))
        assert elsewhere == leaf(one, size=2)


@pytest.mark.parametrize("text", ["", "x", "~", "2026~zz", "2026-01-01~" + "0" * 32])
def test_a_bent_place_is_no_place(text: str) -> None:
    assert Place.read(text) is None


def test_the_next_is_the_one_below_else_the_first(who: p.Players) -> None:
    first, second, third = due(who, *(MONDAY + timedelta(days=n) for n in range(3)))
    going = listed(Pile.GOING, who.leader)
    assert q.following(going, first) == second.code
    assert q.following(going, third) == first.code
    Dossier.objects.filter(pk__in=[first.pk, second.pk]).update(state="proposed")
    assert q.following(listed(Pile.ASSIGN, who.leader), third) is None


def test_search_by_code_serial_and_folded_name(who: p.Players) -> None:
    dossier = p.submitted(who)
    assert dossier.code is not None
    serial = str(int(dossier.code.rpartition("-")[2]))
    for typed in (
        dossier.code,
        dossier.code[:-2].lower(),
        serial,
        "hoa nguy",
        "ho ng",
        "NGUYỄN",
        "Hòa",
    ):
        assert search(typed, who.reception) == [dossier.pk], typed
    for typed in ("Trần", "guyen", "H99-1", "9999", "  ", "!&|"):
        assert search(typed, who.reception) == [], typed


def test_what_is_left_is_said_in_office_time(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.accepted(who)
        [row] = listed(Pile.GOING, who.leader).first(2)
        left = q.left_of([row])[dossier.pk]
    assert (left.late, left.days) == (False, 0)
    with turned(MONDAY + timedelta(days=2)):
        left = q.left_of([row])[dossier.pk]
    assert (left.late, left.days) == (True, 2)


def test_the_clock_stands_while_the_citizen_is_asked(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.processing(who)
        actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
    with turned(MONDAY + timedelta(days=5)):
        left = q.left_of(listed(Pile.CITIZEN, who.leader).first(2))[dossier.pk]
    assert (left.late, left.standing) == (False, True)


def test_lines_cost_no_query_each(who: p.Players) -> None:
    def cost(size: int) -> int:
        memory.forget()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rows = leaf(listed(Pile.GOING, who.leader), size=size).rows
            q.left_of(rows)
            for row in rows:
                assert row.applicant.full_name and row.version.procedure.plain_name
                assert row.officer is None
        assert len(rows) == size
        return len(asked)

    due(who, *[MONDAY] * 12)
    assert cost(2) == cost(12)


def test_who_changed_it_meanwhile_is_told(who: p.Players) -> None:
    dossier = p.processing(who)
    write_message(dossier, actor=who.specialist, text="Của tôi.")
    assert q.changes_since(dossier, dossier.head_seq, but=who.specialist) == []
    write_message(dossier, actor=who.mother, text="Của dân.")
    [event] = q.changes_since(dossier, dossier.head_seq, but=who.specialist)
    names = q.names_of([event.actor, "system", str(who.leader)])
    assert names == {
        event.actor: "Nguyễn Thị Hòa",
        str(who.leader): who.cast.leader.officer.full_name,
    }


def test_found_people_are_those_who_may_be_seen(who: p.Players) -> None:
    p.submitted(who)
    register_person(
        actor=SYSTEM, full_name="Nguyễn Hòa", personal_number="003194000999", synthetic=True
    )
    assert len(search("nguyen hoa", who.reception)) == 1
