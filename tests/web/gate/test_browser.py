"""Every screen of the gate in Chromium: pictures at two widths, axe, the policy kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page

from tests.web.chromium import WIDTHS, axe, chromium, picture, sticking_out, windows
from tests.web.gate.serving import PEOPLE, SECRET
from tests.web.gate.visitor import totp
from toantrinh.command.cast import cast
from toantrinh.people.models import Attempts, UsedCode
from toantrinh.web.gate.accounts import ensure_officer_login

pytestmark = [pytest.mark.browser]

PASSWORD = "nắng-sớm-trên-sông-Mã"
HOA = PEOPLE[0]
# Refusals with a status of their own are noted by the browser; nothing else may be.
_EXPECTED = ("403 (Forbidden)", "422 (Unprocessable", "404 (Not Found)", "Clear-Site-Data")
See = Callable[[Page, str], None]


@contextmanager
def _window(site: str, width: int, *, bypass_csp: bool) -> Iterator[Page]:
    """A page whose console may complain of refusals only. Screens by `bypass_csp` for axe."""
    with chromium() as browser, windows(browser, site, refused=_EXPECTED) as opened:
        page = opened.open(width, bypass_csp=bypass_csp)
        page.set_default_timeout(10_000)
        yield page


def _as_citizen(page: Page, site: str, see: See) -> None:
    page.goto(f"{site}/dang-nhap/?tiep=/thu/")
    see(page, "dang-nhap")
    page.get_by_role("button", name="Đăng nhập bằng VNeID").click()
    page.locator("input[name=number]").fill(HOA["number"])
    page.locator("input[name=passcode]").fill(HOA["passcode"])
    page.locator("input[name=passcode]").press("Enter")
    page.get_by_role("button", name="Đồng ý chia sẻ").click()
    assert page.url == f"{site}/thu/"


def _typed_and_expired(page: Page, site: str, see: See) -> None:
    page.locator("input[name=loi]").fill("Khai sinh cho con")
    page.context.clear_cookies(name="tt_session")
    page.locator("input[name=loi]").press("Enter")
    page.get_by_role("button", name="Đăng nhập bằng VNeID").click()
    page.get_by_role("button", name="Đồng ý chia sẻ").click()
    see(page, "gui-tiep")
    page.get_by_role("button", name="Gửi tiếp").click()
    assert page.url == f"{site}/thu/"
    assert "Khai sinh cho con" in page.content()


def _at_the_wrong_door(page: Page, site: str, see: See) -> None:
    page.goto(f"{site}/can-bo/dang-nhap/")
    see(page, "khong-duoc-vao")
    page.goto(f"{site}/dang-xuat/")
    see(page, "dang-xuat")
    page.locator("main").get_by_role("button", name="Đăng xuất", exact=True).click()
    assert page.url == f"{site}/"


def _as_officer(page: Page, site: str, see: See, username: str) -> None:
    page.goto(f"{site}/can-bo/dang-nhap/?tiep=/can-bo/viec/")
    see(page, "can-bo-dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đi tiếp").click()
    see(page, "can-bo-sai-mat-khau")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đi tiếp").click()


def _with_the_code(page: Page, site: str, see: See) -> None:
    see(page, "can-bo-ma")
    page.get_by_label("Mã sáu chữ số").fill(totp(SECRET))
    page.get_by_role("button", name="Đăng nhập").last.click()
    assert page.url == f"{site}/can-bo/viec/"
    page.context.clear_cookies()


def _with_a_new_device(page: Page, site: str, see: See) -> None:
    drawn = page.locator("main img")
    assert drawn.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    see(page, "can-bo-thiet-bi")
    secret = page.locator("b.code").inner_text().replace(" ", "")
    page.get_by_label("Mã sáu chữ số").fill(totp(secret))
    page.get_by_role("button", name="Xong, đăng nhập").click()
    assert page.url == f"{site}/can-bo/viec/"


def _officers() -> tuple[str, str]:
    """One officer with a device, one without."""
    played = cast()
    first, second = played.reception.officer.user, played.leader.officer.user
    Authenticator.objects.all().delete()
    ensure_officer_login(first.username, PASSWORD, SECRET)
    ensure_officer_login(second.username, PASSWORD)
    cache.clear()
    Attempts.objects.all().delete()
    UsedCode.objects.all().delete()
    return first.username, second.username


def _walk(page: Page, site: str, see: See, officers: tuple[str, str]) -> None:
    _as_citizen(page, site, see)
    _typed_and_expired(page, site, see)
    _at_the_wrong_door(page, site, see)
    _as_officer(page, site, see, officers[0])
    _with_the_code(page, site, see)
    _as_officer(page, site, see, officers[1])
    _with_a_new_device(page, site, see)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_keeps_the_policy(width: int, site: str) -> None:
    officers = _officers()

    def see(page: Page, name: str) -> None:
        picture(page, f"gate-{name}-{width}")
        assert sticking_out(page) == [], name

    with (
        override_settings(ROOT_URLCONF="tests.web.gate.pages"),
        _window(site, width, bypass_csp=False) as page,
    ):
        _walk(page, site, see, officers)


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(width: int, site: str) -> None:
    officers = _officers()

    def see(page: Page, name: str) -> None:
        assert sticking_out(page) == [], name
        axe(page, name)

    with (
        override_settings(ROOT_URLCONF="tests.web.gate.pages"),
        _window(site, width, bypass_csp=True) as page,
    ):
        _walk(page, site, see, officers)
