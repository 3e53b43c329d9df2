"""One page of a form: its questions as boxes, with what was typed and what is wrong.

The form engine reads and checks; these fields only show. They are always given what to show, so
that a first look, a look again and a refusal are the same page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from toantrinh.catalogue.questions import FormField
from toantrinh.kernel.errors import Problem
from toantrinh.web.look.forms import PARTS, DayParts, Questions
from toantrinh.web.portal.communes import CommuneBox

_YES_NO = (("yes", "Có"), ("no", "Không"))
_TELLS = {"full_name": "name", "email": "email", "phone": "tel", "birth_date": "bday"}
_BOXES: dict[str, dict[str, str]] = {
    "number": {"inputmode": "numeric"},
    "money": {"inputmode": "numeric"},
    "personal_number": {"inputmode": "numeric", "autocomplete": "off"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "email": {"type": "email", "inputmode": "email"},
}


class PageForm(Questions):
    """The questions of a page, as typed, with their problems."""

    def __init__(
        self,
        questions: Sequence[FormField],
        typed: Mapping[str, str],
        problems: Iterable[Problem] = (),
    ) -> None:
        self.questions = questions
        self.problems = list(problems)
        super().__init__(dict(typed))
        for question in questions:
            self.fields[question.key] = _field(question, typed)

    def full_clean(self) -> None:
        """Take over what the form engine found; nothing is checked twice."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for problem in self.problems:
            self.add_error(problem.where if problem.where in self.fields else None, problem.text())


def _field(question: FormField, typed: Mapping[str, str]) -> forms.Field:
    return forms.Field(
        label=question.label,
        help_text=question.hint,
        required=question.required,
        widget=_widget(question, typed),
    )


def _widget(question: FormField, typed: Mapping[str, str]) -> forms.Widget:
    attrs = dict(_BOXES.get(question.kind, {}))
    if question.known in _TELLS:
        attrs["autocomplete"] = _TELLS[question.known]
    if question.kind == "choice":
        return forms.RadioSelect(choices=[(o.value, o.label) for o in question.options])
    if question.kind == "yes_no":
        return forms.RadioSelect(choices=[(value, _(label)) for value, label in _YES_NO])
    if question.kind == "date":
        return DayParts(attrs)
    if question.kind == "long_text":
        return forms.Textarea({"rows": "5"})
    if question.kind == "commune":
        return CommuneBox(typed)
    return forms.TextInput(attrs)


def as_typed(question: FormField, value: object) -> dict[str, str]:
    """An answer as its boxes hold it; a date that is none, as it was typed."""
    if value is None:
        return {}
    if isinstance(value, bool):
        return {question.key: "yes" if value else "no"}
    if question.kind != "date":
        return {question.key: str(value)}
    return dict(zip((f"{question.key}_{p}" for p in PARTS), _parts(str(value)), strict=True))


def _parts(text: str) -> list[str]:
    """Day, month and year of an ISO date, or of what somebody typed with slashes."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return [*text.split("/"), "", "", ""][: len(PARTS)]
    return [f"{day.day:02}", f"{day.month:02}", f"{day.year:04}"]


def raw(question: FormField, typed: Mapping[str, str], most: int = 10_000) -> str:
    """What stood in the boxes of a question, to be kept although it can't be an answer."""
    if question.kind == "date":
        parts = [typed.get(f"{question.key}_{part}", "").strip() for part in PARTS]
        return "/".join(parts)[:40] if any(parts) else ""
    return typed.get(question.key, "").strip()[:most]
