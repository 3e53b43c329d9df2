"""Where holes are reported: in the file that researchers' programs read, and on the page."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
_ADDRESS = "/.well-known/security.txt"


def test_the_file_says_to_whom_and_until_when(settings: Settings) -> None:
    settings.SECURITY_CONTACTS = ["mailto:an-ninh@example.vn", "https://example.vn/bao-loi"]
    settings.PUBLIC_ADDRESS = "https://dichvucong.example.vn"
    settings.SECURITY_EXPIRES = date(2027, 3, 1)
    answer = Client().get(_ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:an-ninh@example.vn",
        "Contact: https://example.vn/bao-loi",
        "Expires: 2027-03-01T00:00:00Z",
        "Preferred-Languages: vi, en",
        f"Canonical: https://dichvucong.example.vn{_ADDRESS}",
    ]
    assert "an-ninh@example.vn" in Client().get("/lien-he/").content.decode()


def test_without_a_day_it_holds_for_a_while(settings: Settings) -> None:
    settings.SECURITY_CONTACTS = ["mailto:an-ninh@example.vn"]
    settings.SECURITY_EXPIRES = None
    with turned(datetime(2026, 11, 25, tzinfo=UTC)):
        assert "Expires: 2027-02-23T00:00:00Z" in Client().get(_ADDRESS).content.decode()


def test_without_a_contact_there_is_no_file(settings: Settings) -> None:
    settings.SECURITY_CONTACTS = []
    assert Client().get(_ADDRESS).status_code == 404
    assert "lỗ hổng" not in Client().get("/lien-he/").content.decode()
