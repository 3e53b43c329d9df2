"""First page of the counter: who came, and for whom."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.catalogue import readers
from toantrinh.catalogue.questions import FormField
from toantrinh.counter import reception as actions
from toantrinh.counter.perms import desk_of
from toantrinh.counter.reception import find, mandates_of, open_ones
from toantrinh.counter.reception_models import Reception
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.mandates.words import kind_of
from toantrinh.web.counter.showing import show
from toantrinh.web.counter.windows import panel
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import DayField, Questions

_OWN = "own"
_PHONE = FormField(key="phone", label="Số điện thoại", kind="phone")


class WhoForm(Questions):
    """One box for a scanner, or for twelve digits."""

    who = forms.CharField(
        max_length=600,
        widget=forms.TextInput(
            {"autofocus": True, "autocomplete": "off", "accesskey": "i", "spellcheck": "false"}
        ),
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.fields["who"].label = _("Quét mã QR trên thẻ căn cước, hoặc gõ số định danh")


class PersonForm(Questions):
    """Who is not known yet, as their card has them."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    birth_date = DayField()
    phone = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.fields["name"].label = _("Họ, chữ đệm, tên như trên thẻ")
        self.fields["birth_date"].label = _("Ngày sinh")
        self.fields["phone"].label = _("Số điện thoại")

    def clean_phone(self) -> str:
        """As phones are kept; the sentence of the form engine where it is none."""
        typed = self.cleaned_data["phone"]
        if not typed.strip():
            return ""
        try:
            return str(readers.read(_PHONE, {"phone": typed}, "phone"))
        except Refusal as wrong:
            raise forms.ValidationError(wrong.text()) from wrong


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def home(visit: Visit) -> HttpResponse:
    """Begin with whoever stands there; what was begun and left waits below."""
    actor = actor_of(visit)
    desk = desk_of(actor)
    form = WhoForm(visit.POST if visit.method == "POST" else None)
    if form.is_valid():
        try:
            begun = actions.begin(form.cleaned_data["who"], actor=actor)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            return HttpResponseRedirect(_onward(begun))
    context = {**frame(visit), "form": form, "desk": desk, "left": open_ones(actor), **panel(actor)}
    return render(visit, "counter/home.html", context, status=422 if form.errors else 200)


def _onward(reception: Reception) -> str:
    """Straight to the matter where nothing is left to ask about who came."""
    asks = reception.person is None or mandates_of(reception.person)
    return reverse("counter:who" if asks else "counter:what", args=[reception.pk])


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def who(visit: Visit, reception_id: UUID) -> HttpResponse:
    """Register who is not known; choose for whom they came."""
    found = find(reception_id, actor=actor_of(visit))
    if found.dossier_id is not None:
        return HttpResponseRedirect(reverse("counter:done", args=[found.pk]))
    return _whom(visit, found) if found.person is not None else _register(visit, found)


def _register(visit: Visit, found: Reception) -> HttpResponse:
    form = PersonForm(visit.POST if visit.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            found = actions.name_person(
                found,
                actor=actor_of(visit),
                name=given["name"],
                birth_date=given["birth_date"],
                phone=given["phone"],
            )
        except Refusal as refusal:
            form.blame(refusal)
        else:
            return HttpResponseRedirect(_onward(found))
    context = {"form": form, "number": actions.told(found).number}
    return show(visit, "who", found, context, step=1, status=422 if form.errors else 200)


def _whom(visit: Visit, found: Reception) -> HttpResponse:
    held = mandates_of(found.person) if found.person else []
    if visit.method == "POST":
        actions.choose_whom(found, actor=actor_of(visit), mandate=_chosen(visit))
        return HttpResponseRedirect(reverse("counter:what", args=[found.pk]))
    choices = [
        {"value": str(each.pk), "chosen": each.pk == found.mandate_id, "kind": kind_of(each)}
        | {"name": each.organisation.name if each.organisation else _name(each)}
        for each in held
    ]
    context = {"choices": choices, "own": _OWN, "own_chosen": found.mandate_id is None}
    return show(visit, "whom", found, context, step=1)


def _name(mandate: Any) -> str:
    return mandate.grantor.full_name if mandate.grantor else ""


def _chosen(visit: Visit) -> UUID | None:
    named = visit.POST.get("whom", _OWN)
    try:
        return None if named == _OWN else UUID(named)
    except ValueError:
        raise NotFound("Không tìm thấy ủy quyền này.") from None


@officers()
@require_POST
def drop(visit: Visit, reception_id: UUID) -> HttpResponse:
    """Give it up."""
    actions.drop(find(reception_id, actor=actor_of(visit)), actor=actor_of(visit))
    return HttpResponseRedirect(reverse("counter:home"))
