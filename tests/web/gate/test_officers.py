"""Officers sign in with two factors over the wire."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from tests.web.gate.serving import PEOPLE, SECRET
from tests.web.gate.visitor import Visitor, totp
from toantrinh.command.cast import cast
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import Attempts, LoginKind, Officer, UsedCode, User
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
    forget()
    yield Given(user.username, posting.officer.full_name)
    forget()


def forget() -> None:
    """Nobody has tried in vain or used a code; the library remembers codes too."""
    cache.clear()
    Attempts.objects.all().delete()
    UsedCode.objects.all().delete()


def test_password_and_code_lead_to_the_desk(visitor: Visitor, officer: Given) -> None:
    page = visitor.sign_in_officer(officer.username, PASSWORD, SECRET, "/dang-xuat/")
    assert str(page.url).endswith("/dang-xuat/")
    assert officer.full_name in page.text
    assert SessionStore(visitor.http.cookies["tt_session"])["tt_began"]


def test_who_comes_and_goes_is_written_down(
    visitor: Visitor, officer: Given, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "toantrinh.security")
    page = visitor.send(visitor.open("/can-bo/dang-nhap/"), login=officer.username, password="sai")
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    page = visitor.send(page, code="000000")
    visitor.send(page, code=totp(SECRET))
    visitor.send(visitor.open("/dang-xuat/"), to="/dang-xuat/")
    user = str(User.objects.get(username=officer.username).pk)
    told = [
        (record.getMessage(), vars(record)["login"])
        for record in caplog.records
        if record.name == "toantrinh.security"
    ]
    assert told == [
        (what, user) for what in ("wrong_password", "wrong_code", "signed_in", "signed_out")
    ]


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


LOCKED = "Đã sai quá nhiều lần nên tạm khóa đến "


def test_five_failures_lock_a_login_and_it_is_told_at_once(
    visitor: Visitor, officer: Given
) -> None:
    page = visitor.open("/can-bo/dang-nhap/")
    for _ in range(5):
        assert LOCKED not in page.text
        page = visitor.send(page, login=officer.username, password="sai")
    assert LOCKED in page.text
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    assert LOCKED in page.text
    # Whether a login exists is not to be learnt by trying.
    page = visitor.open("/can-bo/dang-nhap/")
    for _ in range(5):
        page = visitor.send(page, login="khongcoai", password="sai")
    assert LOCKED in page.text


def test_wrong_codes_lock_too_and_the_right_password_does_not_help(
    visitor: Visitor, officer: Given, site: str
) -> None:
    other = Visitor(site)
    for browser in (other, visitor):
        page = _with(browser, officer, "000000")
        assert "Mã chưa đúng hoặc đã dùng." in page.text
        page = browser.send(page, code="111111")
    page = visitor.send(page, code="222222")
    assert LOCKED in page.text
    page = visitor.send(page, code=totp(SECRET))
    assert LOCKED in page.text
    assert officer.full_name not in visitor.open("/dang-xuat/").text
    other.close()


@pytest.mark.parametrize(
    "lost", ["django.core.cache.backends.dummy.DummyCache", "tests.web.gate.pages.NoCache"]
)
def test_limits_hold_when_every_cache_and_count_of_a_minute_is_gone(
    lost: str, visitor: Visitor, officer: Given
) -> None:
    with override_settings(CACHES={"default": {"BACKEND": lost}}):
        page = visitor.open("/can-bo/dang-nhap/")
        for _ in range(5):
            page = visitor.send(page, login=officer.username, password="sai")
            with connection.cursor() as cursor:
                # As after a crash: the table is not logged.
                cursor.execute("DELETE FROM gate_knock")
        assert LOCKED in page.text
        page = visitor.send(page, login=officer.username, password=PASSWORD)
        assert LOCKED in page.text


def test_a_used_code_stays_used_without_a_cache(
    visitor: Visitor, officer: Given, site: str
) -> None:
    lost = "django.core.cache.backends.dummy.DummyCache"
    with override_settings(CACHES={"default": {"BACKEND": lost}}):
        code = totp(SECRET)
        _with(visitor, officer, code)
        assert officer.full_name in visitor.open("/dang-xuat/").text
        other = Visitor(site)
        assert "Mã chưa đúng hoặc đã dùng." in _with(other, officer, code).text
        other.close()


def _with(visitor: Visitor, officer: Given, code: str) -> httpx.Response:
    page = visitor.open("/can-bo/dang-nhap/")
    page = visitor.send(page, login=officer.username, password=PASSWORD)
    return visitor.send(page, code=code)


def test_the_owner_is_told_by_mail_once(officer: Given) -> None:
    from toantrinh.web.gate.tasks import tell_locked

    kept = Officer.objects.get(user__username=officer.username)
    until = "2026-06-08T05:15:00+00:00"
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox.clear()
        for _ in range(2):
            tell_locked(officer=str(kept.pk), until=until)
    (letter,) = mail.outbox
    assert letter.to == [kept.email]
    assert "tạm khóa đến 12:15 ngày 08/06/2026" in letter.body
    assert officer.username in letter.body and "127.0.0.1" not in letter.body


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
