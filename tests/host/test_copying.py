"""What is sent by COPY arrives as it was given, also while this thread does something else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DataError, connection, transaction

from toantrinh.host.copying import Step, aside, send, spelled

pytestmark = pytest.mark.django_db
_TABLE = "CREATE TEMP TABLE kept (t text, n int, b bytea, u uuid, at timestamptz) ON COMMIT DROP"
_NAMES = ("t", "n", "b", "u", "at")
_NOW = datetime(2026, 11, 23, 8, 0, 1, 5, tzinfo=UTC)
_ROWS: list[tuple[object, ...]] = [
    ("Nguyễn\tThị\n\r\\N\\x41 \u00a0'\"", -3, b"\x00\\\xff", UUID(int=7), _NOW),
    ("", 0, b"", UUID(int=0), _NOW),
    ("\\N", None, None, None, None),
    (None, 2**31 - 1, b"\n", None, _NOW),
]


def _rows() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t, n, b, u, at FROM kept")
        return [tuple(row) for row in cursor.fetchall()]


def _steps(rows: Sequence[tuple[object, ...]]) -> list[Step]:
    return [spelled("kept", _NAMES, rows)]


def test_values_come_back_as_they_were() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
    send(_steps(_ROWS))
    assert _rows() == _ROWS


def test_what_is_sent_aside_is_there_when_the_block_ends_or_refused_in_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
    with aside() as other:
        other.send(_steps(_ROWS[:1]))
        other.send(_steps(_ROWS[1:]))
    assert _rows() == _ROWS
    with pytest.raises(DataError), transaction.atomic(), aside() as other:
        other.send([(spelled("kept", ("t", "n"), [])[0], b"a\tno number\n")])
    assert _rows() == _ROWS
