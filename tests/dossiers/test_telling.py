"""What the applicant is told, and when the worker does what twice."""

import pytest
from django.core import mail

from tests import players as p
from tests.authored import officer_of
from tests.mandates import people as mandated
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.documents.models import Document
from toantrinh.dossiers import actions, attaching, passing_on
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.results import issue_receipt, issue_result
from toantrinh.dossiers.stopping import stop
from toantrinh.dossiers.tasks import follow_up
from toantrinh.dossiers.telling import TOLD
from toantrinh.government.competence import agency_of_kind
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import today
from toantrinh.mandates.actions import end
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def _work(dossier: Dossier, times: int = 1) -> None:
    for event in list(history(dossier)):
        for _ in range(times):
            follow_up(str(dossier.id), event.seq)


def test_each_event_is_told_once_however_often_the_job_runs(who: p.Players) -> None:
    dossier = p.processing(who)
    _work(dossier, times=2)
    told = [event.action for event in history(dossier) if event.action in TOLD]
    assert told == ["submit", "accept", "assign"]
    assert len(mail.outbox) == len(told)


def test_a_notice_names_agency_person_time_and_next_step(who: p.Players) -> None:
    dossier = p.submitted(who)
    actions.ask_supplement(
        dossier, actor=who.reception, missing=["giay_chung_sinh"], reason="Ảnh mờ, chụp lại."
    )
    _work(dossier)
    body = mail.outbox[-1].body
    for part in (
        "Ảnh mờ, chụp lại.",
        str(dossier.code),
        "Ủy ban nhân dân phường Hạc Thành",
        "Lê Văn Tiếp",
        "bổ sung tại",
        f"/ho-so/{dossier.id}/",
        "không có thật",
    ):
        assert part in body
    assert mail.outbox[-1].to == ["nguyen.thi.hoa@example.vn"]


def test_whoever_decides_now_is_told_each_time_it_changes(who: p.Players) -> None:
    dossier = p.processing(who)
    first, second = dossier.agency, agency_of_kind("so-tp", dossier.place, today())[0]
    assert first
    passing_on.hand_on(dossier, actor=who.specialist, to=second, reason="Việc của sở.")
    _work(dossier)
    told = mail.outbox[-1]
    assert "chuyển cơ quan giải quyết" in told.subject
    for part in (f"chuyển đến {second.name}", "Việc của sở.", "không phải làm gì", "Phạm Thị Tịch"):
        assert part in told.body
    actor = as_officer(officer_of(second, "specialist"))
    passing_on.give_back(dossier, actor=actor, reason="Không phải việc của sở.")
    _work(dossier)
    told = mail.outbox[-1]
    # What agencies say among themselves stays there.
    assert f"trở về {first.name}" in told.body and "Không phải việc" not in told.body


@pytest.mark.usefixtures("own_files")
def test_an_end_against_the_applicant_is_told_with_its_letter_and_the_way_to_appeal(
    who: p.Players,
) -> None:
    dossier = stop(p.processing(who), actor=who.leader, reason="Tòa án đang thụ lý.")
    _work(dossier, times=2)
    letter = Document.objects.get(subject=dossier.stream(), kind="stop")
    told = mail.outbox[-1]
    assert "đã dừng giải quyết" in told.subject
    for part in ("Tòa án đang thụ lý.", f"số {letter.number}", "90 ngày", "Trịnh Thị Chủ"):
        assert part in told.body


def test_who_acts_for_the_applicant_is_told_too_as_long_as_they_do(who: p.Players) -> None:
    mandate, holder = mandated.granted(), mandated.acting(mandated.GRANDMOTHER)
    version = version_in_force(find_procedure(mandated.BIRTH))
    dossier = actions.start(
        version,
        actor=holder,
        applicant=who.cast.mother,
        channel=Channel.ONLINE,
        mandate=mandate,
    )
    actions.save_draft(dossier, actor=holder, answers=p.whole_answers(who))
    attaching.attach(dossier, actor=holder, key="giay_chung_sinh", file=p.paper_file(), label="a")
    _work(actions.submit(dossier, actor=holder), times=2)
    told = {message.to[0]: str(message.body) for message in mail.outbox}
    assert len(mail.outbox) == 2
    name = f"làm thay {mandated.MOTHER[0]}"
    assert [name in told[one] for one in (who.cast.mother.email, _mail(mandated.GRANDMOTHER))] == [
        False,
        True,
    ]
    mail.outbox.clear()
    end(mandate, actor=who.mother)
    actions.accept(dossier, actor=who.reception)
    _work(dossier)
    assert [message.to for message in mail.outbox] == [[who.cast.mother.email]]


def _mail(somebody: tuple[str, str, object]) -> str:
    return f"{somebody[1]}@example.vn"


def test_who_gave_no_address_is_not_written_to(who: p.Players) -> None:
    dossier = p.submitted(who)
    dossier.applicant.email = ""
    dossier.applicant.save()
    _work(dossier)
    assert mail.outbox == []


def test_words_between_officers_are_not_told(who: p.Players) -> None:
    dossier = actions.propose(p.processing(who), actor=who.specialist, message="Đã đối chiếu.")
    _work(dossier)
    assert not [message for message in mail.outbox if "Đã đối chiếu" in message.body]


def test_papers_are_made_once(who: p.Players) -> None:
    dossier = actions.approve(p.proposed(who), actor=who.leader)
    _work(dossier, times=2)
    kinds = sorted(Document.objects.filter(subject=dossier.stream()).values_list("kind", flat=True))
    assert kinds == ["birth_certificate", "receipt"]
    done = [event.action for event in history(dossier)]
    assert (done.count("issue_result"), done.count("issue_receipt")) == (1, 1)


def test_nothing_is_signed_before_it_was_decided(who: p.Players) -> None:
    dossier = p.submitted(who)
    with pytest.raises(Conflict):
        issue_receipt(dossier)
    with pytest.raises(Conflict):
        issue_result(dossier)
