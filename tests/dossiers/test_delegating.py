"""Four eyes at every step, signing in another's place, standing in for a colleague."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import players as p
from tests.documents.test_letters import shown
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions, desk_queries, perms
from toantrinh.dossiers.deciding import endorse
from toantrinh.dossiers.delegating import delegate, delegations, end_delegation
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.pile_counts import counts
from toantrinh.dossiers.piles import Pile, lying, pile_of
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.signing_models import Delegation, Form, StepDecision
from toantrinh.government.actions import open_post
from toantrinh.government.models import PostRole
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today, turned, wall
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Officer, Posting
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def colleague(who: p.Players, name: str, role: PostRole, title: str) -> tuple[Posting, Actor]:
    """Somebody else at the committee."""
    agency = who.cast.leader.post.agency
    post = open_post(
        agency, actor=SYSTEM, code=f"t-{name}", title=title, roles=[role], since=date(2026, 1, 1)
    )
    user = register_login(actor=SYSTEM, username=f"t.{name}", kind=LoginKind.OFFICER)
    officer = register_officer(
        actor=SYSTEM, full_name=f"Lê Thị {name.title()}", user=user, email="", synthetic=True
    )
    held = appoint(officer, actor=SYSTEM, post=post, since=date(2026, 1, 1))
    return held, as_officer(held, wall())


def given(
    who: p.Players, taker: Officer, form: Form = Form.AUTHORITY, **changes: object
) -> Delegation:
    said: dict[str, object] = {
        "giver": who.cast.leader.officer,
        "basis": "QĐ 12/QĐ-UBND",
        "since": today(),
        "until": today() + timedelta(days=3),
        **changes,
    }
    return delegate(actor=who.leader, taker=taker, form=form, **said)  # type: ignore[arg-type]


def may(actor: Actor, dossier: Dossier) -> set[str]:
    return {move.action for move in perms.moves_for(actor, dossier)}


def test_who_is_authorised_signs_under_their_own_name_as_the_law_prints_it(
    who: p.Players, own_files: None
) -> None:
    dossier = p.proposed(who)
    held, deputy = colleague(who, "hai", PostRole.SPECIALIST, "Trưởng phòng Tư pháp")
    assert "approve" not in may(deputy, dossier)
    made = given(who, held.officer, acts=["approve"])
    assert may(deputy, dossier) & {"approve", "extend", "stop"} == {"approve"}
    dossier = actions.approve(dossier, actor=deputy)
    assert dossier.approved_by_id == deputy.id
    assert history(dossier).get(action="approve").payload["delegation"] == str(made.pk)
    text = shown(content_of(issue_result(dossier).file))
    title = who.cast.leader.post.title.upper()
    assert f"TUQ. {title}" in text and "TRƯỞNG PHÒNG TƯ PHÁP" in text
    assert held.officer.full_name in text and who.cast.leader.officer.full_name not in text


def test_it_ends_by_date_by_its_giver_and_with_the_giver_s_post(who: p.Players) -> None:
    dossier = p.proposed(who)
    held, deputy = colleague(who, "hai", PostRole.SPECIALIST, "Trưởng phòng")
    made = given(who, held.officer)
    assert "approve" in may(deputy, dossier)
    with turned(now() + timedelta(days=4)):
        assert "approve" not in may(deputy, dossier)
    Posting.objects.filter(pk=who.cast.leader.pk).update(valid_to=today() - timedelta(days=1))
    assert "approve" not in may(deputy, dossier)
    Posting.objects.filter(pk=who.cast.leader.pk).update(valid_to=None)
    end_delegation(made.pk, actor=who.leader)
    assert "approve" not in may(deputy, dossier) and not delegations(who.leader)
    with pytest.raises(NotAllowed):
        actions.approve(dossier, actor=deputy)
    with pytest.raises(NotFound):
        end_delegation(made.pk, actor=who.leader)
    told = Event.objects.filter(stream=f"delegation/{made.agency_id}").order_by("seq")
    assert [event.action for event in told] == ["delegate", "end_delegation"]


def test_only_what_was_given_by_who_may_give_it(who: p.Players) -> None:
    dossier = p.proposed(who)
    held, deputy = colleague(who, "hai", PostRole.SPECIALIST, "Trưởng phòng")
    given(who, held.officer, procedures=["9.999999"])
    assert "approve" not in may(deputy, dossier)
    for wrong in (
        {"giver": who.cast.specialist.officer},
        {"basis": " "},
        {"acts": ["accept"]},
        {"until": today() - timedelta(days=1)},
        {"form": Form.DEPUTY},
    ):
        with pytest.raises((Refusal, NotAllowed, Conflict)):
            given(who, held.officer, **wrong)
    with pytest.raises(NotAllowed):
        delegations(who.specialist)


def test_who_stands_in_works_on_but_never_signs_what_they_proposed(who: p.Players) -> None:
    dossier = p.processing(who)
    held, other = colleague(who, "hai", PostRole.SPECIALIST, "Hộ tịch")
    with pytest.raises(NotAllowed):
        actions.propose(dossier, actor=other)
    cover = given(who, held.officer, Form.COVER, giver=who.cast.specialist.officer)
    given(who, held.officer)
    dossier = actions.propose(dossier, actor=other)
    assert history(dossier).get(action="propose").payload["delegation"] == str(cover.pk)
    assert dossier.proposed_by_id == other.id and "approve" not in may(other, dossier)
    with pytest.raises(Conflict, match="không được tự ký"):
        actions.approve(dossier, actor=other)
    # The absent one did not propose it, and may sign if they may sign at all.
    assert actions.approve(dossier, actor=who.leader).state == "ready"


def test_the_database_holds_every_step_against_the_app(who: p.Players) -> None:
    dossier = p.proposed(who)
    common = {"dossier": dossier, "step": "ky", "proposal": 9, "at": now()}
    specialist, leader = who.cast.specialist.officer, who.cast.leader.officer
    for wrong in (
        {"proposed_by": specialist, "decided_by": specialist},
        # Somebody else is named as who proposed.
        {"proposed_by": leader, "decided_by": specialist},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            StepDecision.objects.create(number=9, **common, **wrong)
    rows = Dossier.objects.filter(pk=dossier.pk)
    for officer in (specialist, leader):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(approved_by=officer)
    StepDecision.objects.create(number=9, **common, proposed_by=specialist, decided_by=leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepDecision.objects.create(
            number=10, **common | {"step": "hai"}, proposed_by=specialist, decided_by=leader
        )
    assert rows.update(approved_by=leader) == 1


def test_a_version_may_have_others_look_before_who_signs(
    who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = p.proposed(who)
    content = dossier.version.read
    signing = next(step for step in content.process if "approve" in step.acts)
    looking = signing.model_copy(
        update={"key": "xem", "title": "Xem xét", "acts": ("endorse", "send_back")}
    )
    process = (
        looking.model_copy(
            update={
                "leads_to": (
                    content.process[0]
                    .leads_to[-1]
                    .model_copy(update={"to": signing.key, "when": ""}),
                )
            }
        ),
        signing.model_copy(update={"leads_to": ()}),
    )
    changed = content.model_copy(update={"process": process})
    monkeypatch.setattr(type(dossier.version), "read", property(lambda _self: changed))
    _held, first = colleague(who, "hai", PostRole.LEADER, "Phó Chủ tịch")
    assert {"endorse"} == may(first, dossier) & {"endorse", "approve"}
    with pytest.raises(Conflict, match="Xem xét"):
        actions.approve(dossier, actor=who.leader)
    dossier = endorse(dossier, actor=first)
    assert dossier.state == "proposed"
    with pytest.raises(Conflict, match="bước trước"):
        actions.approve(dossier, actor=first)
    dossier = actions.approve(dossier, actor=who.leader)
    assert [one.step for one in dossier.decisions.order_by("number")] == ["xem", signing.key]


def lies(pile: Pile, actor: Actor) -> set[object]:
    """What a list shows, which what is said of each dossier and what is counted must agree with."""
    found = set(desk_queries.listing_of(pile, actor=actor).first(9))
    every = Dossier.objects.select_related("version")
    assert {row for row in every if lying(pile, actor).holds(row)} == found
    assert counts(actor).piles.get(pile, 0) == len(found)
    return {row.pk for row in found}


def test_who_signs_for_a_leader_or_stands_in_finds_it_in_a_pile(who: p.Players) -> None:
    proposed, going = p.proposed(who), p.processing(who)
    held, deputy = colleague(who, "hai", PostRole.SPECIALIST, "Trưởng phòng")
    assert not lies(Pile.SIGN, deputy) and not lies(Pile.COVERED, deputy)
    code = proposed.version.read.code
    tries: tuple[tuple[dict[str, object], bool], ...] = (
        ({"procedures": ["9.999999"]}, False),
        ({"acts": ["approve_correction"]}, False),
        ({"procedures": ["1.000001", code], "acts": ["approve", "extend"]}, True),
    )
    for said, seen in tries:
        made = given(who, held.officer, Form.AUTHORITY, **said)
        assert lies(Pile.SIGN, deputy) == ({proposed.pk} if seen else set())
        assert (pile_of(proposed, actor=deputy) is Pile.SIGN) is seen
        if not seen:
            end_delegation(made.pk, actor=who.leader)
    with turned(now() + timedelta(days=4)):
        assert not lies(Pile.SIGN, deputy)
    Posting.objects.filter(pk=who.cast.leader.pk).update(valid_to=today() - timedelta(days=1))
    assert not lies(Pile.SIGN, deputy)
    Posting.objects.filter(pk=who.cast.leader.pk).update(valid_to=None)
    # What they proposed themselves they sign for nobody.
    Dossier.objects.filter(pk=proposed.pk).update(proposed_by=held.officer)
    assert not lies(Pile.SIGN, deputy)
    given(who, held.officer, Form.COVER, giver=who.cast.specialist.officer)
    assert lies(Pile.COVERED, deputy) == {going.pk} and not lies(Pile.COVERED, who.specialist)
    assert pile_of(going, actor=deputy) is Pile.COVERED
