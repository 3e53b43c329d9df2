"""The OpenID Connect endpoints: allauth's, made stricter where it is lenient.

allauth demands PKCE of public clients only, takes `plain`, lets the port of a loopback address
vary and lets queries be added to it, and hands out a refresh token that no client here may use.
"""

# allauth carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

import json
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from allauth.idp.oidc import views
from allauth.idp.oidc.forms import AuthorizationForm, RPInitiatedLogoutForm
from allauth.idp.oidc.models import Client, Token
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from simulators.vneid import faults, settings, wrapping
from simulators.vneid.loading import SCOPES
from simulators.vneid.models import Citizen
from simulators.vneid.provider import shown_claims, signed_in

ONCE = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt")


@require_GET
def configuration(_request: HttpRequest) -> JsonResponse:
    """OpenID Connect Discovery 1.0: only what this provider really does."""

    def address(name: str) -> str:
        return f"{settings.VNEID_ISSUER}{reverse(f'idp:oidc:{name}')}"

    return JsonResponse(
        {
            "issuer": settings.VNEID_ISSUER,
            "authorization_endpoint": address("authorization"),
            "token_endpoint": address("token"),
            "userinfo_endpoint": address("userinfo"),
            "jwks_uri": address("jwks"),
            "end_session_endpoint": address("logout"),
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": settings.IDP_OIDC_AUTH_METHODS,
            "code_challenge_methods_supported": ["S256"],
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "claims_supported": [
                "sub",
                "auth_time",
                "name",
                "birthdate",
                "gender",
                "email",
                "email_verified",
                "phone_number",
                "phone_number_verified",
                "personal_number",
                "identity_level",
                "commune_code",
                "organisation_code",
                "organisation_name",
            ],
        }
    )


def _complain(request: HttpRequest, error: str) -> HttpResponse:
    """A page, not a redirect: an address that is not registered must get nothing."""
    return render(request, "vneid/refused.html", {"error": error}, status=400)


def _unfit(request: HttpRequest) -> HttpResponse | None:
    """The refusal of an authorization request that this provider would not serve."""
    asked = request.GET
    if any(len(asked.getlist(name)) > 1 for name in ONCE):
        return _complain(request, "repeated_parameter")
    client = Client.objects.filter(id=asked.get("client_id", "")).first()
    if client is None:
        return _complain(request, "unknown_client")
    if asked.get("redirect_uri") not in client.get_redirect_uris():
        return _complain(request, "unknown_redirect_uri")
    if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
        answer = {"error": "invalid_request", "error_description": "PKCE with S256 is required"}
        if "state" in asked:
            answer["state"] = asked["state"]
        back = HttpResponse(status=302)
        mark = "&" if "?" in asked["redirect_uri"] else "?"
        back["Location"] = f"{asked['redirect_uri']}{mark}{urlencode(answer)}"
        return back
    return None


def _way_back(client_id: str, response: HttpResponseBase) -> None:
    """Bend the redirect if a fault is armed, and wrap its code if the client wants it wrapped."""
    faults.way_back(client_id, response)
    parts = urlsplit(response.headers.get("Location", ""))
    query = dict(parse_qsl(parts.query))
    if "code" in query and wrapping.speaks(client_id):
        query |= wrapping.code_and_key(client_id, query["code"])
        # A plus sign is sent as it is.
        spelled = urlencode(query, quote_via=quote, safe="+")
        response.headers["Location"] = urlunsplit(parts._replace(query=spelled))


@method_decorator(never_cache, name="dispatch")
class AuthorizationView(views.AuthorizationView):
    """Sign-in if needed, then the page that shows what would be shared."""

    template_name = "vneid/consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refusal = _unfit(request)
        if refusal is not None:
            return refusal
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        _way_back(request.GET["client_id"], response)
        return response

    def form_valid(self, form: AuthorizationForm) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        _way_back(self._request_info["client_id"], response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        citizen = signed_in(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "citizen": citizen,
            "scopes": self._scopes,
            "shared": shown_claims(citizen, self._scopes) if citizen else [],
        }


class TokenView(views.TokenView):
    """A code for tokens. No refresh token: a sign-in is proven once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        out_of_order = faults.before_token()
        if out_of_order is not None:
            return out_of_order
        response: HttpResponse = super().post(request)
        if response.status_code == 200:
            answer = json.loads(response.content)
            answer.pop("refresh_token", None)
            answer.pop("refresh_expires_in", None)
            faults.signed(answer)
            client_id = _client_of(answer["access_token"])
            if wrapping.speaks(client_id):
                answer.pop("id_token", None)
                answer = wrapping.body(client_id, answer)
            response.content = json.dumps(answer).encode()
        return response


class UserInfoView(views.UserInfoView):
    """The claims, wrapped for a client that wants them so."""

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = super()._respond(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        client_id = _client_of(token) if response.status_code == 200 else ""
        if wrapping.speaks(client_id):
            account = Token.objects.lookup(Token.Type.ACCESS_TOKEN, token).user
            told = wrapping.claims_of(Citizen.objects.get(pk=account.pk))
            response.content = json.dumps(wrapping.body(client_id, told)).encode()
        return response


def _client_of(access_token: str) -> str:
    found = Token.objects.lookup(Token.Type.ACCESS_TOKEN, access_token)
    return str(found.client_id) if found else ""


class LeaveForm(RPInitiatedLogoutForm):
    """allauth's, with the way back compared letter by letter too."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        client, way_back = cleaned.get("client"), cleaned.get("post_logout_redirect_uri")
        if client and way_back and way_back not in client.get_post_logout_redirect_uris():
            self.add_error("post_logout_redirect_uri", "not registered")
        return cleaned


@method_decorator(never_cache, name="dispatch")
class LogoutView(views.LogoutView):
    """Sign-out asked by a client (OpenID Connect RP-Initiated Logout 1.0)."""

    form_class = LeaveForm
    template_name = "vneid/leave.html"

    def form_invalid(self, _form: RPInitiatedLogoutForm) -> HttpResponse:
        return _complain(self.request, "unknown_way_back")
