"""Bring an installation up and down: the database first, then what works on it."""

import fcntl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGINT

import psycopg

from toantrinh.host import supervisor
from toantrinh.host.database import Database, database
from toantrinh.host.home import Home
from toantrinh.host.postgres import Cluster
from toantrinh.host.supervisor import Child
from toantrinh.kernel.errors import Refusal

DATABASE = "database"
WORKER = "worker"
_FALLS = 3
_PROBE_SECONDS = 0.1


def start(at: Home, *, worker: bool, environment: dict[str, str] | None = None) -> None:
    """Start the database and, if asked, the worker, to stay until `stop`. Returns when it answers.

    The worker itself waits for the tables it needs, so it may start before they are made.
    """
    base = database(at)
    children: dict[str, Child] = {}
    with supervisor.changing(at):
        if base.embedded:
            children[DATABASE] = _database_child(at)
        if worker:
            argv = [sys.executable, "-m", "toantrinh.command", "worker"]
            children[WORKER] = Child(argv, environment or {})
        supervisor.want(at, children)
    wait_for(base)


@contextmanager
def as_before(at: Home) -> Iterator[None]:
    """Afterwards run what ran before, as it ran, and nothing else."""
    before = supervisor.wanted(at)
    passing = (at.run / "passing").exists()
    try:
        yield
    finally:
        with supervisor.changing(at):
            supervisor.unwant(at, [name for name in supervisor.wanted(at) if name not in before])
            if before:
                supervisor.want(at, before)
            if passing and before:
                (at.run / "passing").touch()


def wait_until(holds: Callable[[], bool], at: Home, children: list[str]) -> None:
    """Wait until something holds; a child that keeps falling ends the wait with its last words."""
    while not holds():
        running = (supervisor.state(at) or {"children": {}})["children"]
        for name in children:
            if running.get(name, {}).get("restarts", 0) >= _FALLS:
                log = (at.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise Refusal(
                    "Tiến trình %(name)s không chạy được: %(why)s",
                    name=name,
                    why=log[-600:].strip(),
                )
        time.sleep(_PROBE_SECONDS)


def stop(at: Home) -> None:
    """Stop everything that this home runs."""
    with supervisor.changing(at):
        supervisor.unwant(at, list(supervisor.wanted(at)))


@contextmanager
def database_up(at: Home) -> Iterator[Database]:
    """Have the database up for a while: what ran before goes on, what this started stops.

    Commands that overlap share it; the last one out stops it.
    """
    base = database(at)
    with (at.run / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if base.embedded:
            with supervisor.changing(at):
                if DATABASE not in supervisor.wanted(at):
                    (at.run / "passing").touch()
                supervisor.want(at, {DATABASE: _database_child(at)})
        wait_for(base)
        try:
            yield base
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            _stop_if_last(at, users.fileno())


def stay(at: Home) -> None:
    """What a passing command started now stays: `up` was called meanwhile."""
    (at.run / "passing").unlink(missing_ok=True)


def wait_for(base: Database) -> None:
    """Wait until the server takes connections, however long its recovery takes."""
    while True:
        try:
            with psycopg.connect(base.maker.url(), dbname="postgres", connect_timeout=5):
                return
        except psycopg.OperationalError as problem:
            if not base.embedded:
                raise Refusal(
                    "Không nối được máy chủ trong DATABASE_URL: %(why)s", why=str(problem).strip()
                ) from problem
            time.sleep(0.05)


def _stop_if_last(at: Home, users: int) -> None:
    with supervisor.changing(at):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if (at.run / "passing").exists() and set(supervisor.wanted(at)) == {DATABASE}:
            stay(at)
            supervisor.unwant(at, [DATABASE])


def _database_child(at: Home) -> Child:
    cluster = Cluster.of(at)
    cluster.prepare()
    return Child(cluster.command(), user=cluster.user, stop_signal=SIGINT)
