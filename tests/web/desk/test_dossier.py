"""The dossier on one screen, and who may see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import players as p
from tests.authored import officer_of
from tests.web.desk.conftest import SignIn, colleague, page_of, ready
from toantrinh.dossiers import actions
from toantrinh.dossiers.consulting import Question, consult
from toantrinh.dossiers.messages import LONGEST
from toantrinh.dossiers.models import Dossier
from toantrinh.government.competence import agency_of_kind
from toantrinh.journal.models import Access
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.keys import erase_key

MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


def test_answers_papers_clock_and_story_on_one_page(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    page = at_desk(who.cast.specialist).get(page_of(dossier)).content.decode()
    for said in (
        *("Lê Minh An", "Nữ", "Phường Hạc Thành, Tỉnh Thanh Hóa"),
        *("Giấy chứng sinh", f'href="{page_of(dossier, "giay-to/1/")}"', "đủ giấy tờ"),
        *("Nhận lúc", "Hạn trả:", "Thụ lý: Phạm Thị Tịch"),
        *("Nộp hồ sơ", "Tiếp nhận", "Lê Văn Tiếp", "Phân công"),
    ):
        assert said in page, said
    assert "style=" not in page and "onclick" not in page


def test_numbers_are_masked_until_asked_for_and_the_asking_is_kept(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier, client = p.processing(who), at_desk(who.cast.specialist)
    page = client.get(page_of(dossier)).content.decode()
    assert "003194000137" not in page and "•••••••••137" in page
    looked = Access.objects.get(page="desk/dossier")
    assert "answers.applicant_number" in looked.masked
    assert "answers.applicant_number" not in looked.fields
    shown = client.post(page_of(dossier, "hien/"), {"field": ["applicant_number", "child_name"]})
    page = shown.content.decode()
    assert shown.status_code == 200 and "003194000137" in page and "đã ghi lượt xem" in page
    # What is masked besides stays so, and the next asking keeps this one open.
    assert 'name="field" value="applicant_number"' in page
    asked = Access.objects.get(page="desk/reveal")
    assert (asked.fields, asked.basis) == (["answers.applicant_number"], "handling")
    again = Access.objects.filter(page="desk/dossier").order_by("-position").first()
    assert again is not None and "answers.applicant_number" in again.fields
    assert "003194000137" not in client.get(page_of(dossier)).content.decode()


def test_the_clock_says_what_is_left_and_why(who: p.Players, at_desk: SignIn) -> None:
    with turned(MONDAY):
        dossier = p.processing(who)
        actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
    with turned(MONDAY + timedelta(days=2)):
        actions.supplement(dossier, actor=who.mother, answers=p.whole_answers(who))
        page = at_desk(who.cast.specialist).get(page_of(dossier)).content.decode()
    assert "17:00, thứ Tư 10/06/2026" in page
    assert "Hẹn ban đầu: 17:00, thứ Hai 08/06/2026" in page
    assert "Tạm dừng" in page
    assert "Ghi rõ." in page and "<li>Quê quán</li>" in page


def test_the_clock_that_stands_says_so(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    actions.ask_supplement(
        dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
    )
    page = at_desk(who.cast.specialist).get(page_of(dossier)).content.decode()
    assert "đang tạm dừng" in page


def test_what_lies_beside_leads_on_in_the_same_pile(who: p.Players, at_desk: SignIn) -> None:
    first, second = p.accepted(who), p.accepted(who)
    client = at_desk(who.cast.leader)
    page = client.get(page_of(first, "?muc=dang-giai-quyet")).content.decode()
    assert f'href="{page_of(second)}?muc=dang-giai-quyet"' in page
    assert 'name="muc" value="dang-giai-quyet"' in page
    page = client.get(page_of(first, "?muc=cho-ky-x")).content.decode()
    assert f'href="{page_of(second)}?muc=cho-phan-cong"' in page


def test_another_communes_officer_is_told_that_there_is_none(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = ready(who)
    client = at_desk(colleague("xa-khac", "Vũ Xa", "00004.ubnd", "leader"))
    for rest in ("", "giay-to/1/", "ket-qua/", "viec/tu-choi/", "nhan/"):
        assert client.get(page_of(dossier, rest)).status_code == 404, rest
    for rest in ("viec/ky-duyet/", "nhan/"):
        assert client.post(page_of(dossier, rest), {"text": "Chào."}).status_code == 404, rest
    assert not Access.objects.filter(subject=dossier.stream()).exists()


def test_a_draft_is_nobodys_business(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.drafted(who)
    assert at_desk(who.cast.leader).get(page_of(dossier)).status_code == 404


def test_each_view_is_kept(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.submitted(who)
    client = at_desk(who.cast.reception)
    client.get(page_of(dossier))
    seen = Access.objects.get(subject=dossier.stream())
    assert (seen.page, seen.purpose, seen.actor) == (
        "desk/dossier",
        "handling",
        str(who.reception),
    )
    assert seen.persons == [who.cast.mother.pk]
    client.get(page_of(dossier, "viec/tu-choi/"))
    assert Access.objects.filter(subject=dossier.stream()).count() == 2


def test_erased_answers_leave_a_page_that_says_so(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    actions.ask_supplement(dossier, actor=who.specialist, missing=["other"], reason="Ghi rõ.")
    assert dossier.key is not None
    erase_key(dossier.key)
    response = at_desk(who.cast.specialist).get(page_of(dossier))
    page = response.content.decode()
    assert response.status_code == 200
    assert "đã được xóa theo quy định" in page
    assert "Lê Minh An" not in page and "Ghi rõ." not in page


def test_a_message_is_written_and_shown(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.processing(who), at_desk(who.cast.specialist)
    typed = {"text": "Xin <b>gọi</b> lại.", "muc": "cua-toi"}
    sent = client.post(page_of(dossier, "nhan/"), typed, follow=True)
    page = sent.content.decode()
    assert sent.redirect_chain == [(page_of(dossier, "?muc=cua-toi#trao-doi"), 302)]
    assert "Xin &lt;b&gt;gọi&lt;/b&gt; lại." in page and "Đã nhắn cho người nộp" in page
    sent = client.post(page_of(dossier, "nhan/"), {"text": "Chờ ảnh rõ.", "internal": "on"})
    note = dossier.notes.order_by("-number").first()
    assert note is not None and note.internal
    assert 'class="internal"' in client.get(page_of(dossier)).content.decode()
    assert client.get(page_of(dossier, "nhan/")).headers["Location"] == page_of(dossier)


def test_a_message_without_words_comes_back(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.processing(who), at_desk(who.cast.specialist)
    for text, told in (
        ("", "Hãy ghi điều này."),
        ("\u200b", "Hãy viết điều bạn muốn nhắn."),
        ("x" * (LONGEST + 1), "5000"),
    ):
        sent = client.post(page_of(dossier, "nhan/"), {"text": text, "internal": "on"})
        page = sent.content.decode()
        assert sent.status_code == 422
        assert told in page and text in page and 'id="message-internal" checked' in page
    assert not dossier.notes.exists()


@pytest.mark.usefixtures("by_one_load")
def test_the_page_costs_the_same_beside_many(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.leader)

    def cost(dossier: Dossier) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page_of(dossier)).status_code == 200
        return len(asked)

    first = p.processing(who)
    client.get(page_of(first))
    few = cost(first)
    for _ in range(10):
        p.processing(who)
    # With few below, what has no due moment is looked for too.
    assert cost(first) <= few
    assert few <= 45


def test_who_is_asked_reads_neither_inner_words_nor_what_others_were_asked(
    who: p.Players, at_desk: SignIn
) -> None:
    inner, own, theirs = "Lời riêng trong cơ quan.", "Người này ở đâu?", "Sở thấy thế nào?"
    dossier = actions.send_back(p.proposed(who), actor=who.leader, reason=inner)
    police, office = (
        agency_of_kind(kind, dossier.place, today())[0] for kind in ("ca-xa", "so-tp")
    )
    due = now() + timedelta(days=2)
    questions = [Question(police, own, due), Question(office, theirs, due)]
    consult(dossier, actor=who.specialist, questions=questions)
    asked = at_desk(officer_of(police, "specialist")).get(page_of(dossier)).content.decode()
    assert own in asked and "Xem vì cơ quan của bạn được hỏi ý kiến" in asked
    assert inner not in asked and theirs not in asked and "nội bộ" not in asked
    mine = at_desk(who.cast.specialist).get(page_of(dossier)).content.decode()
    assert all(words in mine for words in (inner, own, theirs, "nội bộ"))
