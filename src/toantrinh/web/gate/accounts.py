"""Logins: a proven identity becomes a citizen's, an officer gets both factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction

from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.ids import new_id
from toantrinh.people import attempts, tax_codes
from toantrinh.people.actions import (
    SYNTHETIC_PREFIX,
    give_login,
    register_login,
    register_organisation,
    register_person,
    rename_organisation,
    represent,
    set_password,
)
from toantrinh.people.attempts import Tries, take_code
from toantrinh.people.models import LoginKind, Person, Representation, User
from toantrinh.people.queries import find_organisation, find_person
from toantrinh.people.sealing import keyed_hash
from toantrinh.web.gate.identity import Identity


@transaction.atomic
def admit(sociallogin: Any, proven: Identity) -> Representation | None:
    """Make the sign-in that of the person with the proven number, who is kept at their first visit.

    With an organisation's account, the organisation is kept too, and that the person acts for it:
    this is returned. Refuses a subject that was somebody else's before.
    """
    _one_at_a_time(proven.number)
    person = find_person(proven.number) or _new_person(proven)
    user = person.user or _new_login(person)
    if user.kind != LoginKind.CITIZEN or not user.is_active:
        raise NotAllowed("Tài khoản này không dùng để vào cổng công dân được.")
    account, _made = SocialAccount.objects.get_or_create(
        provider=sociallogin.account.provider,
        uid=_uid(sociallogin.account.uid, person, proven),
        defaults={"user": user, "extra_data": {}},
    )
    if account.user_id != user.pk:
        raise Conflict(
            "Tài khoản định danh này đã gắn với một người khác.",
            remedy="Hãy liên hệ để được kiểm tra.",
        )
    sociallogin.account = account
    sociallogin.user = user
    return _representation(person, proven) if proven.organisation_code else None


def _uid(subject: str, person: Person, proven: Identity) -> str:
    """An organisation's account may be in several hands, each of them a login of its own here."""
    return f"{subject}/{person.pk}" if proven.organisation_code else subject


def _representation(person: Person, proven: Identity) -> Representation:
    code = proven.organisation_code
    _one_at_a_time(code)
    organisation = find_organisation(code)
    if organisation is None:
        organisation = register_organisation(
            actor=SYSTEM,
            tax_code=code,
            name=proven.organisation_name,
            synthetic=tax_codes.impossible(code),
        )
    rename_organisation(organisation, actor=SYSTEM, name=proven.organisation_name)
    return represent(person, organisation, actor=SYSTEM)


@transaction.atomic
def ensure_officer_login(username: str, password: str, totp_secret: str | None = None) -> User:
    """An officer's login with this password, and with this TOTP secret (base32) as second factor.

    Without a secret, the first sign-in leads to setting one up.
    """
    user = User.objects.filter(username=username).first() or register_login(
        actor=SYSTEM, username=username, kind=LoginKind.OFFICER
    )
    if user.kind != LoginKind.OFFICER:
        raise NotAllowed("Tài khoản của công dân không dùng để làm việc cho cơ quan.")
    if not user.check_password(password):
        set_password(user, actor=SYSTEM, password=password)
    if totp_secret is not None:
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, totp_secret)
    return user


def has_second_factor(user: User) -> bool:
    """Whether a device was set up for this login."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def proves(user: User, code: str) -> bool:
    """Whether this is a code that the login's device shows now, and nobody used before.

    Raises Conflict while the login is locked; wrong codes are counted.
    """
    tries = Tries(user.username, "")
    if attempts.begin(tries):
        raise Conflict("Tài khoản này đang bị tạm khóa vì sai nhiều lần.")
    device = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    right = device is not None and device.wrap().validate_code(code) and take_code(user, code)
    (attempts.passed if right else attempts.failed)(tries)
    return right


def _one_at_a_time(number: str) -> None:
    """Two tabs that sign in at once must not both make the person, or the organisation."""
    lock = int.from_bytes(keyed_hash("sign-in", number)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _new_person(proven: Identity) -> Person:
    return register_person(
        actor=SYSTEM,
        full_name=proven.name,
        personal_number=proven.number,
        birth_date=proven.birth_date,
        email=proven.email,
        phone=proven.phone,
        commune_code=proven.commune,
        synthetic=proven.number.startswith(SYNTHETIC_PREFIX),
    )


def _new_login(person: Person) -> User:
    # The name of a login tells nothing about its owner.
    user = register_login(actor=SYSTEM, username=new_id().hex, kind=LoginKind.CITIZEN)
    give_login(person, actor=SYSTEM, user=user)
    return user
