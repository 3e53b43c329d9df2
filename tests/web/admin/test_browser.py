"""The administrators' pages in Chromium: pictures at two widths, axe, a strict policy."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.web.admin.conftest import sign_in
from tests.web.admin.town import Town, town_at
from toantrinh.people.invitations import text_of
from toantrinh.people.models import Invitation, Posting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("admin-browser")]

SCREENS = Path(__file__).resolve().parents[3] / "var" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def town(module_database: str) -> Iterator[Town]:
    del module_database
    # The browser's driver keeps a loop in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    with override_settings(STRICT_ACCESS=True, DEMO=True):
        server.set_app(get_wsgi_application())
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield town_at(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, town: Town) -> Iterator[Sit]:
    """Sit down as an officer before a screen; any complaint of the console fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def _sit(posting: Posting, width: int = 1280, *, bypass_csp: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, bypass_csp=bypass_csp, locale="vi-VN"
        )
        name = settings.SESSION_COOKIE_NAME
        session = sign_in(posting).cookies[name].value
        context.add_cookies([{"name": name, "value": session, "url": town.site}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        opened.append(page)
        return page

    yield _sit
    for page in opened:
        page.context.close()
    # That a refused form comes with status 422 is no complaint about the page.
    assert [told for told in complaints if "status of 4" not in told] == []


SCENES: list[tuple[str, Callable[[Town], str]]] = [
    ("home", lambda _: "/quan-tri/"),
    ("proposals", lambda _: "/quan-tri/de-nghi/"),
    ("proposal", lambda town: f"/quan-tri/de-nghi/{town.waiting.pk}/"),
    ("posts", lambda _: "/quan-tri/vi-tri/?co_quan=14797.ubnd"),
    ("officers", lambda _: "/quan-tri/can-bo/"),
    ("found", lambda _: "/quan-tri/can-bo/?q=trinh&tim=hac+thanh"),
    ("officer", lambda town: f"/quan-tri/can-bo/{town.specialist.officer_id}/"),
    ("invite", lambda _: "/quan-tri/can-bo/moi/?co_quan=14797.ubnd"),
    ("appoint", lambda town: f"/quan-tri/can-bo/{town.specialist.officer_id}/phan-cong/"),
    ("away", lambda town: f"/quan-tri/can-bo/{town.specialist.officer_id}/vang-mat/"),
    ("end-posting", lambda town: f"/quan-tri/phan-cong/{town.specialist.pk}/ket-thuc/"),
    ("reset-factor", lambda town: f"/quan-tri/can-bo/{town.specialist.officer_id}/xac-thuc/"),
    ("post-roles", lambda town: f"/quan-tri/vi-tri/{town.specialist.post_id}/viec/"),
    ("close-post", lambda town: f"/quan-tri/vi-tri/{town.specialist.post_id}/dong/"),
    ("rename-post", lambda town: f"/quan-tri/vi-tri/{town.specialist.post_id}/ten/"),
    ("open-agency", lambda _: "/quan-tri/co-quan/14797.ubnd/lap/"),
    ("rename-agency", lambda _: "/quan-tri/co-quan/14797.ubnd/ten/"),
    ("close-agency", lambda _: "/quan-tri/co-quan/38.so-dttg/dong/"),
    ("rename-unit", lambda _: "/quan-tri/don-vi/14797/ten/"),
    ("move", lambda town: f"/quan-tri/phan-cong/{town.specialist.pk}/chuyen/"),
    ("disable", lambda town: f"/quan-tri/can-bo/{town.specialist.officer_id}/khoa/"),
    ("journal", lambda _: "/quan-tri/nhat-ky/"),
    ("checks", lambda _: "/quan-tri/kiem-tra/"),
    ("open-post", lambda _: "/quan-tri/vi-tri/moi/?co_quan=14797.ubnd"),
    ("agencies", lambda _: "/quan-tri/co-quan/?tim=hac+thanh"),
    ("agency", lambda _: "/quan-tri/co-quan/14797.ubnd/"),
    ("settings", lambda _: "/quan-tri/quy-dinh/"),
    ("calendar", lambda _: "/quan-tri/quy-dinh/lich/?co_quan=14797.ubnd"),
    ("set-hours", lambda _: "/quan-tri/quy-dinh/lich/gio/?co_quan=14797.ubnd"),
    ("end-hours", lambda _: "/quan-tri/quy-dinh/lich/gio/ket-thuc/?co_quan=14797.ubnd"),
    ("set-day", lambda _: "/quan-tri/quy-dinh/lich/ngay/?co_quan=14797.ubnd"),
    ("rules", lambda _: "/quan-tri/quy-dinh/quy-tac/?co_quan=14797.ubnd"),
    ("rule", lambda _: "/quan-tri/quy-dinh/quy-tac/break_glass.hours/?co_quan=14797.ubnd"),
    ("set-rule", lambda _: "/quan-tri/quy-dinh/quy-tac/break_glass.roles/dat/?co_quan=14797.ubnd"),
    ("reasons", lambda _: "/quan-tri/quy-dinh/ly-do/?co_quan=14797.ubnd"),
    (
        "set-reason",
        lambda _: "/quan-tri/quy-dinh/ly-do/refuse/?co_quan=14797.ubnd&ma=not_competent",
    ),
    ("letters", lambda _: "/quan-tri/quy-dinh/mau/?co_quan=14797.ubnd"),
    ("set-wording", lambda _: "/quan-tri/quy-dinh/mau/receipt/header/?co_quan=14797.ubnd"),
    ("merge-units", lambda _: "/quan-tri/don-vi/14797/sap-nhap/"),
    ("merge-agencies", lambda _: "/quan-tri/co-quan/38.so-dttg/sap-nhap/"),
]


def _wide(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(
             e => e.checkVisibility() && !e.closest('.scroll, .unseen')
               && e.getBoundingClientRect().right > innerWidth + 0.5
           ).map(e => e.outerHTML.slice(0, 80))"""
    )
    return found


def _looked_at(page: Page, name: str, width: int) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"admin-{name}-{width}.png", full_page=True)
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, results.generate_report()
    assert _wide(page) == []


@pytest.mark.parametrize(("name", "address"), SCENES)
def test_screens(name: str, address: Callable[[Town], str], town: Town, sit: Sit) -> None:
    for width in (360, 1280):
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + address(town), wait_until="networkidle")
        _looked_at(page, name, width)


def test_what_it_would_do_is_seen_before_it_is_sent(town: Town, sit: Sit) -> None:
    for width in (360, 1280):
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + "/quan-tri/vi-tri/moi/?co_quan=14797.ubnd")
        page.get_by_role("button", name="Xem trước").click()
        _looked_at(page, "wrong", width)
        page.get_by_label("Tên vị trí").fill("Phụ trách dữ liệu thứ hai")
        page.get_by_label("Mã vị trí").fill("du-lieu-2")
        page.get_by_label("Bảo vệ dữ liệu cá nhân").check()
        page.get_by_role("button", name="Xem trước").click()
        _looked_at(page, "outlook", width)
        page.get_by_role("button", name="Sửa lại").click()
        assert page.get_by_label("Mã vị trí").input_value() == "du-lieu-2"


def test_what_a_merger_would_do_is_seen(town: Town, sit: Sit) -> None:
    for width in (360, 1280):
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + "/quan-tri/don-vi/14797/sap-nhap/")
        page.get_by_label("Đơn vị sau sáp nhập").select_option("14758")
        for part, value in (("day", "1"), ("month", "1"), ("year", "2030")):
            page.locator(f"#id_since_{part}").fill(value)
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("heading", name="Thay đổi này sẽ làm gì").wait_for()
        _looked_at(page, "merger", width)


def test_what_other_hours_would_do_is_seen(town: Town, sit: Sit) -> None:
    for width in (360, 1280):
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + "/quan-tri/quy-dinh/lich/gio/?co_quan=14797.ubnd")
        page.get_by_label("Thứ Hai").fill("lúc sáng")
        page.get_by_role("button", name="Xem trước").click()
        _looked_at(page, "hours-wrong", width)
        page.get_by_label("Thứ Hai").fill("7h30-11h30, 13h30-17h")
        page.get_by_label("Căn cứ").fill("Quyết định số 12/QĐ-UBND")
        for part, value in (("day", "1"), ("month", "2"), ("year", "2030")):
            page.locator(f"#id_since_{part}").fill(value)
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("heading", name="Thay đổi này sẽ làm gì").wait_for()
        _looked_at(page, "hours-outlook", width)


def test_an_invited_officer_s_page_is_seen(town: Town, browser: Browser) -> None:
    invitation = Invitation.objects.select_related("officer__user").latest("pk")
    address = f"{town.site}/can-bo/loi-moi/{text_of(invitation)}/"
    for width in (360, 1280):
        viewport: ViewportSize = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, bypass_csp=True, locale="vi-VN")
        page = context.new_page()
        page.goto(address)
        _looked_at(page, "invited", width)
        page.get_by_role("button").last.click()
        _looked_at(page, "invited-wrong", width)
        page.goto(f"{town.site}/can-bo/loi-moi/khong-con/")
        _looked_at(page, "invited-over", width)
        context.close()
