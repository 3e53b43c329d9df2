"""Parts of a version as somebody types them: a text for each box, and what it says.

What can't be read is kept as it was typed, so that nothing is lost; the check of the draft tells.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from toantrinh.catalogue.parts import Part
from toantrinh.catalogue.shapes import Entry, entries_of

# What a box holds: one text, or several where several may be ticked.
Typed = Mapping[str, Sequence[str]]
_WHOLE = re.compile(r"-?(?:\d+|\d{1,3}(?:[. ]\d{3})+)")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SAID = re.compile(r"\d{4}-\d{2}-\d{2}")
YES = "on"


def spelled(entry: Entry, value: object) -> list[str]:
    """What the boxes of an entry hold for a value."""
    if value is None or value == "":
        return []
    if entry.shape == "yes_no":
        return [YES] if value is True or value == YES else []
    if entry.shape == "choices":
        return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    if entry.shape == "lines" and isinstance(value, list | tuple):
        return ["\n".join(map(str, value))] if value else []
    if entry.shape == "pairs" and isinstance(value, Mapping):
        return ["\n".join(f"{key}: {each}" for key, each in value.items())] if value else []
    if entry.shape == "day" and _SAID.fullmatch(str(value)):
        year, month, day = str(value).split("-")
        return [f"{day}/{month}/{year}"]
    if isinstance(value, float):
        return [f"{value:g}"]
    return [str(value)]


def read(entry: Entry, texts: Sequence[str]) -> object:
    """The value of what was typed; None where nothing was, so that the default counts."""
    if entry.shape == "yes_no":
        return bool(texts)
    if entry.shape == "choices":
        return list(texts) or None
    written = "\n".join(texts).replace("\r\n", "\n")
    text = written.strip()
    if not text:
        return None
    if entry.shape == "long_text":
        return written
    if entry.shape == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if entry.shape == "pairs":
        return _pairs(text)
    if entry.shape in {"whole", "number"}:
        return _number(text, whole=entry.shape == "whole")
    if entry.shape == "day":
        return _day(text)
    if entry.shape == "choice" and entry.options and isinstance(entry.options[0], int):
        return _number(text, whole=True)
    return text


def _pairs(text: str) -> object:
    pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
    if not all(colon and key.strip() and value.strip() for key, colon, value in pairs):
        return text
    return {key.strip(): value.strip() for key, _colon, value in pairs}


def _number(text: str, *, whole: bool) -> object:
    """Vietnamese writes 12.000 and 0,5."""
    if whole:
        return int(re.sub(r"[. ]", "", text)) if _WHOLE.fullmatch(text) else text
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _day(text: str) -> str:
    found = _DAY.fullmatch(re.sub(r"\s", "", text))
    if not found:
        return text
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def spelled_part(
    model: type[Part], said: Mapping[str, Any], prefix: str = ""
) -> dict[str, list[str]]:
    """The boxes of a part, by name behind the prefix; lists of parts are left out."""
    boxes: dict[str, list[str]] = {}
    for entry in entries_of(model):
        value = said.get(entry.name, entry.default)
        name = f"{prefix}{entry.name}"
        if entry.shape == "part" and entry.inside:
            inner = value if isinstance(value, Mapping) else {}
            boxes |= spelled_part(entry.inside, inner, f"{name}.")
        elif entry.shape != "parts":
            boxes[name] = spelled(entry, value)
    return boxes


def read_part(
    entries: Sequence[Entry], typed: Typed, was: Mapping[str, Any], prefix: str = ""
) -> dict[str, Any]:
    """What a part says once these entries say what was typed; all else it said stays.

    What is typed at its default is left unsaid, as the folder leaves it.
    """
    said = dict(was)
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if entry.shape == "parts":
            continue
        if entry.shape == "part" and entry.inside:
            before = was.get(entry.name)
            inner = before if isinstance(before, Mapping) else {}
            value: object = read_part(entries_of(entry.inside), typed, inner, f"{name}.") or None
        else:
            value = read(entry, typed.get(name, ()))
        if value is None or (not entry.needed and _same(value, entry.default)):
            said.pop(entry.name, None)
        else:
            said[entry.name] = value
    return said


def _same(value: object, default: object) -> bool:
    if isinstance(value, list) and isinstance(default, tuple):
        return tuple(value) == default
    return value == default
