"""A session ends after an hour without a sign of life, and after a working day in all."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests import players as p
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import give_login, register_login
from toantrinh.people.models import LoginKind
from toantrinh.web.gate import lasting

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
MINE = "/ho-so/"


@pytest.fixture
def citizen() -> Client:
    """A browser in which the mother signed in at eight in the morning."""
    user = register_login(actor=SYSTEM, username="me", kind=LoginKind.CITIZEN)
    give_login(p.players().cast.mother, actor=SYSTEM, user=user)
    client = Client()
    with time_machine.travel(MORNING, tick=False):
        client.force_login(user)
        request: HttpRequest = RequestFactory().get("/")
        request.session = client.session
        lasting.begin(request)
        request.session.save()
    return client


def _opens(client: Client, minutes: int) -> bool:
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        return bool(client.get(MINE).status_code == 200)


def test_signs_of_life_keep_it_until_the_day_is_over(citizen: Client) -> None:
    assert all(_opens(citizen, minutes) for minutes in range(0, 480, 59))
    assert _opens(citizen, 479)
    assert not _opens(citizen, 480)


def test_an_hour_of_silence_ends_it_for_good(citizen: Client) -> None:
    assert _opens(citizen, 0) and _opens(citizen, 59)
    assert not _opens(citizen, 119)
    assert not _opens(citizen, 60)


def test_what_was_typed_meanwhile_waits(citizen: Client) -> None:
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        answer = citizen.post("/thu-tuc/1.001193/nop/", {"loi": "đã gõ"})
        assert answer["Location"].startswith("/dang-nhap/?tiep=%2Fdang-nhap%2Ftiep%2F")
