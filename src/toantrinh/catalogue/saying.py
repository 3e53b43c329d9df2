"""Answers as people read them, in forms, on the desk and in letters."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.readers import OLD_ADDRESS_PARTS
from toantrinh.government.queries import unit_now
from toantrinh.kernel.money import dong


def say(question: FormField, value: object) -> str:
    """An answer as people read it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, list | tuple):
        return _list(question, value)
    if isinstance(value, Mapping):
        return _parts(question, value)
    if question.kind == "money" and isinstance(value, int):
        return dong(value)
    if question.kind == "choice":
        return _option(question, value)
    if question.kind in {"commune", "province"}:
        return place_words(str(value))
    if question.kind == "date":
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return f"{day:%d/%m/%Y}"
    if question.kind == "partial_date":
        return "/".join(reversed(str(value).split("-")))
    return str(value)


def place_words(code: str) -> str:
    """A unit as it is called today, with its province behind it; an unknown code as it is."""
    found = unit_now(code)
    if found is None:
        return code
    above = unit_now(found.parent_code)
    return f"{found.full_name}, {above.full_name}" if above else found.full_name


def _option(question: FormField, value: object) -> str:
    return next((o.label for o in question.options if o.value == value), str(value))


def _list(question: FormField, values: list[object] | tuple[object, ...]) -> str:
    """Chosen options beside each other; the rows of a group numbered, one a line."""
    if question.kind != "group":
        return ", ".join(_option(question, value) for value in values)
    rows = [
        "; ".join(
            f"{inner.label}: {say(inner, row[inner.key])}"
            for inner in question.fields
            if isinstance(row, Mapping) and row.get(inner.key) not in (None, "", [], {})
        )
        for row in values
    ]
    return "\n".join(f"{number}. {row}" for number, row in enumerate(rows, 1))


def _parts(question: FormField, value: Mapping[str, object]) -> str:
    """An address of old in one line; of a second signer the name alone."""
    if question.kind == "signature":
        return str(value.get("name", ""))
    # Kept answers have their parts in the order of the alphabet.
    return ", ".join(str(value[part]) for part in OLD_ADDRESS_PARTS if value.get(part))
