"""Who came to the counter comes there again: hands in what was asked for, or takes it all back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from tests import players as p
from tests.documents.test_letters import shown
from tests.joined import fresh
from toantrinh.documents.models import Document
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.acting import AT_COUNTER
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.attaching import keep_request
from toantrinh.dossiers.lifecycle import Letter
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import papers
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.tasks import follow_up
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def _asked(dossier: Dossier, actor: Actor) -> Dossier:
    return actions.ask_supplement(
        dossier, actor=actor, missing=["giay_chung_sinh", "child_origin"], reason="Ảnh mờ."
    )


def _last(dossier: Dossier) -> Event:
    return list(history(dossier))[-1]


def _comes_back(dossier: Dossier, who: p.Players) -> Dossier:
    attaching.attach(
        dossier, actor=who.reception, key="giay_chung_sinh", file=p.paper_file(), label="quet.pdf"
    )
    answers = {**p.whole_answers(who), "child_origin": "Thanh Hóa"}
    return actions.supplement(dossier, actor=who.reception, answers=answers)


def test_before_reception_it_goes_back_to_be_received(who: p.Players) -> None:
    dossier = _comes_back(_asked(p.submitted(who), who.reception), who)
    told = _last(dossier)
    assert (dossier.state, dossier.officer_id) == ("submitted", None)
    assert (told.actor, told.payload[AT_COUNTER]) == (str(who.reception), str(dossier.desk_id))
    assert answers_of(dossier)["child_origin"] == "Thanh Hóa"
    assert [(one.key, one.revision) for one in papers(dossier)][-1] == ("giay_chung_sinh", 2)


def test_in_work_it_goes_back_to_who_has_it_and_the_clock_goes_on_as_online(
    who: p.Players,
) -> None:
    ways = []
    for actor in (who.reception, who.mother):
        with turned(MONDAY):
            dossier = p.processing(who)
        with turned(MONDAY + timedelta(hours=1)):
            _asked(dossier, who.specialist)
        with turned(MONDAY + timedelta(days=3)):
            answers = p.whole_answers(who)
            done = actions.supplement(fresh(dossier), actor=actor, answers=answers)
        ways.append((done.state, done.officer_id, done.due_at, done.original_due_at))
    assert ways[0] == ways[1]
    assert ways[0][:2] == ("processing", who.specialist.id)
    assert ways[0][2] and ways[0][3] and ways[0][2] > ways[0][3]


def test_nobody_else_hands_in_for_them(who: p.Players) -> None:
    dossier = _asked(p.submitted(who), who.reception)
    for actor in (who.specialist, who.leader):
        with pytest.raises(NotAllowed):
            attaching.attach(dossier, actor=actor, key="other", file=p.paper_file(), label="x")
        with pytest.raises(NotAllowed):
            actions.supplement(dossier, actor=actor, answers=p.whole_answers(who))
        with pytest.raises(NotAllowed):
            keep_request(dossier, actor=actor, file=p.paper_file())
    # A draft is nobody's but its applicant's.
    with pytest.raises(NotAllowed):
        attaching.attach(
            p.drafted(who), actor=who.reception, key="other", file=p.paper_file(), label="x"
        )


@pytest.mark.usefixtures("own_seals")
def test_a_signed_request_withdraws_with_its_reason_and_letter(who: p.Players) -> None:
    dossier = p.proposed(who)
    keep_request(dossier, actor=who.reception, file=p.paper_file())
    keep_request(dossier, actor=who.reception, file=p.paper_file())
    assert "withdrawal_request" not in {one.key for one in papers(dossier)}
    with pytest.raises(Refusal, match="lý do"):
        actions.withdraw(dossier, actor=who.reception, reason=" ")
    done = actions.withdraw(dossier, actor=who.reception, reason="Đã chuyển nơi ở.")
    told = _last(done)
    assert done.state == "withdrawn"
    assert told.payload["letter"] == Letter.STOP
    assert told.payload[AT_COUNTER] == str(done.desk_id)
    kept = [one for one in papers(Dossier.objects.get(pk=done.pk)) if "request" in one.key]
    assert [(one.revision, one.label) for one in kept] == [(1, "Đơn đề nghị rút hồ sơ")]
    with pytest.raises(Conflict):
        keep_request(done, actor=who.reception, file=p.paper_file())
    assert not verify().problems


def test_a_request_that_was_not_followed_is_never_handed_in(who: p.Players) -> None:
    dossier = _asked(p.submitted(who), who.reception)
    keep_request(dossier, actor=who.reception, file=p.paper_file())
    done = _comes_back(dossier, who)
    assert "withdrawal_request" not in {one.key for one in papers(done)}


@pytest.mark.usefixtures("own_files")
def test_they_are_told_of_both_with_the_letter(who: p.Players) -> None:
    dossier = _comes_back(_asked(p.submitted(who), who.reception), who)
    actions.withdraw(dossier, actor=who.reception, reason="Không cần nữa.")
    for event in history(dossier):
        if AT_COUNTER in event.payload:
            follow_up(str(dossier.id), event.seq)
    letter = Document.objects.get(subject=dossier.stream(), kind="stop")
    words = shown(content_of(letter.file)).replace(" ", "")
    for part in ("Trực tiếp", "Không cần nữa.", "Lê Văn Tiếp"):
        assert part.replace(" ", "") in words
    handed_in, withdrawn = mail.outbox
    assert "Chúng tôi đã nhận phần bạn bổ sung." in handed_in.body
    for part in ("Theo yêu cầu của bạn", "Không cần nữa.", f"số {letter.number}", "Lê Văn Tiếp"):
        assert part in withdrawn.body
