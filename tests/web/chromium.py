"""The house in Chromium: what every test that looks at pages needs.

Import the fixture `browser` into the test's module, open `served` in a fixture of its own, and let
a fixture give out `Windows`:

    from tests.web.chromium import Windows, browser, look_at, served
    __all__ = ["browser"]
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.lines import drop_lost_lines

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDTHS = (360, 1280)
# That a refused form comes with status 422, and that a page at a fragment, or in which somebody
# typed already, keeps its focus, is no complaint about the page.
_REFUSED = ("status of 4", "Autofocus processing was blocked")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Nothing."""


@contextmanager
def served(port: int = 0, **kept: Any) -> Iterator[str]:
    """The address of the house in a thread of this process, under settings of its own."""
    # The browser's driver keeps a loop in this thread, and Django takes that for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    server = ThreadedWSGIServer(("127.0.0.1", port), _Quiet)
    # All tests of a file knock from one address: throttles are tried in `gate/test_middleware.py`.
    usual = {"STRICT_ACCESS": True, "DEMO": True, "THROTTLE_FACTOR": 1000}
    with override_settings(**usual | kept):
        server.set_app(get_wsgi_application())
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            if before is None:
                del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    assert path, "the tests need chromium: run tests/needs"
    with sync_playwright() as playwright:
        # From here on a loop runs, beside which Django sees the lines of the last browser.
        drop_lost_lines()
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *more])
        yield started
        started.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of a module."""
    with chromium() as started:
        yield started


class Windows:
    """The windows of one test, and all that their consoles complained of."""

    def __init__(self, browser: Browser, site: str, *, refused: Sequence[str] = _REFUSED) -> None:
        self.browser, self.site = browser, site
        # What a console may say, because the test brings it about itself.
        self.refused = list(refused)
        self.complaints: list[str] = []
        self._opened: list[Page] = []

    def open(
        self,
        width: int = 1280,
        *,
        whose: Client | None = None,
        javascript: bool = True,
        bypass_csp: bool = False,
    ) -> Page:
        """An empty page; for somebody who signed in with Django's client, signed in as well."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            base_url=self.site,
            locale="vi-VN",
        )
        if whose is not None:
            name = settings.SESSION_COOKIE_NAME
            value = whose.cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": self.site}])
        page = context.new_page()
        page.on("console", lambda told: self.complaints.append(told.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._opened.append(page)
        return page

    def close(self) -> None:
        """Close them all; whatever was complained of fails the test."""
        for page in self._opened:
            page.context.close()
        told = [one for one in self.complaints if not any(part in one for part in self.refused)]
        assert told == [], told


@contextmanager
def windows(browser: Browser, site: str, *, refused: Sequence[str] = _REFUSED) -> Iterator[Windows]:
    """Windows that are closed when the test is over."""
    opened = Windows(browser, site, refused=refused)
    yield opened
    opened.close()


def sticking_out(page: Page) -> list[str]:
    """What reaches past the edge of the screen and is not meant to scroll."""
    # A press ends when the next page begins to come; what is looked at must be there whole.
    page.wait_for_load_state()
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(
             e => e.checkVisibility() && !e.closest('.scroll, .unseen')
               && e.getBoundingClientRect().right > innerWidth + 0.5
           ).map(e => e.outerHTML.slice(0, 80)).concat(
             document.documentElement.scrollWidth > innerWidth ? ["the page scrolls"] : [])"""
    )
    return found


def picture(page: Page, name: str) -> None:
    """Keep what is to be seen, for human eyes; where nobody will look, only wait for its letters.

    The seven hundred pictures of a whole run take two minutes of processor.
    """
    page.wait_for_load_state()
    if os.environ.get("TOANTRINH_NO_PICTURES"):
        page.evaluate("() => document.fonts.ready.then(() => true)")
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def axe(page: Page, name: str = "") -> None:
    """Fail on whatever axe finds. The page's policy must not bind its script (`bypass_csp`)."""
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def look_at(page: Page, name: str) -> None:
    """A picture of an open page, and nothing that axe finds or that sticks out."""
    picture(page, name)
    axe(page, name)
    assert sticking_out(page) == [], name


def look_at_both(opened: Windows, path: str, name: str, *, whose: Client | None = None) -> None:
    """A page at both widths, as somebody sees it."""
    for width in WIDTHS:
        page = opened.open(width, whose=whose, bypass_csp=True)
        page.goto(path, wait_until="networkidle")
        look_at(page, f"{name}-{width}")
        page.context.close()
