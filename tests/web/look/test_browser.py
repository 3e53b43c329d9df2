"""The gallery in Chromium: pictures at two widths, axe, no sideways scroll, a strict CSP."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.look.pages import gallery
from tests.web.look.rendering import LOOK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("look-browser")]

NAMES = sorted(gallery())
SCREENS = Path(__file__).resolve().parents[3] / "var" / "screens"
CSP = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class _Handler(SimpleHTTPRequestHandler):
    """Files with the policy that the doors send."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def guess_type(self, path: Any) -> str:
        found = super().guess_type(path)
        return f"{found}; charset=utf-8" if found == "text/html" else found

    def log_message(self, *_told: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the gallery is served, on this machine only."""
    folder = tmp_path_factory.mktemp("gallery")
    shutil.copytree(LOOK / "static", folder / "static")
    for name, html in gallery().items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Any]:
    """Open a page of the gallery at a width; whatever the console complains of fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def _open(name: str, width: int, *, javascript: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            bypass_csp=javascript,
            locale="vi-VN",
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{address}/{name}.html")
        page.evaluate("document.fonts.ready")
        opened.append(page)
        return page

    yield _open
    for page in opened:
        page.context.close()
    assert complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_pictures(name: str, open_page: Any) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    for width in (360, 1280):
        page = open_page(name, width)
        assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
        page.screenshot(path=SCREENS / f"look-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(name: str, open_page: Any) -> None:
    for width in (360, 1280):
        # axe is put into the page by the test; the page's own policy forbids such scripts.
        results = Axe().run(open_page(name, width, javascript=True), options=RULES)
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways_at_320(name: str, open_page: Any) -> None:
    page = open_page(name, 320)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(
             e => e.checkVisibility() && !e.closest('.scroll') && !e.closest('.unseen')
               && e.getBoundingClientRect().right > innerWidth + 0.5
           ).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["form", "refused", "dossier", "home"])
def test_what_a_thumb_presses_is_large_enough(name: str, open_page: Any) -> None:
    page = open_page(name, 360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.button, summary, .choices label, select')]
             .filter(e => e.offsetParent && e.getBoundingClientRect().height < 40)
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_the_keyboard_skips_to_the_content_and_shows_where_it_is(open_page: Any) -> None:
    page = open_page("dossier", 360)
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getBoundingClientRect().top")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert skip >= 0
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_folded_menu_opens_without_script(open_page: Any) -> None:
    page = open_page("dossier", 360)
    papers = page.locator("header a", has_text="Kho giấy tờ")
    assert [papers.nth(place).is_visible() for place in range(papers.count())] == [False, False]
    page.locator("summary").click()
    assert [papers.nth(place).is_visible() for place in range(papers.count())] == [True, False]
    page.screenshot(path=SCREENS / "look-menu-360.png")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})
    assert [papers.nth(place).is_visible() for place in range(papers.count())] == [False, True]


def test_paper_has_no_frame(open_page: Any) -> None:
    page = open_page("paper", 1280)
    page.emulate_media(media="print")
    page.screenshot(path=SCREENS / "look-paper-print.png")
    assert not page.locator("header.top").is_visible()
    assert page.locator(".code").is_visible()
