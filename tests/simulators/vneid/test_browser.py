"""A real browser without JavaScript on a small phone: sign in, agree, back at the client."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.simulators.vneid.conftest import (
    CLIENT,
    HOA,
    SECRET,
    Browser,
    Visit,
    first_line,
    free_port,
    start,
    stop,
)
from tests.web.chromium import chromium

pytestmark = [pytest.mark.browser]


class _Client(BaseHTTPRequestHandler):
    """The site that people come back to."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write("<title>Đã về</title>".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def back() -> Iterator[str]:
    """The address of a client that really listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Client)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/callback/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def provider(back: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A simulator that knows this client."""
    home, port = tmp_path_factory.mktemp("vneid"), free_port()
    clients: Path = home / "real-client.json"
    entry = {"client_id": CLIENT, "client_secret": SECRET, "name": "Cổng", "redirect_uris": [back]}
    clients.write_text(json.dumps([entry]))
    process = start(home, port, VNEID_CLIENTS=str(clients))
    try:
        assert first_line(process)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """One that goes to this machine without a proxy."""
    with chromium("--no-proxy-server") as started:
        yield started


def opened(browser: Chromium, *, width: int, scripts: bool) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 640}, java_script_enabled=scripts
    )
    return context.new_page()


@pytest.fixture
def visit(provider: str) -> Iterator[Visit]:
    client = Browser(provider)
    yield Visit(client)
    client.http.close()


def test_the_way_there_and_back_without_javascript(
    browser: Chromium, visit: Visit, back: str
) -> None:
    page = opened(browser, width=320, scripts=False)
    asked = urlencode(visit.asked(redirect_uri=back))
    page.goto(f"{visit.browser.issuer}/oidc/authorize?{asked}")
    page.get_by_label("Số định danh cá nhân").fill(HOA["number"])
    page.get_by_label("Mã đăng nhập").fill(HOA["passcode"])
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_role("button", name="Đồng ý chia sẻ").click()
    # The browser holds the page's form-action policy against this redirect.
    page.wait_for_url(f"{back}?*")
    assert page.title() == "Đã về"
    returned = parse_qs(urlsplit(page.url).query)
    assert returned["state"] == [visit.state]
    assert visit.exchange(returned["code"][0], redirect_uri=back).status_code == 200
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_fits_and_is_accessible(
    browser: Chromium, visit: Visit, back: str, width: int
) -> None:
    page = opened(browser, width=width, scripts=True)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    issuer, asked = visit.browser.issuer, urlencode(visit.asked(redirect_uri=back))

    def check(name: str) -> None:
        # A press ends when the next page begins to come; its first element may still be missing.
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    page.goto(issuer)
    check("home")
    page.goto(f"{issuer}/oidc/authorize?{asked}")
    check("sign in")
    page.locator(f"button[value='{HOA['number']}']").click()
    check("consent")
    page.goto(f"{issuer}/oidc/end_session")
    check("leave")
    assert refused == []
    page.goto(f"{issuer}/oidc/authorize?client_id=nobody")
    check("refused")
    page.context.close()
