"""Many rows at once: streamed into a table by COPY, in the order of the columns that are named."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model
from psycopg import sql


def copy_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add rows whose values stand in the order of these columns; JSON and vectors as text.

    Triggers and checks hold as ever, those between tables at once: left to the end of the
    transaction, the pile of them would be gone through again with each row of an event. What a
    field would be by itself in Python must be given.
    """
    copy_into(model._meta.db_table, names, rows)


def copy_into(table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same into a table by its name, such as one that lasts as long as the transaction."""
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
