"""Questions that take several boxes: addresses of old, a second signer, rows of a group."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.forms import row_questions, rows_typed
from toantrinh.catalogue.questions import FormField
from toantrinh.kernel.errors import Problem

# The words of the parts, in their order, and what their boxes ask of a keyboard.
_ADDRESS: tuple[tuple[str, object, str], ...] = (
    ("street", _("Số nhà, đường, thôn, tổ (nếu có)"), "text"),
    ("commune", _("Xã, phường, thị trấn"), "text"),
    ("district", _("Huyện, quận, thị xã"), "text"),
    ("province", _("Tỉnh, thành phố"), "text"),
)
_SIGNER: tuple[tuple[str, object, str], ...] = (
    ("name", _("Họ, chữ đệm, tên"), "text"),
    ("number", _("Số định danh cá nhân"), "numeric"),
)


class PartsBox(forms.Widget):
    """Some boxes that make one answer, `<name>_<part>` each."""

    template_name = "portal/parts.html"
    use_fieldset = True
    parts: tuple[tuple[str, object, str], ...] = ()

    def __init__(self, typed: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.typed = typed

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The boxes with their words and what was typed."""
        context = super().get_context(name, value, dict(attrs or {}))
        context["boxes"] = [
            {"label": label, "mode": mode, "name": f"{name}_{part}"}
            | {"id": f"id_{name}_{part}", "value": self.typed.get(f"{name}_{part}", "")}
            for part, label, mode in self.parts
        ]
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first box, where an error leads to."""
        del index
        return f"{id_}_{self.parts[0][0]}" if id_ else id_


class AddressBox(PartsBox):
    """An address with its district, as papers from before 01/7/2025 have it."""

    parts = _ADDRESS


class SignerBox(PartsBox):
    """Who else has to agree: by name and personal number."""

    parts = _SIGNER


class GroupBox(forms.Widget):
    """The rows of a repeated group, each a form of its own, with buttons to add and to drop one."""

    template_name = "portal/group.html"
    use_fieldset = True

    def __init__(
        self,
        question: FormField,
        typed: Mapping[str, str],
        problems: Sequence[Problem],
        form: Callable[[list[FormField], Mapping[str, str], list[Problem]], forms.Form],
    ) -> None:
        super().__init__()
        self.question = question
        self.typed = typed
        self.problems = problems
        self.form = form

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The rows that were typed, or as many empty ones as are needed at least."""
        context = super().get_context(name, value, dict(attrs or {}))
        numbers = rows_typed(self.question, self.typed) or list(range(max(1, self.question.least)))
        context["rows"] = [
            {"at": at, "value": f"{name}.{number}", "form": self._row(name, number)}
            for at, number in enumerate(numbers, 1)
        ]
        context["more"] = len(numbers) < self.question.most
        context["label"] = self.question.label
        return context

    def _row(self, name: str, number: int) -> forms.Form:
        begins = f"{name}.{number}."
        questions = [
            inner.model_copy(update={"key": f"{begins}{inner.key}"})
            for inner in row_questions(self.question, number, self.typed)
        ]
        mine = [problem for problem in self.problems if problem.where.startswith(begins)]
        return self.form(questions, self.typed, mine)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The group itself."""
        del index
        return id_


def changed_rows(questions: Sequence[FormField], typed: Mapping[str, str]) -> dict[str, str] | None:
    """What was typed with a row more or less, when a button for that was pressed; else None."""
    groups = {question.key: question for question in questions if question.kind == "group"}
    if (added := groups.get(typed.get("add", ""))) is not None:
        return _added(added, typed)
    key, _dot, number = typed.get("drop", "").rpartition(".")
    if key in groups and number.isdecimal():
        begins = f"{key}.{number}."
        return {name: text for name, text in typed.items() if not name.startswith(begins)}
    return None


def _added(group: FormField, typed: Mapping[str, str]) -> dict[str, str]:
    numbers = rows_typed(group, typed) or list(range(max(1, group.least)))
    if len(numbers) >= group.most:
        return dict(typed)
    first = group.fields[0].key
    rows = {f"{group.key}.{number}.{first}": "" for number in [*numbers, max(numbers) + 1]}
    return {**rows, **typed}
