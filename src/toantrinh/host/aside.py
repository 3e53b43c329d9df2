"""An empty database beside any installation, for as long as a process needs it, and then no trace.

A keeper of its own holds the server and watches a pipe from the process that asked: when that ends,
however it ends, the keeper stops the server and removes everything.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from shutil import rmtree

import psycopg

from toantrinh.host.database import Database, database
from toantrinh.host.home import Home
from toantrinh.host.postgres import Cluster
from toantrinh.kernel.errors import Refusal

_LOOK_SECONDS = 0.1
# What a crash of the machine loses here is lost anyway.
_CARELESS = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


@contextmanager
def aside(at: Home) -> Iterator[Database]:
    """The database of a new, empty home, which is removed afterwards with all that is in it."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "toantrinh.host.aside", str(at.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        # Ctrl-C is for whoever asked; what it does then reaches the keeper by the pipe.
        start_new_session=True,
    )
    try:
        base = database(at)
        while not _answers(base):
            if keeper.poll() is not None:
                raise Refusal("Không dựng được cơ sở dữ liệu tạm để kiểm tra.")
            time.sleep(_LOOK_SECONDS)
        yield base
    finally:
        keeper.communicate()


def _answers(base: Database) -> bool:
    try:
        with psycopg.connect(base.maker.url(), dbname="postgres", connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _keep(at: Home) -> None:
    """Run the server until the pipe closes or the server ends."""
    cluster = Cluster.of(at)
    careless = [word for name in _CARELESS for word in ("-c", f"{name}=off")]
    try:
        cluster.prepare()
        with (at.logs / "database.log").open("ab") as log:
            server = subprocess.Popen(
                [*cluster.command(), *careless],
                user=cluster.user,
                group=cluster.user,
                extra_groups=[] if cluster.user else None,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            while server.poll() is None and not select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
                continue
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        cluster.erase()
        rmtree(at.path, ignore_errors=True)


def main() -> None:
    """Keep the database of the home that is named; SIGTERM ends it as the pipe does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _keep(Home(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
