"""A mother at the citizens' door, signed in, and what her dossiers need."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client, override_settings

from tests import players as p
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import register_login
from toantrinh.people.models import LoginKind, Person
from toantrinh.web.gate.visiting import LEVEL


@dataclass(frozen=True)
class Citizen:
    """Somebody with a browser."""

    client: Client
    who: p.Players

    @property
    def person(self) -> Person:
        return self.who.cast.mother


def enter(person: Person, level: int = 2) -> Client:
    """A browser in which this person has signed in, with an identity of this level."""
    if person.user is None:
        person.user = register_login(
            actor=SYSTEM, username=f"cd-{person.pk}", kind=LoginKind.CITIZEN
        )
        person.save(update_fields=["user"])
    client = Client()
    client.force_login(person.user)
    session = client.session
    session[LEVEL] = level
    session.save()
    return client


@pytest.fixture
def files(tmp_path: object) -> Iterator[None]:
    """Files and pieces of the test go to a folder of its own."""
    with override_settings(FILE_FOLDER=tmp_path):
        yield


@pytest.fixture
def citizen(db: None, files: None) -> Citizen:
    """The mother, signed in."""
    who = p.players()
    return Citizen(enter(who.cast.mother), who)


@pytest.fixture
def draft(citizen: Citizen) -> Dossier:
    """A draft of hers that could be handed in."""
    return p.drafted(citizen.who)
