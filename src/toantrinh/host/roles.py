"""The three roles of the database and the database itself, made by the server's maker.

owner migrates; app serves and may not rewrite the journal; auditor reads. See the table
privileges in `toantrinh.journal.privileges`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from toantrinh.host.database import ROLES, Database
from toantrinh.kernel.errors import Refusal

_LOCK, _LAYING = 7_318_201, 7_318_202


def ensure_roles(base: Database) -> None:
    """Create what is missing and set the passwords of this home. Safe to repeat."""
    try:
        with psycopg.connect(base.maker.url(), dbname="postgres", autocommit=True) as connection:
            # Two commands that start at once would change the same rows of the server's catalogue.
            connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            for role in ROLES:
                _ensure_role(connection, base, role)
            _ensure_database(connection, base)
            with psycopg.connect(base.maker.url(), autocommit=True) as inside:
                _ensure_schema(inside, base)
    except psycopg.errors.InsufficientPrivilege as problem:
        raise Refusal(
            "Người dùng trong DATABASE_URL phải được tạo vai trò và cơ sở dữ liệu "
            "(CREATEROLE, CREATEDB): %(why)s",
            why=str(problem).strip(),
        ) from problem


@contextmanager
def laying(base: Database) -> Iterator[None]:
    """One command at a time brings the tables up to date; others wait, then find nothing to do."""
    with psycopg.connect(base.address("owner").url(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LAYING])
        yield


def _ensure_role(connection: psycopg.Connection, base: Database, role: str) -> None:
    address = base.address(role)
    known = connection.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", [address.user]
    ).fetchone()
    # The owner creates the databases that tests need; the others own nothing.
    rights = "CREATEDB" if role == "owner" else "NOCREATEDB"
    # Only a superuser may so much as name SUPERUSER of a role that exists; ours never had it.
    verb = "ALTER ROLE {name}" if known else "CREATE ROLE {name} NOSUPERUSER"
    connection.execute(
        sql.SQL(f"{verb} LOGIN NOCREATEROLE {{rights}} PASSWORD {{word}}").format(
            name=sql.Identifier(address.user),
            rights=sql.SQL(rights),
            word=sql.Literal(address.password),
        )
    )
    connection.execute(
        sql.SQL("ALTER ROLE {} SET statement_timeout = {}").format(
            sql.Identifier(address.user), sql.Literal("0" if role == "owner" else "60s")
        )
    )


def _ensure_database(connection: psycopg.Connection, base: Database) -> None:
    owner = sql.Identifier(base.role_name("owner"))
    maker = sql.Identifier(base.maker.user)
    # A maker that is no superuser may hand over only to roles it belongs to.
    connection.execute(sql.SQL("GRANT {} TO {}").format(owner, maker))
    known = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", [base.name]
    ).fetchone()
    if not known:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(base.name), owner
            )
        )


def _ensure_schema(connection: psycopg.Connection, base: Database) -> None:
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute(
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(base.role_name("owner")))
    )
    for role in ("app", "auditor"):
        connection.execute(
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(
                sql.Identifier(base.role_name(role))
            )
        )
