"""A connection is trusted while nothing came over its line, and asked otherwise."""

import select
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql import base
from psycopg import sql

from toantrinh.host.database import Database

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the server answered each time that it was asked."""
    answers: list[bool] = []
    real = base.DatabaseWrapper.is_usable

    def ask(one: base.DatabaseWrapper) -> bool:
        answers.append(bool(real(one)))
        return answers[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", ask)
    return answers


@pytest.fixture
def elsewhere(server: Database, own_database: str) -> Iterator[psycopg.Connection]:
    """Somebody else at the same database, who may end connections."""
    connection.ensure_connection()
    with psycopg.connect(server.named(own_database).maker.url(), autocommit=True) as other:
        yield other


def test_a_quiet_line_is_not_asked(asked: list[bool]) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    assert asked == []


def test_a_connection_that_the_server_ended_is_not_usable(
    asked: list[bool], elsewhere: psycopg.Connection
) -> None:
    elsewhere.execute("SELECT pg_terminate_backend(%s, 5000)", [_pid()])
    assert not connection.is_usable()
    assert asked == [False]
    connection.close()
    assert connection.connection is None


def test_a_line_with_news_is_asked_and_goes_on(
    asked: list[bool], elsewhere: psycopg.Connection
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    elsewhere.execute(sql.SQL("NOTIFY news"))
    # The server brings news when it comes to it, not with the answer to who sent them.
    assert connection.connection is not None
    assert select.select([connection.connection], [], [], 30)[0]
    assert connection.is_usable()
    assert connection.is_usable()
    assert asked == [True]


def test_a_closed_connection_is_not_usable() -> None:
    connection.ensure_connection()
    assert connection.connection is not None
    connection.connection.close()
    assert not connection.is_usable()


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
