"""The gallery in Chromium: pictures at two widths, axe, no sideways scroll, a strict CSP."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.chromium import WIDTHS, axe, browser, picture, sticking_out, windows
from tests.web.look.pages import gallery
from tests.web.look.rendering import LOOK

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]

NAMES = sorted(gallery())
CSP = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'"


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


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Any]:
    """Open a page of the gallery at a width; whatever the console complains of fails the test."""
    with windows(browser, address) as opened:

        def _open(name: str, width: int, *, javascript: bool = False) -> Page:
            page = opened.open(width, bypass_csp=javascript)
            page.goto(f"/{name}.html")
            page.evaluate("document.fonts.ready")
            return page

        yield _open


@pytest.mark.parametrize("name", NAMES)
def test_pictures(name: str, open_page: Any) -> None:
    for width in WIDTHS:
        page = open_page(name, width)
        assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
        picture(page, f"look-{name}-{width}")


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(name: str, open_page: Any) -> None:
    for width in WIDTHS:
        # axe is put into the page by the test; the page's own policy forbids such scripts.
        axe(open_page(name, width, javascript=True), name)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways_at_320(name: str, open_page: Any) -> None:
    page = open_page(name, 320)
    assert sticking_out(page) == []
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
    picture(page, "look-menu-360")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})
    assert [papers.nth(place).is_visible() for place in range(papers.count())] == [False, True]


def test_paper_has_no_frame(open_page: Any) -> None:
    page = open_page("paper", 1280)
    page.emulate_media(media="print")
    picture(page, "look-paper-print")
    assert not page.locator("header.top").is_visible()
    assert page.locator(".code").is_visible()
