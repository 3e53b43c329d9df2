"""Persons, officers and logins: invented ones say so, and nobody is two in one."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from toantrinh.command.cast import COMMUNE
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.models import Agency, Post
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.actions import appoint, register_login, register_officer, register_person
from toantrinh.people.keys import erase_key
from toantrinh.people.models import LoginKind, Officer, Person, Posting
from toantrinh.people.queries import (
    as_applicant,
    as_officer,
    find_person,
    holders,
    personal_number,
    phone,
    postings,
)

pytestmark = pytest.mark.django_db

NUMBER = "003200000001"
PHONE = "+84912345678"


def invented(number: str = NUMBER) -> Person:
    return register_person(
        actor=SYSTEM,
        full_name="  Đặng   Thị Ánh ",
        personal_number=number,
        phone=PHONE,
        synthetic=True,
    )


def officer(username: str = "canbo") -> Officer:
    user = register_login(actor=SYSTEM, username=username, kind=LoginKind.OFFICER)
    return register_officer(actor=SYSTEM, full_name="Lý Văn Cán", user=user, synthetic=True)


def post() -> Post:
    posts = open_usual_posts(agency(f"{COMMUNE}.ubnd"), actor=SYSTEM)
    return next(one for one in posts if "specialist" in one.roles)


def test_a_person_is_found_by_number_which_stands_nowhere_in_the_clear() -> None:
    person = invented()
    assert person.full_name == "Đặng Thị Ánh"
    assert find_person(NUMBER) == person
    assert find_person("003200000002") is None
    again = Person.objects.get(pk=person.pk)
    assert (personal_number(again), phone(again)) == (NUMBER, PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM people_person p WHERE id = %s", [person.pk])
        (row,) = cursor.fetchone()
    for secret in (NUMBER, PHONE, NUMBER.encode().hex(), PHONE.encode().hex()):
        assert secret not in row


def test_the_journal_knows_that_somebody_came_and_not_who() -> None:
    person = invented()
    (event,) = Event.objects.filter(stream=person.stream())
    assert event.payload == {"synthetic": True}
    assert (person.head_seq, bytes(person.head_hash)) == (1, bytes(event.hash))


@pytest.mark.parametrize(("number", "synthetic"), [("038194000137", True), (NUMBER, False)])
def test_an_invented_person_has_a_number_that_no_real_one_can_have(
    number: str, synthetic: bool
) -> None:
    with pytest.raises(Refusal) as raised:
        register_person(
            actor=SYSTEM, full_name="Ai Đó", personal_number=number, synthetic=synthetic
        )
    assert raised.value.field == "personal_number"


def test_a_number_belongs_to_one_person() -> None:
    invented()
    with pytest.raises(IntegrityError), transaction.atomic():
        invented()


def test_erasing_the_key_erases_what_it_sealed() -> None:
    person = invented()
    assert person.key is not None
    erase_key(person.key)
    left = Person.objects.get(pk=person.pk)
    with pytest.raises(Refusal, match="xóa theo quy định"):
        personal_number(left)


def test_a_citizen_s_login_is_not_an_officer_s() -> None:
    user = register_login(actor=SYSTEM, username="dan", kind=LoginKind.CITIZEN)
    assert not user.has_usable_password()
    with pytest.raises(Refusal):
        register_officer(actor=SYSTEM, full_name="Lý Văn Cán", user=user)


def test_a_post_is_held_from_day_to_day() -> None:
    somebody, place, day = officer(), post(), today()
    held = appoint(somebody, actor=SYSTEM, post=place, since=day, until=day + timedelta(days=1))
    for shift, holds in ((-1, False), (0, True), (1, True), (2, False)):
        on = day + timedelta(days=shift)
        assert (list(postings(somebody, on)) == [held]) is holds
        assert (held in holders(place.agency_id, "specialist", on)) is holds
        assert held.holds_on(on) is holds
    assert not holders(place.agency_id, "leader", day).filter(pk=held.pk).exists()
    appointed = Event.objects.filter(stream=somebody.stream()).order_by("seq").last()
    assert appointed is not None
    assert appointed.action == "appoint"
    somebody.refresh_from_db()
    assert somebody.head_seq == appointed.seq == 2


def test_days_in_the_wrong_order_are_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint(
            officer(),
            actor=SYSTEM,
            post=post(),
            since=date(2026, 2, 1),
            until=date(2026, 1, 1),
        )


def test_who_acts_and_as_what() -> None:
    person = invented()
    citizen = as_applicant(person)
    assert (citizen.kind, citizen.id, citizen.roles) == ("person", person.id, frozenset())
    place = post()
    held = appoint(officer(), actor=SYSTEM, post=place, since=today())
    actor = as_officer(held)
    assert actor.kind == "officer"
    assert (actor.agency_id, actor.post) == (place.agency_id, place.code)
    assert "specialist" in actor.roles
    assert held.officer.full_name not in str(actor)


def test_a_post_that_is_no_longer_held_gives_no_rights() -> None:
    yesterday = today() - timedelta(days=1)
    held = appoint(officer(), actor=SYSTEM, post=post(), since=yesterday, until=yesterday)
    with pytest.raises(NotAllowed):
        as_officer(held)


def test_a_post_at_a_closed_agency_gives_no_rights() -> None:
    place, closed = post(), today() - timedelta(days=1)
    held = appoint(officer(), actor=SYSTEM, post=place, since=date(2025, 7, 1))
    assert list(postings(held.officer)) == [held]
    Agency.objects.filter(pk=place.agency_id).update(valid_to=closed)
    held = Posting.objects.get(pk=held.pk)
    assert not postings(held.officer).exists()
    assert not holders(place.agency_id, "specialist").filter(pk=held.pk).exists()
    assert holders(place.agency_id, "specialist", closed).filter(pk=held.pk).exists()
    with pytest.raises(NotAllowed):
        as_officer(held)
