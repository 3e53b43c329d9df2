"""The statements that lists send, so that a change of them is seen and meant."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from syrupy.assertion import SnapshotAssertion

from tests import players as p
from toantrinh.dossiers import delegated, desk_queries, queries
from toantrinh.dossiers.finding import found_by
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.pile_counts import counts
from toantrinh.dossiers.piles import piles
from toantrinh.kernel.actors import Actor

pytestmark = pytest.mark.django_db
_ID = re.compile(r"'?\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b'?(::uuid)?")
_MOMENT = re.compile(r"'[0-9]{4}-[0-9]{2}-[0-9]{2} [^']*'::timestamptz")
_DAY = re.compile(r"'?[0-9]{4}-[0-9]{2}-[0-9]{2}'?(::date)?")
_COLUMNS = re.compile(r"SELECT .*? FROM", re.DOTALL)


def _masked(sql: str) -> str:
    return _DAY.sub("<day>", _MOMENT.sub("<moment>", _ID.sub("<id>", sql)))


def _statements(captured: CaptureQueriesContext) -> list[str]:
    return [_COLUMNS.sub("SELECT … FROM", _masked(q["sql"])) for q in captured]


def _asks(actor: Actor) -> list[str]:
    # The officer's agency is then kept in the process.
    queries.queue(actor, states=[])
    with CaptureQueriesContext(connection) as captured:
        list(queries.queue(actor, states=["accepted", "processing"]))
    return _statements(captured)


@pytest.mark.parametrize("seat", ["reception", "specialist", "leader"])
def test_the_queue_is_one_condition_on_one_index(seat: str, snapshot: SnapshotAssertion) -> None:
    assert _asks(getattr(p.players(), seat)) == snapshot


def _where(leg: Q) -> str:
    asked = _masked(str(Dossier.objects.filter(leg).query)).partition(' FROM "dossiers_dossier"')[2]
    return asked.partition(" WHERE ")[2].partition(" ORDER BY ")[0]


@pytest.mark.parametrize("seat", ["reception", "specialist", "leader"])
def test_every_list_of_the_desk_carries_the_filter(
    seat: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As for somebody to whom something was delegated; all others ask for less.
    monkeypatch.setattr(delegated, "anything", lambda _actor: True)
    who = p.players()
    p.submitted(who)
    actor: Actor = getattr(who, seat)
    lists = {str(pile): desk_queries.listing_of(pile, actor=actor) for pile in piles(actor)}
    lists |= {text: found_by(text, actor=actor) for text in ("H56-2", "hòa")}
    found = {name: [_where(leg) for leg in of.legs] for name, of in lists.items()}
    with CaptureQueriesContext(connection) as captured:
        counts(actor)
    assert {**found, "counts": _statements(captured)[-1]} == snapshot


def test_a_post_of_two_roles_asks_for_two_stretches(snapshot: SnapshotAssertion) -> None:
    specialist = p.players().specialist
    assert _asks(replace(specialist, roles=frozenset({"reception", "leader"}))) == snapshot


def test_who_governs_asks_for_no_dossier() -> None:
    leader = p.players().leader
    for role in ("administrator", "data_officer"):
        assert _asks(replace(leader, roles=frozenset({role}))) == []


def test_a_persons_own_dossiers(snapshot: SnapshotAssertion) -> None:
    who = p.players()
    with CaptureQueriesContext(connection) as captured:
        list(queries.mine(who.mother))
    assert _statements(captured) == snapshot
