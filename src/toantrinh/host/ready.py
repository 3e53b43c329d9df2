"""Queries of busy ways: Django writes their SQL once a process, and only fills in values after.

Writing a statement costs Django several times what asking it does. A `Ready` query is an ordinary
one with places for its values; it answers with the same rows, in the same objects.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
# The parameters of a statement: what goes there by name, or what stands there.
Places = tuple[tuple[str | None, object], ...]

# A value of each kind that no query holds by itself, so that its place is found again.
_MARKS: Mapping[type, Callable[[], object]] = {
    UUID: uuid4,
    str: lambda: uuid4().hex,
    date: lambda: date.fromordinal(1 + uuid4().int % 500_000),
    datetime: lambda: datetime(1, 2, 3, microsecond=uuid4().int % 1_000_000, tzinfo=UTC),
}


@dataclass(frozen=True)
class _Written:
    """A query with its SQL, and the names of its places, None where a value is the query's own."""

    query: QuerySet[Any, Any]
    compiler: Any
    sql: str
    values: Places
    # How columns become values, which Django else works out with every asking too.
    converters: Any


class Ready(Generic[Row]):
    """One query. `write` makes it of named values; `kinds` tells what these are."""

    def __init__(self, write: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        self._write = write
        self._kinds = kinds

    def rows(self, **values: UUID | str | date) -> list[Row]:
        """What the query finds. Refuses None, which SQL compares otherwise than Django does."""
        for name, kind in self._kinds.items():
            if not isinstance(values[name], kind):
                raise TypeError(f"{name} is no {kind.__name__}")
        written, connection = self._written, connections[DEFAULT_DB_ALIAS]
        if written.query.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("rows are locked inside a transaction only")
        params = filled(written.values, values)
        compiler = copy(written.compiler)
        compiler.connection = connection
        vars(compiler)["as_sql"] = lambda *_args, **_kwargs: (written.sql, params)
        vars(compiler)["get_converters"] = lambda _fields: written.converters
        asked = written.query.all()
        vars(asked.query)["get_compiler"] = lambda *_args, **_kwargs: compiler
        return list(asked)

    def first(self, **values: UUID | str | date) -> Row | None:
        """The first row, or None."""
        found = self.rows(**values)
        return found[0] if found else None

    @cached_property
    def _written(self) -> _Written:
        marks = marks_of(self._kinds)
        query = self._write(**marks)
        compiler = query.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([one for one, *_ in compiler.select])
        return _Written(query, compiler, sql, places(params, marks), converters)


def marks_of(kinds: Mapping[str, type]) -> dict[str, object]:
    """Values to write a query with, so that the place of each is found among its parameters."""
    return {name: _MARKS[kind]() for name, kind in kinds.items()}


def places(params: Iterable[object], marks: Mapping[str, object]) -> Places:
    """Each parameter with the name of the value that goes there, None for one of the query's own.

    Raises ValueError where a value has no place.
    """
    names = {mark: name for name, mark in marks.items()}
    found = tuple((names.get(value), value) for value in params)
    if missing := marks.keys() - {name for name, _own in found}:
        raise ValueError(f"no place for {', '.join(sorted(missing))}")
    return found


def filled(places: Places, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The parameters with these values in their places."""
    return tuple(values[name] if name else own for name, own in places)
