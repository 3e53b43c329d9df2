"""What stands in a letter of a procedure's own: every answer under its key, as typed values."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.authored import Authored, problem_at, read_authored
from toantrinh.catalogue.checking import Fault
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.saying import say
from toantrinh.catalogue.sheet import refusal
from toantrinh.documents.letters import render
from toantrinh.documents.own_letters import Broken
from toantrinh.kernel.time import now, today

_SAMPLE_TEXT = "Ấn"
_BROKEN = _("Không dựng được mẫu: %(why)s. Hãy sửa dòng này.")


def values(content: ProcedureContent, answers: Mapping[str, object]) -> dict[str, object]:
    """Each question's answer: text, days, true or false; rows of a group as maps of these.

    Days also come written out, as `<key>_words`; `chosen` tells of choices by the values of their
    options. What was not asked is empty.
    """
    with translation.override("vi"):
        told = {field.key: value(field, answers.get(field.key)) for field in content.fields()}
    chosen = {
        field.key: answers.get(field.key) or ("" if field.kind == "choice" else [])
        for field in content.fields()
        if field.kind in {"choice", "choices"}
    }
    words = {f"{day}_words": "" for day in _days(content) if not answers.get(day)}
    return {**words, **told, "chosen": chosen}


def broken_templates(content: ProcedureContent) -> Iterator[Fault]:
    """What can't be set of a version's own letters, tried with every answer and with none."""
    nothing = {**_frame_sample(), **values(content, {})}
    everything = sample(content)
    for number, template in enumerate(content.templates):
        for given in (everything, nothing):
            try:
                render(template.name, given, at=now(), source=template.source)
            except Broken as problem:
                why: dict[str, object] = {"line": problem.line, "why": problem.message}
                yield ("templates", number, "source"), _BROKEN, why
                break


def sample(content: ProcedureContent) -> dict[str, object]:
    """What a letter would get if every question were answered."""
    given = {**_frame_sample(), **values(content, {})}
    given |= {field.key: _sample(field) for field in content.fields()}
    for day in _days(content):
        given.pop(f"{day}_words")
    return given


def read_whole(place: Path) -> Authored:
    """Read a procedure's file as `read_authored` does, and try its letters too. Raises Invalid."""
    entry = read_authored(place)
    if problems := [problem_at(one, entry.content) for one in broken_templates(entry.content)]:
        raise refusal(f"{place.parent.name}/{place.name}", problems)
    return entry


def value(field: FormField, answer: object) -> object:
    """An answer as letters get it."""
    if field.kind == "yes_no":
        return answer is True
    if field.kind == "group":
        rows = answer if isinstance(answer, list | tuple) else ()
        return [
            {inner.key: value(inner, row.get(inner.key)) for inner in field.fields}
            for row in rows
            if isinstance(row, Mapping)
        ]
    if field.kind == "signature":
        signer = answer if isinstance(answer, Mapping) else {}
        return {part: str(signer.get(part, "")) for part in ("name", "number")}
    if field.kind == "date" and answer:
        return answer if isinstance(answer, date) else date.fromisoformat(str(answer))
    return say(field, answer)


def _days(content: ProcedureContent) -> list[str]:
    return [field.key for field in content.fields() if field.kind == "date"]


def _sample(field: FormField) -> object:
    """An answer as a letter would get it."""
    if field.kind == "group":
        return [{inner.key: _sample(inner) for inner in field.fields}] * max(field.least, 1)
    if field.kind == "signature":
        return {"name": _SAMPLE_TEXT, "number": "0" * 12}
    return {"yes_no": True, "date": today()}.get(field.kind, _SAMPLE_TEXT)


def _frame_sample() -> dict[str, object]:
    words = ("agency", "superior", "number", "place", "title", "signer", "applicant")
    given: dict[str, object] = dict.fromkeys((*words, "dossier_code"), _SAMPLE_TEXT)
    return {**given, "date": today(), "registered_on": today()}
