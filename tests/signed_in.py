"""Browsers in which somebody has signed in, and programs, without the pages that lead there."""

from django.http import HttpRequest
from django.test import Client, RequestFactory

from toantrinh.api.actions import give_token
from toantrinh.api.models import Token
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import wall
from toantrinh.people.models import Person, Posting
from toantrinh.people.queries import as_officer
from toantrinh.web.gate.visiting import confirmed


def officer_client(posting: Posting, *, fresh: bool = True) -> Client:
    """An officer's browser; the second factor was shown just now, unless long ago is asked for."""
    client = Client()
    client.force_login(posting.officer.user)
    if fresh:
        confirm(client)
    return client


def confirm(client: Client) -> None:
    """The officer of this browser shows a second factor now."""
    request: HttpRequest = RequestFactory().get("/")
    request.session = client.session
    confirmed(request)
    request.session.save()


def program(whose: Person | Posting) -> tuple[Token, str]:
    """A token with which a program does all that its owner may, signing included."""
    if isinstance(whose, Person):
        return give_token(whose, actor=SYSTEM, name="test")
    return give_token(whose, actor=as_officer(whose, wall()), name="test", may_sign=True)
