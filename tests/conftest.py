"""The database of the tests: a real PostgreSQL, migrated and loaded once, then cloned.

Tests run as the app role, with its real rights. `db` rolls back; `own_database` is a clone whose
commits are real and whose rows may be damaged.
"""

import fcntl
import gc
import hashlib
import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker, Settings

from tests.host.installation import laid_once
from tests.lines import drop_lost_lines
from toantrinh.host.database import Database, database
from toantrinh.host.home import home
from toantrinh.host.postgres import Cluster
from toantrinh.host.roles import ensure_roles
from toantrinh.host.upkeep import database_up
from toantrinh.kernel.ids import new_id

# A run finds the same as the last one; `make soak-desk` looks for what nobody has seen.
if not os.environ.get("TOANTRINH_LIVES"):
    hypothesis.settings.load_profile("ci")

SOURCE = Path(__file__).parent.parent / "src" / "toantrinh"
# What the content of the template depends on: tables, rights, data and the code that loads them.
GROUND = [
    *("host", "journal", "government", "people"),
    *("catalogue", "documents", "notices", "mandates", "dossiers", "administration"),
    *("protection", "sync", "counter", "lake", "programme", "inventory"),
    *("forecast", "bottlenecks", "practice", "alerts"),
    *("web/gate", "api"),
]


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for room in GROUND:
        for place in sorted((SOURCE / room).rglob("*")):
            if place.suffix in {".py", ".csv", ".yaml", ".typ", ".sql"} and place.is_file():
                digest.update(str(place.relative_to(SOURCE)).encode())
                digest.update(place.read_bytes())
    return digest.hexdigest()[:12]


def _point_at(name: str) -> None:
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _run(base: Database, statement: sql.Composed) -> None:
    with psycopg.connect(base.maker.url(), dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


def _drop(base: Database, name: str) -> None:
    _run(base, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rename(base: Database, old: str, new: str) -> None:
    names = (sql.Identifier(old), sql.Identifier(new))
    _run(base, sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


def _clone(base: Database, template: str, name: str) -> None:
    _drop(base, name)
    _run(
        base,
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
            sql.Identifier(name),
            sql.Identifier(template),
            sql.Identifier(base.role_name("owner")),
        ),
    )


def _exists(base: Database, name: str) -> bool:
    with psycopg.connect(base.maker.url(), dbname="postgres") as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def _old_templates(base: Database, current: str) -> list[str]:
    with psycopg.connect(base.maker.url(), dbname="postgres") as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template_%'")
        return [name for (name,) in rows if name not in {current, "template0", "template1"}]


def _build_template(base: Database, name: str) -> None:
    from toantrinh.command.ground import lay
    from toantrinh.command.telling import Teller

    for old in _old_templates(base, name):
        _drop(base, old)
    draft = f"draft_{name}"
    _drop(base, draft)
    _point_at(draft)
    lay(base.named(draft), Teller(quiet=True))
    _point_at("postgres")
    _rename(base, draft, name)


@contextmanager
def _locked(base: Database) -> Iterator[None]:
    """Whoever makes what all test processes share is alone."""
    with (base.home.run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _never_wait_for_disks(cluster: Cluster) -> None:
    """A crash of the machine may lose what tests keep; then remove the test home."""
    # Test processes begin together, and the first of them makes the cluster.
    with (cluster.home.run / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster.prepare()
        draft = cluster.root / "local.conf.new"
        draft.write_text("fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n")
        draft.replace(cluster.root / "local.conf")


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """The test home's PostgreSQL, up for as long as any test process needs it."""
    if database(home()).embedded:
        _never_wait_for_disks(Cluster.of(home()))
    with database_up(home()) as base:
        ensure_roles(base)
        yield base


@pytest.fixture(scope="session")
def laid_home() -> Path:
    """A home as `up` leaves an empty one, to be copied."""
    return laid_once(home().path / f"laid_{_fingerprint()}")


@pytest.fixture(scope="session")
def template(server: Database, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a database with all tables, units, calendar and authored procedures."""
    name = f"template_{_fingerprint()}"
    with _locked(server):
        if not _exists(server, name):
            with django_db_blocker.unblock():
                _build_template(server, name)
    return name


def _digest(records: Path) -> str:
    """SHA-256 over an archive, a file, or a folder of them."""
    digest = hashlib.sha256()
    for place in sorted(records.rglob("*")) or [records]:
        if place.is_file():
            digest.update(f"{place.name}\0".encode() + place.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def national_template(server: Database, template: str, django_db_blocker: DjangoDbBlocker) -> str:
    """The same with all published procedures, for tests marked `records`. Reading takes long."""
    from toantrinh.catalogue.actions import import_records
    from toantrinh.kernel.actors import SYSTEM

    records = Path(os.environ["TOANTRINH_RECORDS"])
    name = f"{template}_{_digest(records)}"
    with _locked(server):
        if not _exists(server, name):
            with _own(server, template, django_db_blocker) as draft:
                import_records(records, actor=SYSTEM)
                _point_at("postgres")
                _rename(server, draft, name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(server: Database, template: str) -> Iterator[None]:
    """Stand in for pytest-django's: a clone for this process instead of a migration."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _clone(server, template, name)
    _point_at(name)
    yield
    _point_at("postgres")
    _drop(server, name)


@contextmanager
def _own(server: Database, template: str, blocker: DjangoDbBlocker) -> Iterator[str]:
    from django.db import connections

    before = str(connections["default"].settings_dict["NAME"])
    name = f"own_{new_id().hex}"
    _clone(server, template, name)
    _point_at(name)
    with blocker.unblock():
        yield name
    _point_at(before)
    _drop(server, name)


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    """What one test wrote into loaded tables and rolled back, the next must not remember."""
    from toantrinh.government import memory

    memory.forget()
    drop_lost_lines()


@pytest.fixture
def own_files(settings: Settings, tmp_path: Path) -> None:
    """A folder of the test's own for papers that it stores."""
    settings.FILE_FOLDER = tmp_path / "files"


@pytest.fixture
def own_seals(settings: Settings, tmp_path: Path) -> Path:
    """A seal folder and key of the test's own: seals of other tests would accuse its journal."""
    settings.SEAL_FOLDER = tmp_path / "seals"
    settings.SEAL_KEY = tmp_path / "keys" / "seal.pem"
    return tmp_path / "seals"


@pytest.fixture
def own_database(
    server: Database, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database of the test's own: commits are real, and the owner may damage it."""
    with _own(server, template, django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def module_database(
    server: Database, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The same for a whole file, whose tests clean up after themselves. Cloning takes a second."""
    with _own(server, template, django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def national_database(
    server: Database,
    national_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The same with all published procedures."""
    with _own(server, national_template, django_db_blocker) as name:
        yield name


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is read now stays to the end: nobody looks through it for rubbish, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files begin first; tests on the national records or Spark run where they are."""
    slow, browser = (
        {item.path for item in items if item.get_closest_marker(mark)}
        for mark in ("slow", "browser")
    )
    items.sort(key=lambda item: (item.path not in slow, item.path not in browser))
    without = set() if os.environ.get("TOANTRINH_RECORDS") else {"records"}
    # Spark is an extra; where no test may be skipped its absence is a failure.
    if find_spec("pyspark") is None and not os.environ.get("TOANTRINH_NO_SKIPS"):
        without.add("spark")
    left = [item for item in items if any(map(item.get_closest_marker, without))]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def counted(told: str) -> str:
    """Runs, acts in all, and how often each was done."""
    happened = json.loads(told)
    runs = happened.pop("runs")
    each = ", ".join(f"{act} {count}" for act, count in sorted(happened.items()))
    return f"{runs} runs, {sum(happened.values())} acts done ({each})"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How often the state machine ran; and a skipped test is a hole that nobody sees."""
    for report in terminalreporter.stats.get("passed", []):
        for name, told in report.user_properties:
            if name == "state machine":
                terminalreporter.write_line(f"state machine: {counted(told)}")
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("TOANTRINH_NO_SKIPS"):
        terminalreporter.write_line(f"{len(skipped)} skipped: .ci/run forbids it", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make the exit code say so too."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TOANTRINH_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
