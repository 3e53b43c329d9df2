"""Invented people who act for one another, and the terms of their tests."""

from datetime import date, timedelta
from typing import Any

from toantrinh.command.cast import COMMUNE
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.time import today
from toantrinh.mandates import actions
from toantrinh.mandates.models import Kind, Mandate
from toantrinh.mandates.parties import Named, Proof
from toantrinh.mandates.terms import Terms
from toantrinh.people.actions import register_person
from toantrinh.people.models import Person
from toantrinh.people.queries import as_applicant, find_person

BIRTH = "1.001193"
OTHER = "2.000815"

# Name, number, day of birth.
MOTHER = ("Nguyễn Thị Hòa", "003194000137", date(1994, 3, 18))
FATHER = ("Lê Văn Đức", "003091000274", date(1991, 11, 2))
GRANDMOTHER = ("Mai Thị Ước", "003152000896", date(1952, 4, 14))
SON = ("Lương Gia Huy", "003210001555", date(2010, 8, 15))


def person(who: tuple[str, str, date]) -> Person:
    name, number, born = who
    return find_person(number) or register_person(
        actor=SYSTEM,
        full_name=name,
        personal_number=number,
        birth_date=born,
        email=f"{number}@example.vn",
        commune_code=COMMUNE,
        synthetic=True,
    )


def acting(who: tuple[str, str, date]) -> Actor:
    return as_applicant(person(who))


def named(who: tuple[str, str, date]) -> Named:
    return Named(who[1], who[0], who[2])


def terms(kind: Kind = Kind.PARENT, days: int = 30, **changes: Any) -> Terms:
    given: dict[str, Any] = {
        "kind": kind,
        "since": today(),
        "until": today() + timedelta(days=days),
        "procedures": (BIRTH,),
    }
    return Terms(**given | changes)


def granted(**changes: Any) -> Mandate:
    """The mother lets the grandmother act for her."""
    person(GRANDMOTHER)
    return actions.grant(
        actor=acting(MOTHER),
        holder=named(GRANDMOTHER),
        terms=terms(**changes),
    )


def asked() -> Mandate:
    """The grandmother asks the mother."""
    person(MOTHER)
    return actions.ask(actor=acting(GRANDMOTHER), grantor=named(MOTHER), terms=terms())


def declared(**changes: Any) -> Mandate:
    """The mother says whose mother she is."""
    wished = terms(Kind.CHILD, until=None, all_procedures=True, procedures=(), **changes)
    return actions.declare(
        actor=acting(MOTHER), whom=named(SON), terms=wished, proof=Proof(record="12/2010")
    )
