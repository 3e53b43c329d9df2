"""A procedure changes hands: what goes on follows on the day, old papers stay as signed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from tests import players as p
from tests.administration.governing import Governing, governing
from tests.authored import officer_of
from toantrinh.administration import actions as proposals
from toantrinh.administration.hands_changes import ChangeHands
from toantrinh.administration.queries import outlook
from toantrinh.command.story import PROCEDURE
from toantrinh.documents.models import Document
from toantrinh.dossiers import actions
from toantrinh.dossiers.across_models import Consultation
from toantrinh.dossiers.assigning import set_rule
from toantrinh.dossiers.changing_hands import change_all
from toantrinh.dossiers.consulting import Question, answer, consult, open_ones
from toantrinh.dossiers.desk_models import AssignmentRule, Method
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import ask_payment, record_payment
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.tasks import follow_up
from toantrinh.government.hands_models import ChangeOfHands
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.time import now, today, turned, wall
from toantrinh.people.queries import as_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_seals")]
SINCE = date(2026, 12, 1)
BEFORE = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
ON_THE_DAY = datetime(2026, 11, 30, 17, 1, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    with turned(BEFORE):
        return p.players()


def changed(**other: object) -> ChangeHands:
    given: dict[str, object] = {
        "procedure": PROCEDURE,
        "province": "38",
        "giver": "ubnd-xa",
        "taker": "so-tp",
        "since": SINCE,
        "basis": "Nghị định 999/2026/NĐ-CP",
    }
    return ChangeHands.model_validate(given | other)


def decided(change: ChangeHands, made: Governing | None = None) -> None:
    """Two administrators agree on it."""
    two = made or governing()
    proposal = proposals.propose(change, actor=two.one)
    assert proposal.four_eyes
    with pytest.raises(NotAllowed):
        proposals.confirm(proposal, actor=two.one)
    proposals.confirm(proposal, actor=two.other)


def reread(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("agency", "desk", "officer").get(pk=dossier.pk)


def office(role: str) -> Actor:
    return as_officer(officer_of(agency("38.so-tp"), role), wall())


def asked(dossier: Dossier, who: p.Players, *keys: str) -> Dossier:
    questions = [Question(agency(key), "Có biết không?", now() + timedelta(days=9)) for key in keys]
    return consult(dossier, actor=who.specialist, questions=questions)


def test_open_dossiers_in_every_state_follow_on_the_day(who: p.Players) -> None:
    with turned(BEFORE):
        waiting = actions.ask_supplement(
            p.processing(who), actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
        unpaid = ask_payment(p.processing(who, copies=2), actor=who.specialist, amount=16000)
        pending = p.proposed(who)
        questioned = asked(p.processing(who), who, "14797.ca", "38.so-tp")
        spoken = asked(p.processing(who), who, "14797.ca")
        police = as_officer(officer_of(agency("14797.ca"), "specialist"), wall())
        spoken = answer(spoken, actor=police, words="Đúng người.")
        open_ = [p.submitted(who), p.accepted(who), waiting, unpaid, pending, questioned, spoken]
        ready = actions.approve(p.proposed(who), actor=who.leader)
        issue_result(ready)
        paper = Document.objects.get()
        decided(changed())
        assert change_all() == 0
        dues = {each.pk: reread(each).due_at for each in open_}
    with turned(ON_THE_DAY):
        assert change_all() == len(open_)
        assert change_all() == 0
    new, village, desk = agency("38.so-tp"), agency("14797.ubnd"), agency("14797.ttpvhcc")
    for each in open_:
        row = reread(each)
        assert (row.agency, row.agency_path, row.desk) == (new, new.path, desk)
        assert (row.officer, row.proposed_by_id, row.due_at) == (None, None, dues[each.pk])
        event = history(row).get(action="change_hands")
        assert (event.payload["agency_from"], event.actor) == (str(village.pk), "system")
    states = [reread(each).state for each in open_]
    assert states == ["submitted", "accepted", "supplementing", "paying", *["accepted"] * 3]
    # What was decided is handed over as it was, under the name of who signed it.
    assert reread(ready).agency == village
    assert Document.objects.get(pk=paper.pk).agency_name == village.name
    # The one asked who decides now is asked no more; the other may still answer.
    withdrawn = Consultation.objects.get(dossier=questioned, agency=new)
    assert (withdrawn.outcome, withdrawn.answered_by_id) == ("withdrawn", None)
    assert [one.agency.key for one in open_ones(questioned)] == ["14797.ca"]
    assert spoken.consultations.get().outcome == "answered"
    with turned(ON_THE_DAY + timedelta(hours=9)):
        # Nobody of before can sign; at the new agency it is proposed and signed anew.
        with pytest.raises((NotAllowed, Conflict)):
            actions.approve(reread(pending), actor=who.leader)
        clerk = officer_of(new, "specialist").officer
        again = actions.assign(reread(pending), actor=office("leader"), officer=clerk)
        again = actions.propose(again, actor=office("specialist"))
        assert actions.approve(again, actor=office("leader")).state == "ready"
        # What comes in afterwards waits to be taken up, by whoever decides now.
        back = actions.supplement(
            reread(waiting), actor=who.mother, answers={**p.whole_answers(who), "copies": 2}
        )
        assert (back.state, back.holder, back.officer) == ("accepted", "agency", None)
        paid = record_payment(reread(unpaid), actor=who.reception, amount=16000, receipt="BL-7")
        assert (paid.state, paid.officer) == ("accepted", None)
        # New ones go there at once, and say why.
        fresh = p.submitted(who)
        assert (fresh.agency, fresh.desk) == (new, agency("38.ttpvhcc"))
        assert change_all() == 0
    assert ChangeOfHands.objects.get().settled_at is not None
    assert verify().problems == []


def test_the_applicant_is_told_and_a_rule_of_the_new_agency_gives_it_out(who: p.Players) -> None:
    with turned(BEFORE):
        dossier = p.processing(who)
        decided(changed())
    with turned(ON_THE_DAY):
        change_all()
        clerk = office("specialist")
        assert clerk.id is not None
        head = office("leader")
        set_rule(actor=head, officers=[clerk.id], method=Method.ROUND_ROBIN, since=today())
        row = reread(dossier)
        follow_up(str(row.pk), row.head_seq)
    assert "Sở Tư pháp tỉnh Thanh Hóa giải quyết" in str(mail.outbox[-1].body)
    assert dossier.code and dossier.code in mail.outbox[-1].subject
    assert AssignmentRule.objects.get().last == clerk.id
    assert reread(dossier).officer_id == clerk.id


def test_what_would_change_is_said_before_and_wrong_plans_are_refused(who: p.Players) -> None:
    with turned(BEFORE):
        p.proposed(who)
        p.accepted(who)
        two = governing()
        said = "\n".join(outlook(changed(), actor=two.one).lines)
        for words in ("01/12/2026", "Sở Tư pháp", "2 hồ sơ đang giải quyết", "1 hồ sơ đang chờ ký"):
            assert words in said
        for wrong in (
            changed(since=date(2026, 11, 1)),
            changed(procedure="9.999999"),
            changed(taker="ubnd-xa"),
            changed(taker="38.khong-co"),
        ):
            with pytest.raises(Refusal):
                proposals.propose(wrong, actor=two.one)
        for one in (two.below, two.beside, two.data_officer):
            with pytest.raises(NotAllowed):
                proposals.propose(changed(), actor=one)
        decided(changed(), two)
        with pytest.raises(Conflict):
            proposals.propose(changed(), actor=two.one)
    assert Event.objects.filter(action="change_hands", stream="government").count() == 1
