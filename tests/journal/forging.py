"""What somebody with all rights on the server does to the record, columns and hashes and all."""

import json
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tests.journal.conftest import Damage
from toantrinh.journal.hashing import access_hash, event_hash
from toantrinh.journal.models import Access, Event

# How the least of a value is changed, by the kind of its column.
Column: TypeAlias = "models.Field[Any, Any]"
_LEAST: list[tuple[type["models.Field[Any, Any]"], str]] = [
    (models.JSONField, """{column} || '{{"forged": 1}}'"""),
    (models.DateTimeField, "{column} + interval '1 microsecond'"),
    (models.UUIDField, "gen_random_uuid()"),
    (models.BinaryField, "{column} || '\\x00'"),
    (models.BooleanField, "NOT {column}"),
    (models.CharField, "{column} || 'x'"),
    (models.TextField, "{column} || 'x'"),
    (models.IntegerField, "{column} + 1000"),
]


def changes(model: type[models.Model]) -> dict[str, str]:
    """For every column of a table, whatever it will have: an assignment that changes it."""
    return {
        field.column: f"{field.column} = {_least(field)}"
        for field in model._meta.concrete_fields
        if field.column
    }


def _least(field: Column) -> str:
    if isinstance(field, ArrayField):
        one = "gen_random_uuid()" if isinstance(field.base_field, models.UUIDField) else "'x'"
        return f"array_append({field.column}, {one})"
    change = next(change for kind, change in _LEAST if isinstance(field, kind))
    return change.format(column=field.column)


def forge_chain(damage: Damage, upto: int) -> None:
    """Rewrite `test/a` from its second event on, with hashes and head as they ought to be."""
    previous = bytes(Event.objects.get(stream="test/a", seq=1).hash)
    for event in Event.objects.filter(stream="test/a", seq__gt=1, seq__lte=upto).order_by("seq"):
        event.payload, event.prev_hash = {"n": 99}, previous
        previous = event_hash(event)
        damage(
            f"UPDATE journal_event SET payload = '{json.dumps(event.payload)}', "
            f"prev_hash = '\\x{bytes(event.prev_hash).hex()}', hash = '\\x{previous.hex()}' "
            f"WHERE stream = 'test/a' AND seq = {event.seq}"
        )
    damage(f"DELETE FROM journal_event WHERE stream = 'test/a' AND seq > {upto}")
    damage(
        f"UPDATE journal_stream SET head_seq = {upto}, head_hash = '\\x{previous.hex()}' "
        "WHERE name = 'test/a'"
    )


def forge_view(damage: Damage, access: Access) -> None:
    """Say that somebody else looked, with the hash as it ought to be."""
    access.actor = "officer/somebody-else"
    damage(
        f"UPDATE journal_access SET actor = '{access.actor}', "
        f"hash = '\\x{access_hash(access).hex()}' WHERE id = '{access.pk}'"
    )
