"""Every act of the table with its letter: what ends, waits, is promised anew, and what it costs."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tests import players as p
from tests.documents.test_letters import shown
from toantrinh.command.story import certificate
from toantrinh.documents.actions import store_upload
from toantrinh.documents.models import Document
from toantrinh.documents.queries import check_document, content_of
from toantrinh.dossiers import actions
from toantrinh.dossiers.allowance import Exhausted
from toantrinh.dossiers.answers import answers_of, note_text
from toantrinh.dossiers.called_for import issue_for
from toantrinh.dossiers.collecting import remind_all
from toantrinh.dossiers.correcting import (
    approve_correction,
    propose_correction,
    refuse_correction,
)
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.filtering import Filter
from toantrinh.dossiers.leafing import DUE
from toantrinh.dossiers.lifecycle import TABLE, Demand, Letter, Role
from toantrinh.dossiers.limits import Limit, LimitKind
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import ask_payment, record_payment
from toantrinh.dossiers.perms import moves_for
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.reopening import reopen
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stopping import close, close_all, stop
from toantrinh.dossiers.timing import reckon
from toantrinh.dossiers.word_models import Correction
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Refusal
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
PASSED_ON = {"hand_on", "give_back", "change_hands"}
# Nor what is taken up anew after a wait, where the procedure changed hands meanwhile.
TAKEN_UP = {(act, State.ACCEPTED) for act in ("supplement", "record_payment")}
# A Monday without holidays around it.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture
def fees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Births are registered without a fee; here they are not."""
    monkeypatch.setattr("toantrinh.dossiers.allowance.amount_due", lambda _dossier: None)


def letter_of(dossier: Dossier, act: str) -> tuple[Document, str]:
    """The letter that the last such act called for, and its text; it is made once."""
    event = history(dossier).filter(action=act).last()
    assert event is not None
    made, again = issue_for(dossier, event), issue_for(dossier, event)
    assert made is not None and again is not None and made.pk == again.pk
    checked = check_document(made)
    assert checked.valid and checked.covers_whole_file
    return made, shown(content_of(made.file))


def asked(who: p.Players) -> Dossier:
    return actions.ask_supplement(
        p.processing(who), actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
    )


def asked_before(who: p.Players) -> Dossier:
    return actions.ask_supplement(
        p.submitted(who), actor=who.reception, missing=["giay_chung_sinh"], reason="Ảnh mờ."
    )


def unpaid(who: p.Players) -> Dossier:
    return ask_payment(p.submitted(who), actor=who.reception, amount=8000)


def paying(who: p.Players) -> Dossier:
    return ask_payment(p.processing(who), actor=who.specialist, amount=8000)


def test_whoever_of_the_house_brings_about_a_letter_signs_and_the_forms_are_the_laws() -> None:
    for move in TABLE:
        signs = move.letter is not None and move.role not in {Role.APPLICANT, Role.SYSTEM}
        assert (Demand.SIGNATURE in move.demands) is signs, move.action
    # What a state is reached by tells which letter stands behind it.
    behind = {
        State.ACCEPTED: {Letter.RECEIPT},
        State.DENIED: {Letter.REFUSAL},
        State.INCOMPLETE: {Letter.SUPPLEMENT},
        State.SUPPLEMENTING: {Letter.SUPPLEMENT},
        State.STOPPED: {Letter.STOP},
        State.WITHDRAWN: {Letter.STOP},
        State.READY: {Letter.RESULT},
    }
    for state in State:
        # What passes a dossier on within what was received promises nothing anew.
        arriving = [
            m
            for m in TABLE
            if m.target is state and m.action not in PASSED_ON and (m.action, state) not in TAKEN_UP
        ]
        found = {move.letter for move in arriving}
        assert found - {None} == behind.get(state, set())
        assert (None in found) <= (state not in behind)


ENDS: list[tuple[str, Callable[[p.Players], Dossier], Callable[[Dossier, p.Players], Dossier]]] = [
    ("denied", p.submitted, lambda d, w: actions.refuse(d, actor=w.reception, reason="Sai nơi.")),
    ("stopped", p.processing, lambda d, w: stop(d, actor=w.leader, reason="Người nộp qua đời.")),
    ("stopped", asked, lambda d, w: stop(d, actor=w.leader, reason="Không còn căn cứ.")),
    ("denied", asked_before, lambda d, w: close(d)),
    ("denied", unpaid, lambda d, w: close(d)),
    ("stopped", asked, lambda d, w: close(d)),
    ("stopped", paying, lambda d, w: close(d)),
    ("withdrawn", p.processing, lambda d, w: actions.withdraw(d, actor=w.mother)),
]


@pytest.mark.parametrize(("state", "make", "end"), ENDS)
def test_an_end_without_result_is_told_on_paper_with_the_way_to_appeal(
    who: p.Players,
    state: str,
    make: Callable[[p.Players], Dossier],
    end: Callable[[Dossier, p.Players], Dossier],
    own_files: None,
    fees: None,
) -> None:
    with turned(MONDAY):
        dossier = make(who)
    with turned(LATER):
        ended = end(dossier, who)
        last = history(ended).last()
        assert last is not None
        letter, text = letter_of(ended, last.action)
    assert (ended.state, ended.holder, ended.stage.terminal) == (state, "nobody", True)
    assert letter.kind == ("refusal" if state == "denied" else "stop")
    assert letter.number == f"01-260630/{'PTC' if state == 'denied' else 'TBD'}"
    for told in ("khiếu nại", "90 ngày", "12 tháng", str(ended.code), "Lý do"):
        assert told in text
    assert not ended.pauses.filter(until__isnull=True).exists()
    with pytest.raises(Conflict):
        stop(ended, actor=who.leader, reason="Lần nữa.")


def test_one_request_names_all_that_is_missing_and_a_second_is_refused(
    who: p.Players, own_files: None
) -> None:
    with turned(MONDAY):
        dossier = actions.ask_supplement(
            p.submitted(who),
            actor=who.reception,
            missing=["giay_chung_sinh", "child_origin"],
            reason="Ảnh mờ, quê quán chưa rõ.",
        )
        letter, text = letter_of(dossier, "ask_supplement")
        actions.supplement(dossier, actor=who.mother, answers=p.whole_answers(who))
        assert "ask_supplement" not in {m.action for m in moves_for(who.reception, reread(dossier))}
        with pytest.raises(Exhausted, match="đã được yêu cầu bổ sung 1 lần"):
            actions.ask_supplement(
                dossier, actor=who.reception, missing=["child_origin"], reason="Còn nữa."
            )
    assert letter.number == "01-260608/PBS"
    for told in ("Giấy chứng sinh", "Quê quán", "Ảnh mờ", "29/06/2026", "Trung tâm"):
        assert told.lower() in text.lower()


def test_a_new_promise_is_given_once_in_time_and_keeps_the_first(
    who: p.Players, own_files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "toantrinh.dossiers.timing.limit_of", lambda _d: Limit(LimitKind.WORKING_DAYS, 5)
    )
    with turned(MONDAY):
        dossier = p.processing(who)
        first = dossier.due_at
        assert first == datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
        for days in (0, 366):
            with pytest.raises(Refusal, match="ngày làm việc"):
                extend(dossier, actor=who.leader, working_days=days, reason="Chờ xác minh.")
    late = pytest.raises(Exhausted, match=r"chậm nhất 1 ngày trước.*14/06/2026")
    with turned(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)), late:
        extend(dossier, actor=who.leader, working_days=3, reason="Chờ xác minh.")
    with turned(datetime(2026, 6, 14, 1, 0, tzinfo=UTC)):
        with pytest.raises(NotAllowed):
            extend(dossier, actor=who.specialist, working_days=3, reason="Chờ xác minh.")
        after = extend(dossier, actor=who.leader, working_days=3, reason="Chờ xác minh.")
        letter, text = letter_of(after, "extend")
        with pytest.raises(Exhausted, match="đã hẹn lại 1 lần"):
            extend(dossier, actor=who.leader, working_days=1, reason="Lần nữa.")
        reckoned = reckon(reread(dossier))
    assert (after.original_due_at, after.state) == (first, "processing")
    assert after.due_at == datetime(2026, 6, 18, 10, 0, tzinfo=UTC)
    assert reckoned is not None and reckoned.at == after.due_at
    assert letter.number == "01-260614/PXL"
    for told in ("17:00 ngày 15/06/2026", "17:00 ngày 18/06/2026", "xin lỗi", "Chờ xác minh"):
        assert told in text


def test_a_fee_stops_the_clock_until_it_is_paid_with_its_receipt(
    who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Exhausted, match="không còn phí"):
        unpaid(who)
    monkeypatch.setattr("toantrinh.dossiers.allowance.amount_due", lambda _dossier: None)
    with turned(MONDAY):
        dossier = unpaid(who)
        assert (dossier.state, dossier.status_code, dossier.holder) == ("unpaid", 1, "applicant")
        for wrong in ({"amount": 8000, "receipt": " "}, {"amount": 7000, "receipt": "BL-1"}):
            with pytest.raises(Refusal):
                record_payment(dossier, actor=who.reception, **wrong)  # type: ignore[arg-type]
    later = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
    with turned(later):
        record_payment(dossier, actor=who.reception, amount=8000, receipt="BL-1")
        done = actions.accept(dossier, actor=who.reception)
        # Received when it was complete, its fee too.
        assert done.received_at == later
        again = actions.assign(done, actor=who.leader, officer=who.cast.specialist.officer)
        again = ask_payment(again, actor=who.specialist, amount=2000)
    assert (again.state, again.status_code) == ("paying", 6)
    with turned(datetime(2026, 6, 12, 2, 0, tzinfo=UTC)):
        again = record_payment(again, actor=who.reception, amount=2000, receipt="BL-2")
    assert again.state == "processing" and again.due_at and again.original_due_at
    assert (again.due_at - again.original_due_at).days == 2
    assert list(again.payments.values_list("amount", "receipt")) == [(8000, "BL-1"), (2000, "BL-2")]


def test_not_to_grant_is_a_result_that_two_decide(who: p.Players, own_files: None) -> None:
    dossier = p.processing(who)
    proposed = actions.propose_denial(dossier, actor=who.specialist, reason="Đã có giấy khai sinh.")
    assert (proposed.state, proposed.denial) == ("proposed", True)
    actions.send_back(proposed, actor=who.leader, reason="Kiểm tra lại.")
    assert not actions.propose(dossier, actor=who.specialist).denial
    actions.send_back(dossier, actor=who.leader, reason="Vẫn từ chối.")
    actions.propose_denial(dossier, actor=who.specialist, reason="Đã có giấy khai sinh.")
    decided = actions.approve(dossier, actor=who.leader)
    event = history(decided).filter(action="approve").last()
    assert event is not None
    made = issue_for(decided, event)
    assert made is not None and (made.kind, made.title) == (
        "refusal",
        "Văn bản từ chối giải quyết hồ sơ",
    )
    text = shown(content_of(made.file))
    assert "Đã có giấy khai sinh." in text and "khiếu nại" in text
    ended = actions.return_result(decided, actor=who.reception)
    assert (ended.status_code, ended.result_id) == (10, made.pk)


def test_the_system_alone_closes_and_not_before_the_time_is_over(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = asked(who)
        with pytest.raises(Conflict, match="còn trong thời gian chờ"):
            close(dossier)
    with turned(datetime(2026, 6, 29, 9, 0, tzinfo=UTC)), pytest.raises(Conflict):
        close(dossier)
    with turned(LATER):
        with pytest.raises(NotAllowed):
            close(dossier, actor=who.leader)
        assert (close_all(), close_all()) == (1, 0)
    closed = reread(dossier)
    note = closed.notes.get(kind="stop")
    assert note_text(note) == "Hết ngày 29/06/2026 mà hồ sơ chưa được bổ sung."


def reread(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def returned(who: p.Players) -> Dossier:
    dossier = actions.approve(p.proposed(who), actor=who.leader)
    letter_of(dossier, "approve")
    return actions.return_result(reread(dossier), actor=who.reception)


def test_a_complaint_that_succeeds_begins_a_linked_dossier_under_its_own_key(
    who: p.Players, own_files: None
) -> None:
    draft = p.drafted(who)
    file = store_upload(certificate(), actor=who.mother, key=draft.key)
    draft.papers.update(file=file)
    ended = actions.refuse(
        actions.submit(draft, actor=who.mother), actor=who.reception, reason="Sai nơi."
    )
    with pytest.raises(NotAllowed):
        reopen(ended, actor=who.reception, reason="Khiếu nại đúng.")
    fresh = reopen(ended, actor=who.leader, reason="Khiếu nại đúng.")
    assert (fresh.state, fresh.previous_id, fresh.version_id) == (
        "submitted",
        ended.pk,
        ended.version_id,
    )
    assert fresh.code != ended.code and fresh.key_id != ended.key_id
    assert answers_of(fresh) == answers_of(ended)
    old, new = ended.papers.get(), fresh.papers.get()
    assert (new.key, new.label, new.revision) == (old.key, old.label, 1)
    assert new.file.key_id == fresh.key_id
    assert content_of(new.file) == content_of(old.file)
    assert reread(ended).state == "denied"
    with pytest.raises(Exhausted, match=str(fresh.code)):
        reopen(ended, actor=who.leader, reason="Lần nữa.")
    assert "reopen" not in {move.action for move in moves_for(who.leader, reread(ended))}
    assert actions.accept(fresh, actor=who.reception).state == "accepted"


def test_a_correction_is_a_new_result_that_two_people_decide(
    who: p.Players, own_files: None
) -> None:
    dossier = returned(who)
    first = dossier.result
    with pytest.raises(Invalid, match="in trên kết quả"):
        propose_correction(
            dossier, actor=who.specialist, answers={"copies": 3}, reason="Thêm bản sao."
        )
    with pytest.raises(Invalid, match="chưa đúng"):
        propose_correction(
            dossier, actor=who.specialist, answers={"child_name": "An 2"}, reason="Sai tên."
        )
    with pytest.raises(Exhausted, match="không có đính chính"):
        approve_correction(dossier, actor=who.leader)
    given = {"child_name": "Lê Minh Ân"}
    propose_correction(dossier, actor=who.specialist, answers=given, reason="Sai tên.")
    assert answers_of(dossier)["child_name"] == "Lê Minh An"
    with pytest.raises(Exhausted, match="chờ ký"):
        propose_correction(dossier, actor=who.specialist, answers=given, reason="Lần nữa.")
    refuse_correction(dossier, actor=who.leader, reason="Ghi rõ căn cứ.")
    propose_correction(dossier, actor=who.specialist, answers=given, reason="Sai tên trong sổ.")
    both = Correction.objects.get(dossier=dossier, granted__isnull=True)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Correction.objects.filter(dossier=dossier, number=both.number).update(
            granted=True, decided_by=both.proposed_by_id
        )
    approve_correction(dossier, actor=who.leader)
    made, text = letter_of(dossier, "approve_correction")
    after = reread(dossier)
    assert "LÊ MINH ÂN" in text.upper() and after.result_id == made.pk and after.state == "returned"
    assert first is not None
    first.refresh_from_db()
    assert (first.replaced_by_id, first.in_force, made.in_force) == (made.pk, False, True)
    assert answers_of(after)["child_name"] == "Lê Minh Ân"
    told = [note_text(note) for note in after.notes.filter(kind="correction", internal=False)]
    assert told == ["Sai tên trong sổ."]


def test_a_result_that_nobody_fetches_is_listed_and_told_once(
    who: p.Players, own_files: None
) -> None:
    with turned(MONDAY):
        dossier = actions.approve(p.proposed(who), actor=who.leader)
        letter_of(dossier, "approve")
        assert remind_all() == 0
    listed = Filter(due="uncollected")
    with turned(LATER):
        for reader in (who.reception, who.leader):
            found = Dossier.objects.filter(*listed.parts(DUE, reader))
            assert [row.pk for row in found] == [dossier.pk]
        assert (remind_all(), remind_all()) == (1, 0)
    told = reread(dossier)
    assert (told.state, history(told).filter(action="remind").count()) == ("ready", 1)
