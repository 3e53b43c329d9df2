"""One page of a form: its questions as boxes, with what was typed and what is wrong.

The form engine reads and checks; these fields only show. They are always given what to show, so
that a first look, a look again and a refusal are the same page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from toantrinh.catalogue.questions import FormField
from toantrinh.government.queries import provinces
from toantrinh.kernel.errors import Problem
from toantrinh.web.look.forms import DayParts, Questions
from toantrinh.web.portal.boxes import AddressBox, GroupBox, SignerBox
from toantrinh.web.portal.communes import CommuneBox

_YES_NO = (("yes", "Có"), ("no", "Không"))
_TELLS = {"full_name": "name", "email": "email", "phone": "tel", "birth_date": "bday"}
_BOXES: dict[str, dict[str, str]] = {
    "number": {"inputmode": "numeric"},
    "money": {"inputmode": "numeric"},
    "personal_number": {"inputmode": "numeric", "autocomplete": "off"},
    "tax_code": {"inputmode": "numeric", "autocomplete": "off"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "email": {"type": "email", "inputmode": "email"},
}


def typed_of(sent: QueryDict) -> dict[str, str]:
    """What a form sent, flat; several boxes of one name come joined by commas."""
    return {name: ",".join(map(str, sent.getlist(name))) for name in sent}


class PageForm(Questions):
    """The questions of a page, as typed, with their problems."""

    def __init__(
        self,
        questions: Sequence[FormField],
        typed: Mapping[str, str],
        problems: Iterable[Problem] = (),
    ) -> None:
        self.questions = [question for question in questions if question.kind != "computed"]
        self.problems = list(problems)
        # A choice of several is one name with several values, as a browser sends it.
        several = {question.key for question in questions if question.kind == "choices"}
        super().__init__(
            MultiValueDict(
                {key: text.split(",") if key in several else [text] for key, text in typed.items()}
            )
        )
        for question in self.questions:
            self.fields[question.key] = _field(question, typed, self.problems)

    def full_clean(self) -> None:
        """Take over what the form engine found; nothing is checked twice."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for problem in self.problems:
            # What is wrong in a row is told at its group too, so that the summary leads there.
            where = problem.where.partition(".")[0]
            place = problem.where if problem.where in self.fields else where
            self.add_error(place if place in self.fields else None, problem.text())


def _field(
    question: FormField, typed: Mapping[str, str], problems: Sequence[Problem]
) -> forms.Field:
    return forms.Field(
        label=question.label,
        help_text=question.hint,
        required=question.required,
        widget=_widget(question, typed, problems),
    )


def _widget(
    question: FormField, typed: Mapping[str, str], problems: Sequence[Problem]
) -> forms.Widget:
    if question.kind == "group":
        return GroupBox(question, typed, problems, PageForm)
    if (of_parts := _OF_PARTS.get(question.kind)) is not None:
        return of_parts(typed)
    if (to_choose := _TO_CHOOSE.get(question.kind)) is not None:
        return to_choose(question)
    attrs = dict(_BOXES.get(question.kind, {}))
    if question.known in _TELLS:
        attrs["autocomplete"] = _TELLS[question.known]
    if question.kind in {"date", "partial_date"}:
        return DayParts(attrs)
    if question.kind == "long_text":
        return forms.Textarea({"rows": "5"})
    return forms.TextInput(attrs)


def _options(question: FormField) -> list[tuple[str, str]]:
    return [(option.value, option.label) for option in question.options]


def _yes_no(_question: FormField) -> forms.Widget:
    return forms.RadioSelect(choices=[(value, _(label)) for value, label in _YES_NO])


def _province(_question: FormField) -> forms.Widget:
    named = [(one.code, one.full_name) for one in provinces()]
    return forms.Select(choices=[("", _("Chọn một nơi")), *named])


_OF_PARTS: Mapping[str, Callable[[Mapping[str, str]], forms.Widget]] = {
    "commune": CommuneBox,
    "old_address": AddressBox,
    "signature": SignerBox,
}
_TO_CHOOSE: Mapping[str, Callable[[FormField], forms.Widget]] = {
    "choice": lambda question: forms.RadioSelect(choices=_options(question)),
    "choices": lambda question: forms.CheckboxSelectMultiple(choices=_options(question)),
    "yes_no": _yes_no,
    "province": _province,
}
