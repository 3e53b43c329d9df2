"""A mother registers a birth, a holder of her mandate follows it, an officer reads it: she sees
each look. And the pages of mandates on small screens, by axe."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests import players as p
from tests.mandates import people as who
from tests.web.portal.conftest import enter
from toantrinh.dossiers import actions
from toantrinh.kernel.time import today
from toantrinh.mandates import actions as mandates
from toantrinh.people.models import Posting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("portal-browser")]

SCREENS = Path(__file__).resolve().parents[3] / "var" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def house(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del module_database
    folder = tmp_path_factory.mktemp("files")
    with override_settings(FILE_FOLDER=folder, DEMO=True, STRICT_ACCESS=True):
        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.set_app(get_wsgi_application())
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class World:
    """Who is signed in, and what they have."""

    mother: Client
    grandmother: Client
    specialist: Client
    reception: Client
    code: str
    pages: tuple[tuple[str, str], ...]
    desk_pages: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def world(house: str) -> World:
    del house
    players = p.players()
    dossier = p.submitted(players)
    actions.accept(dossier, actor=players.reception)
    father, child = who.acting(who.FATHER), who.declared()
    asked = mandates.ask(actor=father, grantor=who.named(who.MOTHER), terms=who.terms())
    given = mandates.grant(actor=players.mother, holder=who.named(who.FATHER), terms=who.terms())
    return World(
        enter(players.cast.mother),
        enter(who.person(who.GRANDMOTHER)),
        _officer(players.cast.specialist),
        _officer(players.cast.reception),
        dossier.code or "",
        (
            ("/uy-quyen/", "mandates"),
            ("/uy-quyen/moi/cho-nguoi-khac/", "mandate-new"),
            ("/uy-quyen/moi/dai-dien/", "mandate-declare"),
            (f"/uy-quyen/{given.pk}/", "mandate"),
            (f"/uy-quyen/{asked.pk}/tra-loi/", "mandate-answer"),
            (f"/uy-quyen/{given.pk}/ket-thuc/", "mandate-end"),
        ),
        (
            ("/can-bo/uy-quyen/", "desk-mandates"),
            (f"/can-bo/uy-quyen/{child.pk}/", "desk-mandate"),
            ("/can-bo/uy-quyen/ghi/", "desk-mandate-record"),
        ),
    )


def _officer(posting: Posting) -> Client:
    client = Client()
    client.force_login(posting.officer.user)
    return client


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    """Debian's Chromium; opened last, since it keeps a loop in which Django will not work."""
    del world
    path = shutil.which("chromium")
    assert path, "the tests need chromium: run tests/needs"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def _opened(browser: Browser, house: str, client: Client, width: int = 360) -> Page:
    """A browser without scripts in which somebody signed in."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=False,
        base_url=house,
        locale="vi-VN",
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": house}])
    return context.new_page()


def _look_at(browser: Browser, house: str, client: Client, path: str, name: str) -> None:
    """The page at two widths: nothing wider than the screen, and nothing that axe finds."""
    for width in (360, 1280):
        page = _opened(browser, house, client, width)
        page.goto(path)
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
        page.context.close()
    name_of = settings.SESSION_COOKIE_NAME
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, base_url=house, bypass_csp=True, locale="vi-VN"
    )
    context.add_cookies([{"name": name_of, "value": client.cookies[name_of].value, "url": house}])
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    found = Axe().run(page, options=RULES).response["violations"]
    context.close()
    assert [each["id"] for each in found] == [], name


def _write_day(page: Page, name: str, days: int) -> None:
    day = today() + timedelta(days=days)
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))


def test_she_registers_a_birth_and_sees_each_look(
    browser: Browser, house: str, world: World
) -> None:
    page = _opened(browser, house, world.mother)
    page.goto("/uy-quyen/moi/cho-nguoi-khac/")
    page.get_by_label("Con cháu, người thân của tôi").check()
    page.get_by_label("Số định danh cá nhân của người ấy").fill(who.GRANDMOTHER[1])
    page.get_by_label("Họ và tên của người ấy").fill(who.GRANDMOTHER[0])
    page.locator("[name=procedures_find]").fill("khai sinh")
    page.get_by_role("button", name="Tìm thủ tục").click()
    page.locator(f"[name=procedures][value='{who.BIRTH}']").check()
    _write_day(page, "until", 30)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    assert not page.locator("#id_agree").is_checked()
    page.screenshot(path=SCREENS / "mandate-review-360.png", full_page=True)
    page.locator("#id_agree").check()
    page.get_by_role("button", name="Ủy quyền", exact=True).click()
    assert page.get_by_text("Đang có hiệu lực").is_visible()

    follower = _opened(browser, house, world.grandmother)
    follower.goto("/ho-so/lam-thay/")
    follower.get_by_text(world.code).click()
    assert follower.get_by_text("Bạn đang làm thay").is_visible()
    follower.screenshot(path=SCREENS / "mandate-follow-360.png", full_page=True)

    reader = _opened(browser, house, world.specialist, 1280)
    reader.goto(f"/can-bo/ho-so/{world.code}/")
    assert reader.get_by_text(world.code).first.is_visible()

    page.goto("/ai-da-xem/")
    looks = page.locator("article.look").all_inner_texts()
    assert len([look for look in looks if who.GRANDMOTHER[0] in look]) == 2
    assert any("Ủy ban nhân dân phường Hạc Thành" in look for look in looks)
    page.screenshot(path=SCREENS / "mandate-seen-360.png", full_page=True)

    page.goto("/uy-quyen/")
    page.get_by_role("link", name=f"Chấm dứt {who.GRANDMOTHER[0]}").click()
    page.get_by_role("button", name="Chấm dứt").click()
    # Her page is still open; the next look finds nothing.
    assert follower.reload().status == 404  # type: ignore[union-attr]
    for each in (page, follower, reader):
        each.context.close()


def test_the_pages_of_mandates(browser: Browser, house: str, world: World) -> None:
    for path, name in world.pages:
        _look_at(browser, house, world.mother, path, name)
    for path, name in world.desk_pages:
        _look_at(browser, house, world.reception, path, name)
