from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import answers_of, note_text
from toantrinh.dossiers.models import Dossier, Draft, Revision
from toantrinh.dossiers.queries import find, history, queue
from toantrinh.dossiers.states import State
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
# A Monday without holidays around it.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def test_submit_gives_a_code_by_the_rule_and_finds_who_is_competent(who: p.Players) -> None:
    with turned(MONDAY):
        first, second = p.submitted(who), p.submitted(who)
    # Thanh Hóa's own code is the nearest official one above the commune.
    assert first.code is not None
    assert first.code.startswith("H56-260608-")
    assert int(str(second.code)[-4:]) == int(first.code[-4:]) + 1
    assert first.agency is not None and first.desk is not None
    assert (first.agency.key, first.desk.key) == ("14797.ubnd", "14797.ttpvhcc")
    assert (first.status_code, first.holder, first.province) == (1, "desk", "38")
    assert not Draft.objects.filter(pk=first.pk).exists()


def test_answers_are_sealed_and_events_do_not_hold_them(who: p.Players) -> None:
    dossier = p.submitted(who)
    assert answers_of(dossier)["child_name"] == "Lê Minh An"
    revision = Revision.objects.get(dossier=dossier)
    assert "Lê Minh An".encode() not in bytes(revision.sealed)
    event = history(dossier).get(action="submit")
    assert event.payload["answers_hash"] == bytes(revision.answers_hash).hex()
    assert "An" not in str(event.payload["fields"])


def test_an_incomplete_draft_is_told_whole_and_nothing_is_kept(who: p.Players) -> None:
    dossier = p.drafted(who, child_name="An 2", birth_proof="witness")
    with pytest.raises(Invalid) as refused:
        actions.submit(dossier, actor=who.mother)
    assert {problem.where for problem in refused.value.problems} == {
        "child_name",
        "van_ban_lam_chung",
    }
    assert not dossier.revisions.exists()
    assert Dossier.objects.get(pk=dossier.pk).state == State.DRAFT


def test_a_second_window_does_not_overwrite_the_first(who: p.Players) -> None:
    dossier = p.drafted(who)
    seen = Draft.objects.get(pk=dossier.pk).saved
    actions.save_draft(dossier, actor=who.mother, answers={"child_name": "Lê An"}, saved=seen)
    with pytest.raises(Conflict, match="cửa sổ khác"):
        actions.save_draft(dossier, actor=who.mother, answers={"child_name": "X"}, saved=seen)


def test_accept_promises_a_moment(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.accepted(who)
    # Same day, office hours until 17:00.
    assert dossier.due_at == datetime(2026, 6, 8, 10, 0, tzinfo=UTC)
    assert dossier.original_due_at == dossier.due_at
    assert dossier.received_at == MONDAY


def test_a_pause_moves_the_promise(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.processing(who)
        actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ quê quán."
        )
    with turned(datetime(2026, 6, 10, 2, 0, tzinfo=UTC)):
        after = actions.supplement(dossier, actor=who.mother, answers=p.whole_answers(who))
    assert after.state == State.PROCESSING
    assert after.due_at and after.original_due_at
    assert (after.due_at - after.original_due_at).days == 2
    assert after.revisions.count() == 2
    note = after.notes.get(kind="missing")
    assert (note_text(note), note.missing) == ("Ghi rõ quê quán.", ["child_origin"])


def test_a_supplement_before_reception_starts_the_clock_when_whole(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.submitted(who)
        asked = actions.ask_supplement(
            dossier, actor=who.reception, missing=["giay_chung_sinh"], reason="Ảnh mờ."
        )
    assert (asked.state, asked.status_code, asked.holder) == ("incomplete", 1, "applicant")
    later = datetime(2026, 6, 11, 3, 0, tzinfo=UTC)
    with turned(later):
        actions.supplement(dossier, actor=who.mother, answers=p.whole_answers(who))
        done = actions.accept(dossier, actor=who.reception)
    assert done.received_at == later


def test_whoever_proposed_can_not_approve(who: p.Players) -> None:
    dossier = p.proposed(who)
    Dossier.objects.filter(pk=dossier.pk).update(proposed_by=who.leader.id)
    with pytest.raises(Conflict, match="không được tự ký"):
        actions.approve(dossier, actor=who.leader)


def test_the_database_holds_four_eyes_against_the_app(who: p.Players) -> None:
    dossier = p.proposed(who)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(approved_by=dossier.proposed_by_id)


@pytest.mark.parametrize("code", [3, 7, 8, 10])
def test_the_database_holds_that_terminal_is_terminal(who: p.Players, code: int) -> None:
    state = next(state for state in State if state.code == code)
    dossier = p.submitted(who)
    Dossier.objects.filter(pk=dossier.pk).update(state=state, status_code=code, holder="nobody")
    with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(state="processing", status_code=4)


def test_a_dossier_is_never_deleted(who: p.Players) -> None:
    dossier = p.submitted(who)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM dossiers_dossier WHERE id = %s", [dossier.id])


def test_a_stranger_sees_nothing_and_does_nothing(who: p.Players) -> None:
    dossier = p.submitted(who)
    assert dossier.code
    stranger = Actor("person", id=new_id())
    with pytest.raises(NotFound):
        find(dossier.code, actor=stranger)
    with pytest.raises(NotAllowed):
        actions.withdraw(dossier, actor=stranger)
    with pytest.raises(NotAllowed):
        actions.accept(dossier, actor=who.mother)
    with pytest.raises(NotAllowed):
        actions.accept(dossier, actor=who.leader)


def test_a_reason_is_asked_for(who: p.Players) -> None:
    dossier = p.submitted(who)
    with pytest.raises(Refusal, match="lý do"):
        actions.refuse(dossier, actor=who.reception, reason="  ")
    refused = actions.refuse(dossier, actor=who.reception, reason="Không thuộc thẩm quyền.")
    assert (refused.status_code, refused.holder) == (3, "nobody")
    with pytest.raises(Conflict):
        actions.accept(dossier, actor=who.reception)


def test_missing_must_name_what_the_procedure_asks(who: p.Players) -> None:
    dossier = p.submitted(who)
    for missing in ([], ["unknown_thing"]):
        with pytest.raises(Invalid):
            actions.ask_supplement(dossier, actor=who.reception, missing=missing, reason="Thiếu.")


def test_only_a_specialist_of_the_agency_is_assigned(who: p.Players) -> None:
    dossier = p.accepted(who)
    with pytest.raises(Conflict, match="không thụ lý"):
        actions.assign(dossier, actor=who.leader, officer=who.cast.reception.officer)


def test_the_queue_shows_an_agency_its_own_and_what_lies_below(who: p.Players) -> None:
    dossier = p.accepted(who)
    seen = queue(who.specialist, states=["accepted"])
    assert dossier.pk in {row.pk for row in seen}
    draft = p.drafted(who)
    assert draft.pk not in {row.pk for row in queue(who.specialist, states=["draft"])}


def test_an_act_that_fails_leaves_nothing(who: p.Players) -> None:
    dossier = p.submitted(who)
    before = Event.objects.count()
    with pytest.raises(Refusal):
        actions.refuse(dossier, actor=who.reception, reason="")
    assert Event.objects.count() == before
    assert not dossier.notes.exists()
