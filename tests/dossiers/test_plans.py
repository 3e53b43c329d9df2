"""What lists ask of a table with many dossiers: an index, never the whole table."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, connections
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests import players as p
from tests.signed_in import officer_client
from toantrinh.dossiers import desk_queries, finding, queries
from toantrinh.dossiers.acting import reached
from toantrinh.dossiers.finding import found_by
from toantrinh.dossiers.leafing import Listing, leaf
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import to_move
from toantrinh.dossiers.pile_counts import counts
from toantrinh.dossiers.piles import Pile, going
from toantrinh.dossiers.sifting import sift
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.ids import new_id

pytestmark = pytest.mark.slow

_STATES = ["submitted", "accepted", "processing", "proposed", "ready", "returned"]
# A code, a serial, a name, a number, a phone or tax code.
_TYPED = ("H56-260608", "12", "nguyen hoa", "003194000101", "0912345678")
# One dossier in each of these states at each committee of a commune, like the one given.
_MANY = """
INSERT INTO dossiers_dossier (
    id, head_seq, head_hash, code, version_id, applicant_id, channel, place, province, agency_id,
    agency_path, desk_id, state, status_code, holder, created_at, submitted_at, due_at)
SELECT gen_random_uuid(), 1, '', 'X-' || row_number() OVER (), d.version_id, d.applicant_id,
    'online', '', '', a.id, a.path, desk.id, each, 1, 'desk', now(),
    now() - random() * interval '30 days', now() + random() * interval '30 days'
FROM dossiers_dossier d, government_agency a, government_agency desk, unnest(%s::text[]) each
WHERE d.id = %s AND a.kind_id = 'ubnd-xa' AND desk.key = replace(a.key, '.ubnd', '.ttpvhcc')
"""


@pytest.fixture(scope="module")
def who(module_database: str) -> Iterator[p.Players]:
    """A nation's communes, each with a few dossiers."""
    made = p.players()
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [_STATES, p.submitted(made).pk])
        assert cursor.rowcount > 15_000
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier")
    yield made
    connections.close_all()


def _seats(who: p.Players) -> dict[str, tuple[Actor, str]]:
    """Who reads, and the index that serves them."""
    above = Actor(
        "officer", id=new_id(), agency_id=agency("38.ubnd").pk, roles=frozenset({"leader"})
    )
    both = Actor(
        "officer",
        id=new_id(),
        agency_id=who.specialist.agency_id,
        roles=frozenset({"reception", "specialist"}),
    )
    return {
        "reception": (who.reception, "dossier_desk"),
        "specialist": (who.specialist, "dossier_queue"),
        "leader": (who.leader, "dossier_queue"),
        "leader above": (above, "dossier_queue"),
        "two roles at one agency": (both, "dossier_queue"),
    }


def _asked(of: Callable[[], object]) -> list[str]:
    """The plans of all that is asked."""
    with CaptureQueriesContext(connection) as captured:
        of()
    plans = []
    with connection.cursor() as cursor:
        for query in captured:
            # Beginning and ending a transaction have no plan, and what is added needs none.
            if not query["sql"].startswith(("SELECT", "(", "WITH", "UPDATE")):
                continue
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


def _lists(actor: Actor) -> Iterator[Callable[[], object]]:
    yield partial(counts, actor)
    yield from (partial(list, queries.queue(actor, states=[state])[:20]) for state in _STATES)
    lists = [desk_queries.listing_of(pile, actor=actor) for pile in Pile]
    lists += [found_by(typed, actor=actor) for typed in _TYPED]
    for listing in lists:
        yield from _leaves(listing)


def test_a_common_name_is_looked_for_in_bounded_stretches(
    who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MANY_BEARERS", 0)
    for name, (actor, _index) in _seats(who).items():
        listing = found_by("nguyen", actor=actor)
        assert listing.near
        for each in _leaves(listing):
            for plan in _asked(each):
                assert "Seq Scan on dossiers_dossier" not in plan, (name, plan)
                assert "Seq Scan on journal_event" not in plan
                assert plan.count("Limit") >= len(going(actor)), (name, plan)
    [one] = found_by("nguyen", actor=who.reception).first(1)
    assert one.applicant.full_name.startswith("Nguyễn")


def _leaves(listing: Listing) -> Iterator[Callable[[], object]]:
    """The first leaf, the one behind it, and the way back."""
    yield partial(leaf, listing, size=25)
    [some, *_] = [*listing.first(1), Dossier(pk=new_id())]
    place = listing.order.place(some)
    yield partial(leaf, listing, size=25, since=place)
    yield partial(leaf, listing, size=25, before=place)


def test_no_list_reads_the_whole_table(who: p.Players) -> None:
    for name, (actor, index) in _seats(who).items():
        # The agency is then kept in the process.
        counts(actor)
        plans = [plan for each in _lists(actor) for plan in _asked(each)]
        assert len(plans) >= 1 + len(_STATES) + 3 * len(Pile)
        for plan in plans:
            assert "Seq Scan on dossiers_dossier" not in plan, (name, plan)
        assert any(index in plan for plan in plans), name


def _reach(code: str, actor: Actor) -> None:
    with reached(code, actor=actor):
        pass


def test_a_rare_filter_and_the_order_of_steps_read_stretches_of_indexes(who: p.Players) -> None:
    served = {
        Pile.GOING: ("dossier_queue", "dossier_due", "dossier_desk", "dossier_step"),
        Pile.ENDED: ("dossier_queue_ended", "dossier_ended", "dossier_desk_ended"),
    }
    for name, (actor, _index) in _seats(who).items():
        for pile, by_step in ((Pile.GOING, False), (Pile.GOING, True), (Pile.ENDED, False)):
            listing = desk_queries.listing_of(pile, actor=actor, by_step=by_step)
            sifted = partial(sift, listing, Q(channel="post"), size=25)
            for plan in [*_asked(sifted), *_asked(partial(leaf, listing, size=25))]:
                assert "Seq Scan on dossiers_dossier" not in plan, (name, pile, plan)
                assert any(index in plan for index in served[pile]), (name, pile, plan)
    [plan] = _asked(partial(listing_of_all_steps(who).first, 25))
    assert plan.count("Index Only Scan using dossier_step") == 4, plan


def listing_of_all_steps(who: p.Players) -> Listing:
    """What goes on in a whole province, by when its step is due."""
    above, _index = _seats(who)["leader above"]
    return desk_queries.listing_of(Pile.GOING, actor=above, by_step=True)


def test_one_dossier_is_found_by_its_code(who: p.Players) -> None:
    place = who.cast.leader.post.agency
    code = Dossier.objects.filter(state="accepted", agency=place).get().code or ""
    for name, (actor, _index) in _seats(who).items():
        plans = "\n".join(_asked(partial(_reach, code, actor)))
        assert "on dossiers_dossier" in plans, name
        assert "Seq Scan on dossiers_dossier" not in plans, name


def test_what_is_left_to_move_is_found_among_what_goes_on(who: p.Players) -> None:
    ended = [agency(key).pk for key in ("14797.ubnd", "14758.ubnd", "14797.ttpvhcc")]
    for place, index in (
        ("agency", "dossier_going_agency"),
        ("desk", "dossier_desk"),
        ("support", "dossier_going_support"),
    ):
        [plan] = _asked(partial(list, to_move(place, ended)[:500]))
        assert "Seq Scan" not in plan
        assert index in plan, plan


def test_pages_of_the_desk_read_no_whole_table(who: p.Players) -> None:
    client = officer_client(who.cast.leader)
    code = Dossier.objects.filter(state="accepted", agency=who.cast.leader.post.agency).get().code
    going = "/can-bo/muc/dang-giai-quyet/"
    for address in (
        *(going, f"{going}?han=late&kenh=online&buoc=accepted", f"{going}loc/"),
        f"/can-bo/ho-so/{code}/",
    ):
        # What the process keeps is then kept.
        assert client.get(address).status_code == 200
        plans = _asked(partial(client.get, address))
        assert any("on dossiers_dossier" in plan for plan in plans), address
        for plan in plans:
            assert "Seq Scan on dossiers_dossier" not in plan, (address, plan)
