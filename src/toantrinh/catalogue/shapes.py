"""What can be said in each part of a version, read off the typed schema, for who writes no YAML.

Nothing here names a field that the schema has: what versions learn to say, the editor asks.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.parts import RULES, Part, Place

# One box each, but for `part`, whose entries are asked in its place, and `parts`, a list of them.
Shape = Literal[
    "text", "long_text", "rule", "whole", "number", "yes_no", "day", "choice", "choices", "lines",
    "pairs", "part", "parts",
]  # fmt: skip
# What is written in sentences.
_SENTENCES = frozenset(
    {"description", "conditions", "message", "question", "hint", "text", "limit_text"}
)
# Texts that may be longer than this are no line.
_LINE = 10_000
_MOST_IN_ROW = 6
_ENGLISH = "_en"
_PLAIN: dict[type, Shape] = {bool: "yes_no", int: "whole", float: "number", date: "day"}


@dataclass(frozen=True)
class Entry:
    """One thing that a part may say; `inside` is the model of a part or of a list's items."""

    name: str
    shape: Shape
    default: object
    # Whether it must be said: there is no default.
    needed: bool
    options: tuple[object, ...] = ()
    inside: type[Part] | None = None


@cache
def entries_of(model: type[Part]) -> tuple[Entry, ...]:
    """All that a part may say, in the order of its schema."""
    return tuple(_entry(name, info) for name, info in model.model_fields.items())


@cache
def is_row(model: type[Part]) -> bool:
    """Whether a part is small enough to be asked in its list: short, without lists of its own."""
    if len(model.model_fields) > _MOST_IN_ROW:
        return False
    inner = [e.inside for e in entries_of(model) if e.shape == "part" and e.inside]
    shapes = {entry.shape for one in (model, *inner) for entry in entries_of(one)}
    return not shapes & {"parts", "pairs"} and not _carries(model)


def _carries(model: type[Part]) -> bool:
    """Whether it holds a text of many pages."""
    return any(_most(info) > _LINE for info in model.model_fields.values())


def model_at(place: Place, model: type[Part] = ProcedureContent) -> type[Part] | None:
    """The model of what stands at a place; None where no part can stand."""
    found: type[Part] | None = model
    listed = False
    for step in place:
        if isinstance(step, int):
            if not listed:
                return None
            listed = False
            continue
        if listed or found is None:
            return None
        entry = next((each for each in entries_of(found) if each.name == step), None)
        if entry is None or entry.inside is None:
            return None
        found, listed = entry.inside, entry.shape == "parts"
    return None if listed else found


# Which kinds of question have a use for a setting; all others suit every kind.
_SETTINGS: dict[str, frozenset[str]] = {
    "options": frozenset({"choice", "choices"}),
    "longest": frozenset({"text", "long_text"}),
    "known": frozenset({"name", "text", "date", "personal_number", "commune", "email", "phone"}),
    "decides_place": frozenset({"commune", "province"}),
    "formula": frozenset({"computed"}),
    "fields": frozenset({"group"}),
    "least": frozenset({"group"}),
    "most": frozenset({"group"}),
    "shows": frozenset({"signature"}),
    "or_paper": frozenset({"signature"}),
}


def suits(entry: Entry, said: dict[str, Any]) -> bool:
    """Whether a question of this kind has a use for the entry, or says something there anyway."""
    kinds = _SETTINGS.get(entry.name)
    return kinds is None or entry.name in said or said.get("kind") in kinds


def _entry(name: str, info: FieldInfo) -> Entry:
    shape, options, inside = _shape(info.annotation)
    if shape == "text" and name in RULES:
        shape = "rule"
    elif shape == "text" and (name.removesuffix(_ENGLISH) in _SENTENCES or _most(info) > _LINE):
        shape = "long_text"
    needed = info.default is PydanticUndefined and info.default_factory is None
    default = None if needed else info.get_default(call_default_factory=True)
    return Entry(name, shape, default, needed, options, inside)


def _most(info: FieldInfo) -> int:
    """How many letters fit in, as far as the schema says."""
    return max((getattr(rule, "max_length", 0) or 0 for rule in info.metadata), default=0)


def _shape(annotation: Any) -> tuple[Shape, tuple[object, ...], type[Part] | None]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(args[0])
    if origin is Literal:
        return "choice", args, None
    if origin in {Union, UnionType}:
        return _shape(next(arg for arg in args if arg is not NoneType))
    if origin is tuple:
        _one, options, inside = _shape(args[0])
        if inside:
            return "parts", (), inside
        return ("choices", options, None) if options else ("lines", (), None)
    if origin is dict:
        return "pairs", (), None
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return "part", (), annotation
    return _PLAIN.get(annotation, "text"), (), None
