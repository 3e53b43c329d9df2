"""Many rows at once: streamed into a table by COPY, in the order of the columns that are named.

Triggers and checks hold as ever, those between tables at once: left to the end of the transaction,
the pile of them would be gone through again with each row of an event. What a field would be by
itself in Python must be given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from types import NoneType
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.models import Model
from psycopg import sql

# A statement, and the lines that follow it where it is a COPY.
Step: TypeAlias = tuple[str, bytes | None]

_AT_ONCE: Step = ("SET CONSTRAINTS ALL IMMEDIATE", None)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add rows whose values stand in the order of these columns; JSON and vectors as text."""
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    table = sql.Identifier(model._meta.db_table)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
    with connection.cursor() as cursor:
        cursor.execute(_AT_ONCE[0])
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def spelled(of: type[Model] | str, names: Sequence[str], rows: Iterable[Iterable[object]]) -> Step:
    """The same, ready to be sent: rows of texts, whole numbers, bytes, ids and moments.

    `of` is a model, or the name of a table that lasts as long as the transaction.
    """
    table = of if isinstance(of, str) else of._meta.db_table
    lines = [_line(row) for row in rows]
    return f"COPY {table} ({', '.join(names)}) FROM STDIN", "".join(lines).encode()


def _line(row: Iterable[object]) -> str:
    return "\t".join([_SPELLING[type(value)](value) for value in row]) + "\n"


def _text(text: str) -> str:
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


_SPELLING: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _none: "\\N",
    str: _text,
    int: str,
    bytes: lambda value: "\\\\x" + value.hex(),
    UUID: str,
    datetime: str,
}


def send(steps: Iterable[Step]) -> None:
    """Say these statements, one after another."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        _send(connection.connection, steps)


def _send(line: Any, steps: Iterable[Step]) -> None:
    with line.cursor() as cursor:
        for statement, lines in (_AT_ONCE, *steps):
            if lines is None:
                cursor.execute(statement)
            else:
                with cursor.copy(statement) as copy:
                    copy.write(lines)


class Aside:
    """Says statements on this thread's connection, which goes on with other work meanwhile."""

    def __init__(self, hand: ThreadPoolExecutor) -> None:
        self._hand = hand
        self._saying: Future[None] | None = None

    def send(self, steps: Sequence[Step]) -> None:
        """Begin to say these, once what was begun before is done."""
        self.wait()
        self._saying = self._hand.submit(_send, connection.connection, steps)

    def wait(self) -> None:
        """Until all is said and the connection is free. Raises what the database refused."""
        saying, self._saying = self._saying, None
        if saying is not None:
            with connection.wrap_database_errors:
                saying.result()


@contextmanager
def aside() -> Iterator[Aside]:
    """Within an open transaction: nothing goes on when the block has ended, however it ends."""
    with ThreadPoolExecutor(1, thread_name_prefix="copy") as hand:
        found = Aside(hand)
        yield found
        found.wait()
