"""How a provider speaks: standard OpenID Connect, or messages wrapped to our key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from requests import Response

from toantrinh.host.oidc import STANDARD, WRAPPED
from toantrinh.web.gate import wrapping


@dataclass(frozen=True)
class Dialect:
    """How to read what a provider sends, and whether it signs an id_token.

    `body` raises ValueError for an answer that is not what it should be.
    """

    code: Callable[[HttpRequest], str]
    body: Callable[[Response], object]
    signs: bool
    endpoints: tuple[str, ...]


def spoken() -> Dialect:
    """The dialect of the provider that the settings name."""
    return _DIALECTS[settings.OIDC_DIALECT]


def _plain_code(request: HttpRequest) -> str:
    return str(request.GET.get("code", ""))


def _wrapped_code(request: HttpRequest) -> str:
    return wrapping.open_code(request.META.get("QUERY_STRING", ""))


def _plain(answer: Response) -> Any:
    return answer.json()


def _wrapped(answer: Response) -> Any:
    return wrapping.open_body(answer.content)


_ASKED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint")
_DIALECTS = {
    STANDARD: Dialect(_plain_code, _plain, signs=True, endpoints=(*_ASKED, "jwks_uri")),
    WRAPPED: Dialect(_wrapped_code, _wrapped, signs=False, endpoints=_ASKED),
}
