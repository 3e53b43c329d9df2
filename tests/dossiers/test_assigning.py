"""Who takes what by rule: the narrowest holds, turns go round, who is away is passed over."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests import players as p
from tests.web.desk.conftest import colleague, now_of
from toantrinh.dossiers import actions
from toantrinh.dossiers.assigning import assign_by_rule, end_rule, rules_of, set_rule
from toantrinh.dossiers.desk_models import AssignmentRule, Method
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.tasks import follow_up
from toantrinh.journal.models import Event
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.models import Absence, Officer
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
TURNS, LOAD = Method.ROUND_ROBIN, Method.LOAD


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture
def three(who: p.Players) -> list[Officer]:
    """The specialist and two colleagues at the same agency."""
    others = [colleague(f"cv{n}", f"Vũ Thị {n}", "14797.ubnd", "specialist") for n in "AB"]
    return [who.cast.specialist.officer, *(each.officer for each in others)]


def ids(officers: list[Officer]) -> list[UUID]:
    return [each.pk for each in officers]


def taken(who: p.Players, count: int) -> list[Officer | None]:
    return [assign_by_rule(p.accepted(who)) for _ in range(count)]


def test_without_a_rule_a_dossier_waits(who: p.Players) -> None:
    assert taken(who, 1) == [None]


def test_turns_go_round_and_pass_over_who_is_away(who: p.Players, three: list[Officer]) -> None:
    rule = set_rule(actor=who.leader, officers=ids(three), method=TURNS, since=today())
    first, second, third = three
    assert taken(who, 4) == [first, second, third, first]
    Absence.objects.create(officer=second, valid_from=today())
    assert taken(who, 2) == [third, first]
    Absence.objects.create(officer=first, valid_from=today())
    Absence.objects.create(officer=third, valid_from=today())
    assert taken(who, 1) == [None]
    rule.refresh_from_db()
    assert rule.last == first.pk


def test_who_has_least_in_hand_takes_it(who: p.Players, three: list[Officer]) -> None:
    actions.assign(p.accepted(who), actor=who.leader, officer=three[0])
    set_rule(actor=who.leader, officers=ids(three), method=LOAD, since=today())
    assert taken(who, 3) == [three[1], three[2], three[0]]


def test_the_narrowest_rule_holds(who: p.Players, three: list[Officer]) -> None:
    dossier = p.accepted(who)
    code, place = dossier.version.procedure.code, dossier.place
    scopes = [("", []), ("", [place, "00001"]), (code, [])]
    for officer, (procedure, places) in zip(three, scopes, strict=True):
        set_rule(
            actor=who.leader,
            officers=[officer.pk],
            method=TURNS,
            since=today(),
            procedure=procedure,
            places=places,
        )
        assert taken(who, 1) == [officer]
    set_rule(
        actor=who.leader, officers=ids(three[:1]), method=TURNS, since=today(), places=["00001"]
    )
    assert taken(who, 1) == [three[2]]


def test_reception_makes_it_so_once(who: p.Players) -> None:
    set_rule(actor=who.leader, officers=[_id(who)], method=TURNS, since=today())
    dossier = p.accepted(who)
    for _ in range(2):
        follow_up(str(dossier.pk), dossier.head_seq)
    held = now_of(dossier)
    assert held.officer == who.cast.specialist.officer and held.state == "processing"
    [event] = Event.objects.filter(stream=dossier.stream(), action="assign")
    assert event.actor == "system" and event.payload["rule"]


def test_a_rule_holds_from_its_day_until_the_next(who: p.Players, three: list[Officer]) -> None:
    first = set_rule(actor=who.leader, officers=[_id(who)], method=TURNS, since=today())
    later = today() + timedelta(days=3)
    second = set_rule(actor=who.leader, officers=ids(three), method=LOAD, since=later)
    first.refresh_from_db()
    assert first.valid_to == later - timedelta(days=1) and rules_of(who.leader) == [first, second]
    # Said anew for an earlier day, what was to begin later is taken back.
    third = set_rule(actor=who.leader, officers=ids(three), method=TURNS, since=today())
    assert list(AssignmentRule.objects.all()) == [third]
    end_rule(third.pk, actor=who.leader, since=later)
    with turned(now() + timedelta(days=4)):
        assert rules_of(who.leader) == []
    told = Event.objects.filter(stream=f"assignment/{who.leader.agency_id}").order_by("seq")
    assert [event.action for event in told] == ["set_assignment"] * 3 + ["end_assignment"]


def test_only_the_leader_sets_for_own_people_and_days_to_come(
    who: p.Players, three: list[Officer]
) -> None:
    yesterday, receives = today() - timedelta(days=1), who.cast.reception.officer_id
    for actor, officers, since, told in (
        (who.specialist, ids(three), today(), NotAllowed),
        (who.leader, [], today(), Refusal),
        (who.leader, ids(three), yesterday, Refusal),
        (who.leader, [receives], today(), Conflict),
    ):
        with pytest.raises(told):
            set_rule(actor=actor, officers=officers, method=TURNS, since=since)
    rule = set_rule(actor=who.leader, officers=ids(three), method=TURNS, since=today())
    far = colleague("xa", "Vũ Xa", "00004.ubnd", "leader")
    with pytest.raises(NotFound):
        end_rule(rule.pk, actor=as_officer(far))
    assert Dossier.objects.count() == 0


def _id(who: p.Players) -> UUID:
    return who.cast.specialist.officer_id
