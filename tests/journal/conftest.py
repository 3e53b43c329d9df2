"""A journal of the test's own, and somebody who may damage it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from toantrinh.host.database import Database
from toantrinh.journal.actions import append_to_stream, log_access
from toantrinh.journal.models import Access
from toantrinh.journal.report import Report
from toantrinh.kernel.actors import SYSTEM

Damage = Callable[[str], None]


@pytest.fixture
def damage(module_database: str, server: Database) -> Iterator[Damage]:
    """Run a statement as somebody who holds the whole server and lets no trigger stop them."""
    with psycopg.connect(server.maker.url(), dbname=module_database, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")

        def run(statement: str) -> None:
            connection.execute(statement.encode())

        yield run


@pytest.fixture
def outside(damage: Damage, own_seals: Path) -> Path:
    """An empty journal, with seals of the test's own."""
    # A handful of rows; TRUNCATE would make five files anew.
    for table in ("event", "access", "seal", "sealedday", "stream"):
        damage(f"DELETE FROM journal_{table}")
    return own_seals


@pytest.fixture
def chain(outside: Path) -> str:
    """Five events of one chain, between them five of another."""
    for place in range(5):
        append_to_stream("test/a", f"act_{place}", actor=SYSTEM, payload={"n": place})
        append_to_stream("test/b", "other", actor=SYSTEM, payload={})
    return "test/a"


def look(page: str = "p", **changes: Any) -> Access:
    """Somebody saw somebody."""
    said = {"actor": SYSTEM, "purpose": "q", "basis": "handling", "persons": [], "fields": []}
    return log_access(page=page, **{**said, **changes})


def found(report: Report) -> set[tuple[str, int | None]]:
    """Where a verification found something."""
    return {(problem.stream, problem.seq) for problem in report.problems}
