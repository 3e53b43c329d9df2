"""The wire to a provider of messages: JSON over HTTP, the same for SMS and for app messages.

`POST /v1/messages` with an id of ours, so that the same message asked twice goes out once;
`GET /v1/messages/<reference>` tells how far it got. No provider's own interface is public, so the
real one is an adapter beside this that speaks the same three words: send, state, away.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings

_SECONDS = 5.0
_LONGEST_REFERENCE = 100


class Delivery(StrEnum):
    """What a provider says of a message that it took."""

    UNDER_WAY = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


class ProviderAway(Exception):
    """The provider does not answer, or answers nothing that it may."""


class Rejected(Exception):
    """The provider will never take this message, for instance because the number is none."""


@dataclass(frozen=True)
class Provider:
    """Whom to ask: a name, where it listens, and the token that it gave us."""

    name: str
    address: str
    token: str = field(repr=False)

    def send(self, ours: str, channel: str, to: str, text: str) -> str:
        """Hand over a message; its reference there. Raises ProviderAway or Rejected."""
        body = {"id": ours, "channel": channel, "to": to, "text": text}
        answer = self._ask("POST", "/v1/messages", body)
        if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
            raise Rejected(answer.text[:200])
        reference = self._told(answer).get("reference")
        if not isinstance(reference, str) or not 0 < len(reference) <= _LONGEST_REFERENCE:
            raise ProviderAway("it named no reference")
        return reference

    def delivery(self, reference: str) -> Delivery:
        """How far a message got. Raises ProviderAway."""
        answer = self._ask("GET", f"/v1/messages/{quote(reference, safe='')}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return Delivery.FAILED
        try:
            return Delivery(str(self._told(answer).get("state")))
        except ValueError as unknown:
            raise ProviderAway("it told no state that we know") from unknown

    def _ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        try:
            # Straight there, whatever proxy the environment names; and no redirect is followed.
            with httpx.Client(timeout=_SECONDS, trust_env=False) as client:
                return client.request(
                    method,
                    self.address.rstrip("/") + path,
                    json=body,
                    headers={"Authorization": f"Bearer {self.token}"},
                )
        except (httpx.HTTPError, httpx.InvalidURL) as away:
            raise ProviderAway(str(away)) from away

    def _told(self, answer: httpx.Response) -> dict[str, object]:
        if not answer.is_success:
            raise ProviderAway(f"HTTP {answer.status_code}")
        try:
            told = answer.json()
        except ValueError as garbled:
            raise ProviderAway("it did not answer in JSON") from garbled
        if not isinstance(told, dict):
            raise ProviderAway("it did not answer with an object")
        return told


def providers() -> tuple[Provider, ...]:
    """Those of this installation, the first one first: `TOANTRINH_MESSAGE_PROVIDERS`, addresses.

    The token of each is in `TOANTRINH_MESSAGE_TOKENS`, in the same order.
    """
    addresses, tokens = settings.MESSAGE_PROVIDERS, settings.MESSAGE_TOKENS
    return tuple(
        Provider(urlsplit(address).netloc or address, address, token)
        for address, token in zip(addresses, tokens, strict=True)
    )
