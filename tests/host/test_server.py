"""DATABASE_URL: the same roles and rights on somebody's server, or one sentence why not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.host.installation import Installation, installation
from toantrinh.host.database import ROLES, Address, database
from toantrinh.host.home import Home

pytestmark = [pytest.mark.slow]

NAME = "elsewhere"
MAKER = "elsewhere_maker"


@pytest.fixture
def maker(running: Installation) -> Iterator[Address]:
    """A user of a running server who may make roles and databases, and is no superuser."""
    top = database(Home(running.path)).maker
    with psycopg.connect(top.url(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD 'of no importance'").format(
                sql.Identifier(MAKER)
            )
        )
        yield replace(top, user=MAKER, password="of no importance", name=NAME)
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME))
        )
        for role in ROLES:
            connection.execute(
                sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{NAME}_{role}"))
            )
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(MAKER)))


def test_a_server_s_database_has_the_same_roles(maker: Address, tmp_path: Path) -> None:
    with installation(tmp_path / "home", DATABASE_URL=maker.url()) as made:
        told = made.json("story")
        assert told["events"][-1]["status_code"] == 10
        assert made.audit() == []
        assert not made.cluster.root.exists()
        status = made.status()
        assert not status["embedded"]
        assert status["database"]
        refused = made.run("db", "erase", "--yes")
        assert refused.returncode == 1
        assert "DATABASE_URL" in refused.stderr

        url = Address.parse(made.done("db", "url").strip())
        admin = Address.parse(made.done("db", "url", "--admin").strip())
        assert (url.user, admin.user) == (f"{NAME}_app", f"{NAME}_owner")
        with psycopg.connect(url.url(), autocommit=True) as app:
            for forbidden in (
                "UPDATE journal_event SET actor = 'nobody'",
                "DELETE FROM journal_event",
                "TRUNCATE journal_event",
                "ALTER TABLE journal_event DISABLE TRIGGER ALL",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(sql.SQL(forbidden))
        auditor = replace(
            url,
            user=f"{NAME}_auditor",
            password=Home(made.path).secret("database_auditor_password"),
        )
        with psycopg.connect(auditor.url(), autocommit=True) as reader:
            assert reader.execute("SELECT count(*) FROM journal_event").fetchone() != (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute("INSERT INTO journal_stream (name) VALUES ('x')")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://nobody:wrong@127.0.0.1:1/nothing",
        "postgresql:///nothing?host=/nowhere",
        "mysql://nobody@localhost/nothing",
        "postgresql://nobody@localhost:port/nothing",
        "not an address",
    ],
)
def test_a_wrong_address_is_told_in_one_sentence(address: str, tmp_path: Path) -> None:
    with installation(tmp_path / "home", DATABASE_URL=address) as made:
        ended = made.run("audit", "verify", "--json")
        assert ended.returncode == 1
        assert json.loads(ended.stdout)["error"] in ended.stderr
        assert "Traceback" not in ended.stderr
        assert ended.stderr.startswith("toantrinh: ")
        assert "DATABASE_URL" in ended.stderr


def test_a_wrong_password_is_told_without_showing_it(maker: Address, tmp_path: Path) -> None:
    wrong = replace(maker, password="a very secret word")
    with installation(tmp_path / "home", DATABASE_URL=wrong.url()) as made:
        ended = made.run("up")
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert "a very secret word" not in ended.stderr
        assert made.run("status").returncode == 3


def test_a_user_who_may_make_nothing_is_told_what_is_missing(
    running: Installation, tmp_path: Path
) -> None:
    app = Address.parse(running.done("db", "url").strip())
    with installation(tmp_path / "home", DATABASE_URL=replace(app, name=NAME).url()) as made:
        ended = made.run("up")
        assert ended.returncode == 1
        assert "CREATEROLE" in ended.stderr
        assert "Traceback" not in ended.stderr
