"""The entrance over all of Django's middleware."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.players import players
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import give_login, register_login
from toantrinh.people.models import LoginKind, User
from toantrinh.web.gate import throttle

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.gate.pages")]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    throttle.turnstile.forget()
    yield
    throttle.turnstile.forget()


@pytest.fixture
def citizen() -> User:
    user = register_login(actor=SYSTEM, username="me", kind=LoginKind.CITIZEN)
    give_login(players().cast.mother, actor=SYSTEM, user=user)
    return user


def officer() -> User:
    return players().cast.reception.officer.user


def test_the_sign_in_page_says_when_there_is_no_provider(client: Client) -> None:
    answer = client.get("/dang-nhap/")
    assert answer.status_code == 503
    assert "VNeID đang không trả lời" in answer.content.decode()


def test_who_is_not_signed_in_is_led_to_the_right_door(client: Client) -> None:
    assert client.get("/thu/?trang=2")["Location"] == "/dang-nhap/?tiep=%2Fthu%2F%3Ftrang%3D2"
    assert client.get("/can-bo/viec/")["Location"] == (
        "/can-bo/dang-nhap/?tiep=%2Fcan-bo%2Fviec%2F"
    )


def test_citizens_and_officers_stay_on_their_sides(client: Client, citizen: User) -> None:
    client.force_login(citizen)
    assert client.get("/thu/").status_code == 200
    answer = client.get("/can-bo/viec/")
    assert answer.status_code == 403
    assert "Trang này dành cho cán bộ" in answer.content.decode()

    other = Client()
    other.force_login(officer())
    assert "Lê Văn Tiếp officer/" in other.get("/can-bo/viec/").content.decode()
    answer = other.get("/thu/")
    assert answer.status_code == 403
    assert "Trang này dành cho công dân" in answer.content.decode()


def test_an_expired_session_keeps_the_path(client: Client, citizen: User) -> None:
    client.force_login(citizen)
    client.session.flush()
    assert client.get("/thu/?trang=2")["Location"] == "/dang-nhap/?tiep=%2Fthu%2F%3Ftrang%3D2"


def test_an_expired_session_keeps_what_was_typed(client: Client, citizen: User) -> None:
    client.force_login(citizen)
    client.session.flush()
    answer = client.post("/thu/?buoc=3", {"loi": ["Khai sinh", 'cho "con"'], "ten": "Hòa"})
    waiting = client.session["tt_held"]
    assert "Khai sinh" not in str(waiting)
    [name] = waiting
    assert answer["Location"] == f"/dang-nhap/?tiep=%2Fdang-nhap%2Ftiep%2F{name}%2F"

    client.force_login(citizen)
    page = client.get(f"/dang-nhap/tiep/{name}/").content.decode()
    assert 'action="/thu/?buoc=3"' in page
    assert 'name="loi" value="Khai sinh"' in page
    assert 'name="loi" value="cho &quot;con&quot;"' in page
    assert 'name="ten" value="Hòa"' in page
    assert "Tệp đính kèm" not in page


def test_a_file_does_not_wait_and_that_is_told(client: Client) -> None:
    client.post("/thu/", {"loi": "a", "tep": SimpleUploadedFile("a.pdf", b"%PDF")})
    [name] = client.session["tt_held"]
    assert "Tệp đính kèm" in client.get(f"/dang-nhap/tiep/{name}/").content.decode()


def test_three_forms_wait_and_no_more(client: Client) -> None:
    for word in "abcd":
        client.post("/thu/", {"loi": word})
    assert len(client.session["tt_held"]) == 3


def test_a_form_that_is_too_long_does_not_wait(client: Client) -> None:
    answer = client.post(
        "/thu/", {"loi": "a" * 300_000}, headers={"Referer": "http://testserver/x/"}
    )
    assert answer["Location"] == "/dang-nhap/?tiep=%2Fx%2F"
    assert "tt_held" not in client.session


def test_a_form_of_somebody_else_is_not_found(client: Client) -> None:
    assert client.get("/dang-nhap/tiep/abc/").status_code == 404


def test_too_often_is_told_with_the_seconds_to_wait(client: Client, settings: Settings) -> None:
    settings.THROTTLE_SHARED_ADDRESS = 1
    codes = [client.get("/hiem/").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    answer = client.get("/hiem/")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "Hãy đợi" in answer.content.decode()
    # Another address and another page are another matter.
    assert client.get("/hiem/", REMOTE_ADDR="127.0.0.2").status_code == 200
    assert client.get("/hong/").status_code == 409


def test_an_address_that_many_share_may_read_more_often(client: Client, settings: Settings) -> None:
    settings.THROTTLE_SHARED_ADDRESS = 3
    assert [client.get("/hiem/").status_code for _ in range(13)][-2:] == [200, 429]
    throttle.turnstile.forget()
    other = Client(REMOTE_ADDR="127.0.0.9")
    assert [other.post("/hiem/").status_code for _ in range(5)][-2:] == [200, 429]


def test_a_refusal_is_a_page_with_its_sentence(client: Client) -> None:
    answer = client.get("/hong/")
    assert answer.status_code == 409
    assert "Hồ sơ đã nộp. Hãy tải lại trang." in answer.content.decode()


def test_a_program_gets_json(client: Client) -> None:
    answer = client.get("/api/v1/hong/")
    assert answer.status_code == 409
    assert answer.json() == {"error": "Hồ sơ đã nộp. Hãy tải lại trang.", "field": "state"}
    assert client.get("/api/v1/thu/").status_code == 401


def test_nobody_is_nobody(client: Client) -> None:
    assert set(client.get("/khong-ai/").json()) == {"actor", "person", "posting"}


def test_a_view_that_says_nothing_is_open_to_nobody(client: Client, settings: Settings) -> None:
    answer = client.get("/ho/")
    assert answer.status_code == 403
    assert "hở" not in answer.content.decode()
    settings.STRICT_ACCESS = True
    with pytest.raises(ImproperlyConfigured):
        client.get("/ho/")


POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def test_every_page_carries_the_policy_and_safe_headers(client: Client) -> None:
    for path in ("/can-bo/dang-nhap/", "/hong/", "/ho/", "/khong-co/", "/dang-xuat/"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        told = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
        assert told == POLICY
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "style=" not in answer.content.decode()
        assert "<script" not in answer.content.decode()


def test_cookies_are_ours_and_closed(client: Client) -> None:
    client.get("/can-bo/dang-nhap/")
    client.post("/thu/", {"loi": "a"})
    assert set(client.cookies) == {"tt_csrf", "tt_session"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


def test_signed_in_pages_stay_out_of_shared_caches(client: Client, citizen: User) -> None:
    client.force_login(citizen)
    assert client.get("/thu/")["Cache-Control"] == "private, no-cache"
    assert client.post("/dang-xuat/")["Clear-Site-Data"] == '"cache"'


def test_a_visit_costs_two_queries_and_now_and_then_a_third(
    client: Client, citizen: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(citizen)
    client.get("/thu/")
    with django_assert_num_queries(2):
        client.get("/thu/")


def test_the_language_can_be_changed(client: Client) -> None:
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/dang-xuat/"})
    assert answer["Location"] == "/dang-xuat/"
    assert client.cookies["tt_language"].value == "en"
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "https://example.com/"})
    assert "example.com" not in answer["Location"]


HOSTILE = ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", "dang"]


@pytest.mark.parametrize("path", HOSTILE)
def test_nobody_is_sent_to_another_site(path: str, client: Client, citizen: User) -> None:
    client.force_login(citizen)
    assert client.get("/dang-nhap/", {"tiep": path})["Location"] == "/"
    other = Client()
    page = other.get("/can-bo/dang-nhap/", {"tiep": path}).content.decode()
    assert 'name="tiep" value="/can-bo/bat-dau/"' in page


def strict() -> Client:
    """A browser whose forms are checked for where they come from."""
    return Client(enforce_csrf_checks=True)


def _old_form(client: Client, citizen: User, **headers: Any) -> Any:
    client.force_login(citizen)
    client.get("/thu/")
    stale = {"loi": "vẫn còn", "csrfmiddlewaretoken": "a" * 64}
    return client.post("/thu/", stale, headers=headers)


def test_a_page_that_stood_open_can_be_sent_again(citizen: User) -> None:
    client = strict()
    answer = _old_form(client, citizen, Origin="http://testserver")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="loi" value="vẫn còn"' in page
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post("/thu/", {"loi": "vẫn còn", "csrfmiddlewaretoken": token})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_is_not_offered_again(
    headers: dict[str, str], citizen: User
) -> None:
    answer = _old_form(strict(), citizen, **headers)
    assert answer.status_code == 403
    assert "vẫn còn" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/dang-nhap/", "/dang-xuat/", "/can-bo/dang-nhap/", "/can-bo/vi-tri/", "/ngon-ngu/"]
)
def test_every_form_of_the_gate_is_guarded_against_other_sites(path: str) -> None:
    assert strict().post(path, {"login": "a"}).status_code == 403


def test_health_is_told_without_signing_in(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").content == b"ok\n"
