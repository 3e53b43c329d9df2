"""How an act runs: the row is locked once, and what is refused has changed nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers.acting import lock, reached
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def test_a_dossier_that_was_reached_is_locked_once(who: p.Players) -> None:
    dossier = p.submitted(who)
    actions.accept(p.submitted(who), actor=who.reception)
    with (
        CaptureQueriesContext(connection) as asked,
        reached(dossier.code or "", actor=who.reception) as held,
    ):
        assert lock(held) is held
        assert actions.accept(held, actor=who.reception) is held
    statements = [query["sql"] for query in asked]
    assert sum("FOR UPDATE" in sql for sql in statements) == 1
    # The one around is the block's own, since a test is in a transaction already.
    assert sum(sql.startswith("SAVEPOINT") for sql in statements) == 1
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"


def test_out_of_the_block_it_is_locked_anew(who: p.Players) -> None:
    with reached(p.submitted(who).code or "", actor=who.reception) as held:
        pass
    Dossier.objects.filter(pk=held.pk).update(state="returned")
    with pytest.raises(Conflict):
        actions.accept(held, actor=who.reception)


def test_what_the_block_refuses_none_of_its_acts_has_done(who: p.Players) -> None:
    dossier = p.submitted(who)
    seen: list[Dossier] = []

    def accept_and_assign() -> None:
        with reached(dossier.code or "", actor=who.reception) as held:
            seen.append(actions.accept(held, actor=who.reception))
            actions.assign(held, actor=who.reception, officer=who.cast.reception.officer)

    with pytest.raises(NotAllowed):
        accept_and_assign()
    assert [one.held for one in seen] == [False]
    assert Dossier.objects.get(pk=dossier.pk).head_seq == dossier.head_seq


def test_what_somebody_may_not_see_is_not_reached(who: p.Players) -> None:
    dossier = p.drafted(who)
    Dossier.objects.filter(pk=dossier.pk).update(code="H56-1")
    for code in ("H56-1", "H56-2", ""):
        with pytest.raises(NotFound), reached(code, actor=who.leader):
            pass
    with reached("H56-1", actor=who.mother) as held:
        assert held.pk == dossier.pk
