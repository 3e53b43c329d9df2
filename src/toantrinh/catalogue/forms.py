"""The form engine: what somebody typed, page by page, becomes answers or tells its mistakes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toantrinh.catalogue import readers
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import CaseLimit
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.catalogue.rules import Answers, holds, names_in, work_out
from toantrinh.kernel.errors import Problem, Refusal

_EMPTY: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Reading:
    """What came of a page: the answers that can be kept, and what is wrong, field by field.

    A mistake in a repeated group is told at `<group>.<row>.<key>`; one of nobody's in particular,
    such as that somebody may not apply, at the empty name.
    """

    answers: dict[str, object]
    problems: list[Problem] = field(default_factory=list)


def read_page(page: FormPage, typed: Mapping[str, str], before: Answers) -> Reading:
    """Read one page as typed; `before` are the answers of the other pages.

    How each kind is typed, `readers` says. What a page computes is worked out anew, never typed.
    """
    answers: dict[str, object] = {}
    problems: list[Problem] = []
    if not page_asked(page, before):
        return Reading(answers, problems)
    for question in page.fields:
        if shown(question, {**before, **answers}):
            value, wrong = _read(question, typed, {**before, **answers})
            problems.extend(wrong)
            if value not in _EMPTY:
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
    typed = typed_again(content.fields(), given)
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
    problems.extend(ineligible(content, answers))
    return Reading(answers, problems)


def ineligible(content: ProcedureContent, answers: Answers) -> list[Problem]:
    """Why these answers mean that somebody may not apply, each with its sentence."""
    return [
        Problem("", rule.message)
        for rule in content.eligibility
        if holds(rule.rule, answers) is False
    ]


def ineligible_by(content: ProcedureContent, page: FormPage, answers: Answers) -> list[Problem]:
    """The same, of the rules that a page's questions bear on, so that it is told there."""
    here = {question.key for question in page.fields}
    told = [rule for rule in content.eligibility if names_in(rule.rule) & here]
    return ineligible(content.model_copy(update={"eligibility": tuple(told)}), answers)


def shown(question: FormField, answers: Answers) -> bool:
    """Whether a question is asked, given what was answered."""
    return not question.show_if or holds(question.show_if, answers) is True


def page_asked(page: FormPage, answers: Answers) -> bool:
    """Whether a page is asked, given what was answered."""
    return not page.show_if or holds(page.show_if, answers) is True


def asked_papers(content: ProcedureContent, answers: Answers) -> list[str]:
    """The keys of the papers that these answers call for and the state does not hold itself."""
    return [
        paper.key
        for paper in content.papers
        if not paper.in_database
        and (not paper.condition or holds(paper.condition, answers) is True)
    ]


def limit_of_case(content: ProcedureContent, answers: Answers) -> CaseLimit | None:
    """The limit that these answers bring about, where there is another than the channel's."""
    return next((one for one in content.limits if holds(one.when, answers) is True), None)


def missing_papers(content: ProcedureContent, answers: Answers, given: set[str]) -> list[Problem]:
    """The required papers that are not there."""
    asked = set(asked_papers(content, answers))
    return [
        Problem(paper.key, "Còn thiếu: %(name)s.", params={"name": paper.name})
        for paper in content.papers
        if paper.required and paper.key in asked - given
    ]


def typed_again(questions: Iterable[FormField], given: Mapping[str, object]) -> dict[str, str]:
    """Answers as their boxes would hold them, flat."""
    typed: dict[str, str] = {}
    for question in questions:
        value = given.get(question.key)
        if question.kind != "group":
            typed |= readers.as_typed(question, value, question.key)
            continue
        for number, row in enumerate(value if isinstance(value, list | tuple) else ()):
            for inner in question.fields if isinstance(row, Mapping) else ():
                name = f"{question.key}.{number}.{inner.key}"
                typed |= readers.as_typed(inner, row.get(inner.key), name)
    return typed


def rows_typed(question: FormField, typed: Mapping[str, str]) -> list[int]:
    """The numbers of the rows that were typed in a repeated group."""
    begins = re.compile(rf"{re.escape(question.key)}\.(\d{{1,3}})\.")
    return sorted({int(found[1]) for name in typed if (found := begins.match(name))})


def _read(
    question: FormField, typed: Mapping[str, str], before: Answers, name: str = ""
) -> tuple[object, list[Problem]]:
    """The answer to a question, and what is wrong with what was typed."""
    if question.kind == "computed":
        return work_out(question.formula, before), []
    if question.kind == "group":
        return _read_group(question, typed, before)
    try:
        value = readers.read(question, typed, name or question.key)
    except Refusal as refusal:
        return None, [Problem(name or question.key, refusal.message, params=refusal.params)]
    if value in _EMPTY and question.required:
        return None, [_needed(question, name)]
    return value, []


def _read_group(
    question: FormField, typed: Mapping[str, str], before: Answers
) -> tuple[object, list[Problem]]:
    """The rows in which something was typed, as a list of answers by key."""
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for number in rows_typed(question, typed):
        row, wrong = _read_row(question, number, typed, before)
        begins = f"{question.key}.{number}."
        if any(text.strip() for name, text in typed.items() if name.startswith(begins)):
            rows.append(row)
            problems.extend(wrong)
    least = question.least if question.required else 0
    if not rows and least:
        problems.append(_needed(question))
    elif len(rows) < least:
        said = "“%(label)s”: cần ít nhất %(least)s mục."
        problems.append(
            Problem(question.key, said, params={"label": question.label, "least": least})
        )
    if len(rows) > question.most:
        said = "“%(label)s”: nhiều nhất %(most)s mục."
        problems.append(
            Problem(question.key, said, params={"label": question.label, "most": question.most})
        )
    return rows, problems


def _read_row(
    question: FormField, number: int, typed: Mapping[str, str], before: Answers
) -> tuple[dict[str, object], list[Problem]]:
    row: dict[str, object] = {}
    problems: list[Problem] = []
    for inner in question.fields:
        if shown(inner, {**before, **row}):
            name = f"{question.key}.{number}.{inner.key}"
            value, wrong = _read(inner, typed, {**before, **row}, name)
            problems.extend(wrong)
            if value not in _EMPTY:
                row[inner.key] = value
    return row, problems


def row_questions(question: FormField, number: int, typed: Mapping[str, str]) -> list[FormField]:
    """The questions of a group that are asked in one row, given what was typed there."""
    row, _wrong = _read_row(question, number, typed, {})
    return [inner for inner in question.fields if shown(inner, row)]


def raw(question: FormField, typed: Mapping[str, str]) -> object:
    """What stood in the boxes of a question, to be kept although it can't be an answer."""
    if question.kind != "group":
        return readers.raw(question, typed, question.key)
    return [
        {
            inner.key: readers.raw(inner, typed, f"{question.key}.{number}.{inner.key}")
            for inner in question.fields
        }
        for number in rows_typed(question, typed)
    ]


def _needed(question: FormField, name: str = "") -> Problem:
    where = name or question.key
    return Problem(where, "Cần điền “%(label)s”.", params={"label": question.label})


# Seconds that people take, by what a question asks of them; chosen so that the sum errs upwards.
_SECONDS = {
    "yes_no": 6,
    "choice": 8,
    "choices": 12,
    "long_text": 60,
    "old_address": 40,
    "group": 45,
}
_SECONDS_OTHERWISE = 15
_SECONDS_KNOWN = 4
_SECONDS_A_PAPER = 60
_MINUTE = 60


def minutes_to_fill(content: ProcedureContent) -> int:
    """About how many minutes the form and its papers take, at least one."""
    seconds = sum(_seconds(content.fields()))
    seconds += _SECONDS_A_PAPER * sum(
        paper.required and not paper.in_database for paper in content.papers
    )
    return max(1, round(seconds / _MINUTE))


def _seconds(questions: Iterable[FormField]) -> Iterator[int]:
    for question in questions:
        if question.kind == "computed":
            continue
        yield _SECONDS_KNOWN if question.known else _SECONDS.get(question.kind, _SECONDS_OTHERWISE)
