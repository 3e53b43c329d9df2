"""The seals are there for everybody: on a page, and in files that a mirror may keep for good."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.days import Statement
from toantrinh.journal.models import SealedDay
from toantrinh.journal.publishing import publish
from toantrinh.journal.sealing import seal
from toantrinh.journal.verify import verify_published
from toantrinh.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
_MORNING = datetime(2031, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def public(settings: Settings, tmp_path: Path) -> Path:
    """A closed day and a seal of the next one; what was published of them."""
    settings.SEAL_FOLDER, settings.SEAL_KEY = tmp_path / "seals", tmp_path / "seal.pem"
    for day in (6, 7):
        with time_machine.travel(_MORNING.replace(day=day), tick=False):
            append_to_stream("test/a", "x", actor=SYSTEM, payload={})
            seal()
            publish()
    return tmp_path / "seals" / "public"


def test_a_page_tells_each_day_and_what_runs(public: Path) -> None:
    row = SealedDay.objects.get(day="2031-05-06")
    said = Statement.read(row.content)
    text = Client().get("/niem-phong/").content.decode()
    for told in ("06/05/2031", said.root, bytes(row.signature).hex(), said.key):
        assert told in text
    assert "Đang chạy, chưa chốt" in text and "07/05/2031" not in text
    english = Client(headers={"Accept-Language": "en"}).get("/niem-phong/").content.decode()
    assert "Has the record been changed?" in english


def test_the_files_are_those_of_the_folder_and_suffice(public: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    for place in public.iterdir():
        answer = Client().get(f"/niem-phong/{place.name}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
        assert answer.content.decode() == place.read_text()
        (mirror / place.name).write_bytes(answer.content)
    assert verify_published(mirror).ok


def test_a_closed_day_may_be_kept_for_good_and_the_running_one_a_minute(public: Path) -> None:
    closed = Client().get("/niem-phong/2031-05-06.json")
    assert closed["Cache-Control"] == "public, max-age=31536000, immutable"
    again = Client(headers={"If-None-Match": closed["ETag"]}).get("/niem-phong/2031-05-06.json")
    assert (again.status_code, again.content) == (304, b"")
    running = Client().get("/niem-phong/chua-chot.json")
    assert running["Cache-Control"] == "public, max-age=60"
    assert "tt_session" not in closed.cookies


@pytest.mark.parametrize("name", ["2031-05-07", "2031-13-01", "9999999999", "x", "20310506x"])
def test_a_day_that_is_not_closed_has_no_file(public: Path, name: str) -> None:
    assert Client().get(f"/niem-phong/{name}.json").status_code == 404


def test_before_the_first_day_is_over_the_page_says_so(db: None) -> None:
    assert "Chưa có ngày nào được chốt" in Client().get("/niem-phong/").content.decode()
