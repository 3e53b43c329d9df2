"""What is known of a person, as the boxes of a form would hold it; named as questions name it."""

from collections.abc import Callable, Mapping

from toantrinh.people.models import Person
from toantrinh.people.queries import personal_number, phone

READERS: Mapping[str, Callable[[Person], str]] = {
    "full_name": lambda person: person.full_name,
    "birth_date": lambda person: person.birth_date.isoformat() if person.birth_date else "",
    "personal_number": personal_number,
    "commune": lambda person: person.commune_code,
    "email": lambda person: person.email,
    "phone": phone,
}
# How they are reached, which is told to nobody who acts for them.
REACH = frozenset({"email", "phone"})


def fact(person: Person, what: str) -> str:
    """One fact; empty when it is not known. The caller logs the access."""
    reader = READERS.get(what)
    return reader(person) if reader else ""
