"""Directives between a leader and an agency below: every act at every point, by every side."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests import players as p
from tests.authored import officer_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency, agency_by_id
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_officer
from toantrinh.programme.directing import (
    MOVES,
    Side,
    act,
    find_directive,
    give,
    late,
    lists,
    may,
    named_below,
    steps_of,
)
from toantrinh.programme.models import Directive, DirectiveStep, Stage
from toantrinh.programme.queries import find_plan, find_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture
def desk(who: p.Players) -> Agency:
    """An agency right below that of the leader."""
    assert who.leader.agency_id is not None
    return agency(f"{agency_by_id(who.leader.agency_id).key.partition('.')[0]}.ttpvhcc")


@pytest.fixture
def below(desk: Agency) -> Actor:
    return as_officer(officer_of(desk, "leader"), wall())


def given(who: p.Players, desk: Agency, days: int = 7) -> Directive:
    target = find_target(find_plan("nq57", actor=SYSTEM), "11.3")
    due = today() + timedelta(days=days)
    return give(
        actor=who.leader, addressee=desk, title="Số hóa", words="Hết tồn", due=due, target=target
    )


def test_it_goes_from_hand_to_hand_and_every_word_stays(
    who: p.Players, desk: Agency, below: Actor
) -> None:
    made = given(who, desk)
    assert [move.act for move in may(made, actor=below)] == ["accept", "decline"]
    for name, actor in [
        ("accept", below),
        ("report", below),
        ("send_back", who.leader),
        ("report", below),
        ("close", who.leader),
    ]:
        made = act(made, name, actor=actor, words=f"Lời {name}")
    assert made.stage == Stage.CLOSED
    assert may(made, actor=below) == may(made, actor=who.leader) == []
    told = [(step.act, step.words) for step in steps_of(made)]
    assert told[0] == ("give", "") and told[-1] == ("close", "Lời close")
    events = Event.objects.filter(stream=made.stream()).order_by("seq")
    assert [event.action for event in events] == [name for name, _words in told]
    assert "Hết tồn" not in str([event.payload for event in events])


@pytest.mark.parametrize("stage", list(Stage))
def test_every_act_at_every_point_by_everybody(
    stage: Stage, who: p.Players, desk: Agency, below: Actor
) -> None:
    sides = {Side.GIVER: who.leader, Side.ADDRESSEE: below}
    for move in MOVES:
        for side, actor in [*sides.items(), (None, who.specialist), (None, who.mother)]:
            made = given(who, desk)
            Directive.objects.filter(pk=made.pk).update(stage=stage)
            made.refresh_from_db()
            if side is not move.side:
                with pytest.raises(NotAllowed):
                    act(made, move.act, actor=actor, words="Lời")
            elif stage != move.source:
                with pytest.raises(Conflict):
                    act(made, move.act, actor=actor, words="Lời")
            else:
                assert move in may(made, actor=actor)
                assert act(made, move.act, actor=actor, words="Lời").stage == move.target


def test_what_is_wrong_is_told(who: p.Players, desk: Agency, below: Actor) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"title": " "}, "title"),
        ({"words": ""}, "words"),
        ({"due": today() - timedelta(days=1)}, "due"),
        ({"addressee": agency("00.cp")}, "addressee"),
    ]
    usual = {"addressee": desk, "title": "T", "words": "W", "due": today(), "target": None}
    for said, field in wrong:
        with pytest.raises(Refusal) as refused:
            give(actor=who.leader, **{**usual, **said})  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        give(actor=who.specialist, **usual)  # type: ignore[arg-type]
    made = given(who, desk)
    with pytest.raises(Refusal):
        act(made, "decline", actor=below, words=" ")
    with pytest.raises(NotFound):
        act(made, "burn", actor=below)


def test_a_province_reaches_a_commune_by_name_or_code(who: p.Players, desk: Agency) -> None:
    assert who.leader.agency_id is not None
    commune = agency_by_id(who.leader.agency_id)
    assert commune.parent_id is not None
    province = agency_by_id(commune.parent_id)
    leader = as_officer(officer_of(province, "leader"), wall())
    for text in (commune.key, commune.code, commune.name, f" {commune.name.lower()} "):
        assert named_below(text, province).key == commune.key
    # Two below: the desk of a commune stands further down still.
    assert named_below(desk.key, province).key == desk.key
    for text, said in {"phường": "mã", "": "Không có", "00.bca": "Không có"}.items():
        with pytest.raises(Refusal, match=said) as refused:
            named_below(text, province)
        assert refused.value.field == "further"
    with pytest.raises(Refusal):
        named_below(province.key, province)
    made = give(actor=leader, addressee=desk, title="T", words="W", due=today(), target=None)
    # The commune between them sees what was given to its desk.
    assert find_directive(made.pk, actor=who.leader) == made
    assert [each.pk for each in lists(who.leader)["below"]] == [made.pk]


def test_each_side_has_its_list(who: p.Players, desk: Agency, below: Actor) -> None:
    made, other = given(who, desk, 9), given(who, desk, 3)
    assert [each.pk for each in lists(who.leader)["from_us"]] == [other.pk, made.pk]
    assert [each.pk for each in lists(below)["to_us"]] == [other.pk, made.pk]
    act(other, "decline", actor=below, words="Không thuộc")
    assert [each.pk for each in lists(below)["ended"]] == [other.pk]
    assert find_directive(made.pk, actor=below) == made
    assert late(made, made.due + timedelta(days=1))
    assert not late(made, made.due)
    stranger = as_officer(officer_of(agency("00.bca"), "leader"), wall())
    with pytest.raises(NotFound):
        find_directive(made.pk, actor=stranger)


def test_nothing_said_is_taken_back(who: p.Players, desk: Agency) -> None:
    made = given(who, desk)
    for statement in (
        lambda: Directive.objects.filter(pk=made.pk).delete(),
        lambda: DirectiveStep.objects.filter(directive=made).update(words="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
