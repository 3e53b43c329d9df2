"""Passkeys: an officer's second factor beside the code, on their own phone, computer or key.

The library checks challenge, origin and signature; what is asked around it is ours. The device for
codes stays a duty, so that there is a way without scripts and without this key.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.text import clean
from toantrinh.people.confirming import check_confirmed
from toantrinh.people.models import Officer, User
from toantrinh.people.officers import append, lock
from toantrinh.web.gate.factors import counted
from toantrinh.web.look.forms import Questions

CHANGE = "change_factors"
_LONGEST_NAME = 60
_MOST = 10
# What a malformed answer of a browser may raise inside the library.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, InvalidSignature)


def passkeys_of(user: User) -> list[Any]:
    """The passkeys of a login, oldest first."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("created_at", "pk"))


def options_to_show(user: User) -> str:
    """What the browser needs to ask for one of a login's passkeys, as JSON; empty without any."""
    return json.dumps(auth.begin_authentication(user)) if passkeys_of(user) else ""


def options_to_add(user: User) -> str:
    """What the browser needs to make a passkey, as JSON."""
    return json.dumps(auth.begin_registration(user, passwordless=False))


@contextmanager
def _read() -> Iterator[None]:
    try:
        yield
    except forms.ValidationError:
        raise
    except _UNREADABLE as problem:
        raise get_adapter().validation_error("incorrect_code") from problem


class PasskeyForm(forms.Form):
    """The answer of a passkey to our challenge; a wrong one is counted like a wrong code."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_credential(self) -> dict[str, Any]:
        """What the key signed, if it is one of theirs and signed our challenge."""
        given: dict[str, Any] = self.cleaned_data["credential"]
        with counted(self.user), _read():
            self.authenticator = auth.complete_authentication(self.user, given)
        self.authenticator.user = self.user
        return given

    def save(self, request: HttpRequest) -> None:
        """Keep when it was used."""
        post_authentication(request, self.authenticator)


class NewPasskeyForm(Questions):
    """A passkey that the browser has just made, and what its owner calls it."""

    name = forms.CharField(
        label=_("Gọi khóa này là gì"),
        help_text=_("Ví dụ: điện thoại của tôi, máy ở bàn làm việc."),
        max_length=_LONGEST_NAME,
    )
    credential = forms.JSONField(widget=forms.HiddenInput, required=False)

    def clean_credential(self) -> dict[str, Any]:
        """What the browser made of our challenge."""
        given = self.cleaned_data["credential"]
        with _read():
            auth.complete_registration(given)
        found: dict[str, Any] = given
        return found


@transaction.atomic
def add(officer: Officer, *, actor: Actor, name: str, credential: dict[str, Any]) -> None:
    """Keep a passkey, with a second factor shown just now; its owner is told by mail."""
    check_confirmed(actor, CHANGE)
    held = lock(officer)
    if len(passkeys_of(held.user)) >= _MOST:
        raise Conflict("Bạn đã có %(most)s khóa. Hãy bỏ bớt khóa không dùng.", most=_MOST)
    made = auth.WebAuthn.add(held.user, clean(name), credential).instance
    _written(held, "add_passkey", actor, made.pk)


@transaction.atomic
def remove(officer: Officer, *, actor: Actor, number: int) -> None:
    """Take a passkey away, with a second factor shown just now; its owner is told by mail."""
    check_confirmed(actor, CHANGE)
    held = lock(officer)
    kinds = Authenticator.objects.filter(user=held.user, type=Authenticator.Type.WEBAUTHN)
    gone, _rows = kinds.filter(pk=number).delete()
    if not gone:
        raise NotFound("Không có khóa này.")
    _written(held, "remove_passkey", actor, number)


def _written(officer: Officer, action: str, actor: Actor, number: int) -> None:
    append(officer, action, actor=actor, payload={"passkey": number})
    app.configure_task("gate.tell_factor_changed").defer(
        officer=str(officer.pk), action=action, number=number
    )
