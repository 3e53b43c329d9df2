"""The desk checks who represents a child by law, and records what is said in person."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests import players as p
from tests.mandates import people as who
from toantrinh.command.story import certificate
from toantrinh.journal.models import Access
from toantrinh.kernel.time import today
from toantrinh.mandates.models import Ending, Mandate, Route, Standing
from toantrinh.people.queries import find_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: object) -> Any:
    client = Client()
    client.force_login(p.players().cast.reception.officer.user)
    with override_settings(FILE_FOLDER=tmp_path):
        yield client


def _wish() -> dict[str, Any]:
    until = today() + timedelta(days=30)
    return {
        "grantor_number": who.GRANDMOTHER[1],
        "grantor_name": who.GRANDMOTHER[0],
        "grantor_birth_date_day": "14",
        "grantor_birth_date_month": "4",
        "grantor_birth_date_year": "1952",
        "holder_number": who.FATHER[1],
        "holder_name": who.FATHER[0],
        "kind": "villager",
        "procedures": [who.BIRTH],
        **{f"since_{part}": str(getattr(today(), part)) for part in ("day", "month", "year")},
        **{f"until_{part}": str(getattr(until, part)) for part in ("day", "month", "year")},
    }


def _scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.pdf", certificate(), "application/pdf")


def test_a_declared_child_is_checked_and_each_look_is_kept(desk: Client) -> None:
    made = who.declared()
    place = f"/can-bo/uy-quyen/{made.pk}/"
    assert who.SON[0] in desk.get("/can-bo/uy-quyen/").content.decode()
    page = desk.get(place).content.decode()
    assert who.SON[1] in page and "Giấy tờ đúng" in page
    assert desk.post(place, {"act": "x"}).status_code == 404
    assert desk.post(place, {"act": "confirm"}).status_code == 302
    made.refresh_from_db()
    assert made.standing(today()) is Standing.IN_FORCE
    assert find_person(who.SON[1]) == made.grantor
    assert desk.post(place, {"act": "confirm"}).status_code == 409
    pages = set(Access.objects.values_list("page", flat=True))
    assert {"desk/mandates", "desk/mandate"} <= pages


def test_somebody_without_an_account_is_recorded_with_a_scan(desk: Client) -> None:
    who.person(who.FATHER)
    missing = desk.post("/can-bo/uy-quyen/ghi/", _wish())
    assert missing.status_code == 422 and "bản chụp" in missing.content.decode()
    scan = _scan()
    wrong = desk.post("/can-bo/uy-quyen/ghi/", _wish() | {"proof": scan, "holder_name": "Sai Tên"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and f'value="{who.GRANDMOTHER[1]}"' in page
    sent = page.partition('name="sent" value="')[2].partition('"')[0]
    done = desk.post("/can-bo/uy-quyen/ghi/", _wish() | {"sent": sent})
    made = Mandate.objects.get()
    assert done["Location"] == f"/can-bo/uy-quyen/{made.pk}/"
    assert (made.route, made.standing(today())) == (Route.RECORDED, Standing.IN_FORCE)
    assert desk.get(f"/can-bo/uy-quyen/{made.pk}/giay-to/").content.startswith(b"%PDF")
    desk.post(f"/can-bo/uy-quyen/{made.pk}/", {"act": "end"})
    made.refresh_from_db()
    assert made.ending == Ending.AT_DESK


def test_a_second_press_records_nothing_new(desk: Client) -> None:
    who.person(who.FATHER)
    page = desk.get("/can-bo/uy-quyen/ghi/").content.decode()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    pressed = [
        desk.post(
            "/can-bo/uy-quyen/ghi/",
            _wish() | {"key": key, "proof": _scan()},
        )
        for _ in range(2)
    ]
    made = Mandate.objects.get()
    assert {answer["Location"] for answer in pressed} == {f"/can-bo/uy-quyen/{made.pk}/"}
    # Another form is another wish.
    desk.post("/can-bo/uy-quyen/ghi/", _wish() | {"key": "f" * 32, "proof": _scan()})
    assert Mandate.objects.count() == 2


def test_procedures_are_not_told_to_be_optional(desk: Client) -> None:
    assert (
        "không bắt buộc"
        not in desk.get("/can-bo/uy-quyen/ghi/")
        .content.decode()
        .partition("Những thủ tục được làm thay")[2]
        .partition("</legend>")[0]
    )
