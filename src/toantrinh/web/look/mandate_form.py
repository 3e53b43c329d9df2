"""The questions of a mandate, for citizens and for the desk: who, what for, until when, on what."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import NAMESPACE_OID, UUID, uuid5

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.documents.models import UploadSession
from toantrinh.documents.queries import upload_of
from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import today
from toantrinh.mandates.actions import send_proof
from toantrinh.mandates.models import Kind
from toantrinh.mandates.parties import Named
from toantrinh.mandates.terms import Terms
from toantrinh.web.look.forms import DayField, Questions
from toantrinh.web.look.procedures import ProcedureBoxes

_ALL, _SOME = "all", "some"


class NumberField(forms.CharField):
    """A personal number, however its digits are spaced."""

    def to_python(self, value: Any) -> str:
        """The digits together."""
        return "".join((super().to_python(value) or "").split())


class MandateForm(Questions):
    """The questions that a page asks of those above; it says with which parts it is made."""

    def __init__(self, parts: Iterable[Mapping[str, forms.Field]], data: Any = None) -> None:
        super().__init__(data)
        for part in parts:
            self.ask(part)

    def named(self, before: str = "") -> Named:
        """Somebody who was named."""
        given = self.cleaned_data
        return Named(
            given[f"{before}number"],
            given[f"{before}name"],
            given.get(f"{before}birth_date"),
            before,
        )

    def terms(self) -> Terms:
        """What is wished."""
        given = self.cleaned_data
        everything = given.get("scope") == _ALL
        return Terms(
            kind=Kind(given["kind"]),
            since=given.get("since") or today(),
            until=given.get("until"),
            procedures=() if everything else tuple(given["procedures"]),
            all_procedures=everything,
        )

    def lines(self) -> list[dict[str, str]]:
        """All that was answered, as the look's review shows it."""
        return [
            {"label": str(field.label), "value": self._said(field)}
            for field in self
            if not isinstance(field.field, forms.FileField)
        ]

    def _said(self, field: forms.BoundField) -> str:
        value = self.cleaned_data.get(field.name)
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if field.name == "procedures":
            return "\n".join(names_of(cast("list[str]", value or [])))
        if isinstance(field.field, forms.ChoiceField):
            return str(dict(_flat(field.field)).get(str(value), ""))
        return str(value or "")


def names_of(codes: list[str]) -> list[str]:
    """What people call some procedures, by name."""
    return sorted(row.plain_name for row in procedures_by_code(codes).values())


def who(
    before: str, number: str, name: str, birth_date: str = "", *, birth_required: bool = True
) -> dict[str, forms.Field]:
    """Somebody by number and name; with a label for it also by day of birth."""
    boxes = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    fields: dict[str, forms.Field] = {
        f"{before}number": NumberField(label=number, max_length=20, widget=boxes),
        f"{before}name": forms.CharField(
            label=name, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
        ),
    }
    if birth_date:
        fields[f"{before}birth_date"] = DayField(label=birth_date, required=birth_required)
    return fields


def kinds(label: str, choices: Mapping[Kind, Any]) -> dict[str, forms.Field]:
    """What the two are to each other; nothing is ticked beforehand."""
    field = forms.ChoiceField(
        label=label, choices=list(choices.items()), widget=forms.RadioSelect()
    )
    return {"kind": field}


def scope() -> dict[str, forms.Field]:
    """All procedures or some, for who represents by law."""
    choices = [(_ALL, _("Mọi thủ tục")), (_SOME, _("Chỉ những thủ tục chọn dưới đây"))]
    field = forms.ChoiceField(
        label=_("Làm thay trong những thủ tục nào?"), choices=choices, widget=forms.RadioSelect()
    )
    return {"scope": field}


def procedures(
    typed: QueryDict | None, offered: list[str], *, or_all: bool = False
) -> dict[str, forms.Field]:
    """The procedures, found by words; `or_all` where somebody may choose all of them instead."""
    field = forms.Field(
        label=_("Nếu chỉ một số: những thủ tục được làm thay")
        if or_all
        else _("Những thủ tục được làm thay"),
        help_text=_("Tìm rồi đánh dấu từng thủ tục. Ngoài những thủ tục này, không xem được gì."),
        widget=ProcedureBoxes(typed, offered),
        required=not or_all,
        error_messages={"required": _("Hãy chọn ít nhất một thủ tục.")},
    )
    return {"procedures": field}


def days(*, until_required: bool, since: bool = True, hint: str = "") -> dict[str, forms.Field]:
    """The first and the last day; both count."""
    fields: dict[str, forms.Field] = {}
    if since:
        fields["since"] = DayField(label=_("Từ ngày"), initial=today)
    fields["until"] = DayField(label=_("Đến hết ngày"), required=until_required, help_text=hint)
    return fields


def record() -> dict[str, forms.Field]:
    """The number of an official record."""
    field = forms.CharField(
        label=_("Số giấy khai sinh hoặc quyết định giám hộ"), max_length=100, required=False
    )
    return {"record": field}


class ScanField(forms.FileField):
    """A scan; what was sent once need not be sent again, so the act says when it is missing."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Nothing is missing here."""
        del initial
        return data


def proof(label: str, hint: str, *, required: bool = False) -> dict[str, forms.Field]:
    """A scan; `required` says whether the page tells that it is needed."""
    kinds_taken = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
    field = ScanField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.FileInput({"accept": kinds_taken}),
    )
    return {"proof": field}


def sent_proof(request: HttpRequest, actor: Actor) -> UploadSession | None:
    """The scan that came now or before; only who sent it may name it."""
    upload = request.FILES.get("proof")
    if upload is not None and not isinstance(upload, list):
        check_size(upload.size or 0, UploadLimits())
        return send_proof(upload.read(), actor=actor, label=upload.name or "giay-to")
    try:
        return upload_of(UUID(request.POST.get("sent", "")), actor=actor)
    except ValueError:
        return None


def pressed(typed: QueryDict, actor: Actor) -> UUID:
    """The same press of the same button makes the same mandate, for this somebody only."""
    key = typed.get("key", "")[:64]
    return uuid5(NAMESPACE_OID, f"{actor}/{key}") if key else new_id()


def _flat(field: forms.ChoiceField) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in cast("Any", field.choices)]
