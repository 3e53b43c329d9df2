"""Switches that make the provider lie once, so that a client's refusals can be seen on the wire.

Only with `VNEID_FAULTS=1`. `POST /faults` with JSON `{"fault": "<name>", "seconds": <number>}`
arms one; it fires at the next answer that it fits and is then spent. `GET /faults` lists what is
armed, `DELETE /faults` disarms all. The names are those of `Fault`; `seconds` is for `slow` alone
(default 5, at most 60).
"""

import json
import threading
import time
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import jwt
from allauth.idp.oidc.internal.oauthlib import authorization_codes
from django.conf import settings as django_settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from simulators.vneid import settings
from simulators.vneid.place import new_key

HOUR = 60 * 60


class Fault(StrEnum):
    """What can be made to go wrong, in the order of the flow."""

    # The way back to the client.
    WRONG_STATE = "wrong_state"
    SPENT_CODE = "spent_code"
    # The answer of the token endpoint.
    SLOW = "slow"
    UNAVAILABLE = "unavailable"
    # The id_token.
    EXPIRED = "expired"
    OTHER_AUDIENCE = "other_audience"
    OTHER_ISSUER = "other_issuer"
    WRONG_NONCE = "wrong_nonce"
    ALTERED_SIGNATURE = "altered_signature"
    # The provider signs with a new key from now on, and publishes it; or with one it does not.
    ROTATED_KEY = "rotated_key"
    UNPUBLISHED_KEY = "unpublished_key"
    # Userinfo speaks of somebody else than the id_token.
    OTHER_SUBJECT = "other_subject"
    # The wrapped dialect: what the browser carries, and the next body.
    OTHER_ENCRYPT_KEY = "other_encrypt_key"
    ALTERED_CODE = "altered_code"
    OTHER_WRAP_KEY = "other_wrap_key"
    ALTERED_WRAP = "altered_wrap"
    NOT_WRAPPED = "not_wrapped"


# One process serves all requests, so memory is enough.
_armed: dict[Fault, float] = {}
_lock = threading.Lock()


def _take(fault: Fault) -> float | None:
    """The seconds of an armed fault, which is thereby spent; None if it is not armed."""
    with _lock:
        return _armed.pop(fault, None)


def fires(fault: Fault) -> bool:
    """Whether a fault is armed, which is thereby spent."""
    return _take(fault) is not None


def way_back(client_id: str, response: HttpResponseBase) -> None:
    """Bend the redirect that carries a code to the client."""
    parts = urlsplit(response.headers.get("Location", ""))
    query = dict(parse_qsl(parts.query))
    if "code" not in query:
        return
    if fires(Fault.SPENT_CODE):
        authorization_codes.invalidate(client_id, query["code"])
    if fires(Fault.WRONG_STATE):
        query["state"] = "a-state-that-nobody-gave"
        response.headers["Location"] = urlunsplit(parts._replace(query=urlencode(query)))


def before_token() -> HttpResponse | None:
    """Be late, or be out of order: then this is the answer."""
    seconds = _take(Fault.SLOW)
    if seconds is not None:
        time.sleep(seconds)
    if fires(Fault.ROTATED_KEY):
        django_settings.IDP_OIDC_PRIVATE_KEY = new_key()
    if fires(Fault.UNAVAILABLE):
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    return None


def id_token(claims: dict[str, Any]) -> None:
    """Bend what is about to be signed."""
    if fires(Fault.EXPIRED):
        claims["iat"] -= HOUR
        claims["exp"] -= HOUR
    if fires(Fault.OTHER_AUDIENCE):
        claims["aud"] = "somebody-else"
    if fires(Fault.OTHER_ISSUER):
        claims["iss"] = "https://vneid.example.vn"
    if fires(Fault.WRONG_NONCE):
        claims["nonce"] = "a-nonce-that-nobody-gave"


def signed(answer: dict[str, Any]) -> None:
    """Bend the signature: another key, or one letter in its middle; it stays well-formed."""
    if "id_token" in answer and fires(Fault.UNPUBLISHED_KEY):
        told = jwt.decode(answer["id_token"], options={"verify_signature": False})
        answer["id_token"] = jwt.encode(told, new_key(), "RS256", headers={"kid": "nobody-s"})
    if "id_token" in answer and fires(Fault.ALTERED_SIGNATURE):
        head, body, signature = answer["id_token"].split(".")
        middle = len(signature) // 2
        letter = "A" if signature[middle] != "A" else "B"
        answer["id_token"] = f"{head}.{body}.{signature[:middle]}{letter}{signature[middle + 1 :]}"


def userinfo(claims: dict[str, Any]) -> dict[str, Any]:
    """Speak of somebody else."""
    if fires(Fault.OTHER_SUBJECT):
        return claims | {"sub": "0" * 40}
    return claims


@csrf_exempt
@require_http_methods(["GET", "POST", "DELETE"])
def switches(request: HttpRequest) -> HttpResponse:
    """The control endpoint. JSON only: no page of another site can send that unasked."""
    if not settings.VNEID_FAULTS:
        raise Http404
    if request.method == "POST":
        if request.content_type != "application/json":
            return JsonResponse({"error": "JSON only"}, status=415)
        try:
            order = json.loads(request.body)
            fault, seconds = Fault(order["fault"]), float(order.get("seconds", 5))
        except (ValueError, KeyError, TypeError) as error:
            return JsonResponse({"error": str(error)}, status=400)
        with _lock:
            _armed[fault] = max(0.0, min(seconds, 60.0))
    elif request.method == "DELETE":
        with _lock:
            _armed.clear()
    with _lock:
        return JsonResponse({"armed": sorted(_armed)})
