"""An officer's own factors: the device for codes and the passkeys, seen, added, taken away."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toantrinh.people.confirming import check_confirmed, is_fresh
from toantrinh.web.gate import passkeys
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.gate.passkeys import NewPasskeyForm


@officers(per_minute=60)
@never_cache
@require_safe
def own_factors(visit: Visit) -> HttpResponse:
    """What somebody signs in and signs with."""
    return _page(visit, NewPasskeyForm())


@officers(per_minute=20)
@require_POST
def add(visit: Visit) -> HttpResponse:
    """Keep the passkey that the browser made."""
    # Before the challenge is spent on it.
    check_confirmed(actor_of(visit), passkeys.CHANGE)
    form = NewPasskeyForm(visit.POST)
    if not form.is_valid():
        return _page(visit, form, status=422)
    given = form.cleaned_data
    passkeys.add(
        posting_of(visit).officer,
        actor=actor_of(visit),
        name=given["name"],
        credential=given["credential"],
    )
    messages.success(visit, _("Đã thêm khóa. Từ nay dùng được khi đăng nhập và khi ký."))
    return HttpResponseRedirect(reverse("own_factors"))


@officers(per_minute=20)
@require_POST
def remove(visit: Visit, number: int) -> HttpResponse:
    """Take a passkey away."""
    passkeys.remove(posting_of(visit).officer, actor=actor_of(visit), number=number)
    messages.success(visit, _("Đã bỏ khóa. Nó không dùng để vào đây được nữa."))
    return HttpResponseRedirect(reverse("own_factors"))


def _page(visit: Visit, form: NewPasskeyForm, status: int = 200) -> HttpResponse:
    user = posting_of(visit).officer.user
    fresh = is_fresh(actor_of(visit), passkeys.CHANGE)
    devices = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    context = {
        "device": devices.first(),
        "passkeys": passkeys.passkeys_of(user),
        "form": form,
        "fresh": fresh,
        "options": passkeys.options_to_add(user) if fresh else "",
    }
    return render(visit, "gate/own_factors.html", context, status=status)
