"""Officers over the pages: found, invited, let in by their link, changed."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests import players as p
from tests.administration.governing import administrator, officer
from tests.web.admin.conftest import sign_in
from toantrinh.command.cast import Governors
from toantrinh.government.models import Post
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.people import attempts, invitations
from toantrinh.people.actions import appoint
from toantrinh.people.attempts import Tries
from toantrinh.people.models import Absence, Invitation, Officer, Posting

LIST = "/quan-tri/can-bo/"
PASSWORD = "nắng-sớm-trên-sông-Mã"


@pytest.fixture
def one(who: Governors) -> Client:
    p.players()
    return sign_in(who.administrator)


def day(name: str, when: Any = None) -> dict[str, str]:
    at = when or today()
    return {
        f"{name}_day": f"{at.day}",
        f"{name}_month": f"{at.month}",
        f"{name}_year": f"{at.year}",
    }


def specialist() -> Posting:
    return Posting.objects.get(officer__user__username="hotich")


def test_the_list_is_found_by_name_and_leafed_through(one: Client, who: Governors) -> None:
    page = one.get(LIST).text
    assert "Phạm Thị Tịch" in page and "Chuyên viên thụ lý" in page
    found = one.get(LIST, {"q": "tich pham"}).text
    assert "Phạm Thị Tịch" in found and "Trịnh Thị Chủ" not in found
    post = specialist().post
    for number in range(50):
        appoint(officer(f"x{number}", f"Ái Văn {number}"), actor=SYSTEM, post=post, since=today())
    first = one.get(LIST).text
    assert "Đầu danh sách" not in first
    link = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    following = one.get(LIST + link).text
    assert "Phạm Thị Tịch" in following and "Ái Văn 3" not in following
    assert sign_in(administrator("beside", "01.ubnd")).get(LIST + link).status_code == 200


def test_an_invited_officer_comes_in_by_their_link(one: Client) -> None:
    post = Post.objects.get(agency__key="14797.ubnd", code="chuyen-vien")
    given = {
        "full_name": "Trần Thị Mới",
        "email": "moi@example.vn",
        "username": "tranmoi",
        "post": str(post.pk),
        **day("since"),
    }
    address = f"{LIST}moi/?co_quan=14797.ubnd"
    assert one.post(address, {**given, "username": "Trần Mới"}).status_code == 422
    assert "Thư mời gửi đến moi@example.vn" in one.post(address, given).text
    one.post(address, {**given, "chac_chan": "1"})
    new = Officer.objects.get(user__username="tranmoi")
    assert "chưa nhận lời mời" in one.get(f"{LIST}{new.pk}/").text
    link = f"/can-bo/loi-moi/{invitations.text_of(Invitation.objects.get())}/"
    guest = Client()
    assert "Chào Trần Thị Mới" in guest.get(link).text
    for wrong in (
        {"password": "ngắn", "again": "ngắn"},
        {"password": "123456789012", "again": "123456789012"},
        {"password": PASSWORD, "again": "khác hẳn"},
    ):
        assert guest.post(link, wrong).status_code == 422
    page = guest.post(link, {"password": PASSWORD, "again": PASSWORD}, follow=True)
    assert "Đã đặt mật khẩu." in page.text
    assert guest.get(link).status_code == 404
    new.user.refresh_from_db()
    assert new.user.check_password(PASSWORD)


def test_one_officer_is_moved_away_and_back(one: Client) -> None:
    held = specialist()
    page = f"{LIST}{held.officer_id}/"
    one.post(f"{page}vang-mat/", {**day("since"), "chac_chan": "1"})
    assert "vắng mặt" in one.get(page).text
    absence = Absence.objects.get()
    one.post(f"{page}vang-mat/{absence.pk}/", {**day("day"), "chac_chan": "1"})
    assert not Absence.objects.exists()
    leader = Post.objects.get(agency__key="14797.ubnd", code="lanh-dao")
    assert one.get(f"/quan-tri/phan-cong/{held.pk}/chuyen/").status_code == 200
    given = {"post": str(leader.pk), **day("since"), "chac_chan": "1"}
    one.post(f"{page}phan-cong/?co_quan=14797.ubnd", given)
    one.post(f"/quan-tri/phan-cong/{held.pk}/ket-thuc/", {**day("last"), "chac_chan": "1"})
    held.refresh_from_db()
    assert held.valid_to == today()
    text = one.get(page).text
    assert "Lãnh đạo cơ quan" in text and "Kết thúc phân công" in text


def test_an_account_is_disabled_and_enabled(one: Client) -> None:
    held = specialist()
    page = f"{LIST}{held.officer_id}/"
    desk = sign_in(held)
    assert desk.get("/can-bo/bat-dau/").status_code == 302
    assert "không đăng nhập được nữa" in one.get(f"{page}khoa/").text
    one.post(f"{page}khoa/", {"chac_chan": "1"})
    assert "/can-bo/dang-nhap/" in desk.get("/can-bo/bat-dau/")["Location"]
    assert one.get(f"{page}khoa/").status_code == 200
    assert one.post(f"{page}khoa/", {"chac_chan": "1"}).status_code == 409
    one.post(f"{page}mo-khoa/", {"chac_chan": "1"})
    held.officer.user.refresh_from_db()
    assert held.officer.user.is_active


def test_a_second_factor_is_reset_by_two(one: Client, who: Governors) -> None:
    held = specialist()
    page = f"{LIST}{held.officer_id}/"
    assert one.get(f"{page}xac-thuc/").status_code == 409
    TOTP.activate(held.officer.user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    sent = one.post(f"{page}xac-thuc/", {"chac_chan": "1"})
    assert Authenticator.objects.filter(user=held.officer.user).exists()
    sign_in(who.other_administrator).post(f"{sent['Location']}xac-nhan/")
    assert not Authenticator.objects.filter(user=held.officer.user).exists()


def test_officers_of_other_houses_are_not_shown(one: Client) -> None:
    below = sign_in(administrator("below", "14797.ubnd"))
    stranger = sign_in(administrator("beside", "01.ubnd"))
    held = specialist()
    assert below.get(f"{LIST}{held.officer_id}/").status_code == 200
    assert stranger.get(f"{LIST}{held.officer_id}/").status_code == 404
    assert stranger.get(f"/quan-tri/phan-cong/{held.pk}/chuyen/").status_code == 403
    assert one.get(f"{LIST}{held.officer_id}/dot/").status_code == 404


def test_who_only_governs_begins_where_they_govern(who: Governors) -> None:
    assert sign_in(who.administrator).get("/can-bo/bat-dau/")["Location"] == "/quan-tri/"
    assert sign_in(who.data_officer).get("/can-bo/bat-dau/")["Location"] == "/can-bo/"
    held = p.players().cast.leader
    assert sign_in(held).get("/can-bo/bat-dau/")["Location"] == "/can-bo/"
    both = appoint(held.officer, actor=SYSTEM, post=who.administrator.post, since=today())
    client = sign_in(held)
    chosen = client.post("/can-bo/vi-tri/", {"vi_tri": str(both.pk)})
    assert chosen["Location"] == "/quan-tri/"
    assert "Chuyển sang" in client.get("/quan-tri/").text


def test_a_login_that_was_tried_too_often_is_unlocked_on_its_owner_s_word(one: Client) -> None:
    held = specialist().officer
    for _ in range(5):
        attempts.begin(Tries("hotich", "203.0.113.5"))
        attempts.failed(Tries("hotich", "203.0.113.5"))
    page = one.get(f"{LIST}{held.pk}/").text
    assert "Tạm khóa đến" in page and "Tạm khóa vì sai quá nhiều lần" in page
    asked = one.get(f"{LIST}{held.pk}/bo-khoa-tam/").text
    assert "Phạm Thị Tịch thử đăng nhập lại được ngay" in asked
    one.post(f"{LIST}{held.pk}/bo-khoa-tam/", {"chac_chan": "1"})
    assert attempts.locked_until("hotich") is None
    assert "Tạm khóa đến" not in one.get(f"{LIST}{held.pk}/").text
