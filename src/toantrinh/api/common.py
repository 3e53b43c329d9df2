"""What every operation of the API stands on: who calls, which answers there are, plain texts."""

import base64
import binascii
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from toantrinh.api import schemas as s
from toantrinh.api.queries import actor_of_token
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed


class ByToken(HttpBearer):
    """`Authorization: Bearer tt_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = actor_of_token(token)
        return found[1] if found else None


_ERRORS = {
    400: s.ErrorOut,
    401: s.ErrorOut,
    403: s.ErrorOut,
    404: s.ErrorOut,
    409: s.ErrorOut,
    410: s.ErrorOut,
}
# The gate's own: too often, an error of ours, and the database away.
_OF_THE_GATE = {429: s.ErrorOut, 500: s.ErrorOut, 503: s.ErrorOut}
ANSWERS: dict[Any, Any] = {**_ERRORS, 422: s.ErrorOut, **_OF_THE_GATE}


def caller(request: HttpRequest) -> Actor:
    """Who the token stands for."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise NotAllowed("Hãy gửi kèm mã truy cập.")
    return actor


def decoded(file: s.FileIn) -> bytes:
    """The bytes of a file as it was sent."""
    try:
        return base64.b64decode(file.content_base64, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Conflict("Tệp %(label)s không phải base64.", label=file.label) from problem


def plain(text: str) -> str:
    """A code from an address; a NUL would upset the database."""
    return text.replace("\0", "")
