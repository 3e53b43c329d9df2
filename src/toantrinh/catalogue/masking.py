"""Answers that need not be read to be handled: numbers, phones and addresses show their end only.

Which they are, the kind of the question says; and which papers show who somebody is, theirs.
"""

from collections.abc import Mapping

from toantrinh.catalogue.content import Paper
from toantrinh.catalogue.questions import FormField
from toantrinh.kernel.text import fold, masked, masked_email

_KINDS = {"personal_number", "phone", "email", "tax_code", "signature"}
# What identity papers are called, folded.
_IDENTITY = ("can cuoc", "chung minh nhan dan", "ho chieu", "giay to tuy than", "nhan than")
# An enterprise's tax code is public; a person's is their personal number.
_PERSONAL_TAX_CODE = 12


def is_masked(question: FormField, value: object) -> bool:
    """Whether an answer is, or holds, something that is masked until somebody asks for it."""
    return masked_answer(question, value) != value


def masked_answer(question: FormField, value: object) -> object:
    """The answer as it may be shown before somebody asks for it, of the same shape."""
    if question.kind == "group" and isinstance(value, list | tuple):
        inner = {each.key: each for each in question.fields}
        return [_masked_row(inner, row) if isinstance(row, Mapping) else row for row in value]
    if question.kind not in _KINDS or value in (None, ""):
        return value
    if isinstance(value, Mapping):
        return {key: text if key == "name" else masked(str(text)) for key, text in value.items()}
    text = str(value)
    if question.kind == "email":
        return masked_email(text)
    if question.kind == "tax_code" and len(text) != _PERSONAL_TAX_CODE:
        return value
    return masked(text)


def shows_identity(paper: Paper | None) -> bool:
    """Whether a paper shows who somebody is: it says so, or is called so; nobody knows of others.

    Published procedures name their papers and declare no kind.
    """
    if paper is None or paper.kind:
        return paper is None or paper.kind == "identity"
    return any(words in fold(paper.name) for words in _IDENTITY)


def _masked_row(inner: Mapping[str, FormField], row: Mapping[str, object]) -> dict[str, object]:
    return {
        key: masked_answer(inner[key], value) if key in inner else value
        for key, value in row.items()
    }
