"""Between password and session: the code of a device, or a passkey."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.web.gate.access import anyone
from toantrinh.web.gate.factors import CodeForm, stage_of
from toantrinh.web.gate.noticing import notice
from toantrinh.web.gate.passkeys import PasskeyForm, options_to_show


@anyone(per_minute=30)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, after the password."""
    stage = stage_of(request, AuthenticateStage.key)
    if stage is None:
        return HttpResponseRedirect(reverse("officer_sign_in"))
    user = stage.login.user
    by_key = "credential" in request.POST
    form = CodeForm(request.POST if request.POST and not by_key else None, user=user)
    key = PasskeyForm(request.POST if by_key else None, user=user)
    if form.is_valid():
        form.save()
    elif key.is_valid():
        key.save(request)
    else:
        return _ask(request, form, key)
    response: HttpResponse = stage.exit()
    return response


def _ask(request: HttpRequest, form: CodeForm, key: PasskeyForm) -> HttpResponse:
    tried = form.is_bound or key.is_bound
    if tried:
        notice(request, "wrong_code", login=form.user.pk)
    context = {"form": form, "key": key, "options": options_to_show(form.user)}
    return render(request, "gate/officer_code.html", context, status=422 if tried else 200)
