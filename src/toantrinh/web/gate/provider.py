"""OpenID Connect, checked where the library trusts: signature, nonce, subject (OIDC Core 3.1.3.7).

The library takes the id_token that came over its own connection at its word. Here the signature is
checked with the provider's published keys, issuer, audience, times and nonce are compared, and the
userinfo must speak of the same subject. Nothing that the provider tells is kept but the subject.

A provider of the wrapped dialect signs no id_token and returns no nonce: there the state that
belongs to this browser, PKCE, our secret and TLS must hold alone. The subject then is the keyed
hash of the personal number.
"""

# The library carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from requests import RequestException, Response

from toantrinh.host.oidc import WRAPPED
from toantrinh.people.sealing import keyed_hash
from toantrinh.web.gate import identity, wrapping
from toantrinh.web.gate.dialects import spoken
from toantrinh.web.gate.identity import Unavailable, Unproven

PROVIDER_ID = "vneid"
# Signatures with a public key only: a shared secret or none at all would prove nothing.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_DEMANDED = ["iss", "sub", "aud", "exp", "iat"]
# Clocks differ; a token may be so many seconds older or younger.
_LEEWAY = 30


class Refused(OAuth2Error, Unproven):
    """What the library catches on its way back, with a sentence of ours."""


class Down(OAuth2Error, Unavailable):
    """The same for a provider that is out of order."""


def _down() -> Down:
    return Down(
        "%(provider)s đang không trả lời nên chưa đăng nhập được.",
        remedy="Hãy thử lại sau ít phút.",
        provider=settings.OIDC_NAME,
    )


def _unreadable() -> Refused:
    return Refused(
        "Không đọc được câu trả lời của %(provider)s.",
        remedy="Hãy đăng nhập lại từ đầu; nếu vẫn vậy, hãy báo cho nơi vận hành trang này.",
        provider=settings.OIDC_NAME,
    )


def _read(answer: Response) -> dict[str, Any]:
    """What an answer says, in the provider's dialect."""
    try:
        told = spoken().body(answer)
    except ValueError as problem:
        raise _unreadable() from problem
    if not isinstance(told, dict):
        raise _unreadable()
    return told


class Adapter(OpenIDConnectOAuth2Adapter):
    """The library's client of one provider, made strict."""

    nonce: str | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description, if it is the provider's own (OIDC Discovery 4.3), or what
        the settings say in its place."""
        found: dict[str, Any] = (
            {"issuer": settings.OIDC_ISSUER} | settings.OIDC_ENDPOINTS
            if settings.OIDC_ENDPOINTS
            else super().openid_config
        )
        whole = all(found.get(name) for name in spoken().endpoints)
        if not whole or str(found["issuer"]).rstrip("/") != settings.OIDC_ISSUER:
            raise _down()
        return found

    def get_callback_url(self, request: HttpRequest, _app: Any) -> str:
        """The way back, as it is registered at the provider."""
        return request.build_absolute_uri(reverse("openid_connect_callback"))

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Tokens for the code, once (RFC 6749 4.1.3)."""
        asked = {
            "grant_type": "authorization_code",
            "code": spoken().code(request),
            "redirect_uri": client.callback_url,
            "code_verifier": pkce_code_verifier,
        }
        basic = (app.client_id, app.secret) if self.basic_auth else None
        if basic is None:
            asked |= {"client_id": app.client_id, "client_secret": app.secret}
        with get_adapter().get_requests_session() as session:
            answer = session.post(self.access_token_url, data=asked, auth=basic)
        if answer.status_code >= 500:
            raise _down()
        if answer.status_code != 200:
            raise Refused(
                "Mã đăng nhập đã dùng rồi hoặc đã quá hạn.", remedy="Hãy đăng nhập lại từ đầu."
            )
        self.did_fetch_access_token = True
        tokens = _read(answer)
        if not tokens.get("access_token"):
            raise _unreadable()
        return tokens

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """A sign-in that knows the subject and nothing else; the claims stay with the request."""
        id_token = str(kwargs["response"].get("id_token", ""))
        claims = self._verified(app, id_token) if spoken().signs else {}
        told = self._fetch_user_info(token.token)
        if claims and told.get("sub") != claims["sub"]:
            raise Refused(
                "%(provider)s trả lời về hai người khác nhau.",
                remedy="Hãy đăng nhập lại từ đầu.",
                provider=settings.OIDC_NAME,
            )
        leave = str(self.openid_config.get("end_session_endpoint", ""))
        proven = identity.read(claims | told, leave=leave, id_token=id_token)
        identity.prove(request, proven)
        subject = claims.get("sub") or keyed_hash("subject", proven.number).hex()
        login = self.get_provider().sociallogin_from_response(request, {"sub": subject})
        login.account.extra_data = {}
        return login

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(
                self.profile_url, headers={"Authorization": f"Bearer {access_token}"}
            )
            answer.raise_for_status()
        return _read(answer)

    def _verified(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(id_token),
                algorithms=_ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_LEEWAY,
                options={"require": _DEMANDED},
            )
        except jwt.ExpiredSignatureError as problem:
            raise Refused(
                "Thẻ đăng nhập đã quá hạn.", remedy="Hãy đăng nhập lại từ đầu."
            ) from problem
        except jwt.InvalidAudienceError as problem:
            raise Refused("Thẻ đăng nhập này cấp cho một trang khác.") from problem
        except jwt.PyJWTError as problem:
            raise Refused(
                "Thẻ đăng nhập không phải do %(provider)s cấp hoặc đã bị sửa.",
                provider=settings.OIDC_NAME,
            ) from problem
        meant = claims.get("azp", app.client_id) == app.client_id
        if not meant or not self.nonce or claims.get("nonce") != self.nonce:
            raise Refused(
                "Thẻ đăng nhập này không thuộc về lần đăng nhập của bạn.",
                remedy="Hãy đăng nhập lại từ đầu.",
            )
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        """The published key that the token names; the only one if it names none."""
        wanted = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        fitting = [
            key
            for key in jwt.PyJWKSet.from_dict(answer.json()).keys
            if key.public_key_use != "enc" and (wanted is None or key.key_id == wanted)
        ]
        if len(fitting) != 1:
            raise jwt.InvalidKeyError("no such key")
        return fitting[0]


class _Callback(OAuth2CallbackView):
    """The library's way back, which hands the kept nonce to the adapter."""

    adapter: Adapter

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, response


def configured() -> bool:
    """Whether there is a provider at all."""
    return bool(settings.OIDC_ISSUER)


def depart(request: HttpRequest, onward: str) -> HttpResponseBase:
    """Send somebody to the provider to prove who they are, and come back to `onward`."""
    provider = Adapter(request, PROVIDER_ID).get_provider()
    # The library's provider would ask its own adapter, which checks less.
    provider.oauth2_adapter_class = Adapter
    nonce = secrets.token_urlsafe(24)
    try:
        response: HttpResponseBase = provider.redirect(
            request,
            process="login",
            next_url=onward,
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except RequestException as problem:
        raise identity.unavailable() from problem
    return response


def back(request: HttpRequest) -> HttpResponseBase:
    """Receive somebody whom the provider sent back."""
    view = _Callback.adapter_view(Adapter(request, PROVIDER_ID))
    response: HttpResponseBase = view(request)
    return response


def registration(site: str) -> dict[str, Any]:
    """What a provider must be told about us, for a site such as `http://127.0.0.1:8000`."""
    told = {"dialect": WRAPPED, "wrap_key": wrapping.public_key()}
    return (told if settings.OIDC_DIALECT == WRAPPED else {}) | {
        "client_id": settings.OIDC_CLIENT_ID,
        "client_secret": settings.OIDC_CLIENT_SECRET,
        "name": "Toàn Trình",
        "redirect_uris": [f"{site}{reverse('openid_connect_callback')}"],
        "post_logout_redirect_uris": [f"{site}/"],
    }
