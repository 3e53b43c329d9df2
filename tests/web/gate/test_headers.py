"""What every answer says to browsers and caches, whoever asks and whatever comes of it."""

import logging

import pytest
from django.test import Client
from pytest_django import Settings

from tests import players as p
from toantrinh.api.actions import give_token
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import give_login, register_login
from toantrinh.people.models import LoginKind
from toantrinh.web.gate import throttle

pytestmark = pytest.mark.django_db
_ANSWERS = {
    "/": 200,
    "/dang-nhap/": 503,
    "/can-bo/": 302,
    "/khong-co/": 404,
    "/api/v1/procedures?q=khai": 200,
    "/api/v1/dossiers": 401,
    "/static/look/look.css": 200,
    "/niem-phong/khoa.json": 200,
    "/healthz": 200,
}


@pytest.mark.parametrize("address", _ANSWERS)
def test_an_answer_is_taken_for_what_it_is_and_shown_nowhere_else(address: str) -> None:
    answer = Client().get(address)
    answer.close()
    assert answer.status_code == _ANSWERS[address]
    policy = dict(part.strip().partition(" ")[::2] for part in _policy(answer).split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer
    kind = answer["Content-Type"].replace('"', "")
    assert "charset=utf-8" in kind or kind.startswith("application/json")


def _policy(answer: object) -> str:
    return str(answer["Content-Security-Policy"])  # type: ignore[index]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "x" * 50])
def test_methods_that_nobody_needs_are_refused(method: str) -> None:
    answer = Client().generic(method, "/", headers={"X-Secret": "mine"})
    assert answer.status_code == 405
    assert b"mine" not in answer.content


def test_what_a_token_opens_is_kept_by_no_cache() -> None:
    token = give_token(p.players().cast.mother, actor=SYSTEM, name="t")[1]
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/dossiers")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_what_a_session_opens_is_kept_by_no_cache_of_others(client: Client) -> None:
    user = register_login(actor=SYSTEM, username="me", kind=LoginKind.CITIZEN)
    give_login(p.players().cast.mother, actor=SYSTEM, user=user)
    client.force_login(user)
    assert client.get("/ho-so/")["Cache-Control"] == "private, no-cache"


def test_programs_are_not_led_from_http_to_https_but_refused(settings: Settings) -> None:
    settings.TLS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert Client().get("/")["Location"].startswith("https://")
    assert Client().get("/api/v1/procedures?q=khai").status_code == 403
    answer = Client().get("/api/v1/procedures?q=khai", secure=True)
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


def test_who_is_refused_is_written_down_without_what_they_typed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "toantrinh.security")
    user = register_login(actor=SYSTEM, username="me", kind=LoginKind.CITIZEN)
    give_login(p.players().cast.mother, actor=SYSTEM, user=user)
    citizen = Client()
    citizen.force_login(user)
    citizen.get("/can-bo/")
    Client(headers={"Authorization": "Bearer secret"}).get("/api/v1/dossiers")
    Client().post("/can-bo/dang-nhap/", {"login": "password-in-the-wrong-box", "password": "x"})
    monkeypatch.setattr(throttle.turnstile, "wait", lambda *_asked: 7)
    Client().get("/")
    told = [
        (record.getMessage(), vars(record)["login"])
        for record in caplog.records
        if record.name == "toantrinh.security"
    ]
    assert [what for what, _login in told] == [
        *("refused", "wrong_token", "wrong_password", "too_often")
    ]
    assert told[0] == ("refused", str(user.pk))
    assert "Bearer" not in caplog.text and "wrong-box" not in caplog.text
