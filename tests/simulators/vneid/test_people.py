"""The invented people: nobody real can be meant, and their facts agree with each other."""

import re
from datetime import date
from typing import Any

import phonenumbers
import pytest
from vietnam_provinces import Ward

from tests.simulators.vneid.conftest import ALL_PEOPLE

COMMUNES = {f"{int(ward.code):05d}" for ward in Ward.iter_all()}


def test_there_are_enough_and_of_all_kinds() -> None:
    assert len(ALL_PEOPLE) == 24
    assert {person["level"] for person in ALL_PEOPLE} == {1, 2}
    assert {person["sex"] for person in ALL_PEOPLE} == {"male", "female"}
    assert any(person.get("locked") for person in ALL_PEOPLE)
    names = [person["name"] for person in ALL_PEOPLE]
    assert len(set(names)) == len(names) - 1, "two people share a name on purpose"
    for kept_apart in ("number", "phone", "email"):
        assert len({person[kept_apart] for person in ALL_PEOPLE}) == len(ALL_PEOPLE)


@pytest.mark.parametrize("person", ALL_PEOPLE, ids=lambda person: person["number"])
def test_a_person_is_invented_and_fits_together(person: dict[str, Any]) -> None:
    assert person["synthetic"] is True
    # 003 is given to no province; then century and sex, then the year of birth.
    born = date.fromisoformat(person["birth_date"])
    century_and_sex = 2 * (born.year // 100 - 19) + (person["sex"] == "female")
    assert re.fullmatch(rf"003{century_and_sex}{born:%y}\d{{6}}", person["number"])
    assert re.fullmatch(r"\d{6}", person["passcode"])
    assert person["commune_code"] in COMMUNES
    assert person["email"].endswith("@example.vn")
    # 030 is no network's prefix, yet well-formed enough for any check of form.
    assert person["phone"].startswith("0300003")
    assert phonenumbers.is_valid_number(phonenumbers.parse(person["phone"], "VN"))
