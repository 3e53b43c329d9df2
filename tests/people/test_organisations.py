"""Organisations: found by their tax code, invented ones have one that cannot be, persons act."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.kernel.time import now, today, turned
from toantrinh.people import tax_codes
from toantrinh.people.actions import (
    end_representation,
    register_organisation,
    register_person,
    rename_organisation,
    represent,
)
from toantrinh.people.models import Organisation, Person
from toantrinh.people.queries import as_representative, find_organisation, representations

pytestmark = pytest.mark.django_db

# By the rule its nine digits have no check digit, so the tenth is no error and no proof.
CODE = "0030002220"
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def company() -> Organisation:
    return register_organisation(
        actor=SYSTEM, tax_code=CODE, name="  Công ty  TNHH Gió Lành ", synthetic=True
    )


def somebody(number: str = "003200000001") -> Person:
    return register_person(
        actor=SYSTEM, full_name="Đặng Thị Ánh", personal_number=number, synthetic=True
    )


@given(province=st.integers(0, 99), serial=st.integers(1, 9_999_999), tenth=st.integers(0, 9))
def test_of_ten_digits_one_fits_or_none_can(province: int, serial: int, tenth: int) -> None:
    digits = f"{province:02}{serial:07}{tenth}"
    check = 10 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=False)) % 11
    assert tax_codes.impossible(digits) is (check == 10)
    if check in {10, tenth}:
        assert tax_codes.read(digits) == digits
    else:
        with pytest.raises(Refusal, match="sai một chữ số"):
            tax_codes.read(digits)


def test_a_tax_code_has_one_spelling() -> None:
    assert (
        tax_codes.read(" 01.00.109106 ") == tax_codes.read("０１００１０９１０６") == "0100109106"
    )
    assert tax_codes.read("0100109106 001") == tax_codes.read("0100109106-001") == "0100109106-001"
    for wrong in (
        "",
        "12345",
        "01001091061",
        "0100109106-000",
        "abcdefghij",
    ):
        with pytest.raises(Refusal) as told:
            tax_codes.read(wrong)
        assert told.value.field == "tax_code"


def test_an_organisation_is_found_by_its_tax_code() -> None:
    made = company()
    assert made.name == "Công ty TNHH Gió Lành"
    assert find_organisation("003-0002220") == made
    assert find_organisation("0100109106") is None
    with pytest.raises(IntegrityError), transaction.atomic():
        company()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(tax_code="12", name="x", name_sort="x", created_at=now())


@pytest.mark.parametrize(("code", "synthetic"), [(CODE, False), ("0100109106", True)])
def test_an_invented_one_has_a_code_that_no_real_one_can_have(code: str, synthetic: bool) -> None:
    with pytest.raises(Refusal, match="không thể có thật"):
        register_organisation(actor=SYSTEM, tax_code=code, name="X", synthetic=synthetic)


def test_a_new_name_is_taken_over_and_told_once() -> None:
    made = company()
    rename_organisation(made, actor=SYSTEM, name="Công ty TNHH Gió Lành")
    renamed = rename_organisation(made, actor=SYSTEM, name="Công ty TNHH Gió Mới")
    assert renamed.name == "Công ty TNHH Gió Mới"
    told = Event.objects.filter(stream=made.stream()).order_by("seq")
    assert [event.action for event in told] == ["register", "rename"]


def test_a_person_acts_for_an_organisation_from_day_to_day() -> None:
    made, person = company(), somebody()
    held = represent(person, made, actor=SYSTEM)
    assert represent(person, made, actor=SYSTEM) == held
    actor = as_representative(held)
    assert (str(actor), actor.organisation_id) == (f"person/{person.id}", made.id)
    assert [each.person for each in representations(made)] == [person]
    with turned(now() - timedelta(days=1)), pytest.raises(NotAllowed):
        as_representative(held)

    end_representation(held, actor=SYSTEM)
    end_representation(held, actor=SYSTEM)
    held.refresh_from_db()
    assert held.valid_to == today()
    with turned(now() + timedelta(days=1)):
        assert not representations(made)
        again = represent(person, made, actor=SYSTEM)
        assert again != held
    told = Event.objects.filter(stream=made.stream()).order_by("seq")
    assert [event.action for event in told] == [
        *("register", "represent", "end_representation", "represent")
    ]
    assert told[1].payload == {"person": str(person.id)}
