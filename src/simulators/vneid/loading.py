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
    """Write every person and organisation of the files; how many accounts there are."""
    people = json.loads(settings.VNEID_PEOPLE.read_text(encoding="utf-8"))
    organisations = json.loads(settings.VNEID_ORGANISATIONS.read_text(encoding="utf-8"))
    if not all(one["synthetic"] for one in [*people, *organisations]):
        raise ValueError("only invented people and organisations belong here")
    kept = [_load_person(person) for person in people]
    for organisation in organisations:
        kept += _load_organisation(organisation)
    Citizen.objects.exclude(pk__in=[account.pk for account in kept]).delete()
    return len(kept)


def _load_person(person: dict[str, Any]) -> Citizen:
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
    _keep(citizen, person["passcode"])
    return citizen


def _load_organisation(organisation: dict[str, Any]) -> list[Citizen]:
    """The organisation's account, once for each person in whose hands it is."""
    found = []
    for place, hands in enumerate(organisation["accounts"], start=1):
        number = organisation["code"] + (f".{place}" if place > 1 else "")
        account = Citizen.objects.filter(number=number).first() or Citizen()
        account.number, account.full_name = number, organisation["name"]
        account.email, account.phone = organisation["email"], organisation["phone"]
        account.about = f"{organisation['about']}. {hands['about']}"
        account.person = Citizen.objects.get(number=hands["person"])
        for name in ("birth_date", "sex", "commune_code", "commune"):
            setattr(account, name, getattr(account.person, name))
        _keep(account, hands["passcode"])
        found.append(account)
    return found


def _keep(account: Citizen, passcode: str) -> None:
    if account.passcode != passcode:
        # A new hash ends the sessions of the account, so it is made only when it must be.
        account.passcode = passcode
        account.set_password(passcode)
    account.save()


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
