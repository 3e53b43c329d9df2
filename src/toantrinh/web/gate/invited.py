"""An invited officer's first visit: the link from the mail, and a password of their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.people import invitations
from toantrinh.web.gate.access import anyone
from toantrinh.web.gate.passwords import PasswordForm


@anyone(per_minute=20)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, text: str) -> HttpResponse:
    """Set the first password. Opening the page uses nothing up: mail scanners open it too."""
    officer = invitations.find(text).officer
    form = PasswordForm(request.POST or None, user=officer.user)
    if form.is_valid():
        invitations.accept(text, password=form.cleaned_data["password"])
        messages.success(request, _("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu vừa đặt."))
        return HttpResponseRedirect(reverse("officer_sign_in"))
    context = {"form": form, "officer": officer}
    return render(request, "gate/invited.html", context, status=422 if form.is_bound else 200)
