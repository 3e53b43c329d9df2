"""From a look to an answer: who may ask, who answers, until when, and what each side learns."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from tests import players as p
from toantrinh.command.cast import governors
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier
from toantrinh.government.actions import open_post
from toantrinh.government.models import PostRole, Rule
from toantrinh.government.queries import agency
from toantrinh.journal.models import Access, Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import HANOI, turned
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind
from toantrinh.people.queries import as_officer
from toantrinh.protection import queries
from toantrinh.protection.actions import acknowledge, answer, ask
from toantrinh.protection.models import Explanation
from toantrinh.protection.telling import tell_event

pytestmark = pytest.mark.django_db
# A Friday before the days off of the second of September: Monday to Wednesday.
FRIDAY = datetime(2026, 8, 28, 3, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture
def dossier(who: p.Players) -> Dossier:
    return p.processing(who)


@pytest.fixture
def look(who: p.Players, dossier: Dossier) -> Access:
    with turned(FRIDAY):
        log_look(dossier, actor=who.specialist, page="desk/dossier", fields=["applicant"])
    return Access.objects.get(page="desk/dossier")


def data_officer(agency_key: str, name: str = "Vi Văn Gác") -> Actor:
    place = agency(agency_key)
    user = register_login(actor=SYSTEM, username=f"gac-{agency_key}", kind=LoginKind.OFFICER)
    officer = register_officer(
        actor=SYSTEM, full_name=name, user=user, email=f"{agency_key}@example.vn", synthetic=True
    )
    post = open_post(place, "gac", "Giữ dữ liệu", roles=[PostRole.DATA_OFFICER], actor=SYSTEM)
    return as_officer(appoint(officer, actor=SYSTEM, post=post, since=date(2025, 7, 1)))


def test_a_question_goes_to_the_nearest_data_officer_with_a_due_date(
    who: p.Players, look: Access
) -> None:
    province = data_officer("38.ubnd")
    with turned(FRIDAY):
        asked = ask(look, actor=who.mother)
    assert asked.addressee.key == "38.ubnd" and asked.agency.key == "14797.ubnd"
    commune = as_officer(governors().data_officer)
    other = _another_look(who, look)
    with turned(FRIDAY):
        nearer = ask(other, actor=who.mother, words="Sao lại xem vào buổi tối?")
    assert nearer.addressee.key == "14797.ubnd"
    assert [row.pk for row in queries.queue(commune)] == [asked.pk, nearer.pk]
    assert queries.queue(province).count() == 2
    assert queries.words_of(nearer) == "Sao lại xem vào buổi tối?"
    assert "buổi tối".encode() not in bytes(nearer.words_sealed or b"")


def _another_look(who: p.Players, like: Access) -> Access:
    dossier = Dossier.objects.get(pk=like.dossiers[0])
    log_look(dossier, actor=who.leader, page="desk/other", fields=["applicant"])
    return Access.objects.get(page="desk/other")


def test_until_when_the_rules_of_the_day_say(who: p.Players, look: Access) -> None:
    with turned(FRIDAY):
        asked = ask(look, actor=who.mother)
    # Two working days are Thursday and Friday.
    assert asked.acknowledge_by == datetime(2026, 9, 4, 17, 0, tzinfo=HANOI)
    # Ten calendar days are Monday the seventh.
    assert asked.due_at == datetime(2026, 9, 7, 17, 0, tzinfo=HANOI)
    Rule.objects.filter(key="explanation.answer_unit").update(value="working_days")
    from toantrinh.government import memory

    memory.forget()
    with turned(FRIDAY):
        later = ask(_another_look(who, look), actor=who.mother)
    assert later.due_at == datetime(2026, 9, 16, 17, 0, tzinfo=HANOI)


def test_one_look_is_asked_about_once_and_only_by_whom_it_saw(
    who: p.Players, dossier: Dossier, look: Access
) -> None:
    first = ask(look, actor=who.mother)
    assert ask(look, actor=who.mother, words="Lần nữa") == first
    assert Event.objects.filter(stream=first.stream()).count() == 1
    for stranger in (who.specialist, SYSTEM, Actor("person", id=dossier.pk)):
        with pytest.raises(NotAllowed):
            ask(look, actor=stranger)
    log_look(dossier, actor=who.mother, page="own", fields=["applicant"])
    with pytest.raises(NotAllowed):
        ask(Access.objects.get(page="own"), actor=who.mother)
    with pytest.raises(NotFound):
        queries.look_of(look.pk, actor=Actor("person", id=dossier.pk))
    with pytest.raises(Refusal, match="dài quá"):
        ask(_another_look(who, look), actor=who.mother, words="dài " * 2000)


def test_it_is_acknowledged_answered_once_and_each_is_one_event(
    who: p.Players, look: Access
) -> None:
    officer = as_officer(governors().data_officer)
    asked = ask(look, actor=who.mother)
    acknowledge(asked, actor=officer)
    with pytest.raises(Conflict, match="đã được xác nhận"):
        acknowledge(asked, actor=officer)
    with pytest.raises(Refusal, match="Hãy viết"):
        answer(asked, actor=officer, text="  \n ")
    done = answer(asked, actor=officer, text="Chị Tịch thụ lý hồ sơ của bà.")
    assert queries.answer_of(done) == "Chị Tịch thụ lý hồ sơ của bà."
    assert "Tịch".encode() not in bytes(done.answer_sealed or b"")
    with pytest.raises(Conflict, match="đã được trả lời"):
        answer(asked, actor=officer, text="Thêm.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Explanation.objects.filter(pk=asked.pk).update(misuse=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Explanation.objects.filter(pk=asked.pk).delete()
    told = Event.objects.filter(stream=asked.stream()).order_by("seq")
    assert [event.action for event in told] == ["ask", "acknowledge", "answer"]
    assert told[2].payload == {"misuse": False, "late": False}


def test_nobody_explains_their_own_look_nor_another_house_s(
    who: p.Players, dossier: Dossier, look: Access
) -> None:
    own = as_officer(governors().data_officer)
    log_look(dossier, actor=own, page="desk/own", fields=["applicant"])
    asked = ask(Access.objects.get(page="desk/own"), actor=who.mother)
    with pytest.raises(Conflict, match="Chính bạn"):
        answer(asked, actor=own, text="Tôi xem.")
    above = data_officer("38.ubnd")
    answer(asked, actor=above, text="Đã xem xét.")
    elsewhere = data_officer("14758.ubnd", "Lò Văn Xa")
    later = ask(look, actor=who.mother)
    for actor in (elsewhere, who.leader, who.mother):
        with pytest.raises(NotAllowed):
            answer(later, actor=actor, text="Không phải việc tôi.")
    with pytest.raises(NotFound):
        queries.find(later.pk, actor=elsewhere)
    assert not queries.queue(who.leader).exists()


def test_everybody_it_concerns_is_told_and_nothing_private_is_in_the_letter(
    who: p.Players, look: Access, tmp_path: Path, settings: Settings
) -> None:
    settings.MAIL_FOLDER = tmp_path
    settings.EMAIL_BACKEND = "toantrinh.notices.mailbox.FolderMailbox"
    officer = as_officer(governors().data_officer)
    asked = ask(look, actor=who.mother, words="Điều riêng tư")
    answer(asked, actor=officer, text="Kết luận riêng tư", misuse=True)
    asked.refresh_from_db()
    for event in Event.objects.filter(stream=asked.stream()).order_by("seq"):
        for _twice in range(2):
            tell_event(asked, event)
    letters = [
        message_from_bytes(place.read_bytes(), policy=policy.default)
        for place in tmp_path.glob("*.eml")
    ]
    found = sorted((str(each["To"]), str(each["Subject"]).strip()) for each in letters)
    assert found == [
        ("chutich@example.vn", "Có lần xem dữ liệu cá nhân sai mục đích ở cơ quan bạn"),
        ("dulieu@example.vn", "Có người hỏi vì sao dữ liệu của họ bị xem"),
        ("nguyen.thi.hoa@example.vn", "Đã có trả lời về lần xem dữ liệu của bạn"),
        ("nguyen.thi.hoa@example.vn", "Đã nhận câu hỏi của bạn về lần xem dữ liệu"),
    ]
    for letter in letters:
        text = str(letter.get_content())
        assert "riêng tư" not in text and "Nguyễn Thị Hòa" not in text
        assert "https://" in text or "http://" in text
    assert [row.pk for row in queries.misuses(who.leader)] == [asked.pk]
    assert not queries.misuses(who.specialist).exists()
