"""What a provider proved about a citizen, and the sentences when it proved nothing."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from requests import RequestException

from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.people import tax_codes
from toantrinh.people.models import Representation
from toantrinh.web.gate import answers
from toantrinh.web.gate.sealing import seal, unseal
from toantrinh.web.gate.visiting import FOR_ORGANISATION, LEVEL, REPRESENTATION

# In the session: how to end the provider's session too, sealed.
_LEAVE = "tt_leave"
_REQUEST = "proven_identity"
_ADMITTED = "admitted_representation"
_CANCELLED = "cancelled"
_LONGEST_NAME = 300
# Twelve digits (Luật Căn cước 2023, art. 12).
_NUMBER = re.compile(r"\d{12}")


class Unproven(NotAllowed):
    """The provider's answer proves nothing; the sentence says why."""

    status = 401


class Unavailable(Refusal):
    """The provider does not answer now."""

    status = 503


@dataclass(frozen=True)
class Identity:
    """A citizen as the provider knows them. Empty where it did not tell."""

    number: str
    name: str
    birth_date: date | None
    email: str
    phone: str
    commune: str
    level: int | None
    # The organisation whose account this person uses, if any.
    organisation_code: str = ""
    organisation_name: str = ""
    # For signing out there too: the address, empty if the provider has none, and the proof.
    leave: str = ""
    id_token: str = ""


def read(claims: dict[str, Any], *, leave: str = "", id_token: str = "") -> Identity:
    """Claims by the names that the settings give them."""

    def told(name: str) -> str:
        found = claims.get(settings.OIDC_CLAIMS[name])
        return "" if found is None else str(found).strip()

    number = told("number")
    if settings.OIDC_CLAIMS["number"] != "sub" and not _NUMBER.fullmatch(number):
        raise Unproven(
            "%(provider)s không cho biết số định danh cá nhân của bạn.",
            remedy="Hãy đăng nhập lại và đồng ý chia sẻ số định danh.",
            provider=settings.OIDC_NAME,
        )
    if not told("name"):
        raise Unproven(
            "%(provider)s không cho biết họ tên của bạn.",
            remedy="Hãy đăng nhập lại và đồng ý chia sẻ họ tên.",
            provider=settings.OIDC_NAME,
        )
    level = told("level")
    return Identity(
        number=number,
        name=told("name"),
        birth_date=_day(told("birth_date")),
        email=told("email"),
        phone=_national(told("phone")),
        commune=told("commune"),
        level=int(level) if level.isdecimal() else None,
        organisation_code=_organisation(told("organisation_code"), told("organisation_name")),
        organisation_name=told("organisation_name")[:_LONGEST_NAME],
        leave=leave,
        id_token=id_token,
    )


def prove(request: HttpRequest, identity: Identity) -> None:
    """Lay down for the rest of this request whom the provider proved."""
    vars(request)[_REQUEST] = identity


def proven(request: HttpRequest) -> Identity:
    """Whom the provider proved in this request."""
    found: Identity = vars(request)[_REQUEST]
    return found


def admitted(request: HttpRequest, representation: Representation | None) -> None:
    """Lay down for the rest of this request for which organisation the person was let in."""
    vars(request)[_ADMITTED] = representation


def remember(request: HttpRequest) -> None:
    """Keep in the fresh session what was proven and how to leave the provider."""
    found: Identity | None = vars(request).get(_REQUEST)
    if found is not None:
        request.session[LEVEL] = found.level
        representation: Representation | None = vars(request).get(_ADMITTED)
        if representation is not None:
            request.session[REPRESENTATION] = str(representation.pk)
            request.session[FOR_ORGANISATION] = True
        request.session[_LEAVE] = seal(json.dumps([found.leave, found.id_token]), _LEAVE)


def way_out(request: HttpRequest) -> tuple[str, str]:
    """Where the provider ends its session, and the proof to show there; empty if nowhere."""
    text = unseal(request.session.get(_LEAVE, ""), _LEAVE)
    leave, id_token = json.loads(text) if text else ("", "")
    return str(leave), str(id_token)


def not_signed_in(
    request: HttpRequest, error: str, exception: Exception | None, context: dict[str, Any]
) -> HttpResponse:
    """The page that says why nobody was signed in."""
    if error == _CANCELLED:
        return HttpResponseRedirect(reverse("account_login"))
    return answers.refused(request, _why(exception, context))


def unavailable() -> Unavailable:
    """The provider does not answer now."""
    return Unavailable(
        "%(provider)s đang không trả lời nên chưa đăng nhập được.",
        remedy="Hãy thử lại sau ít phút.",
        provider=settings.OIDC_NAME,
    )


def _why(exception: Exception | None, context: dict[str, Any]) -> Refusal:
    if isinstance(exception, Refusal):
        return exception
    if isinstance(exception, RequestException):
        return unavailable()
    if "state_id" in context:
        return Unproven(
            "Lần đăng nhập này đã quá hạn hoặc không bắt đầu từ trình duyệt này.",
            remedy="Hãy đăng nhập lại từ đầu.",
        )
    return Unproven(
        "%(provider)s đã từ chối lần đăng nhập này.",
        remedy="Hãy đăng nhập lại từ đầu.",
        provider=settings.OIDC_NAME,
    )


def _organisation(code: str, name: str) -> str:
    """The tax code of the organisation whose account it is; empty for a citizen's own.

    Only organisations' accounts tell an organisation's name; a tax code a citizen may have too.
    """
    if not name:
        return ""
    try:
        return tax_codes.read(code)
    except Refusal as problem:
        raise Unproven(
            "%(provider)s cho biết một mã số thuế không đúng.",
            remedy="Hãy hỏi nơi cấp tài khoản định danh của tổ chức.",
            provider=settings.OIDC_NAME,
        ) from problem


def _day(text: str) -> date | None:
    """A day, as OpenID Connect writes it or as people here do.

    A bare year, or 0000 for an unknown one, is allowed and tells no day.
    """
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 a day has no zone
    return None


def _national(phone: str) -> str:
    """+84300… as 0300…, the way people write it here."""
    return f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone
