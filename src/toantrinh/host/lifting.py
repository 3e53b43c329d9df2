"""Conditions without their values: those that differ in values alone share one written query.

A shape is nested tuples that can be a key. Only what is plain is lifted: names with values, joined
by AND and OR; whoever has expressions or queries among them writes each query by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q

_KINDS = (UUID, str, datetime)
# Comparing so, the database is given the very value; in other ways Django first changes it.
_PLAIN = frozenset({"exact", "in", "gt", "gte", "lt", "lte", "isnull"})
_CHANGING = frozenset(CharField().get_lookups()) - _PLAIN
# What changes the statement itself.
_FIXED = (bool, type(None))


class _NotPlainError(Exception):
    pass


@dataclass(frozen=True)
class Lifted:
    """The shape of conditions, and their values under names; `kinds` are those of the values."""

    shape: tuple[Any, ...]
    values: Mapping[str, Any]

    @property
    def kinds(self) -> tuple[type, ...]:
        """What the values are, in their order."""
        return tuple(_kind(value) for value in self.values.values())


def lift(conditions: Iterable[Q]) -> Lifted | None:
    """Take the values out of conditions; None where that cannot be done."""
    values: list[object] = []
    try:
        shape = tuple(_lift(each, values) for each in conditions)
    except _NotPlainError:
        return None
    return Lifted(shape, dict(zip(names(len(values)), values, strict=True)))


def names(count: int) -> list[str]:
    """What so many values are called, in their order."""
    return [f"v{number}" for number in range(count)]


def planted(shape: Sequence[Any], values: Iterable[object]) -> list[Q]:
    """The conditions of a shape with other values in the same order."""
    rest = iter(values)
    return [_plant(each, rest) for each in shape]


def _lift(condition: Q, values: list[object]) -> tuple[Any, ...]:
    parts = tuple(_lift_part(child, values) for child in condition.children)
    return (condition.connector, condition.negated, parts)


def _lift_part(child: Any, values: list[object]) -> tuple[Any, ...]:
    if isinstance(child, Q):
        return ("", *_lift(child, values))
    if not isinstance(child, tuple):
        raise _NotPlainError
    name, value = child
    if name.rpartition("__")[2] in _CHANGING:
        raise _NotPlainError
    if isinstance(value, _FIXED):
        return (name, "fixed", value)
    # An empty list is no statement at all.
    many = list(value) if isinstance(value, list | tuple) and value else [value]
    values.extend(many)
    kinds = tuple(_kind(each) for each in many)
    return (name, "many" if isinstance(value, list | tuple) else "one", kinds)


def _kind(value: object) -> type:
    found = next((kind for kind in _KINDS if isinstance(value, kind)), None)
    if found is None:
        raise _NotPlainError
    return found


def _plant(shape: tuple[Any, ...], rest: Iterator[object]) -> Q:
    connector, negated, parts = shape
    children = [_plant_part(part, rest) for part in parts]
    return Q(*children, _connector=connector, _negated=negated)


def _plant_part(part: tuple[Any, ...], rest: Iterator[object]) -> Any:
    name, *said = part
    if not name:
        return _plant((said[0], said[1], said[2]), rest)
    if said[0] == "fixed":
        return (name, said[1])
    found = [next(rest) for _kind_ in said[1]]
    return (name, found if said[0] == "many" else found[0])
