"""Whom a token stands for."""

import hmac
import re
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from toantrinh.api.actions import hash_of
from toantrinh.api.models import Token
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now, wall
from toantrinh.people.queries import as_applicant, as_officer

_SHAPE = re.compile(r"tt_([0-9a-f]{32})_([A-Za-z0-9_-]{20,100})")

# Looked up with every request, so of the humans behind a token no more is read than who they are.
_NEEDED = (
    *("secret_hash", "may_sign", "person__user_id", "posting__officer__user_id"),
    *("posting__officer_id", "posting__valid_from", "posting__valid_to"),
    *("posting__post__agency_id", "posting__post__code", "posting__post__roles"),
    *("posting__post__agency__valid_from", "posting__post__agency__valid_to"),
)

# Tokens that an officer had before being disabled stay void, also once they are enabled again.
_GIVEN_AFTER = Q(posting__officer__disabled_at=None) | Q(
    created_at__gt=F("posting__officer__disabled_at")
)


def _in_force(token: UUID, at: datetime) -> QuerySet[Token]:
    return (
        Token.objects.filter(_GIVEN_AFTER, pk=token, revoked_at=None, expires_at__gt=at)
        .select_related("person", "posting__post__agency", "posting__officer")
        .only(*_NEEDED)
    )


_TOKEN = Ready(_in_force, token=UUID, at=datetime)


def actor_of_token(text: str) -> tuple[Token, Actor] | None:
    """The token and who acts with it; None for one that is wrong, over or taken back."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    token = _TOKEN.first(token=UUID(found[1]), at=now())
    if token is None or not hmac.compare_digest(bytes(token.secret_hash), hash_of(found[2])):
        return None
    if token.posting is not None:
        # Whoever let it sign showed a second factor then, and answers for what it does since.
        return token, as_officer(token.posting, wall() if token.may_sign else None)
    if token.person is None:
        return None
    return token, as_applicant(token.person)
