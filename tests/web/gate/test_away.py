"""While the database is away people read a sentence, and what they typed is not lost."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.players import players
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import give_login, register_login
from toantrinh.people.models import LoginKind, User
from toantrinh.web.gate import throttle

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.gate.pages")]

SENTENCE = "Lúc này hệ thống chưa trả lời được. Những gì đã lưu vẫn còn. Hãy thử lại sau ít giây."
OWN = {"Origin": "http://testserver"}


@pytest.fixture
def browser() -> Client:
    """A browser that gets the page that people get."""
    throttle.turnstile.forget()
    return Client(raise_request_exception=False)


@pytest.fixture
def citizen() -> User:
    user = register_login(actor=SYSTEM, username="me", kind=LoginKind.CITIZEN)
    give_login(players().cast.mother, actor=SYSTEM, user=user)
    return user


@pytest.mark.parametrize("how", ["operational", "interface", "wrapped", "session"])
def test_a_database_that_is_away_is_told_as_such(browser: Client, how: str) -> None:
    answer = browser.get("/mat/", {"how": how})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert SENTENCE in answer.content.decode()
    assert "<form" not in answer.content.decode()


@pytest.mark.parametrize(("how", "code"), [("", 500), ("bad", 400)])
def test_other_mistakes_stay_what_they_are(browser: Client, how: str, code: int) -> None:
    answer = browser.get("/mat/", {"how": how})
    assert answer.status_code == code
    assert "Retry-After" not in answer
    assert SENTENCE not in answer.content.decode()


def test_a_program_gets_json(browser: Client) -> None:
    answer = browser.get("/api/v1/mat/", {"how": "operational"})
    assert answer.status_code == 503
    assert answer.json() == {"error": SENTENCE, "field": None}


def test_a_program_learns_of_other_mistakes_no_more_than_that(browser: Client) -> None:
    answer = browser.get("/api/v1/mat/", {"how": ""})
    assert (answer.status_code, set(answer.json())) == (500, {"error", "field"})
    assert "Error" not in answer.json()["error"] and "Traceback" not in answer.content.decode()


def test_what_was_typed_can_be_sent_again(browser: Client) -> None:
    typed = {"loi": 'Khai sinh cho "con"', "ten": "Hòa"}
    page = browser.post("/mat/?how=operational", typed, headers=OWN).content.decode()
    assert 'action="/mat/?how=operational"' in page
    assert 'name="loi" value="Khai sinh cho &quot;con&quot;"' in page
    assert 'name="ten" value="Hòa"' in page
    assert 'name="csrfmiddlewaretoken" value="' in page


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://example.com"}])
def test_a_form_of_another_site_is_not_offered(browser: Client, headers: dict[str, str]) -> None:
    answer = browser.post("/mat/?how=operational", {"loi": "vẫn còn"}, headers=headers)
    assert answer.status_code == 503
    assert "vẫn còn" not in answer.content.decode().replace(SENTENCE, "")


def test_passwords_do_not_wait(browser: Client) -> None:
    page = browser.post("/mat/?how=operational", {"password": "bí mật"}, headers=OWN)
    assert "bí mật" not in page.content.decode()


def _away(*_asked: object) -> None:
    raise OperationalError("the database system is starting up")


def test_who_is_signed_in_reads_it_too_and_stays_signed_in(browser: Client, citizen: User) -> None:
    browser.force_login(citizen)
    with connection.execute_wrapper(_away):
        answer = browser.post("/thu/", {"loi": "vẫn giữ"}, headers=OWN)
    assert answer.status_code == 503
    assert 'value="vẫn giữ"' in answer.content.decode()
    assert "tt_session" not in answer.cookies
    assert browser.get("/thu/").status_code == 200
