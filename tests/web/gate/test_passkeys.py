"""An officer makes a passkey, signs in with it, signs with it, and takes it away."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from playwright.sync_api import Page

from tests import players as p
from tests.signed_in import officer_client
from tests.web.chromium import chromium, look_at_both, picture, sticking_out, windows
from tests.web.gate.serving import SECRET
from tests.web.gate.visitor import totp
from toantrinh.command.cast import cast
from toantrinh.journal.models import Event
from toantrinh.people.models import Attempts, Officer, UsedCode
from toantrinh.web.gate.accounts import ensure_officer_login
from toantrinh.web.gate.tasks import tell_factor_changed

PASSWORD = "nắng-sớm-trên-sông-Mã"
PAGE = "/can-bo/xac-thuc/"


@pytest.fixture
def officer(site: str) -> Iterator[Officer]:
    del site
    found = cast().leader.officer
    ensure_officer_login(found.user.username, PASSWORD, SECRET)
    for kept in (Attempts, UsedCode):
        kept.objects.all().delete()
    yield found
    Authenticator.objects.filter(user=found.user).delete()


def _key(page: Page) -> None:
    """A key of the browser's own that always says yes."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    ready = {"isUserVerified": True, "automaticPresenceSimulation": True, "hasResidentKey": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": kind | ready})


def _password(page: Page, here: str, officer: Officer) -> None:
    page.goto(f"{here}/can-bo/dang-nhap/?tiep={PAGE}")
    page.get_by_label("Tên đăng nhập").fill(officer.user.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đi tiếp").click()


def _actions(officer: Officer) -> list[str]:
    told = Event.objects.filter(stream=officer.stream(), action__endswith="passkey")
    return list(told.order_by("seq").values_list("action", flat=True))


@pytest.mark.browser
def test_a_passkey_is_made_signs_in_confirms_and_goes(site: str, officer: Officer) -> None:
    # A key belongs to a name, and an address of numbers is none.
    here = site.replace("127.0.0.1", "localhost")
    with chromium() as browser, windows(browser, here, refused=()) as opened:
        page = opened.open(360, bypass_csp=False)
        page.set_default_timeout(10_000)
        _key(page)
        _password(page, here, officer)
        assert page.get_by_role("button", name="Dùng khóa truy cập").count() == 0
        page.get_by_label("Mã sáu chữ số").fill(totp(SECRET))
        page.get_by_role("button", name="Đăng nhập").last.click()

        page.get_by_label("Gọi khóa này là gì").fill("Điện thoại của tôi")
        picture(page, "gate-xac-thuc-moi-360")
        page.get_by_role("button", name="Thêm khóa").click()
        page.get_by_role("heading", name="Điện thoại của tôi").wait_for()
        picture(page, "gate-xac-thuc-360")
        assert sticking_out(page) == []
        assert _actions(officer) == ["add_passkey"]

        page.goto(f"{here}/can-bo/xac-nhan/?tiep={PAGE}")
        picture(page, "gate-xac-nhan-360")
        assert sticking_out(page) == []
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url(f"{here}{PAGE}")
        assert "Dùng lần cuối" in page.locator("section[aria-labelledby=keys]").inner_text()

        page.context.clear_cookies()
        _password(page, here, officer)
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url(f"{here}{PAGE}")
        page.get_by_role("button", name="Bỏ khóa").click()
        page.get_by_text("Bạn chưa có khóa nào.").wait_for()
    assert _actions(officer) == ["add_passkey", "remove_passkey"]
    payloads = Event.objects.filter(stream=officer.stream(), action="add_passkey")
    assert [set(event.payload) for event in payloads] == [{"passkey"}]


@pytest.mark.browser
def test_axe_finds_nothing_on_the_pages_of_factors(site: str, officer: Officer) -> None:
    here = site.replace("127.0.0.1", "localhost")
    client = officer_client(p.players().cast.leader)
    with chromium() as browser, windows(browser, here, refused=()) as opened:
        for path in (PAGE, "/can-bo/xac-nhan/", "/tai-khoan/"):
            look_at_both(opened, path, f"gate{path.rstrip('/').replace('/', '-')}", whose=client)


@pytest.mark.django_db
def test_a_key_is_added_and_taken_away_only_with_a_factor_shown_just_now() -> None:
    posting = p.players().cast.leader
    number = Authenticator.objects.create(
        user=posting.officer.user, type="webauthn", data={"name": "x", "credential": {}}
    ).pk
    stale = officer_client(posting, fresh=False)
    for path in (f"{PAGE}khoa/", f"{PAGE}khoa/{number}/bo/"):
        sent = stale.post(path, {"name": "x", "credential": "{}"})
        assert sent["Location"].startswith("/can-bo/xac-nhan/")
    assert Authenticator.objects.filter(pk=number).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("credential", ["", "{}", "x", "[]", '{"id": "a", "response": {}}'])
def test_what_no_key_said_is_refused(credential: str) -> None:
    posting = p.players().cast.leader
    client: Client = officer_client(posting)
    client.get(PAGE)
    sent = client.post(f"{PAGE}khoa/", {"name": "x", "credential": credential})
    assert sent.status_code == 422
    shown = client.post("/can-bo/xac-nhan/", {"credential": credential})
    assert shown.status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.django_db
def test_the_owner_is_told_by_mail_once() -> None:
    officer = p.players().cast.leader.officer
    for _ in range(2):
        tell_factor_changed(str(officer.pk), "add_passkey", 1)
    [letter] = mail.outbox
    assert letter.to == [officer.email] and "thêm một khóa truy cập" in letter.body
