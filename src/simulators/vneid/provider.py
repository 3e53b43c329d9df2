"""What the provider says about a person: subject, claims, and how it calls itself."""

# allauth carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from simulators.vneid import faults, settings
from simulators.vneid.models import Citizen


def subject(client_id: str, number: str) -> str:
    """Opaque and another one for each client, so that two clients cannot compare lists."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{client_id}|{number}".encode(), hashlib.sha256).hexdigest()[:40]


def international(phone: str) -> str:
    """0300… as +84300…, the way OpenID Connect writes phone numbers (E.164)."""
    return f"+84{phone.removeprefix('0')}"


def claims_of(account: Citizen, scopes: Iterable[str]) -> dict[str, str | int | bool]:
    """What the scopes uncover, without the subject.

    An organisation's account speaks of the human in whose hands it is, and of the organisation.
    """
    wanted, citizen = set(scopes), account.person or account
    claims: dict[str, str | int | bool] = {}
    if "profile" in wanted:
        claims["name"] = citizen.full_name
        claims["birthdate"] = citizen.birth_date.isoformat()
        claims["gender"] = citizen.sex
    if "email" in wanted:
        claims["email"] = citizen.email
        claims["email_verified"] = False
    if "phone" in wanted:
        claims["phone_number"] = international(citizen.phone)
        # Level 2 demands a phone in the person's own name (NĐ 69/2024).
        claims["phone_number_verified"] = citizen.level == 2
    if "vneid" in wanted:
        claims["personal_number"] = citizen.number
        claims["commune_code"] = citizen.commune_code
        claims |= _standing(account)
    return claims


def _standing(account: Citizen) -> dict[str, str | int | bool]:
    """A citizen's level, or which organisation acts: its accounts have no level."""
    if account.level is not None:
        return {"identity_level": account.level}
    return {
        "organisation_code": account.organisation_code,
        "organisation_name": account.full_name,
    }


class VneidAdapter(DefaultOIDCAdapter):
    """allauth's provider with our subjects and claims."""

    def get_issuer(self) -> str:
        return settings.VNEID_ISSUER

    def get_user_sub(self, client: Client, user: AbstractBaseUser) -> str:
        return subject(client.id, user.get_username())

    def get_user_by_sub(self, client: Client, sub: str) -> Citizen | None:
        for citizen in Citizen.objects.filter(is_active=True):
            if hmac.compare_digest(subject(client.id, citizen.number), sub):
                return citizen
        return None

    def get_claims(
        self,
        purpose: str,
        user: AbstractBaseUser,
        client: Client,
        scopes: Iterable[str],
        **_: Any,
    ) -> dict[str, Any]:
        citizen = Citizen.objects.get(pk=user.pk)
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, citizen)}
        if purpose == "userinfo":
            claims |= claims_of(citizen, scopes)
            return faults.userinfo(claims)
        if citizen.last_login:
            claims["auth_time"] = int(citizen.last_login.timestamp())
        if "vneid" in scopes and citizen.level is not None:
            claims["identity_level"] = citizen.level
        return claims

    def populate_id_token(
        self, id_token: dict[str, Any], _client: Client, _scopes: Iterable[str], **_: Any
    ) -> None:
        faults.id_token(id_token)


LABELS = {
    "name": "Họ và tên",
    "birthdate": "Ngày sinh",
    "gender": "Giới tính",
    "email": "Thư điện tử",
    "phone_number": "Số điện thoại",
    "personal_number": "Số định danh cá nhân",
    "identity_level": "Mức độ định danh",
    "commune_code": "Nơi cư trú",
    "organisation_code": "Mã số thuế của tổ chức",
    "organisation_name": "Tên tổ chức",
}
SEXES = {"male": "Nam", "female": "Nữ"}


def shown_claims(account: Citizen, scopes: Iterable[str]) -> list[tuple[str, str]]:
    """The same claims in words for the person who is asked to share them: (label, value)."""
    citizen = account.person or account
    in_words = {
        "birthdate": citizen.birth_date.strftime("%d/%m/%Y"),
        "gender": SEXES[citizen.sex],
        "phone_number": citizen.phone,
        "identity_level": f"Mức {citizen.level}",
        "commune_code": citizen.commune,
    }
    return [
        (LABELS[name], in_words.get(name, str(value)))
        for name, value in claims_of(account, scopes).items()
        if name in LABELS
    ]


def signed_in(request: HttpRequest) -> Citizen | None:
    """Who uses this browser, if anybody has signed in."""
    user: object = request.user
    return user if isinstance(user, Citizen) else None
