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
from toantrinh.dossiers.tracking import wait_ended
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict

pytestmark = pytest.mark.usefixtures("own_seals")


def _race(dossier: Dossier, *acts: Callable[[Dossier], object]) -> list[bool]:
    """Who of those that act at the same moment wins."""
    ready = Barrier(len(acts))

    def try_it(act: Callable[[Dossier], object]) -> bool:
        ready.wait(30)
        try:
            act(Dossier.objects.get(pk=dossier.pk))
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(try_it, acts))


def test_one_wins_and_the_other_learns_who_did_what(own_database: str) -> None:
    who = p.players()
    dossier = p.submitted(who)
    won = _race(
        dossier,
        lambda one: actions.accept(one, actor=who.reception),
        lambda one: actions.refuse(one, actor=who.reception, reason="Sai nơi nộp."),
    )
    assert sorted(won) == [False, True]
    (told,) = changes_since(dossier, dossier.head_seq, but=SYSTEM)
    assert told.actor == str(who.reception)
    assert told.action == ("accept" if won[0] else "refuse")
    _online_and_at_the_counter(who)
    assert verify().problems == []
    connection.close()


def _online_and_at_the_counter(who: p.Players) -> None:
    """Whoever was asked hands in by two ways at once."""
    dossier = actions.ask_supplement(
        p.submitted(who), actor=who.reception, missing=["child_origin"], reason="Ghi rõ."
    )
    answers, both = p.whole_answers(who), (who.mother, who.reception)
    won = _race(
        dossier,
        lambda one: actions.supplement(one, actor=who.mother, answers=answers),
        lambda one: actions.supplement(one, actor=who.reception, answers=answers),
    )
    assert sorted(won) == [False, True]
    (told,) = changes_since(dossier, dossier.head_seq, but=SYSTEM)
    assert told.actor == str(both[won.index(True)])
    ended = wait_ended(Dossier.objects.get(pk=dossier.pk))
    assert ended and ended.seq == told.seq
