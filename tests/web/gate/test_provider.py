"""An id_token is believed only if the provider made it, for us, now, for this sign-in."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import RequestFactory, override_settings
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from requests import TooManyRedirects

from toantrinh.web.gate import identity
from toantrinh.web.gate.adapters import Identities
from toantrinh.web.gate.identity import Unproven
from toantrinh.web.gate.provider import Adapter

ISSUER = "https://vneid.example.vn"
NONCE = "nonce-of-this-sign-in"
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVED = ec.generate_private_key(ec.SECP256R1())


def _published(*names: str) -> dict[str, Any]:
    keys: dict[str, dict[str, Any]] = {
        "rsa": json.loads(RSAAlgorithm.to_jwk(OURS.public_key())) | {"kid": "rsa"},
        "ec": json.loads(ECAlgorithm.to_jwk(CURVED.public_key())) | {"kid": "ec"},
        "sealing": json.loads(RSAAlgorithm.to_jwk(OTHER.public_key())) | {"use": "enc"},
    }
    return {"keys": [keys[name] for name in names]}


class _Session:
    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def __enter__(self) -> "_Session":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def get(self, _address: str) -> Any:
        return SimpleNamespace(json=lambda: self.told, raise_for_status=lambda: None)


class Desk:
    """An adapter whose provider is known and published these keys."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.adapter = Adapter(RequestFactory().get("/"), "vneid")
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        self.described = {"issuer": ISSUER} | {name: f"{ISSUER}/{name}" for name in names}
        monkeypatch.setattr(self.adapter, "_openid_config", self.described, raising=False)
        self.adapter.nonce = NONCE
        self.publish("rsa", "ec", "sealing")

    def publish(self, *names: str) -> None:
        told = _Session(_published(*names))
        self.monkeypatch.setattr(Identities, "get_requests_session", lambda _self: told)

    def read(self, token: str) -> dict[str, Any]:
        with override_settings(OIDC_ISSUER=ISSUER):
            return self.adapter._verified(SimpleNamespace(client_id="toantrinh"), token)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": ISSUER, "sub": "a", "aud": "toantrinh", "nonce": NONCE}
    whole = usual | {"iat": now, "exp": now + 300} | changes
    return {name: value for name, value in whole.items() if value is not None}


def signed(
    key: Any = OURS, algorithm: str = "RS256", kid: str | None = "rsa", **changes: Any
) -> str:
    headers = {"kid": kid} if kid else None
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers=headers)


def test_a_good_token_is_believed(desk: Desk) -> None:
    assert desk.read(signed())["sub"] == "a"
    assert desk.read(signed(CURVED, "ES256", "ec"))["sub"] == "a"
    assert desk.read(signed(aud=["toantrinh", "x"], azp="toantrinh"))["sub"] == "a"
    assert desk.read(signed(exp=int(time.time()) - 5))["sub"] == "a"


def test_a_key_that_the_provider_changed_is_fetched_by_itself(desk: Desk) -> None:
    desk.publish("ec")
    with pytest.raises(Unproven):
        desk.read(signed())
    desk.publish("ec", "rsa")
    assert desk.read(signed())["sub"] == "a"
    desk.publish("rsa")
    with pytest.raises(Unproven):
        desk.read(signed(CURVED, "ES256", "ec"))


def test_the_only_key_needs_no_name(desk: Desk) -> None:
    desk.publish("rsa", "sealing")
    assert desk.read(signed(kid=None))["sub"] == "a"
    desk.publish("rsa", "ec")
    with pytest.raises(Unproven):
        desk.read(signed(kid=None))


def _by_hand(algorithm: str, secret: bytes = b"") -> str:
    """A token that no library would write: unsigned, or with the public key as a secret."""

    def part(told: dict[str, Any]) -> str:
        return urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()

    body = f"{part({'alg': algorithm, 'kid': 'rsa', 'typ': 'JWT'})}.{part(claims())}"
    seal = hmac.digest(secret, body.encode(), "sha256") if secret else b""
    return f"{body}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"


PUBLIC = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
FORGED: dict[str, Callable[[], str]] = {
    "another key under the same name": lambda: signed(OTHER),
    "a key that nobody published": lambda: signed(OTHER, kid="other"),
    "no signature": lambda: _by_hand("none"),
    "the public key as a shared secret": lambda: _by_hand("HS256", PUBLIC),
    "not a token": lambda: "a.b.c",
    "nothing": lambda: "",
}
UNFIT: dict[str, dict[str, Any]] = {
    "issuer": {"iss": "https://other.example.vn"},
    "audience": {"aud": "somebody-else"},
    "one of several, not asked by us": {"aud": ["toantrinh", "x"], "azp": "x"},
    "expired": {"exp": int(time.time()) - 100},
    "from the future": {"iat": int(time.time()) + 86_400},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "no subject": {"sub": None},
    "no nonce": {"nonce": None},
    "another nonce": {"nonce": "x"},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(name: str, desk: Desk) -> None:
    with pytest.raises(Unproven) as told:
        desk.read(FORGED[name]())
    assert isinstance(told.value, OAuth2Error)
    assert "VNeID" in told.value.text()


@pytest.mark.parametrize("name", UNFIT)
def test_an_unfit_token_is_refused(name: str, desk: Desk) -> None:
    with pytest.raises(Unproven):
        desk.read(signed(**UNFIT[name]))


def test_without_a_nonce_of_ours_no_token_fits(desk: Desk) -> None:
    desk.adapter.nonce = None
    with pytest.raises(Unproven):
        desk.read(signed(nonce=None))


def test_a_description_of_somebody_else_is_not_taken(desk: Desk) -> None:
    desk.described["issuer"] = "https://other.example.vn"
    with pytest.raises(identity.Unavailable):
        desk.read(signed())


def test_claims_are_read_by_their_configured_names() -> None:
    told = {
        "personal_number": "003194000137",
        "name": "Nguyễn Thị Hòa",
        "birthdate": "1994-03-18",
        "phone_number": "+84300003001",
        "identity_level": 2,
    }
    found = identity.read(told)
    assert found.number == "003194000137"
    assert str(found.birth_date) == "1994-03-18"
    assert found.phone == "0300003001"
    assert (found.level, found.email, found.commune) == (2, "", "")
    assert identity.read(told | {"birthdate": "1994"}).birth_date is None


@pytest.mark.parametrize("number", ["", "12345", "00319400013a", "0031940001370", None])
def test_a_number_is_twelve_digits(number: str | None) -> None:
    with pytest.raises(Unproven):
        identity.read({"personal_number": number, "name": "Hòa"})
    with pytest.raises(Unproven):
        identity.read({"personal_number": "003194000137", "name": " "})


class _Leading(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:9/within")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Nothing."""


def test_a_provider_that_leads_elsewhere_is_not_followed() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Leading) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/jwks"
            with Identities().get_requests_session() as session, pytest.raises(TooManyRedirects):
                session.get(address)
        finally:
            server.shutdown()
            thread.join()
