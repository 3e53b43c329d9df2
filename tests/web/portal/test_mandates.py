"""Giving, asking for, declaring, answering and ending mandates, as the two see it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import players as p
from tests.mandates import people as who
from tests.web.portal.conftest import Citizen, enter
from toantrinh.command.story import certificate
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.mandates import actions
from toantrinh.mandates.models import Kind, Mandate, Route, Standing
from toantrinh.people.actions import register_organisation, represent
from toantrinh.web.gate.visiting import FOR_ORGANISATION, REPRESENTATION

pytestmark = pytest.mark.django_db

GRANT = "/uy-quyen/moi/cho-nguoi-khac/"
ASK = "/uy-quyen/moi/xin-lam-thay/"
DECLARE = "/uy-quyen/moi/dai-dien/"


@pytest.fixture
def grandmother(citizen: Citizen) -> Client:
    return enter(who.person(who.GRANDMOTHER))


def _day(name: str, days: int) -> dict[str, str]:
    day = today() + timedelta(days=days)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def _wish(other: tuple[str, str, Any] = who.GRANDMOTHER, **changes: Any) -> dict[str, Any]:
    return {
        "key": "one",
        "kind": "parent",
        "number": other[1],
        "name": other[0],
        "procedures": [who.BIRTH],
        **_day("since", 0),
        **_day("until", 30),
        **changes,
    }


def _agreed(**changes: Any) -> dict[str, Any]:
    return _wish(**changes) | {"step": "make", "agree": "1"}


def test_nothing_is_given_before_the_last_look_and_a_tick(
    citizen: Citizen, grandmother: Client
) -> None:
    form = citizen.client.get(GRANT).content.decode()
    assert "checked" not in form
    review = citizen.client.post(GRANT, _wish())
    assert review.status_code == 200
    page = review.content.decode()
    for part in ("Xem lại trước khi gửi", who.GRANDMOTHER[0], who.GRANDMOTHER[1]):
        assert part in page
    assert "checked" not in page
    assert not Mandate.objects.exists()
    unticked = citizen.client.post(GRANT, _wish() | {"step": "make"})
    assert (unticked.status_code, Mandate.objects.exists()) == (422, False)
    for _press in range(2):
        done = citizen.client.post(GRANT, _agreed())
        made = Mandate.objects.get()
        assert done["Location"] == f"/uy-quyen/{made.pk}/"
    paper = citizen.client.get(done["Location"]).content.decode()
    assert "Giấy ủy quyền" in paper and "Đang có hiệu lực" in paper
    for client, other in ((citizen.client, who.GRANDMOTHER[0]), (grandmother, who.MOTHER[0])):
        assert other in client.get("/uy-quyen/").content.decode()


def test_going_back_loses_nothing(citizen: Citizen, grandmother: Client) -> None:
    page = citizen.client.post(GRANT, _wish() | {"step": "back"}).content.decode()
    assert f'value="{who.GRANDMOTHER[1]}"' in page
    assert f'value="{who.BIRTH}"' in page and "checked" in page
    assert "Hãy" not in page.partition("<form")[2].partition("</form>")[0]


def test_procedures_are_found_by_words_and_ticked_by_people_only(citizen: Citizen) -> None:
    page = citizen.client.post(
        GRANT, {"number": "00", "procedures_find": "khai sinh", "find": "procedures"}
    ).content.decode()
    assert who.BIRTH in page and 'value="00"' in page and "checked" not in page
    offered = citizen.client.get(f"{GRANT}?thu-tuc={who.BIRTH}").content.decode()
    assert who.BIRTH in offered and "checked" not in offered


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Ai Khác"}, "Không có người nào mang số định danh và họ tên này"),
        ({"procedures": []}, "Hãy chọn ít nhất một thủ tục."),
        ({"kind": ""}, "Hãy chọn một câu trả lời."),
        ({"kind": "child"}, "child"),
        (_day("until", -1), "Ngày kết thúc đứng trước ngày bắt đầu."),
        (_day("until", 2000), "dài nhất 1095 ngày"),
        ({"until_day": "40"}, "Không có ngày 40/"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    citizen: Citizen, grandmother: Client, changes: dict[str, Any], said: str
) -> None:
    answer = citizen.client.post(GRANT, _agreed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page and "Những gì đã ghi vẫn còn nguyên." in page
    assert not Mandate.objects.exists()


def test_who_is_asked_answers_with_a_tick_of_their_own(
    citizen: Citizen, grandmother: Client
) -> None:
    grandmother.post(ASK, _agreed(other=who.MOTHER))
    made = Mandate.objects.get()
    mine = citizen.client.get("/uy-quyen/").content.decode()
    assert "Chờ bạn trả lời" in mine and f"/uy-quyen/{made.pk}/tra-loi/" in mine
    assert f"/uy-quyen/{made.pk}/tra-loi/" not in grandmother.get("/uy-quyen/").content.decode()
    place = f"/uy-quyen/{made.pk}/tra-loi/"
    assert "checked" not in citizen.client.get(place).content.decode()
    assert citizen.client.post(place).status_code == 422
    assert grandmother.post(place, {"agree": "1"})["Location"] == f"/uy-quyen/{made.pk}/"
    made.refresh_from_db()
    assert made.standing(today()) is Standing.WAITING
    citizen.client.post(place, {"agree": "1"})
    made.refresh_from_db()
    assert made.standing(today()) is Standing.IN_FORCE


def test_a_no_needs_no_tick(citizen: Citizen, grandmother: Client) -> None:
    made = who.asked()
    citizen.client.post(f"/uy-quyen/{made.pk}/tra-loi/", {"refuse": "1"})
    made.refresh_from_db()
    assert made.standing(today()) is Standing.REFUSED


def test_both_end_it_after_being_asked_once_more(citizen: Citizen, grandmother: Client) -> None:
    for client in (citizen.client, grandmother):
        made = who.granted()
        place = f"/uy-quyen/{made.pk}/ket-thuc/"
        assert "Chấm dứt ủy quyền này?" in client.get(place).content.decode()
        made.refresh_from_db()
        assert made.standing(today()) is Standing.IN_FORCE
        for _press in range(2):
            assert client.post(place)["Location"] == f"/uy-quyen/{made.pk}/"
        made.refresh_from_db()
        assert made.standing(today()) is Standing.ENDED


def test_a_child_is_declared_with_a_scan_that_is_sent_once(citizen: Citizen) -> None:
    scan = SimpleUploadedFile("khai sinh.pdf", certificate(), "application/pdf")
    wish = _wish(
        other=who.SON,
        kind="child",
        scope="all",
        procedures=[],
        until_day="",
        until_month="",
        until_year="",
        birth_date_day="15",
        birth_date_month="8",
        birth_date_year="2010",
    )
    empty = citizen.client.post(DECLARE, wish)
    assert "Cần giấy tờ chứng minh quan hệ." in empty.content.decode()
    wrong = citizen.client.post(DECLARE, wish | {"proof": scan, "name": ""})
    assert wrong.status_code == 422
    sent = wrong.content.decode().partition('name="sent" value="')[2].partition('"')[0]
    assert "Đã nhận tệp khai sinh.pdf." in wrong.content.decode()
    # Who did not send it cannot name it.
    other = enter(who.person(who.FATHER))
    assert other.post(DECLARE, wish | {"sent": sent}).status_code == 422
    review = citizen.client.post(DECLARE, wish | {"sent": sent})
    assert "khai sinh.pdf" in review.content.decode()
    citizen.client.post(DECLARE, wish | {"sent": sent, "step": "make", "agree": "1"})
    made = Mandate.objects.get()
    assert (made.route, made.kind, made.all_procedures) == (Route.DECLARED, Kind.CHILD, True)
    paper = citizen.client.get(f"/uy-quyen/{made.pk}/").content.decode()
    assert who.SON[0] in paper and who.SON[1] not in paper and "•••" in paper
    assert citizen.client.get(f"/uy-quyen/{made.pk}/giay-to/").content.startswith(b"%PDF")
    assert other.get(f"/uy-quyen/{made.pk}/giay-to/").status_code == 404


def test_a_file_of_another_kind_is_refused_and_the_rest_is_kept(citizen: Citizen) -> None:
    virus = SimpleUploadedFile("a.exe", b"MZ" + b"x" * 99, "application/pdf")
    answer = citizen.client.post(DECLARE, _wish(other=who.SON) | {"proof": virus})
    assert answer.status_code == 422
    assert f'value="{who.SON[1]}"' in answer.content.decode()


def test_level_one_is_told_before_and_may_still_end(citizen: Citizen) -> None:
    made = who.granted()
    low = enter(citizen.person, level=1)
    assert "cần tài khoản định danh mức 2" in low.get(GRANT).content.decode()
    refused = low.post(GRANT, _agreed() | {"key": "two"})
    assert refused.status_code == 422 and "mức 2" in refused.content.decode()
    assert Mandate.objects.count() == 1
    low.post(f"/uy-quyen/{made.pk}/ket-thuc/")
    made.refresh_from_db()
    assert made.standing(today()) is Standing.ENDED


def test_for_an_organisation_one_gives_and_neither_asks_nor_declares(citizen: Citizen) -> None:
    who.person(who.GRANDMOTHER)
    firm = register_organisation(
        actor=SYSTEM, tax_code="0030002220", name="Công ty Gió Lành", synthetic=True
    )
    proven = represent(citizen.person, firm, actor=SYSTEM)
    session = citizen.client.session
    session[REPRESENTATION], session[FOR_ORGANISATION] = str(proven.pk), True
    session.save()
    for place in (ASK, DECLARE):
        assert citizen.client.get(place).status_code == 404
    assert 'value="parent"' not in citizen.client.get(GRANT).content.decode()
    citizen.client.post(GRANT, _agreed(kind="client"))
    assert Mandate.objects.get().organisation == firm


def test_others_find_nothing(citizen: Citizen) -> None:
    made = who.granted()
    other = enter(who.person(who.FATHER))
    for place in ("", "tra-loi/", "ket-thuc/", "giay-to/"):
        assert other.get(f"/uy-quyen/{made.pk}/{place}").status_code == 404
    assert "Chưa có ủy quyền nào" in other.get("/uy-quyen/").content.decode()


def test_what_is_over_stands_apart(citizen: Citizen) -> None:
    actions.end(who.granted(), actor=p.players().mother)
    page = citizen.client.get("/uy-quyen/").content.decode()
    assert "Đã hết" in page and "Người làm thay bạn" not in page
