"""Proposals: who may, what holds them, and that nobody gets around the second pair of eyes."""

from dataclasses import replace
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.administration.governing import COMMUNE, PROVINCE, Governing, governing, place, weighty
from toantrinh.administration import actions, kinds, queries
from toantrinh.administration.kinds import Change, Words, kind
from toantrinh.administration.models import Decision, Proposal
from toantrinh.administration.post_changes import OpenPost
from toantrinh.administration.sealing import change_of, remark_text, told_of
from toantrinh.government.models import Agency, Post, PostRole, Rule
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.confirming import NotConfirmed
from toantrinh.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Governing:
    return governing()


def light(key: str = COMMUNE, code: str = "chuyen-vien-2") -> OpenPost:
    return OpenPost(
        agency=place(key).id, code=code, title="Chuyên viên", roles=(PostRole.SPECIALIST,)
    )


def events(proposal: Proposal) -> list[str]:
    told = Event.objects.filter(stream=proposal.stream()).order_by("seq")
    return list(told.values_list("action", flat=True))


def test_a_light_change_is_made_at_once_and_told_once(who: Governing) -> None:
    made = actions.propose(light(), actor=who.one)
    assert made.decision == Decision.ALONE and made.carried_out_at
    assert Post.objects.get(pk=made.result["post"]).title == "Chuyên viên"
    assert events(made) == ["change"]


def test_a_weighty_change_waits_for_another_administrator(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    assert made.open and not Post.objects.filter(code="quan-tri-2").exists()
    with pytest.raises(NotAllowed, match="không tự quyết định"):
        actions.confirm(made, actor=who.one)
    with pytest.raises(NotConfirmed):
        actions.confirm(made, actor=replace(who.other, confirmed_at=None))
    confirmed = actions.confirm(made, actor=who.other)
    assert confirmed.decision == Decision.CONFIRMED
    assert Post.objects.get(code="quan-tri-2").roles == ["administrator"]
    assert events(made) == ["propose", "confirm"]
    with pytest.raises(Conflict, match="đã được quyết định"):
        actions.reject(made, actor=who.other, reason="muộn")


def test_words_are_sealed_and_the_journal_has_codes_only(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    assert "title" not in made.payload and b"Qu\xe1\xba\xa3n" not in bytes(made.sealed)
    assert change_of(made) == weighty()
    assert told_of(made)[0].startswith("Ủy ban nhân dân phường Hạc Thành có thêm vị trí")
    event = Event.objects.get(stream=made.stream())
    assert event.payload["what"]["code"] == "quan-tri-2"
    assert event.payload["digest"] == bytes(made.digest).hex()


@pytest.mark.parametrize(
    ("by", "key", "may"),
    [
        ("one", PROVINCE, True),
        ("one", COMMUNE, True),
        ("below", COMMUNE, True),
        ("below", PROVINCE, False),
        ("beside", COMMUNE, False),
        ("data_officer", COMMUNE, False),
    ],
)
def test_nobody_administers_upwards_or_sideways(
    by: str, key: str, may: bool, who: Governing
) -> None:
    actor: Actor = getattr(who, by)
    if may:
        assert actions.propose(weighty(key), actor=actor).open
    else:
        with pytest.raises(NotAllowed):
            actions.propose(weighty(key), actor=actor)
    waiting = actions.propose(weighty(key, "khac"), actor=who.other)
    if may:
        assert actions.confirm(waiting, actor=actor).carried_out_at
    else:
        for decide in (
            actions.confirm,
            lambda p, actor: actions.reject(p, actor=actor, reason="x"),
        ):
            with pytest.raises(NotAllowed):
                decide(waiting, actor=actor)
        with pytest.raises(NotFound):
            queries.proposal(waiting.id, actor)


def test_the_system_proposes_nothing(who: Governing) -> None:
    with pytest.raises(NotAllowed):
        actions.propose(light(), actor=SYSTEM)


@kind
class _Raise(Change):
    """Power for one officer, by name."""

    kind: ClassVar[str] = "test.raise"
    label: ClassVar[str] = "Thử"

    officer: str
    note: Words = "x"

    def agencies(self) -> list[Agency]:
        return [place(COMMUNE)]

    def touches(self) -> set[UUID]:
        return {UUID(self.officer)}

    def weighty(self) -> bool:
        return True

    def preview(self) -> list[str]:
        return []

    def carry_out(self, actor: Actor) -> dict[str, object]:
        del actor
        if self.note == "refused":
            raise Refusal("Không làm được.")
        return {}


@kind
class _Slow(_Raise):
    kind: ClassVar[str] = "test.slow"
    slow: ClassVar[bool] = True


def test_nobody_has_a_hand_in_what_touches_them(who: Governing) -> None:
    about_one = _Raise(officer=str(who.one.id))
    with pytest.raises(NotAllowed, match="chạm đến chính bạn"):
        actions.propose(about_one, actor=who.one)
    made = actions.propose(about_one, actor=who.below)
    with pytest.raises(NotAllowed, match="chạm đến chính bạn"):
        actions.confirm(made, actor=who.one)
    assert actions.confirm(made, actor=who.other).carried_out_at


def test_a_dated_rule_says_where_one_is_enough(who: Governing) -> None:
    Rule.objects.create(
        key="administration.four_eyes.post.open",
        value=False,
        agency_key=COMMUNE,
        valid_from=today(),
        source="x",
        certainty="found",
    )
    assert actions.propose(weighty(COMMUNE), actor=who.one).decision == Decision.ALONE
    assert actions.propose(weighty(PROVINCE), actor=who.one).open


def test_two_equal_proposals_do_not_wait_side_by_side(who: Governing) -> None:
    actions.propose(weighty(), actor=who.one)
    with pytest.raises(Conflict, match="giống hệt"):
        actions.propose(weighty(), actor=who.below)


def test_what_became_impossible_meanwhile_is_not_done(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    actions.propose(light(code="quan-tri-2"), actor=who.one)
    with pytest.raises(Conflict, match="đã có vị trí"):
        actions.confirm(made, actor=who.other)
    assert Proposal.objects.get(pk=made.pk).open


def test_the_word_of_a_disabled_administrator_counts_no_more(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.below)
    User.objects.filter(officer=who.below.id).update(is_active=False)
    with pytest.raises(Conflict, match="đã bị khóa"):
        actions.confirm(made, actor=who.other)


def test_rejecting_takes_a_reason_that_is_sealed(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    with pytest.raises(Refusal, match="Cần nêu lý do"):
        actions.reject(made, actor=who.other, reason=" ")
    ended = actions.reject(made, actor=who.other, reason="Đã đủ  người.")
    assert remark_text(ended) == "Đã đủ người."
    assert events(made) == ["propose", "reject"]


def test_only_their_own_is_withdrawn(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    with pytest.raises(NotAllowed):
        actions.withdraw(made, actor=who.other)
    assert actions.withdraw(made, actor=who.one).decision == Decision.WITHDRAWN


def test_what_nobody_decides_ends_by_itself(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    with turned(now() + timedelta(days=14, minutes=1)):
        with pytest.raises(Conflict, match="quá hạn"):
            actions.confirm(made, actor=who.other)
        assert not queries.to_decide(who.other)
        assert actions.expire_old() == 1
    assert Proposal.objects.get(pk=made.pk).decision == Decision.EXPIRED
    assert actions.expire_old() == 0


def test_a_slow_change_is_done_by_the_worker_once(who: Governing) -> None:
    made = actions.confirm(
        actions.propose(_Slow(officer=str(who.below.id)), actor=who.one), actor=who.other
    )
    assert made.decision == Decision.CONFIRMED and made.carried_out_at is None
    assert actions.carry_out(made).carried_out_at
    assert actions.carry_out(made).head_seq == 3
    failing = _Slow(officer=str(who.below.id), note="refused")
    made = actions.confirm(actions.propose(failing, actor=who.one), actor=who.other)
    assert remark_text(actions.carry_out(made)) == "Không làm được."
    assert events(made) == ["propose", "confirm", "fail"]


def test_lists_show_ones_own_house(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    assert list(queries.to_decide(who.other)) == [made] == list(queries.to_decide(who.below))
    assert list(queries.mine(who.one)) == [made]
    assert not queries.to_decide(who.one) and not queries.visible(who.beside)
    actions.confirm(made, actor=who.other)
    assert list(queries.decided(who.below)) == [made]


def test_data_of_the_wrong_shape_is_refused_with_its_field() -> None:
    with pytest.raises(Invalid) as caught:
        kinds.read("post.open", {"agency": "x", "code": "a b", "title": "", "roles": ["king"]})
    assert {problem.where.split(".")[0] for problem in caught.value.problems} == {
        *("agency", "code", "title", "roles")
    }
    with pytest.raises(NotFound):
        kinds.read("post.burn", {})


def _forge(made: Proposal, **values: object) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(**values)


def test_the_database_holds_it_against_the_app_itself(who: Governing) -> None:
    made = actions.propose(weighty(), actor=who.one)
    _forge(made, four_eyes=False)
    _forge(made, payload={})
    _forge(made, proposed_by=who.other.id)
    _forge(made, decision="alone", decided_by=who.one.id, decided_at=now())
    _forge(made, decision="confirmed", decided_by=who.one.id, decided_at=now())
    _forge(made, decision="confirmed", decided_by=None, decided_at=now())
    _forge(made, carried_out_at=now())
    actions.confirm(made, actor=who.other)
    _forge(made, decision="", decided_by=None, decided_at=None, carried_out_at=None)
    _forge(made, decided_by=who.below.id)
    _forge(made, carried_out_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).delete()


def test_no_rule_is_changed_by_one_alone(who: Governing) -> None:
    made = actions.propose(light(), actor=who.one)
    forged = Proposal(
        kind="rule.set",
        agency=made.agency,
        key=made.key,
        payload={},
        sealed=b"",
        digest=b"x",
        four_eyes=False,
        proposed_by=made.proposed_by,
        proposed_at=now(),
        expires_at=now(),
    )
    with pytest.raises(IntegrityError, match="proposal_always_two"), transaction.atomic():
        forged.save(force_insert=True)
