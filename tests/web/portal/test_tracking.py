from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests import players as p
from tests.web.portal.conftest import Citizen
from toantrinh.command.cast import governors
from toantrinh.dossiers import actions
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.dossiers.results import issue_result
from toantrinh.forecast.models import Forecast, Scope
from toantrinh.government.actions import carry_out
from toantrinh.government.plans import RenameUnit
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today, turned
from toantrinh.people.following import move_postings
from toantrinh.people.queries import as_officer
from toantrinh.protection.actions import answer as explain
from toantrinh.protection.models import Explanation

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


def page(citizen: Citizen, dossier: Dossier) -> str:
    answer = citizen.client.get(f"/ho-so/{dossier.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def returned(who: p.Players) -> Dossier:
    dossier = p.proposed(who)
    actions.approve(dossier, actor=who.leader)
    issue_result(dossier)
    return actions.return_result(dossier, actor=who.reception)


def test_whoever_holds_it_is_named(citizen: Citizen) -> None:
    who = citizen.who
    assert "đang kiểm tra hồ sơ" in page(citizen, p.submitted(who))
    assert "đã nhận hồ sơ" in page(citizen, p.accepted(who))
    assert "Phạm Thị Tịch đang thụ lý" in page(citizen, p.processing(who))
    assert "Lãnh đạo Ủy ban nhân dân phường Hạc Thành đang xem để ký" in page(
        citizen, p.proposed(who)
    )


def test_until_when_and_why(citizen: Citizen) -> None:
    with turned(MONDAY):
        text = page(citizen, p.processing(citizen.who))
    assert "17:00, thứ Hai 08/06/2026" in text
    assert "Nhận lúc 09:00 thứ Hai 08/06/2026" in text
    assert text.count("Hạn trả:") == 0


def test_what_was_done_and_what_comes(citizen: Citizen) -> None:
    text = page(citizen, p.processing(citizen.who))
    for said in ("Bạn nộp hồ sơ", "tiếp nhận, hẹn ngày trả", "Lê Văn Tiếp", "giao người thụ lý"):
        assert said in text
    assert text.index("Cán bộ thụ lý thẩm tra") < text.index("Bạn nhận Giấy khai sinh")


def test_a_reform_of_the_agency_is_told(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    plan = RenameUnit(since=today(), unit="14797", name="Thanh Hoa", unit_kind="phuong")
    move_postings(carry_out(plan, actor=SYSTEM).posts, actor=SYSTEM, since=today())
    move_all()
    text = page(citizen, dossier)
    assert "Ủy ban nhân dân phường Thanh Hoa giải quyết tiếp" in text
    assert "ngày hẹn trả không đổi" in text
    assert "Trung tâm Phục vụ hành chính công phường Hạc Thành tiếp nhận" in text


def test_the_applicant_may_withdraw_until_it_is_decided(citizen: Citizen) -> None:
    open_one, done = p.processing(citizen.who), returned(citizen.who)
    assert f"/ho-so/{open_one.pk}/rut/" in page(citizen, open_one)
    assert f"/ho-so/{done.pk}/rut/" not in page(citizen, done)


def test_the_result_is_fetched_and_checked_by_anybody(citizen: Citizen) -> None:
    dossier = returned(citizen.who)
    assert dossier.result is not None
    code = dossier.result.code
    text = page(citizen, dossier)
    assert "Hồ sơ đã xong" in text and f"/kiem-tra/{code}/" in text
    pdf = citizen.client.get(f"/ho-so/{dossier.pk}/van-ban/{code}/")
    assert pdf.content.startswith(b"%PDF") and pdf["Cache-Control"] == "private, no-store"
    public = Client().get(f"/kiem-tra/{code}/").content.decode()
    assert "Văn bản có thật, còn giá trị" in public
    assert "Lê Minh An" not in public and "Nguyễn Thị Hòa" not in public
    assert Client().get("/kiem-tra/", {"ma": code.lower()})["Location"] == f"/kiem-tra/{code}/"


def test_a_result_is_not_fetched_before_it_is_returned(citizen: Citizen) -> None:
    dossier = p.proposed(citizen.who)
    actions.approve(dossier, actor=citizen.who.leader)
    document = issue_result(dossier)
    assert f"/van-ban/{document.code}/" not in page(citizen, dossier)
    where = f"/ho-so/{dossier.pk}/van-ban/{document.code}/"
    assert citizen.client.get(where).status_code == 404


def test_words_go_both_ways(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    write_message(dossier, actor=citizen.who.specialist, text="Chị ghi giúp số nhà.")
    write_message(dossier, actor=citizen.who.specialist, text="Nội bộ thôi.", internal=True)
    where = f"/ho-so/{dossier.pk}/nhan/"
    assert citizen.client.post(where, {"text": "Số 5 ạ."})["Location"] == f"/ho-so/{dossier.pk}/"
    text = page(citizen, dossier)
    assert "Chị ghi giúp số nhà." in text and "Số 5 ạ." in text and "Nội bộ thôi." not in text
    assert text.count("nhắn cho bạn") == 1


def test_a_message_that_is_too_long_stays_in_its_box(citizen: Citizen) -> None:
    dossier = p.submitted(citizen.who)
    answer = citizen.client.post(f"/ho-so/{dossier.pk}/nhan/", {"text": "dài " * 2000})
    assert answer.status_code == 422
    assert "dài dài" in answer.content.decode()


def test_my_dossiers_are_mine(citizen: Citizen) -> None:
    assert "Chưa có hồ sơ nào" in citizen.client.get("/ho-so/").content.decode()
    mine = p.submitted(citizen.who)
    text = citizen.client.get("/ho-so/").content.decode()
    assert mine.code and mine.code in text and "Mới đăng ký" in text


def test_anybody_with_the_code_sees_state_and_date_alone(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    text = Client().get("/tra-cuu/", {"ma": f" {str(dossier.code).lower()} "}).content.decode()
    assert "Đang xử lý" in text and "Hẹn trả" in text
    for private in ("Nguyễn", "Phạm", "khai sinh", "Hạc Thành", str(dossier.pk)):
        assert private not in text
    unknown = Client().get("/tra-cuu/", {"ma": "H56-000000-9999"})
    assert unknown.status_code == 404 and "Không có hồ sơ nào" in unknown.content.decode()


def test_who_looked_is_shown_to_whom_it_concerns(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    assert "Chưa ai xem" in citizen.client.get("/ai-da-xem/").content.decode()
    log_look(
        dossier,
        actor=citizen.who.specialist,
        page="desk/dossier",
        fields=["applicant", "answers.child_name", "papers.giay_chung_sinh"],
        masked=["answers.mother_number"],
    )
    log_look(dossier, actor=citizen.who.mother, page="x", fields=["applicant"])
    text = citizen.client.get("/ai-da-xem/").content.decode()
    assert f"{citizen.who.cast.specialist.post.title}, Ủy ban nhân dân phường Hạc Thành" in text
    assert "Phạm Thị Tịch" not in text
    assert "giải quyết hồ sơ bạn đã nộp" in text and str(dossier.code) in text
    assert "Họ, chữ đệm, tên của bé" in text and "đã che" in text
    assert text.count("<article") == 1 and "Bạn tự xem" not in text
    with_own = citizen.client.get("/ai-da-xem/", {"ca-toi": "1"}).content.decode()
    assert with_own.count("<article") == 2 and "Bạn tự xem" in with_own


def test_looks_are_narrowed_to_one_dossier(citizen: Citizen) -> None:
    one, other = p.submitted(citizen.who), p.submitted(citizen.who)
    for dossier in (one, other):
        log_look(dossier, actor=citizen.who.reception, page="x", fields=["applicant"])
    everything = citizen.client.get("/ai-da-xem/").content.decode()
    narrowed = citizen.client.get("/ai-da-xem/", {"ho-so": str(one.code)}).content.decode()
    assert (everything.count("<article"), narrowed.count("<article")) == (2, 1)
    assert f"/ho-so/{one.pk}/" in narrowed and f"/ho-so/{other.pk}/" not in narrowed
    unknown = citizen.client.get("/ai-da-xem/", {"ho-so": "x\0"}).content.decode()
    assert unknown.count("<article") == 2


def test_one_click_asks_why_and_the_answer_stands_beside_the_look(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    log_look(dossier, actor=citizen.who.specialist, page="x", fields=["applicant"])
    look = Access.objects.get(page="x")
    where = f"/ai-da-xem/{look.pk}/hoi/?ho-so={dossier.code}"
    answer = citizen.client.post(where)
    assert answer["Location"] == f"/ai-da-xem/?ho-so={dossier.code}#xem-{look.pk}"
    asked = Explanation.objects.get()
    page = citizen.client.get("/ai-da-xem/").content.decode()
    assert "Hạn trả lời" in page and "Yêu cầu giải trình</button>" not in page
    assert where.partition("?")[0] not in page
    with turned(asked.due_at + timedelta(days=1)):
        assert "Đã quá hạn" in citizen.client.get("/ai-da-xem/").content.decode()
    officer = as_officer(governors().data_officer)
    explain(asked, actor=officer, text="Cán bộ thụ lý hồ sơ.", misuse=True)
    page = citizen.client.get("/ai-da-xem/").content.decode()
    assert "Cán bộ thụ lý hồ sơ." in page and "không đúng mục đích" in page


def test_words_that_are_too_long_stay_in_their_box(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    log_look(dossier, actor=citizen.who.specialist, page="x", fields=["applicant"])
    look = Access.objects.get(page="x")
    answer = citizen.client.post(f"/ai-da-xem/{look.pk}/hoi/", {"words": "dài " * 2000})
    assert answer.status_code == 422
    assert "dài dài" in answer.content.decode() and not Explanation.objects.exists()


def test_how_long_it_still_takes_is_said_while_it_is_in_the_house(citizen: Citizen) -> None:
    who = citizen.who
    dossier = p.processing(who)
    assert "Chưa đủ 30 hồ sơ giống vậy" in page(citizen, dossier)
    Forecast.objects.create(
        procedure=dossier.version.read.code,
        scope=Scope.AGENCY,
        place=str(dossier.agency_id),
        made_on=today(),
        since=today() - timedelta(days=90),
        cases=40,
        hours=[3, 12],
        decided=[30, 10],
        left=[0, 2],
        half=3,
        most=12,
        rank=90,
    )
    text = page(citizen, dossier)
    assert "một nửa có kết quả trong 3 giờ làm việc nữa" in text
    assert "chín phần mười trong 1 ngày làm việc và 4 giờ làm việc nữa" in text
    assert "Theo 40 hồ sơ nộp cho chính cơ quan này" in text
    # It waits for her, or is over: nobody can say how long she takes.
    asked = actions.ask_supplement(
        dossier, actor=who.specialist, reason="Thiếu.", missing=["other"]
    )
    assert "chín phần mười" not in page(citizen, asked)
    assert "chín phần mười" not in page(citizen, returned(who))
