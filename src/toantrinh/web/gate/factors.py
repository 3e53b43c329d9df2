"""Officers' second factor: asked for at every sign-in, set up at the first."""

# The sign-in library carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import segno
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core import context
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from toantrinh.people.attempts import take_code
from toantrinh.people.models import LoginKind, User
from toantrinh.web.gate import lockout
from toantrinh.web.gate.access import anyone
from toantrinh.web.gate.accounts import has_second_factor
from toantrinh.web.look.forms import Questions


class SetUpStage(LoginStage):
    """Between password and session: an officer without a device sets one up."""

    key = "set_up_factor"
    urlname = "officer_set_up"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page to go to, and whether the sign-in goes on from there."""
        user: User = self.login.user
        if user.kind == LoginKind.OFFICER and not has_second_factor(user):
            return headed_redirect_response(self.urlname), True
        return None, True


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Mã sáu chữ số"),
        help_text=_("Mã đang hiện trong ứng dụng xác thực trên thiết bị của bạn."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


@contextmanager
def counted(user: User) -> Iterator[None]:
    """Count a try at the second factor like one at the password; the block raises a wrong one."""
    lockout.begin(context.request, user.username)
    try:
        yield
    except ValidationError:
        lockout.failed(context.request, user.username)
        raise
    lockout.passed(context.request, user.username)


class CodeForm(Questions, AuthenticateForm):
    """The code, asked for in our words."""

    code = _code_field()

    def clean_code(self) -> str:
        """The code, if it fits and was not taken before; wrong ones are counted."""
        with counted(self.user):
            code = str(super().clean_code())
            if not take_code(self.user, code.strip()):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SetUpForm(Questions):
    """The first code of a new device proves that it was set up."""

    code = _code_field()

    def __init__(self, *args: Any, user: User, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.secret = secret

    def clean_code(self) -> str:
        """The code, if the secret gives it now."""
        code = str(self.cleaned_data["code"])
        with counted(self.user):
            if not auth.validate_totp_code(self.secret, code):
                raise get_adapter().validation_error("incorrect_code")
        return code


@anyone(per_minute=30)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Set up the device, after the password of the first sign-in."""
    stage = stage_of(request, SetUpStage.key)
    if stage is None or has_second_factor(stage.login.user):
        return HttpResponseRedirect(reverse("officer_sign_in"))
    # Kept in the session until it is proven: a reload must not make the scanned one void.
    secret = auth.get_totp_secret()
    form = SetUpForm(request.POST or None, user=stage.login.user, secret=secret)
    if form.is_valid():
        auth.TOTP.activate(stage.login.user, secret)
        auth.clear_totp_secret(request)
        response: HttpResponseBase = stage.exit()
        return response
    status = 422 if form.is_bound else 200
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "secret": spaced}
    return render(request, "gate/officer_set_up.html", context, status=status)


@anyone(per_minute=30)
@never_cache
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret that is being set up, as a picture of its own: the policy on
    content lets no picture stand inside a page."""
    stage = stage_of(request, SetUpStage.key)
    if stage is None:
        raise Http404
    address = get_adapter().build_totp_url(stage.login.user, auth.get_totp_secret())
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def stage_of(request: HttpRequest, key: str) -> Any:
    """The stage, if this browser has got so far in signing in."""
    return None if request.user.is_authenticated else LoginStageController.enter(request, key)
