"""The identity provider of citizens and organisations, from the environment alone.

Two dialects: standard OpenID Connect, and the wrapped messages that VNeID is reported to send
(`web/gate/wrapping.py`). What the wrapped dialect calls its claims is known from second hand, the
organisation's not at all; each name can be set.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from toantrinh.host.home import Home

STANDARD, WRAPPED = "standard", "wrapped"
_SCOPES = {STANDARD: "openid profile email phone vneid", WRAPPED: "openid"}
# What we need, and what each dialect calls it.
_CLAIMS = {
    "number": ("personal_number", "citizenPid"),
    "name": ("name", "fullName"),
    "birth_date": ("birthdate", "birthDate"),
    "email": ("email", "email"),
    "phone": ("phone_number", "phoneNumber"),
    "level": ("identity_level", "accountLevel"),
    "commune": ("commune_code", "communeCode"),
    # Told for an organisation's account, and then beside the person who uses it.
    "organisation_code": ("organisation_code", "taxCode"),
    "organisation_name": ("organisation_name", "organizationName"),
}
_ENDPOINTS = (
    *("authorization_endpoint", "token_endpoint", "userinfo_endpoint"),
    *("jwks_uri", "end_session_endpoint"),
)


@dataclass(frozen=True)
class Provider:
    """One provider, and how it speaks."""

    issuer: str
    name: str
    client_id: str
    client_secret: str
    dialect: str
    scopes: str
    claims: dict[str, str]
    # Given by hand where the provider publishes no description; else empty, and it is asked.
    endpoints: dict[str, str]
    # The private RSA key to which wrapped messages are closed.
    wrap_key: Path
    pkce: bool
    # The level of a citizen whose provider tells none.
    usual_level: int
    seconds: int

    def apps(self) -> list[dict[str, object]]:
        """The provider as the sign-in library wants to be told."""
        settings = {
            "server_url": self.issuer,
            "scope": self.scopes.split(),
            "oauth_pkce_enabled": self.pkce,
        }
        app: dict[str, object] = {"provider_id": "vneid", "name": self.name, "settings": settings}
        app |= {"client_id": self.client_id, "secret": self.client_secret}
        return [app] if self.issuer else []


def provider(at: Home) -> Provider:
    """The provider that the environment names; one without an issuer is none."""
    dialect = _told("DIALECT", STANDARD)
    if dialect not in _SCOPES:
        raise ValueError(f"TOANTRINH_OIDC_DIALECT must be {STANDARD} or {WRAPPED}: {dialect}")
    return Provider(
        issuer=_told("ISSUER").rstrip("/"),
        name=_told("NAME", "VNeID"),
        client_id=_told("CLIENT_ID", "toantrinh"),
        # Made up if nobody gave one: then the provider must be told, as the demo does.
        client_secret=at.secret("oidc_client_secret"),
        dialect=dialect,
        scopes=_told("SCOPES", _SCOPES[dialect]),
        claims=claims(dialect),
        endpoints={name: url for name in _ENDPOINTS if (url := _told(name.upper()))},
        wrap_key=Path(_told("WRAP_KEY") or at.keys / "oidc-wrap.pem"),
        pkce=_told("PKCE", "1") != "0",
        usual_level=int(_told("USUAL_LEVEL", "1")),
        seconds=int(_told("SECONDS", "5")),
    )


def claims(dialect: str) -> dict[str, str]:
    """What the provider calls each thing that we need."""
    place = 1 if dialect == WRAPPED else 0
    return {name: _told(f"CLAIM_{name.upper()}", usual[place]) for name, usual in _CLAIMS.items()}


def _told(name: str, usual: str = "") -> str:
    return os.environ.get(f"TOANTRINH_OIDC_{name}") or usual
