"""An invited officer's first visit: the link from the mail, and a password of their own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.people import invitations
from toantrinh.people.models import User
from toantrinh.web.gate.access import anyone
from toantrinh.web.look.forms import Questions


class PasswordForm(Questions):
    """A password, twice."""

    password = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Ghi lại mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        """Long, not common, not like the name."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        """The same once more."""
        again = str(self.cleaned_data["again"])
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("Hai lần ghi chưa giống nhau."))
        return again


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
