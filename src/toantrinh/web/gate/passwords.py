"""An officer's password: what it must be, and how its owner changes it.

Long, not a common or a leaked one, not like the owner's name, and not made of what anybody here
would try first. Any character will do, and it holds until its owner changes it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.kernel.text import fold
from toantrinh.people.models import User
from toantrinh.people.officers import change_password
from toantrinh.web.gate import lockout, stays
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.gate.noticing import notice
from toantrinh.web.look.forms import Questions

# What a guesser who knows the house begins with, without marks and spaces.
_WORDS_OF_THE_HOUSE = (
    *("toantrinh", "dichvucong", "motcua", "vneid", "uybannhandan", "canbo"),
    *("matkhau", "password", "admin", "vietnam", "hochiminh", "hanoi"),
)
# So many letters beside such a word are a password of their own.
_ENOUGH = 8


class WordsOfTheHouse:
    """Django asks this of every new password: the usual words count for nothing in it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse what is short once the words that everybody tries first are taken out."""
        del user
        left = whole = "".join(fold(password).split())
        for word in _WORDS_OF_THE_HOUSE:
            left = left.replace(word, "")
        if left != whole and len(left) < _ENOUGH:
            raise ValidationError(
                _("Mật khẩu gồm những chữ mà ai cũng thử trước. Hãy chọn chữ khác."),
                code="words_of_the_house",
            )

    def get_help_text(self) -> str:
        return _("Không dùng tên hệ thống, tên cơ quan hay những chữ ai cũng đoán được.")


class PasswordForm(Questions):
    """A new password, twice."""

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
        """What the validators let pass."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        """The same once more."""
        again = str(self.cleaned_data["again"])
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("Hai lần ghi chưa giống nhau."))
        return again


class OwnPasswordForm(PasswordForm):
    """The present password, and a new one."""

    field_order = ("current", "password", "again")
    current = forms.CharField(
        label=gettext_lazy("Mật khẩu đang dùng"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: Any = None, *, visit: Visit, user: User) -> None:
        super().__init__(data, user=user)
        self.visit = visit

    def clean_current(self) -> str:
        """Whoever found an open screen does not know it, and may not try for ever."""
        current = str(self.cleaned_data["current"])
        lockout.begin(self.visit, self.user.username)
        if not self.user.check_password(current):
            notice(self.visit, "wrong_password")
            lockout.failed(self.visit, self.user.username)
            raise forms.ValidationError(_("Mật khẩu đang dùng chưa đúng."))
        lockout.passed(self.visit, self.user.username)
        return current


@officers(per_minute=20)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(visit: Visit) -> HttpResponse:
    """Change one's password; the sessions on other devices end."""
    officer = posting_of(visit).officer
    form = OwnPasswordForm(visit.POST or None, visit=visit, user=officer.user)
    if form.is_valid():
        password = form.cleaned_data["password"]
        user = change_password(officer, actor=actor_of(visit), password=password)
        before = visit.session.session_key
        update_session_auth_hash(visit, user)
        stays.renewed(visit, before, user)
        messages.success(visit, _("Đã đổi mật khẩu. Các phiên trên thiết bị khác đã kết thúc."))
        return HttpResponseRedirect(reverse("account"))
    status = 422 if form.is_bound else 200
    return render(visit, "gate/own_password.html", {"form": form}, status=status)
