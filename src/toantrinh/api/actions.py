"""Tokens are given and taken back."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from toantrinh.api.models import Token
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.time import now
from toantrinh.people.confirming import check_confirmed
from toantrinh.people.models import Person, Posting

_DAYS = 90


@transaction.atomic
def give_token(
    whose: Person | Posting, *, actor: Actor, name: str, days: int = _DAYS, may_sign: bool = False
) -> tuple[Token, str]:
    """A new token, and the text that is shown this once. Whoever is disabled gets none.

    One that may sign is given by the officer whose it is, with a second factor shown just now.
    """
    if may_sign:
        _check_own(whose, actor)
    if isinstance(whose, Posting) and not whose.officer.user.is_active:
        raise Conflict("Tài khoản của cán bộ này đã bị khóa.")
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name,
        person=whose if isinstance(whose, Person) else None,
        posting=whose if isinstance(whose, Posting) else None,
        secret_hash=hash_of(secret),
        created_at=now(),
        expires_at=now() + timedelta(days=days),
        may_sign=may_sign,
    )
    said = {"token": str(token.id), "may_sign": may_sign}
    append_to_stream("api/tokens", "give_token", actor=actor, payload=said)
    return token, f"tt_{token.id.hex}_{secret}"


@transaction.atomic
def revoke_token(token: Token, *, actor: Actor) -> None:
    """Take a token back, at once and for good."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())
    append_to_stream("api/tokens", "revoke_token", actor=actor, payload={"token": str(token.id)})


def _check_own(whose: Person | Posting, actor: Actor) -> None:
    if not isinstance(whose, Posting) or actor.id != whose.officer_id:
        raise NotAllowed("Chỉ chính cán bộ ấy cho phép được một mã truy cập ký thay mình.")
    check_confirmed(actor, "give_token")


def hash_of(secret: str) -> bytes:
    """How a token's secret is kept. It has 256 random bits, so a plain hash is enough."""
    return sha256(secret.encode()).digest()
