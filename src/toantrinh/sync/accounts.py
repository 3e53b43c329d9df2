"""Accounts of systems, and the sessions in which they push."""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from toantrinh.government.models import Agency
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound
from toantrinh.kernel.time import now
from toantrinh.people.attempts import Tries, begin, failed, passed
from toantrinh.sync.models import Session, System

_LASTS = timedelta(minutes=30)
_SHAPE = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")


@transaction.atomic
def open_account(username: str, agency: Agency, *, actor: Actor) -> tuple[System, str]:
    """An account for the system of an agency, and its password, which is told this once."""
    _by_the_house(actor)
    if System.objects.filter(username=username).exists():
        raise Conflict("Đã có tài khoản hệ thống tên %(name)s.", name=username)
    password = secrets.token_urlsafe(24)
    system = System(
        username=username, password=make_password(password), agency=agency, created_at=now()
    )
    append_event(system, "open", actor=actor, payload={"agency": agency.key})
    system.save(force_insert=True)
    return system, password


@transaction.atomic
def close_account(username: str, *, actor: Actor) -> System:
    """Let a system push no more, from this moment on."""
    _by_the_house(actor)
    system = System.objects.select_for_update().filter(username=username, closed_at=None).first()
    if system is None:
        raise NotFound("Không có tài khoản hệ thống nào đang mở tên %(name)s.", name=username)
    system.closed_at = now()
    append_event(system, "close", actor=actor, payload={})
    system.save()
    Session.objects.filter(system=system).delete()
    return system


def log_in(username: str, password: str, address: str) -> str | None:
    """A new session's text; None for a wrong name or password, or after too many tries."""
    tries = Tries(f"system:{username}"[:200], address)
    if begin(tries):
        return None
    system = System.objects.filter(username=username, closed_at=None).first()
    # An unknown name takes as long as a wrong password.
    if not check_password(password, system.password if system else _nobody()) or system is None:
        failed(tries)
        return None
    passed(tries)
    Session.objects.filter(expires_at__lt=now()).delete()
    secret = secrets.token_urlsafe(32)
    session = Session.objects.create(
        system=system, secret_hash=_hash(secret), expires_at=now() + _LASTS
    )
    return f"{session.id.hex}.{secret}"


def _nobody() -> str:
    return make_password(secrets.token_hex(8))


def system_of(session: str) -> System | None:
    """Whose session this is; None for one that is wrong or over."""
    shaped = _SHAPE.fullmatch(session)
    if shaped is None:
        return None
    found = _in_force(UUID(shaped[1]), now())
    if found is None or not hmac.compare_digest(bytes(found.secret_hash), _hash(shaped[2])):
        return None
    return found.system


def _in_force(session: UUID, at: datetime) -> Session | None:
    sessions = Session.objects.select_related("system")
    return sessions.filter(pk=session, expires_at__gt=at, system__closed_at=None).first()


def as_system(system: System) -> Actor:
    """The system as the journal knows it."""
    return Actor("system", id=system.id, agency_id=system.agency_id)


def _hash(secret: str) -> bytes:
    # It has 256 random bits, so a plain hash is enough.
    return sha256(secret.encode()).digest()


def _by_the_house(actor: Actor) -> None:
    if actor != SYSTEM:
        raise NotAllowed("Việc này do người vận hành máy chủ làm bằng lệnh.")
