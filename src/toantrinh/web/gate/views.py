"""The pages of the gate: signing in, signing out, choosing a post, the language."""

# The sign-in library carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

from typing import Any
from urllib.parse import urlencode

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.actions import end_sessions
from toantrinh.people.models import LoginKind, Posting
from toantrinh.web.gate import identity, provider
from toantrinh.web.gate.access import Visit, anyone, officers, posting_of
from toantrinh.web.gate.noticing import notice
from toantrinh.web.gate.onward import asked
from toantrinh.web.gate.visiting import choose_posting
from toantrinh.web.look import navigation
from toantrinh.web.look.forms import Questions

_READ_OR_SEND = ["GET", "HEAD", "POST"]
# Whose work lies on the desk; who governs and does nothing else begins elsewhere.
_AT_THE_DESK = {"reception", "specialist", "leader", "data_officer"}


@anyone(per_minute=60)
@never_cache
@require_http_methods(_READ_OR_SEND)
def sign_in(request: Visit) -> HttpResponseBase:
    """A citizen's way in: one button that leads to the provider."""
    onward = asked(request)
    if request.person:
        return HttpResponseRedirect(onward)
    _no_officer(request)
    if not provider.configured():
        raise identity.unavailable()
    if request.method == "POST":
        return provider.depart(request, onward)
    context = {"onward": onward, "provider": settings.OIDC_NAME}
    return render(request, "gate/sign_in.html", context)


@anyone(per_minute=60)
@never_cache
@require_http_methods(["GET"])
def back(request: Visit) -> HttpResponseBase:
    """Where the provider sends a citizen back."""
    _no_officer(request)
    if not provider.configured():
        raise identity.unavailable()
    return provider.back(request)


class OfficerForm(Questions, LoginForm):
    """Name and password, asked for in our words."""

    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Tên đăng nhập")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}


class _OfficerView(LoginView):
    template_name = "gate/officer_sign_in.html"
    form_class = OfficerForm

    def get_success_url(self) -> str:
        return asked(self.request, reverse("officer_start"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"onward": self.get_success_url()}


@anyone(per_minute=60)
@never_cache
@require_http_methods(_READ_OR_SEND)
def officer_sign_in(request: Visit) -> HttpResponseBase:
    """An officer's way in: name and password, then the code."""
    if request.person:
        raise NotAllowed(
            "Bạn đang đăng nhập với tư cách công dân.",
            remedy="Hãy đăng xuất rồi đăng nhập bằng tài khoản cán bộ.",
        )
    response: HttpResponseBase = _OfficerView.as_view()(request)
    return response


@anyone(per_minute=60)
@never_cache
@require_http_methods(_READ_OR_SEND)
def sign_out(request: Visit) -> HttpResponse:
    """End the session here and at the provider; if asked, on all other devices too."""
    if request.method != "POST":
        return render(request, "gate/sign_out.html")
    leave, id_token = identity.way_out(request)
    if "everywhere" in request.POST and request.user.is_authenticated:
        end_sessions(request.user, actor=request.actor or SYSTEM)
    notice(request, "signed_out")
    logout(request)
    home = request.build_absolute_uri("/")
    if leave:
        told = {"client_id": settings.OIDC_CLIENT_ID, "post_logout_redirect_uri": home}
        query = urlencode(told | ({"id_token_hint": id_token} if id_token else {}))
        response = HttpResponseRedirect(f"{leave}{'&' if '?' in leave else '?'}{query}")
    else:
        response = HttpResponseRedirect(asked(request))
    # On a shared computer the back button must not show what was read.
    response["Clear-Site-Data"] = '"cache"'
    return response


@officers()
@require_safe
def start(request: Visit) -> HttpResponse:
    """Go where the work of one's post is."""
    return HttpResponseRedirect(_home(posting_of(request)))


@officers()
@require_POST
def choose_post(request: Visit) -> HttpResponse:
    """Go on through another of one's posts."""
    chosen = choose_posting(request, request.POST.get("vi_tri", ""))
    return HttpResponseRedirect(asked(request, _home(chosen)))


def _home(posting: Posting) -> str:
    places = navigation.places()
    desk = places.get("desk", "/")
    roles = set(posting.post.roles)
    if roles & _AT_THE_DESK:
        return desk
    return places.get("editing" if roles == {"catalogue_editor"} else "administration", desk)


@anyone()
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Go on in another language."""
    return set_language(request)


def _no_officer(request: Visit) -> None:
    if request.user.is_authenticated and request.user.kind == LoginKind.OFFICER:
        raise NotAllowed(
            "Bạn đang đăng nhập bằng tài khoản cán bộ.",
            remedy="Hãy đăng xuất rồi đăng nhập bằng tài khoản định danh điện tử của mình.",
        )
