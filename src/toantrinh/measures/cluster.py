"""A stand-alone Spark cluster: one that was named, or one of our own on this machine alone.

Our own is a master and two workers that listen on the loopback address only, on free ports, and
take orders from nobody who does not know their secret. All of it ends with the block.
"""

import re
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from toantrinh.kernel.errors import Conflict
from toantrinh.measures.jvm import LOOPBACK, configure, options, process, spark_home

NAMED = re.compile(r"^spark://[\w.-]+:\d+(,[\w.-]+:\d+)*$")
WORKERS = 2
_ADDRESS = re.compile(r"Starting Spark master at (spark://[\w.-]+:\d+)")
_REGISTERED = re.compile(r"Registering worker ")
_START_SECONDS, _LOOK_SECONDS, _REACH_SECONDS = 120.0, 0.05, 5.0
# A gigabyte in all: three daemons, two executors, and who asks.
_DAEMON, _EXECUTOR, _DRIVER = "64m", "192m", "256m"
# Spark keeps 300 MB for itself unless told otherwise, which would take more than it uses here.
_RESERVED = str(48 * 1024**2)


@dataclass(frozen=True)
class Cluster:
    """Where it listens, and what who asks it must set."""

    address: str
    settings: Mapping[str, str] = field(default_factory=dict)


def reach(address: str) -> None:
    """See that one of the named masters listens; Spark itself takes a minute. Raises Conflict."""
    for master in address.removeprefix("spark://").split(","):
        host, _, port = master.rpartition(":")
        with suppress(OSError), socket.create_connection((host, int(port)), _REACH_SECONDS):
            return
    raise Conflict(
        "Không tới được cụm Spark %(address)s.",
        remedy="Hãy xem MEASURES_ENGINE, và cụm có đang chạy không.",
        address=address,
    )


@contextmanager
def own_cluster(folder: Path) -> Iterator[Cluster]:
    """A master and two workers that keep what they write in the folder. Raises Conflict."""
    home = spark_home()
    shared = {"spark.authenticate": "true", "spark.authenticate.secret": secrets.token_hex(32)}
    configure(folder / "cluster", {**shared, "spark.ui.killEnabled": "false"})
    environment = {
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(folder / "cluster"),
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": _DAEMON,
        "SPARK_DAEMON_JAVA_OPTS": options(folder),
    }
    listen = ["--host", LOOPBACK, "--port", "0", "--webui-port", "0"]

    def daemon(name: str, kind: str, *words: str) -> Path:
        log = folder / f"{name}.log"
        argv = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}"]
        running.enter_context(
            process([*argv, *listen, *words], running.enter_context(log.open("wb")), environment)
        )
        return log

    with ExitStack() as running:
        master = daemon("master", "master.Master")
        [address] = _told(master, _ADDRESS, 1)
        for number in range(WORKERS):
            name = f"worker-{number}"
            size = ["--cores", "1", "--memory", _EXECUTOR, "--work-dir", str(folder / name)]
            daemon(name, "worker.Worker", *size, address)
        _told(master, _REGISTERED, WORKERS)
        yield Cluster(
            address,
            {
                **shared,
                "spark.cores.max": str(WORKERS),
                "spark.executor.cores": "1",
                "spark.executor.memory": _EXECUTOR,
                "spark.driver.memory": _DRIVER,
                "spark.executor.extraJavaOptions": options(folder),
                "spark.testing.reservedMemory": _RESERVED,
                # A fetched block must fit as well.
                "spark.network.maxRemoteBlockSizeFetchToMem": "32m",
            },
        )


def _told(log: Path, sought: re.Pattern[str], times: int) -> list[str]:
    """What a log says, once it has said it so many times."""
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends:
        found = sought.findall(log.read_text(errors="replace"))
        if len(found) >= times:
            return found
        time.sleep(_LOOK_SECONDS)
    raise Conflict(
        "Cụm Spark không khởi động được: %(why)s", why=log.read_text(errors="replace")[-500:]
    )
