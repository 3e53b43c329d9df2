"""Queries of busy ways: Django writes their SQL once a process, and only fills in values after.

Writing a statement costs Django several times what asking it does. A `Ready` query is an ordinary
one with places for its values; it answers with the same rows, in the same objects.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.transaction import TransactionManagementError

from toantrinh.host.plans import Plans, planned

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

# What was found since somebody began to read only, by query and values.
_found: ContextVar[dict[object, list[Any]] | None] = ContextVar("found", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Within it nothing that is asked for again is read again: for pages, which change nothing.

    Each asking for the same then gives the same objects.
    """
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


@dataclass(frozen=True)
class _Written:
    """A query with its SQL, and the names of its places, None where a value is the query's own."""

    sql: str
    values: Places
    locks: bool
    # How columns become values and rows become objects, which Django else works out each time.
    converters: Sequence[tuple[int, tuple[Sequence[Any], Any]]]
    made: Callable[[Sequence[Any]], Any]


class Ready(Generic[Row]):
    """One query. `write` makes it of named values; `kinds` tells what these are.

    `plans` tells how often the database looks for a way.
    """

    def __init__(
        self,
        write: Callable[..., QuerySet[Any, Row]],
        *,
        plans: Plans = Plans.ITSELF,
        **kinds: type,
    ) -> None:
        self._write = write
        self._kinds = kinds
        self._plans = plans

    def rows(self, **values: UUID | str | date) -> list[Row]:
        """What the query finds. Refuses None, which SQL compares otherwise than Django does."""
        kept = _found.get()
        if kept is None or self._written.locks:
            return self._asked(values)
        key = (self, *sorted(values.items()))
        if key not in kept:
            kept[key] = self._asked(values)
        return list(kept[key])

    def _asked(self, values: Mapping[str, UUID | str | date]) -> list[Row]:
        for name, kind in self._kinds.items():
            if not isinstance(values[name], kind):
                raise TypeError(f"{name} is no {kind.__name__}")
        written, connection = self._written, connections[DEFAULT_DB_ALIAS]
        if written.locks and connection.get_autocommit():
            raise TransactionManagementError("rows are locked inside a transaction only")
        with connection.cursor() as cursor, planned(self._plans):
            cursor.execute(written.sql, filled(written.values, values))
            found = cursor.fetchall()
        if written.converters:
            found = [_converted(row, written.converters, connection) for row in found]
        return [written.made(row) for row in found]

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
        return _Written(
            sql,
            places(params, marks),
            locks=query.query.select_for_update,
            converters=list(converters.items()),
            made=_maker(query, compiler),
        )


def _converted(
    row: Sequence[Any], converters: Sequence[tuple[int, tuple[Sequence[Any], Any]]], connection: Any
) -> list[Any]:
    values = list(row)
    for at, (each, expression) in converters:
        for convert in each:
            values[at] = convert(values[at], expression, connection)
    return values


def _maker(query: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row what the query answers with, as Django's own iterables do.

    Raises TypeError for queries that answer with something else than columns or objects.
    """
    kind = vars(query)["_iterable_class"]
    prefetched = vars(query)["_prefetch_related_lookups"]
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable or prefetched:
        raise TypeError("a ready query answers with columns or with objects")
    info, select, more = compiler.klass_info, compiler.select, compiler.annotation_col_map
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [one.target.attname for one, *_ in select[first:end]]
    # Typed as a later Django has it.
    belong: Any = get_related_populators
    belonging = belong(info, select, DEFAULT_DB_ALIAS)

    def made(row: Sequence[Any]) -> Any:
        found = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:end])
        for each in belonging:
            each.populate(row, found)
        for name, at in more.items():
            setattr(found, name, row[at])
        return found

    return made


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
