"""A form with a question of every kind: filled in, changed, kept and read back."""

import re
from pathlib import Path

import pytest

from tests.publishing import publish
from tests.web.portal.conftest import Citizen
from tests.web.portal.test_applying import address, send, stored
from toantrinh.catalogue.authored import read_authored
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
CODE = "9.800009"
HOUSE = {
    "place": "14797",
    "household": "family",
    "lanterns": "carp",
    "since_month": "3",
    "since_year": "1994",
    "before_commune": "Xã A",
    "before_district": "Huyện B",
    "before_province": "Tỉnh C",
    "home_province": "38",
    "tax": "0100109106",
}
PEOPLE = {
    "children.0.child": "Lê An",
    "children.0.likes": "yes",
    "children.1.child": "Lê Bình",
    "children.1.born_day": "31",
    "children.1.born_month": "2",
    "children.1.born_year": "2020",
    "children.1.likes": "no",
}


def publish_every_kind() -> None:
    publish(read_authored(Path(__file__).with_name("every_kind.yaml")), actor=SYSTEM)


@pytest.fixture
def house(citizen: Citizen) -> Dossier:
    publish_every_kind()
    citizen.client.post(f"/thu-tuc/{CODE}/nop/")
    return Dossier.objects.get(applicant=citizen.person)


def test_each_kind_becomes_an_answer(citizen: Citizen, house: Dossier) -> None:
    answer = send(citizen.client, address(house, "house"), **HOUSE)
    assert answer.status_code == 302
    kept = stored(house)
    assert kept["lanterns"] == ["carp"]
    assert kept["since"] == "1994-03"
    assert kept["before"]["district"] == "Huyện B"
    assert answer["Location"].endswith("/to-khai/people/")


def test_rows_come_and_go_and_lose_nothing(citizen: Citizen, house: Dossier) -> None:
    send(citizen.client, address(house, "house"), **HOUSE)
    people = address(house, "people")
    text = send(citizen.client, people, **PEOPLE, add="children").text
    assert 'name="children.2.child"' in text
    assert 'value="Lê Bình"' in text and 'value="31"' in text
    # The most there may be: no further row is offered.
    assert "Thêm một mục" not in text
    text = send(citizen.client, people, **PEOPLE, drop="children.0").text
    assert 'value="Lê An"' not in text and 'value="Lê Bình"' in text


def test_a_mistake_in_a_row_is_told_there_and_the_row_is_kept(
    citizen: Citizen, house: Dossier
) -> None:
    send(citizen.client, address(house, "house"), **HOUSE)
    people = address(house, "people")
    answer = send(citizen.client, people, **PEOPLE)
    assert answer.status_code == 422
    assert "không phải là một ngày có thật" in answer.text
    assert [row["child"] for row in stored(house)["children"]] == ["Lê An", "Lê Bình"]
    mended = {**PEOPLE, "children.1.born_day": "3"}
    answer = send(citizen.client, people, **mended)
    assert answer.status_code == 302
    again = citizen.client.get(people).text
    assert 'value="2020"' in again
    assert re.search(r"Số bánh</dt>\s*<dd>\s*4\s*</dd>", again)
    review = citizen.client.get(f"/ho-so/{house.pk}/xem-lai/").text
    assert "03/1994" in review and "Đèn cá chép" in review and "1. Tên: Lê An" in review


def test_who_may_not_apply_reads_it_at_once_and_skips_what_is_not_asked(
    citizen: Citizen, house: Dossier
) -> None:
    answer = send(citizen.client, address(house, "house"), **{**HOUSE, "household": "none"})
    assert answer.status_code == 422
    assert "Chỉ hộ gia đình mới được ghi tên." in answer.text
    review = citizen.client.get(f"/ho-so/{house.pk}/xem-lai/").text
    assert "Chỉ hộ gia đình mới được ghi tên." in review
    assert "Những người trong nhà" not in review
