"""Officers sign in with two factors over the wire."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from tests.web.gate.serving import PEOPLE, SECRET
from tests.web.gate.visitor import Visitor, totp
from toantrinh.command.cast import cast
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, User
from toantrinh.web.gate.accounts import ensure_officer_login

PASSWORD = "nắng-sớm-trên-sông-Mã"


@dataclass(frozen=True)
class Given:
    """An officer's login and what its owner knows and has."""

    username: str
    full_name: str


@pytest.fixture
def officer(site: str) -> Iterator[Given]:
    """The front desk's officer, with both factors. Nobody has failed or used a code yet."""
    del site
    posting = cast().reception
    user = posting.officer.user
    ensure_officer_login(user.username, PASSWORD, SECRET)
    cache.clear()
    yield Given(user.username, posting.officer.full_name)
    cache.clear()


def test_password_and_code_lead_to_the_desk(visitor: Visitor, officer: Given) -> None:
    page = visitor.sign_in_officer(officer.username, PASSWORD, SECRET, "/dang-xuat/")
    assert str(page.url).endswith("/dang-xuat/")
    assert officer.full_name in page.text


def test_the_password_alone_opens_nothing(visitor: Visitor, officer: Given) -> None:
    page = visitor.open("/can-bo/dang-nhap/")
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    assert str(page.url).endswith("/can-bo/dang-nhap/ma/")
    assert officer.full_name not in visitor.open("/dang-xuat/").text
    assert visitor.http.get("/can-bo/vi-tri/").status_code == 302
    # The set-up of another device is not open to who has one.
    assert "/thiet-bi/" not in str(visitor.open("/can-bo/dang-nhap/thiet-bi/").url)
    assert visitor.http.get("/can-bo/dang-nhap/thiet-bi/ma.svg").status_code == 404


def test_a_wrong_password_or_code_is_told(visitor: Visitor, officer: Given) -> None:
    page = visitor.open("/can-bo/dang-nhap/")
    page = visitor.send(page, login=officer.username, password="sai")
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in page.text
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    page = visitor.send(page, code="000000")
    assert "Mã chưa đúng hoặc đã dùng." in page.text


def test_five_failures_lock_a_login(visitor: Visitor, officer: Given) -> None:
    page = visitor.open("/can-bo/dang-nhap/")
    for _ in range(5):
        page = visitor.send(page, login=officer.username, password="sai")
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    assert "Đã sai quá nhiều lần." in page.text


def test_a_code_serves_once(visitor: Visitor, officer: Given, site: str) -> None:
    code = totp(SECRET)
    page = visitor.send(
        visitor.open("/can-bo/dang-nhap/"), login=officer.username, password=PASSWORD
    )
    visitor.send(page, code=code)
    assert officer.full_name in visitor.open("/dang-xuat/").text
    other = Visitor(site)
    page = other.send(other.open("/can-bo/dang-nhap/"), login=officer.username, password=PASSWORD)
    page = other.send(page, code=code)
    assert "Mã chưa đúng hoặc đã dùng." in page.text
    other.close()


def test_the_first_sign_in_leads_to_a_device(visitor: Visitor, officer: Given) -> None:
    Authenticator.objects.all().delete()
    page = visitor.open("/can-bo/dang-nhap/?tiep=/dang-xuat/")
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    assert str(page.url).endswith("/can-bo/dang-nhap/thiet-bi/")
    assert officer.full_name not in visitor.open("/dang-xuat/").text
    picture = visitor.http.get("/can-bo/dang-nhap/thiet-bi/ma.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "style" not in picture.text
    secret = page.text.partition('<b class="code">')[2].partition("</b>")[0].replace(" ", "")
    page = visitor.send(page, code="000000")
    assert page.status_code == 422
    page = visitor.send(page, code=totp(secret))
    assert str(page.url).endswith("/dang-xuat/")
    assert officer.full_name in page.text
    kept = Authenticator.objects.get(user__username=officer.username)
    assert secret not in str(kept.data)


def test_a_citizens_login_has_no_way_in_here(visitor: Visitor, officer: Given) -> None:
    citizen = register_login(
        actor=SYSTEM, username="cong-dan", kind=LoginKind.CITIZEN, password=PASSWORD
    )
    page = visitor.send(visitor.open("/can-bo/dang-nhap/"), login="cong-dan", password=PASSWORD)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in page.text
    citizen.delete()
    with pytest.raises(NotAllowed):
        ensure_officer_login(
            register_login(actor=SYSTEM, username="cong-dan-2", kind=LoginKind.CITIZEN).username,
            PASSWORD,
        )
    del officer


def test_a_locked_login_is_told_so(visitor: Visitor, officer: Given) -> None:
    User.objects.filter(username=officer.username).update(is_active=False)
    page = visitor.open("/can-bo/dang-nhap/")
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    User.objects.filter(username=officer.username).update(is_active=True)
    assert "Tài khoản này đã bị khóa." in page.text
    assert officer.full_name not in visitor.open("/dang-xuat/").text


def test_locking_a_login_ends_its_sessions(visitor: Visitor, officer: Given) -> None:
    visitor.sign_in_officer(officer.username, PASSWORD, SECRET, "/dang-xuat/")
    User.objects.filter(username=officer.username).update(is_active=False)
    page = visitor.open("/dang-xuat/")
    User.objects.filter(username=officer.username).update(is_active=True)
    assert officer.full_name not in page.text


def test_never_both_in_one_session(visitor: Visitor, officer: Given, site: str) -> None:
    visitor.sign_in(PEOPLE[0])
    page = visitor.open("/can-bo/dang-nhap/")
    assert page.status_code == 403
    assert "Bạn đang đăng nhập với tư cách công dân." in page.text
    other = Visitor(site)
    other.sign_in_officer(officer.username, PASSWORD, SECRET, "/dang-xuat/")
    page = other.open("/dang-nhap/")
    assert page.status_code == 403
    assert "Bạn đang đăng nhập bằng tài khoản cán bộ." in page.text
    other.close()


def test_an_officer_without_a_post_today_is_told(visitor: Visitor, officer: Given) -> None:
    del officer
    user = ensure_officer_login("chuacoviec", PASSWORD, SECRET)
    register_officer(actor=SYSTEM, full_name="Lê Chưa Việc", user=user, synthetic=True)
    visitor.sign_in_officer("chuacoviec", PASSWORD, SECRET, "/dang-xuat/")
    page = visitor.open("/can-bo/vi-tri/")
    assert page.status_code == 403
    assert "không giữ vị trí nào" in page.text


def test_an_officer_with_two_posts_chooses(visitor: Visitor, officer: Given) -> None:
    played = cast()
    second = appoint(
        played.reception.officer,
        actor=SYSTEM,
        post=played.specialist.post,
        since=played.reception.valid_from,
    )
    visitor.sign_in_officer(officer.username, PASSWORD, SECRET, "/dang-xuat/")
    token = {"csrfmiddlewaretoken": visitor.http.cookies["tt_csrf"]}
    chosen = visitor.http.post("/can-bo/vi-tri/", data=token | {"vi_tri": str(second.pk)})
    assert chosen.status_code == 302
    assert chosen.headers["location"] == "/can-bo/"
    foreign = visitor.http.post("/can-bo/vi-tri/", data=token | {"vi_tri": str(played.leader.pk)})
    assert foreign.status_code == 403
    second.delete()
