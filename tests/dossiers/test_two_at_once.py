"""Two officers act on one dossier at the same moment: one wins, the other learns who and what."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers.desk_queries import changes_since
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict

pytestmark = pytest.mark.usefixtures("own_seals")


def test_one_wins_and_the_other_learns_who_did_what(own_database: str) -> None:
    who = p.players()
    dossier = p.submitted(who)
    ready = Barrier(2)

    def try_it(act: Callable[[Dossier], object]) -> bool:
        ready.wait(30)
        try:
            act(Dossier.objects.get(pk=dossier.pk))
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    acts: list[Callable[[Dossier], object]] = [
        lambda one: actions.accept(one, actor=who.reception),
        lambda one: actions.refuse(one, actor=who.reception, reason="Sai nơi nộp."),
    ]
    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(try_it, acts))
    assert sorted(won) == [False, True]
    (told,) = changes_since(dossier, dossier.head_seq, but=SYSTEM)
    assert told.actor == str(who.reception)
    assert told.action == ("accept" if won[0] else "refuse")
    assert verify().problems == []
    connection.close()
