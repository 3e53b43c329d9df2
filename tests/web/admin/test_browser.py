"""The administrators' pages in Chromium: pictures at two widths, axe, a strict policy."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.web.admin.conftest import sign_in
from tests.web.admin.town import Town, town_at
from tests.web.chromium import WIDTHS, browser, look_at, served, windows
from toantrinh.people.invitations import text_of
from toantrinh.people.models import Invitation, Posting

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def town(module_database: str) -> Iterator[Town]:
    del module_database
    with served() as site:
        yield town_at(site)


Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, town: Town) -> Iterator[Sit]:
    """Sit down as an officer before a screen; any complaint of the console fails the test."""
    with windows(browser, town.site) as opened:

        def _sit(posting: Posting, width: int = 1280, *, bypass_csp: bool = False) -> Page:
            return opened.open(width, whose=sign_in(posting), bypass_csp=bypass_csp)

        yield _sit


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
    ("change-hands", lambda _: "/quan-tri/co-quan/38.ubnd/tham-quyen/"),
    ("merge-agencies", lambda _: "/quan-tri/co-quan/38.so-dttg/sap-nhap/"),
]


@pytest.mark.parametrize(("name", "address"), SCENES)
def test_screens(name: str, address: Callable[[Town], str], town: Town, sit: Sit) -> None:
    for width in WIDTHS:
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + address(town), wait_until="networkidle")
        look_at(page, f"admin-{name}-{width}")


def test_what_it_would_do_is_seen_before_it_is_sent(town: Town, sit: Sit) -> None:
    for width in WIDTHS:
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + "/quan-tri/vi-tri/moi/?co_quan=14797.ubnd")
        page.get_by_role("button", name="Xem trước").click()
        look_at(page, f"admin-wrong-{width}")
        page.get_by_label("Tên vị trí").fill("Phụ trách dữ liệu thứ hai")
        page.get_by_label("Mã vị trí").fill("du-lieu-2")
        page.get_by_label("Bảo vệ dữ liệu cá nhân").check()
        page.get_by_role("button", name="Xem trước").click()
        look_at(page, f"admin-outlook-{width}")
        page.get_by_role("button", name="Sửa lại").click()
        assert page.get_by_label("Mã vị trí").input_value() == "du-lieu-2"


def test_what_a_merger_would_do_is_seen(town: Town, sit: Sit) -> None:
    for width in WIDTHS:
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + "/quan-tri/don-vi/14797/sap-nhap/")
        page.get_by_label("Đơn vị sau sáp nhập").select_option("14758")
        for part, value in (("day", "1"), ("month", "1"), ("year", "2030")):
            page.locator(f"#id_since_{part}").fill(value)
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("heading", name="Thay đổi này sẽ làm gì").wait_for()
        look_at(page, f"admin-merger-{width}")


def test_what_other_hours_would_do_is_seen(town: Town, sit: Sit) -> None:
    for width in WIDTHS:
        page = sit(town.who.administrator, width, bypass_csp=True)
        page.goto(town.site + "/quan-tri/quy-dinh/lich/gio/?co_quan=14797.ubnd")
        page.get_by_label("Thứ Hai").fill("lúc sáng")
        page.get_by_role("button", name="Xem trước").click()
        look_at(page, f"admin-hours-wrong-{width}")
        page.get_by_label("Thứ Hai").fill("7h30-11h30, 13h30-17h")
        page.get_by_label("Căn cứ").fill("Quyết định số 12/QĐ-UBND")
        for part, value in (("day", "1"), ("month", "2"), ("year", "2030")):
            page.locator(f"#id_since_{part}").fill(value)
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("heading", name="Thay đổi này sẽ làm gì").wait_for()
        look_at(page, f"admin-hours-outlook-{width}")


def test_an_invited_officer_s_page_is_seen(town: Town, browser: Browser) -> None:
    invitation = Invitation.objects.select_related("officer__user").latest("pk")
    address = f"{town.site}/can-bo/loi-moi/{text_of(invitation)}/"
    for width in WIDTHS:
        viewport: ViewportSize = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, bypass_csp=True, locale="vi-VN")
        page = context.new_page()
        page.goto(address)
        look_at(page, f"admin-invited-{width}")
        page.get_by_role("button").last.click()
        look_at(page, f"admin-invited-wrong-{width}")
        page.goto(f"{town.site}/can-bo/loi-moi/khong-con/")
        look_at(page, f"admin-invited-over-{width}")
        context.close()
