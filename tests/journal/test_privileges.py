"""The app may add to the journal and nothing else, whatever somebody makes it try."""

from datetime import timedelta

import psycopg
import pytest
import time_machine
from psycopg import errors

from toantrinh.host.database import Database
from toantrinh.journal.actions import append_to_stream, log_access
from toantrinh.journal.days import close_days
from toantrinh.journal.sealing import seal
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import wall

TABLES = {
    "journal_event": "action",
    "journal_access": "purpose",
    "journal_seal": "content",
    "journal_sealedday": "content",
}


@pytest.fixture(scope="module")
def written(module_database: str, server: Database) -> Database:
    append_to_stream("test/a", "x", actor=SYSTEM, payload={})
    log_access(actor=SYSTEM, page="p", purpose="q", basis="handling", persons=[], fields=[])
    seal()
    with time_machine.travel(wall() + timedelta(days=1), tick=False):
        close_days()
    return server.named(module_database)


def _refused(base: Database, role: str, statement: str) -> None:
    with (
        psycopg.connect(base.address(role).url()) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = 'forged'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} OWNER TO CURRENT_USER",
        "DROP TABLE {table}",
        "CREATE RULE quiet AS ON INSERT TO {table} DO INSTEAD NOTHING",
    ],
)
def test_the_app_can_not(written: Database, table: str, statement: str) -> None:
    _refused(written, "app", statement.format(table=table, column=TABLES[table]))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET ROLE {owner}",
        "ALTER FUNCTION pgtrigger_append_only_protects() OWNER TO CURRENT_USER",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_app_can_not_go_around(written: Database, statement: str) -> None:
    owner = written.role_name("owner")
    with (
        psycopg.connect(written.address("app").url()) as connection,
        pytest.raises((errors.InsufficientPrivilege, errors.UndefinedFunction)),
    ):
        connection.execute(statement.format(owner=owner).encode())


@pytest.mark.parametrize("table", TABLES)
def test_a_right_the_app_gives_itself_is_none(written: Database, table: str) -> None:
    with psycopg.connect(written.address("app").url()) as connection:
        connection.execute(f"GRANT UPDATE ON {table} TO CURRENT_USER".encode())
    _refused(written, "app", f"UPDATE {table} SET {TABLES[table]} = 'forged'")


@pytest.mark.parametrize("table", TABLES)
def test_triggers_hold_it_against_the_owner_too(written: Database, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET {TABLES[table]} = 'forged'",
        f"DELETE FROM {table}",
        # Whatever stands on its rows must go with them, or the database refuses before we do.
        f"TRUNCATE {table} CASCADE",
    ):
        with (
            psycopg.connect(written.address("owner").url()) as connection,
            pytest.raises(errors.RaiseException),
        ):
            connection.execute(statement.encode())


def test_the_auditor_reads_and_no_more(written: Database) -> None:
    with psycopg.connect(written.address("auditor").url()) as connection:
        row = connection.execute("SELECT count(*) FROM journal_event").fetchone()
        assert row and row[0] >= 1
    for statement in (
        "INSERT INTO journal_stream (name, head_seq, head_hash) VALUES ('x/y', 0, '')",
        "UPDATE journal_event SET action = 'forged'",
        "DELETE FROM journal_event",
        "SELECT wrapped FROM people_datakey",
        "SELECT password FROM people_user",
        "SELECT session_data FROM django_session",
        "SELECT data FROM mfa_authenticator",
        "SELECT secret_hash FROM api_token",
    ):
        _refused(written, "auditor", statement)
