"""What a person sees: no script, a strict policy, and the truth that nobody here is real."""

import re

import httpx
import pytest

from tests.simulators.vneid.conftest import ALL_PEOPLE, DUC, HOA, Browser, Visit

NOTICE = "Hệ thống mô phỏng – người không có thật"
LOCKED = next(person for person in ALL_PEOPLE if person.get("locked"))


@pytest.fixture
def pages(visit: Visit) -> dict[str, httpx.Response]:
    """Every kind of page."""
    browser = visit.browser
    found = {
        "home": browser.open("/"),
        "sign in": browser.open("/sign-in"),
        "refused sign in": browser.send(browser.open("/sign-in"), number="003", passcode="1"),
        "refused request": visit.ask(client_id="nobody"),
        "consent": visit.consent(HOA),
        "home, signed in": browser.open("/"),
        "leave": browser.open("/oidc/end_session"),
    }
    assert {len(page.history) for page in found.values()} == {0}
    return found


def test_every_page_says_that_it_is_a_simulation(pages: dict[str, httpx.Response]) -> None:
    for name, page in pages.items():
        assert NOTICE in page.text, name


def test_every_page_is_plain_html_under_a_strict_policy(pages: dict[str, httpx.Response]) -> None:
    for name, page in pages.items():
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text), name
        assert '<html lang="vi">' in page.text, name
        assert page.text.count("<h1>") == 1, name
        assert "no-store" in page.headers["cache-control"], name


def test_a_form_may_lead_back_to_the_registered_client_only(
    pages: dict[str, httpx.Response],
) -> None:
    policy = pages["consent"].headers["content-security-policy"]
    assert re.search(r"form-action 'self' http://127\.0\.0\.1:9(;|$)", policy)


def test_every_field_has_a_label(pages: dict[str, httpx.Response]) -> None:
    text = pages["sign in"].text
    for field in re.findall(r'<input id="(\w+)"', text):
        assert f'<label for="{field}">' in text


def test_the_stylesheet_is_served_and_small(browser: Browser) -> None:
    answer = browser.open("/static/vneid/vneid.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert len(answer.content) < 6000


def test_one_click_on_a_sample_person_signs_in(visit: Visit) -> None:
    page = visit.browser.send(visit.ask(), form=1, sample=DUC["number"])
    assert f"<strong>{DUC['name']}</strong>" in page.text
    assert "Đồng ý chia sẻ" in page.text


def test_the_number_may_be_typed_in_groups(browser: Browser) -> None:
    number = f"{HOA['number'][:6]} {HOA['number'][6:]} "
    page = browser.send(browser.open("/sign-in"), number=number, passcode=HOA["passcode"])
    assert HOA["name"] in page.text


@pytest.mark.parametrize(
    ("number", "passcode"),
    [
        (HOA["number"], DUC["passcode"]),
        ("003099999999", HOA["passcode"]),
        (HOA["number"], ""),
    ],
)
def test_a_wrong_passcode_or_number_gets_one_answer_and_keeps_the_number(
    browser: Browser, number: str, passcode: str
) -> None:
    page = browser.send(browser.open("/sign-in"), number=number, passcode=passcode)
    assert page.status_code == 422
    assert "chưa đúng" in page.text
    assert f'value="{number}"' in page.text
    assert "Bạn đang đăng nhập" not in browser.open("/").text


def test_a_locked_account_is_told_so_but_only_to_its_holder(browser: Browser) -> None:
    page = browser.sign_in(browser.open("/sign-in"), LOCKED)
    assert "đang bị khóa nên" in page.text
    guess = browser.send(browser.open("/sign-in"), number=LOCKED["number"], passcode="1")
    assert "đang bị khóa nên" not in guess.text


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example.vn/", "//elsewhere.example.vn", "javascript:alert(1)"]
)
def test_sign_in_leads_to_no_other_site(browser: Browser, onward: str) -> None:
    page = browser.sign_in(browser.open("/sign-in", next=onward), HOA)
    assert str(page.url) == f"{browser.issuer}/"


def test_sign_out_ends_the_session_on_the_server(browser: Browser) -> None:
    browser.sign_in(browser.open("/sign-in"), HOA)
    kept = dict(browser.http.cookies)
    assert set(kept) == {"vneid_session", "vneid_csrf"}
    browser.send(browser.open("/"))
    again = httpx.get(f"{browser.issuer}/", cookies=kept, trust_env=False)
    assert HOA["name"] not in again.text


def test_cookies_are_out_of_reach_of_scripts(browser: Browser) -> None:
    page = browser.http.get("/sign-in")
    signed = browser.http.post(
        "/sign-in",
        data={
            "sample": HOA["number"],
            "csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[0],
        },
    )
    cookies = [*page.headers.get_list("set-cookie"), *signed.headers.get_list("set-cookie")]
    assert len(cookies) >= 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
