"""Forms in the look: a renderer for all of Django's forms, and a day as three boxes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext as _

from toantrinh.kernel.errors import Invalid, Refusal
from toantrinh.web.look.plain_boxes import FIELD, FORM, plain_box

PARTS = ("day", "month", "year")
_NUMBER = re.compile(r"\d{1,4}")


class Renderer(TemplatesSetting):
    """For FORM_RENDERER: every form and field, also the sign-in library's, comes in the look."""

    form_template_name = FORM
    field_template_name = FIELD

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """As a template, or where that is a plain one, as quick as can be."""
        quick = plain_box(template_name, context)
        return super().render(template_name, context, request) if quick is None else quick


class Questions(forms.Form):
    """A form for people: says in plain words what is missing, and leaves checking to the server."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(self.fields)

    def ask(self, fields: Mapping[str, forms.Field]) -> None:
        """Ask these too, each with its own words for nothing written."""
        self.fields.update(fields)
        for field in fields.values():
            plain = forms.Field.default_error_messages["required"]
            if field.error_messages["required"] == plain:
                field.error_messages["required"] = _missing(field)

    def blame(self, refusal: Refusal) -> None:
        """Show a refusal where it belongs: at its field, else above the form."""
        if isinstance(refusal, Invalid):
            for problem in refusal.problems:
                self.add_error(self._known(problem.where), problem.text())
            if not refusal.problems:
                self.add_error(None, refusal.text())
        else:
            self.add_error(self._known(refusal.field), refusal.text())

    def _known(self, field: str | None) -> str | None:
        return field if field in self.fields else None


def _missing(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Hãy đánh dấu để đi tiếp.")
    if isinstance(field, forms.FileField):
        return _("Hãy chọn tệp.")
    if isinstance(field, forms.ChoiceField):
        return _("Hãy chọn một câu trả lời.")
    return _("Hãy ghi điều này.")


class DayParts(forms.Widget):
    """Day, month and year as three boxes, in that order; what was typed is kept as typed."""

    template_name = "look/day.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The three boxes; the words beside them stand in the template."""
        context = super().get_context(name, value, dict(attrs or {}))
        given = context["widget"]["attrs"]
        boxes = zip(PARTS, self._parts(value), strict=True)
        context["boxes"] = [
            {"part": part, "name": f"{name}_{part}", "id": f"{given.get('id', name)}_{part}"}
            | {"value": text, "length": 4 if part == "year" else 2}
            for part, text in boxes
        ]
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """One of the boxes; without an index the first, where an error leads to."""
        return f"{id_}_{PARTS[int(index or 0)]}" if id_ else id_

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> str | None:
        """What was typed, joined by slashes; nothing at all is None."""
        typed = [str(data.get(f"{name}_{part}", "")).strip() for part in PARTS]
        return "/".join(typed) if any(typed) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        """Whether the form that was sent did not have this question."""
        return all(f"{name}_{part}" not in data for part in PARTS)

    def _parts(self, value: date | str | None) -> list[str]:
        if isinstance(value, date):
            return [f"{value.day:02}", f"{value.month:02}", f"{value.year:04}"]
        return [*str(value or "").split("/"), "", "", ""][:3]


class DayField(forms.DateField):
    """A day, asked for as three boxes."""

    widget = DayParts

    def to_python(self, value: Any) -> date | None:
        """The day, or a sentence that says which part is wrong."""
        if value is None or value == "" or isinstance(value, date):
            return super().to_python(value)
        parts = str(value).split("/")
        if len(parts) != len(PARTS) or not all(parts):
            raise ValidationError(_("Hãy ghi đủ ngày, tháng và năm."), code="incomplete")
        if not all(_NUMBER.fullmatch(part) for part in parts) or len(parts[2]) != 4:
            raise ValidationError(
                _("Hãy ghi bằng chữ số, năm có bốn chữ số, ví dụ 18 11 2026."), code="invalid"
            )
        given, month, year = map(int, parts)
        try:
            return date(year, month, given)
        except ValueError as error:
            raise ValidationError(
                _("Không có ngày %(day)s."), code="invalid", params={"day": value}
            ) from error
