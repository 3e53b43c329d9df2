"""The form engine: what somebody typed, page by page, becomes answers or tells its mistakes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.catalogue.rules import Answers, holds
from toantrinh.kernel.errors import Problem, Refusal
from toantrinh.kernel.money import parse_dong
from toantrinh.kernel.text import clean

_PERSONAL_NUMBER = re.compile(r"\d{12}")
_COMMUNE = re.compile(r"\d{5}")
_LETTERS = re.compile(r"[^\W\d_]")
_YES = {"yes": True, "no": False}


@dataclass(frozen=True)
class Reading:
    """What came of a page: the answers that can be kept, and what is wrong, field by field."""

    answers: dict[str, object]
    problems: list[Problem] = field(default_factory=list)


def read_page(page: FormPage, typed: Mapping[str, str], before: Answers) -> Reading:
    """Read one page as typed; `before` are the answers of the other pages.

    Dates come as `<key>_day`, `<key>_month`, `<key>_year`, or as `<key>` in ISO form.
    """
    answers: dict[str, object] = {}
    problems: list[Problem] = []
    for question in page.fields:
        if not shown(question, {**before, **answers}):
            continue
        try:
            value = _read(question, typed)
        except Refusal as refusal:
            problems.append(Problem(question.key, refusal.message, params=refusal.params))
            continue
        if value in (None, ""):
            if question.required:
                problems.append(
                    Problem(question.key, "Cần điền “%(label)s”.", params={"label": question.label})
                )
            continue
        answers[question.key] = value
    whole = {**before, **answers}
    problems.extend(
        Problem(check.field, check.message)
        for check in page.checks
        if holds(check.rule, whole) is False
    )
    return Reading(answers, problems)


def read_all(content: ProcedureContent, given: Mapping[str, object]) -> Reading:
    """Read all pages at once, as the API and `submit` do; unknown answers are problems."""
    typed = {key: _typed(value) for key, value in given.items()}
    answers: dict[str, object] = {}
    problems: list[Problem] = []
    for page in content.pages:
        reading = read_page(page, typed, answers)
        answers.update(reading.answers)
        problems.extend(reading.problems)
    known = {question.key for question in content.fields()}
    problems.extend(
        Problem(key, "Biểu mẫu không hỏi điều này.") for key in sorted(set(given) - known)
    )
    return Reading(answers, problems)


def shown(question: FormField, answers: Answers) -> bool:
    """Whether a question is asked, given what was answered."""
    return not question.show_if or holds(question.show_if, answers) is True


def asked_papers(content: ProcedureContent, answers: Answers) -> list[str]:
    """The keys of the papers that these answers call for and the state does not hold itself."""
    return [
        paper.key
        for paper in content.papers
        if not paper.in_database
        and (not paper.condition or holds(paper.condition, answers) is True)
    ]


def missing_papers(content: ProcedureContent, answers: Answers, given: set[str]) -> list[Problem]:
    """The required papers that are not there."""
    asked = set(asked_papers(content, answers))
    return [
        Problem(paper.key, "Còn thiếu: %(name)s.", params={"name": paper.name})
        for paper in content.papers
        if paper.required and paper.key in asked - given
    ]


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(question: FormField, typed: Mapping[str, str]) -> object:
    if question.kind == "date":
        return _date(question, typed)
    text = typed.get(question.key, "")
    if question.kind == "long_text":
        text = "\n".join(clean(line) for line in text.splitlines()).strip()
    else:
        text = clean(text)
    if len(text) > question.longest:
        raise Refusal(
            "“%(label)s” dài quá %(longest)s chữ.", label=question.label, longest=question.longest
        )
    reader = _READERS.get(question.kind)
    return reader(question, text) if reader and text else text


def _date(question: FormField, typed: Mapping[str, str]) -> date | None:
    whole = typed.get(question.key, "").strip()
    parts = [typed.get(f"{question.key}_{part}", "").strip() for part in ("year", "month", "day")]
    if whole:
        parts = whole.split("-")
    if not any(parts):
        return None
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Refusal(
            "“%(label)s” không phải là một ngày có thật. Hãy ghi ngày, tháng và năm đủ bốn chữ số.",
            label=question.label,
        ) from None


def _name(question: FormField, text: str) -> str:
    if not _LETTERS.search(text) or any(sign.isdigit() for sign in text):
        raise Refusal("“%(label)s” phải viết bằng chữ, không có chữ số.", label=question.label)
    return text


def _number(question: FormField, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise Refusal("“%(label)s” phải là một số, chỉ gồm chữ số.", label=question.label)
    return int(text)


def _money(question: FormField, text: str) -> int:
    del question
    return parse_dong(text)


def _choice(question: FormField, text: str) -> str:
    if text not in {option.value for option in question.options}:
        raise Refusal("Hãy chọn một mục ở “%(label)s”.", label=question.label)
    return text


def _yes_no(question: FormField, text: str) -> bool:
    if text not in _YES:
        raise Refusal("Hãy chọn Có hoặc Không ở “%(label)s”.", label=question.label)
    return _YES[text]


def _personal_number(question: FormField, text: str) -> str:
    digits = text.replace(" ", "")
    if not _PERSONAL_NUMBER.fullmatch(digits):
        raise Refusal("“%(label)s” phải có đúng 12 chữ số.", label=question.label)
    return digits


def _phone(question: FormField, text: str) -> str:
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refusal(
            "“%(label)s” không phải là số điện thoại dùng được, ví dụ 0912 345 678.",
            label=question.label,
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(question: FormField, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Refusal(
            "“%(label)s” không phải là địa chỉ thư, ví dụ ten@vidu.vn.", label=question.label
        ) from None
    return text


def _commune(question: FormField, text: str) -> str:
    if not _COMMUNE.fullmatch(text):
        raise Refusal("Hãy chọn xã hoặc phường ở “%(label)s”.", label=question.label)
    return text


_READERS: Mapping[str, Callable[[FormField, str], object]] = {
    "name": _name,
    "number": _number,
    "money": _money,
    "choice": _choice,
    "yes_no": _yes_no,
    "personal_number": _personal_number,
    "phone": _phone,
    "email": _email,
    "commune": _commune,
}


def say(question: FormField, value: object) -> str:
    """An answer as people read it."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if question.kind == "choice":
        return next((o.label for o in question.options if o.value == value), str(value))
    if question.kind == "date":
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return f"{day:%d/%m/%Y}"
    return str(value)
