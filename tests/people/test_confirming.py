"""How long ago a second factor may have been shown by whoever signs."""

from datetime import timedelta

import pytest

from tests import players as p
from toantrinh.api.actions import give_token
from toantrinh.api.queries import actor_of_token
from toantrinh.dossiers import actions
from toantrinh.dossiers.lifecycle import TABLE, Demand
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.government import memory
from toantrinh.government.models import Rule
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import wall
from toantrinh.people.confirming import NotConfirmed, check_confirmed, is_fresh
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db


def _ago(**time: float) -> p.Players:
    """The players, whose second factors were shown so long ago."""
    made = p.players()
    return p.played(made.cast, wall() - timedelta(**time))


def test_what_signs_is_refused_after_a_while_and_nothing_is_written() -> None:
    dossier = p.proposed(p.players())
    events = Event.objects.filter(stream=dossier.stream()).count()
    for late in (as_officer(p.players().cast.leader), _ago(minutes=11).leader):
        with pytest.raises(NotConfirmed, match="trong 10 phút"):
            actions.approve(dossier, actor=late)
    assert Dossier.objects.get(pk=dossier.pk).stage is State.PROPOSED
    assert Event.objects.filter(stream=dossier.stream()).count() == events
    assert actions.approve(dossier, actor=_ago(minutes=9).leader).stage is State.READY


def test_a_receipt_is_signed_with_what_was_shown_in_the_same_half_of_the_day() -> None:
    dossier = p.submitted(p.players())
    with pytest.raises(NotConfirmed):
        actions.accept(dossier, actor=_ago(minutes=241).reception)
    assert actions.accept(dossier, actor=_ago(minutes=239).reception).stage is State.ACCEPTED


def test_acts_without_a_signature_ask_for_nothing() -> None:
    dossier = p.proposed(p.players())
    back = actions.send_back(dossier, actor=_ago(hours=7).leader, reason="Xem lại.")
    assert back.stage is State.PROCESSING


def test_the_table_says_of_every_act_that_brings_a_signed_paper() -> None:
    # What the worker issues after an act: dossiers/called_for.py.
    signing = {move.action for move in TABLE if Demand.SIGNATURE in move.demands}
    assert signing == {
        *("accept", "refuse", "ask_supplement", "extend", "stop", "withdraw", "approve"),
        "approve_correction",
    }


def test_how_long_is_a_dated_rule_of_all_acts_or_of_one() -> None:
    leader = _ago(minutes=30).leader
    assert not is_fresh(leader, "approve")
    Rule.objects.filter(key="signing.confirm_minutes").update(value=60)
    memory.forget()
    assert is_fresh(leader, "approve")
    check_confirmed(leader, "accept")


def test_whoever_may_not_act_anyway_is_told_so_and_not_asked() -> None:
    with pytest.raises(NotAllowed, match="không có quyền") as refused:
        actions.approve(p.proposed(p.players()), actor=_ago(hours=1).specialist)
    assert not isinstance(refused.value, NotConfirmed)


def test_only_the_officer_lets_a_token_sign_with_a_factor_shown_just_now() -> None:
    who = p.players()
    leader, other = who.cast.leader, who.leader
    for actor in (SYSTEM, as_officer(leader), who.specialist, _ago(minutes=11).leader):
        with pytest.raises(NotAllowed):
            give_token(leader, actor=actor, name="x", may_sign=True)
    with pytest.raises(NotAllowed):
        give_token(who.cast.mother, actor=other, name="x", may_sign=True)
    token, text = give_token(leader, actor=other, name="x", may_sign=True)
    found = actor_of_token(text)
    assert token.may_sign and found is not None and is_fresh(found[1], "approve")
    plain = actor_of_token(give_token(leader, actor=SYSTEM, name="y")[1])
    assert plain is not None and not is_fresh(plain[1], "approve")
