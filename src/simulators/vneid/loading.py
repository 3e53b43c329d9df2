"""Bring people and clients into the database; the files are the truth, each start."""

import json
from datetime import date
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from simulators.vneid import settings
from simulators.vneid.models import Citizen

SCOPES = ("openid", "profile", "email", "phone", "vneid")


@transaction.atomic
def load_people() -> int:
    """Write every person of the file; how many there are."""
    people = json.loads(settings.VNEID_PEOPLE.read_text(encoding="utf-8"))
    Citizen.objects.exclude(number__in=[person["number"] for person in people]).delete()
    for person in people:
        _load_person(person)
    return len(people)


def _load_person(person: dict[str, Any]) -> None:
    if not person["synthetic"]:
        raise ValueError("only invented people belong here")
    citizen = Citizen.objects.filter(number=person["number"]).first() or Citizen()
    citizen.number = person["number"]
    citizen.full_name = person["name"]
    citizen.birth_date = date.fromisoformat(person["birth_date"])
    citizen.sex = person["sex"]
    citizen.level = person["level"]
    citizen.commune_code = person["commune_code"]
    citizen.commune = person["commune"]
    citizen.phone = person["phone"]
    citizen.email = person["email"]
    citizen.about = person["about"]
    citizen.is_active = not person.get("locked", False)
    if citizen.passcode != person["passcode"]:
        # A new hash ends the sessions of the person, so it is made only when it must be.
        citizen.passcode = person["passcode"]
        citizen.set_password(citizen.passcode)
    citizen.save()


@transaction.atomic
def load_clients() -> int:
    """Register exactly the clients of the file; how many there are."""
    registrations = settings.VNEID_CLIENTS
    Client.objects.exclude(id__in=[entry.client_id for entry in registrations]).delete()
    for entry in registrations:
        client = Client.objects.filter(id=entry.client_id).first() or Client(id=entry.client_id)
        client.name = entry.name
        client.set_secret(entry.client_secret)
        client.set_scopes(list(SCOPES))
        client.set_redirect_uris(list(entry.redirect_uris))
        client.set_post_logout_redirect_uris(list(entry.post_logout_redirect_uris))
        client.save()
    return len(registrations)


def sweep() -> None:
    """Drop tokens and sessions that are past their time."""
    Token.objects.expired().delete()
    SessionStore.clear_expired()
