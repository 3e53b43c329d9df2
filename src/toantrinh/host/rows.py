"""Rows added and changed on busy ways, by SQL that is made once for each kind of row.

`save()` makes its SQL each time, and writes all columns of a row that is changed. Nobody listens
for saved rows in this house, so there is nothing else that it does.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import NoneType
from typing import Any, TypeAlias
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, JSONField, Model

Column: TypeAlias = "Field[Any, Any]"
_PLAIN = frozenset({NoneType, bool, int, str, bytes, UUID})


def insert(row: Model) -> None:
    """Add a new row, as `save(force_insert=True)` does."""
    sql, fields = _insertion(type(row))
    connection = connections[DEFAULT_DB_ALIAS]
    given = [_prepared(f, f.pre_save(row, add=True), connection) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
    row._state.adding, row._state.db = False, connection.alias


def is_new(row: Model) -> bool:
    """Whether a row is not in its table yet."""
    return row._state.adding


def write(row: Model, before: Mapping[str, object]) -> None:
    """Add a row that is not there yet, or write what of it is not as it was `before`."""
    if row._state.adding:
        insert(row)
    else:
        update(row, before)


def values(row: Model) -> dict[str, object]:
    """What a row says now, as far as it was read, to be held against later."""
    return {f.attname: vars(row)[f.attname] for f in _read(row)}


def update(row: Model, before: Mapping[str, object]) -> None:
    """Write what of a row is not as it was `before`; nothing when all of it is."""
    nothing = object()
    changed = tuple(f for f in _read(row) if vars(row)[f.attname] != before.get(f.attname, nothing))
    if changed:
        connection = connections[DEFAULT_DB_ALIAS]
        given = [_prepared(f, vars(row)[f.attname], connection) for f in changed]
        keys = [vars(row)[key.attname] for key in row._meta.pk_fields]
        with connection.cursor() as cursor:
            cursor.execute(_change(type(row), changed), [*given, *keys])


def _prepared(field: Column, value: Any, connection: Any) -> Any:
    """A value as the database is given it; of most kinds that is what it is."""
    if type(value) in _PLAIN and not isinstance(field, JSONField):
        return value
    return field.get_db_prep_save(value, connection)


def _read(row: Model) -> list[Column]:
    """The columns that were not left for later."""
    return [field for field in row._meta.concrete_fields if field.attname in vars(row)]


@lru_cache(maxsize=200)
def _insertion(model: type[Model]) -> tuple[str, tuple[Column, ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.generated)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', fields


@lru_cache(maxsize=1000)
def _change(model: type[Model], changed: tuple[Column, ...]) -> str:
    columns = ", ".join(f'"{field.column}" = %s' for field in changed)
    keys = " AND ".join(f'"{key.column}" = %s' for key in model._meta.pk_fields)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE {keys}'
