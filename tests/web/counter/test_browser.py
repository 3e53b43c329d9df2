"""The counter in Chromium: a walk-in by keyboard, the kiosk by touch, the screen from afar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize

from tests import players as p
from tests.dossiers.test_on_paper import received
from tests.signed_in import officer_client
from tests.web.chromium import browser, look_at, picture, served, sticking_out, windows
from tests.web.counter.conftest import CARD
from tests.web.portal.conftest import enter
from toantrinh.command.story import certificate
from toantrinh.counter import halls, tickets
from toantrinh.counter.models import Hall
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers import actions
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.mandates.actions import record
from toantrinh.mandates.models import Kind
from toantrinh.mandates.parties import Named
from toantrinh.mandates.terms import Terms
from toantrinh.people.actions import register_person
from toantrinh.people.sealing import new_key

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]
# As large as the screen of a kiosk that stands upright.
WIDE: ViewportSize = {"width": 1280, "height": 800}
UPRIGHT: ViewportSize = {"width": 1080, "height": 1920}


@dataclass(frozen=True)
class Town:
    """The address, the players, a hall where some wait, and who is signed in at the desk."""

    site: str
    who: p.Players
    hall: Hall


@pytest.fixture(scope="module")
def town(module_database: str) -> Iterator[Town]:
    del module_database
    with served() as site:
        who = p.players()
        hall = halls.open_hall(actor=who.reception)
        halls.add_matter(hall, actor=who.reception, name="Đất đai, xây dựng", name_en="Land")
        window = halls.sit_down(hall.windows.get().pk, actor=who.reception)
        for letter in ("A", "B", "A"):
            tickets.draw(hall, letter, first=letter == "B")
        tickets.call_next(window.pk, actor=who.reception)
        _lets_act(who)
        yield Town(site, who, hall)


def _lets_act(who: p.Players) -> None:
    """The grandmother lets the mother act for her."""
    register_person(
        actor=SYSTEM,
        full_name="Lê Thị Cam",
        personal_number="003152000731",
        birth_date=date(1952, 4, 14),
        synthetic=True,
    )
    key = new_key()
    key.save(force_insert=True)
    record(
        actor=who.reception,
        grantor=Named("003152000731", "Lê Thị Cam", date(1952, 4, 14)),
        holder=Named("003194000137", "Nguyễn Thị Hòa"),
        terms=Terms(Kind.VILLAGER, today(), today() + timedelta(30), ("1.001193",)),
        proof=store_upload(certificate(), actor=who.reception, key=key),
    )


@pytest.fixture
def desk(town: Town) -> Client:
    return officer_client(town.who.cast.reception)


def look(page: Page, name: str, wide: ViewportSize = WIDE) -> None:
    """An open page on a phone, looked at by axe, and on the screen where it is used."""
    page.set_viewport_size(wide)
    picture(page, f"{name}-{wide['width']}")
    assert sticking_out(page) == [], name
    page.set_viewport_size({"width": 360, "height": 800})
    look_at(page, f"{name}-360")


def test_a_walk_in_by_keyboard(town: Town, desk: Client, browser: Browser) -> None:
    with windows(browser, town.site) as opened:
        # Looked at by axe, which is a script; what is done is done by the keyboard alone.
        page = opened.open(whose=desk, bypass_csp=True)
        page.goto("/can-bo/quay/")
        look(page, "counter-home")
        # A scanner types and presses Enter; the box has the focus already.
        page.keyboard.type(CARD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/viec/")
        page.keyboard.type("chứng thực bản sao")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        look(page, "counter-search")
        with page.expect_navigation():
            page.get_by_role("button", name="2.000815").press("Enter")
        _fill(page)
        look(page, "counter-what")
        with page.expect_navigation():
            page.get_by_role("button", name="Tiếp tục").last.press("Enter")
        assert page.url.endswith("/giay-to/"), page.locator("main").inner_text()
        page.locator("summary", has_text="Giấy tờ nếu có").press("Enter")
        look(page, "counter-papers")
        page.get_by_role("button", name="Tiếp nhận và ký").press("Enter")
        page.wait_for_url("**/xong/")
        look(page, "counter-done")


def _fill(page: Page) -> None:
    """Choose the first of each choice, and write a number into each box."""
    for group in page.locator("main fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").first.check()
    for box in page.locator("main input:not([type=hidden], [type=radio], [type=checkbox])").all():
        if box.is_visible() and not box.input_value():
            box.fill("2")
    for box in page.locator("main textarea").all():
        box.fill("Theo giấy tờ")


def test_other_pages_of_the_counter(town: Town, desk: Client, browser: Browser) -> None:
    with windows(browser, town.site) as opened:
        page = opened.open(whose=desk, bypass_csp=True)
        page.goto("/can-bo/quay/phong-cho/")
        look(page, "counter-hall")
        # Somebody without a card, then somebody who may act for another.
        page.goto("/can-bo/quay/")
        page.locator("#id_who").fill("003195000799")
        page.keyboard.press("Enter")
        page.wait_for_url("**/nguoi/")
        look(page, "counter-who")
        page.goto("/can-bo/quay/")
        page.locator("#id_who").fill("003194000137")
        page.keyboard.press("Enter")
        page.wait_for_url("**/nguoi/")
        page.get_by_label("Lê Thị Cam").check()
        look(page, "counter-whom")
        page.get_by_role("button", name="Tiếp tục").press("Enter")
        page.wait_for_url("**/viec/")
        page.goto(f"{page.url}?q=1.001193")
        with page.expect_navigation():
            page.get_by_role("button", name="1.001193").press("Enter")
        look(page, "counter-long")
        page.goto(page.url.replace("/viec/", "/giay-to/"))
        look(page, "counter-long-papers")


def test_a_form_on_paper_is_typed_off_beside_its_scan(town: Town, browser: Browser) -> None:
    key = new_key()
    key.save(force_insert=True)
    scan = store_upload(certificate(), actor=town.who.reception, key=key)
    dossier = received(town.who, form=scan)
    officer = officer_client(town.who.cast.specialist)
    with windows(browser, town.site) as opened:
        page = opened.open(whose=officer, bypass_csp=True)
        page.goto(f"/can-bo/ho-so/{dossier.code}/")
        look(page, "dossier-on-paper")
        page.get_by_role("link", name="Nhập tờ khai giấy").press("Enter")
        page.wait_for_url("**/to-khai/**")
        page.locator("img.leaf").first.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        look(page, "counter-off-paper")
        first = page.url
        page.get_by_role("button", name="Ghi phần này").last.press("Enter")
        page.wait_for_load_state()
        # What cannot be read may be left, and the next part comes first.
        assert page.url != first


def test_who_comes_again_by_keyboard_and_who_was_slower_online_is_told(
    town: Town, desk: Client, browser: Browser, tmp_path: Path
) -> None:
    who, scan = town.who, tmp_path / "quét.pdf"
    scan.write_bytes(certificate())
    missing = ["giay_chung_sinh", "child_origin"]
    dossier = actions.ask_supplement(
        p.submitted(who), actor=who.reception, missing=missing, reason="Ảnh mờ; ghi rõ quê quán."
    )
    with windows(browser, town.site) as opened:
        online = opened.open(360, whose=enter(who.cast.mother), bypass_csp=True)
        online.goto(f"/ho-so/{dossier.pk}/bo-sung/")
        online.get_by_label("Quê quán").fill("Thôn 3, Hà Long")

        page = opened.open(whose=desk, bypass_csp=True)
        page.goto("/can-bo/quay/")
        page.keyboard.type("003194000137")
        page.keyboard.press("Enter")
        page.wait_for_url("**/nguoi/")
        page.get_by_role("button", name="Tiếp tục").press("Enter")
        page.wait_for_url("**/viec/")
        look(page, "counter-going")
        page.get_by_role("link", name="Nhận bổ sung tại quầy").press("Enter")
        page.wait_for_url("**/bo-sung/**")
        look(page, "counter-supplement")
        page.get_by_label("Quê quán").press("Control+a")
        page.keyboard.type("Thôn 2, Hà Long")
        page.locator("#id_file_giay_chung_sinh").set_input_files(scan)
        page.get_by_role("button", name="Nhận bổ sung").press("Enter")
        page.wait_for_url("**/can-bo/ho-so/**")
        assert "Đã nhận bổ sung hồ sơ" in page.locator(".notice.done").inner_text()

        online.get_by_role("button", name="Gửi bổ sung").press("Enter")
        online.get_by_text("Bạn nộp bổ sung tại quầy của").wait_for()
        assert online.get_by_label("Quê quán").input_value() == "Thôn 3, Hà Long"
        look(online, "supplement-too-late")

        page.goto(f"/can-bo/ho-so/{dossier.code}/")
        _press(page, "s", "Enter")
        page.wait_for_url("**/viec/rut/**")
        page.get_by_label("Lý do, như trong đơn").press("Control+a")
        page.keyboard.type("Tôi chuyển về quê.")
        page.get_by_label("Bản quét đơn").set_input_files(scan)
        page.get_by_role("button", name="Rút theo đề nghị").press("Enter")
        page.get_by_text("Đã rút hồ sơ").wait_for()
        page.goto(f"/can-bo/ho-so/{dossier.code}/")
        look(page, "dossier-withdrawn-at-counter")


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_kiosk_and_the_screen(town: Town, browser: Browser) -> None:
    at = f"/phong-cho/{town.hall.key}/"
    with windows(browser, town.site) as opened:
        page = opened.open(bypass_csp=True)
        page.goto(at)
        look(page, "kiosk-home", UPRIGHT)
        small = page.evaluate(
            "[...document.querySelectorAll('main a, main button, main label')].filter("
            "e => e.getBoundingClientRect().height < 64).map(e => e.outerHTML.slice(0, 80))"
        )
        assert small == []
        page.get_by_label("Tôi được ưu tiên").check()
        page.get_by_role("button", name="Lấy số").first.click()
        page.wait_for_url("**/so/**")
        look(page, "kiosk-ticket", UPRIGHT)
        page.goto(f"{at}tra-cuu/?ma=H56-1")
        look(page, "kiosk-look-up", UPRIGHT)
        page.goto(f"{at}thu-tuc/?q=khai+sinh")
        look(page, "kiosk-search", UPRIGHT)
        with page.expect_navigation():
            page.locator(".finds a").first.click()
        look(page, "kiosk-procedure", UPRIGHT)
        page.goto(f"{at}man-hinh/")
        look(page, "hall-screen")
        page.set_viewport_size(WIDE)
        # The number that is called is a tenth of the screen's height at least.
        size = page.evaluate("getComputedStyle(document.querySelector('td')).fontSize")
        assert float(size.removesuffix("px")) >= 80
