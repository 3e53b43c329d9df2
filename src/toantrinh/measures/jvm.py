"""What Spark needs of this machine: its package, Java, and how their processes begin and end."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from toantrinh.host.groups import end_group
from toantrinh.kernel.errors import NotFound

LOOPBACK = "127.0.0.1"
# What the environment of this process keeps: no password of the house may reach a worker.
_KEPT = ("PATH", "HOME", "JAVA_HOME")
# No name is looked up, and nobody else reaches what listens, unless the operator's file says so.
_OWN = {"LANG": "C.UTF-8", "SPARK_LOCAL_IP": LOOPBACK, "SPARK_LOCAL_HOSTNAME": LOOPBACK}
# Starts quickly and stays small; knows neither the machine's language nor its time zone.
OPTIONS = (
    *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
    *("-Duser.timezone=UTC", "-Duser.language=en", "-Duser.country=US"),
    *("-Dfile.encoding=UTF-8", "-Djava.net.preferIPv4Stack=true"),
)
_LOG = """\
rootLogger.level = warn
rootLogger.appenderRef.told.ref = told
appender.told.type = Console
appender.told.name = told
appender.told.target = SYSTEM_ERR
appender.told.layout.type = PatternLayout
appender.told.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
logger.deploy.name = org.apache.spark.deploy
logger.deploy.level = info
"""


def spark_home() -> Path:
    """The folder of Spark's package. Raises NotFound when it or Java is missing."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise NotFound(
            "Máy này chưa có Spark.", remedy="Hãy chạy: make install SPARK=1 (khoảng 350 MB)."
        )
    java = os.environ.get("JAVA_HOME")
    if not (Path(java, "bin", "java").exists() if java else shutil.which("java")):
        raise NotFound(
            "Spark cần Java 17 mà máy này chưa có.",
            remedy="Hãy chạy: apt-get install openjdk-17-jre-headless",
        )
    return Path(found.origin).parent


def options(folder: Path) -> str:
    """The JVM's options as Spark reads them; what it puts aside goes into the folder."""
    return " ".join([*OPTIONS, f'"-Djava.io.tmpdir={folder}"'])


def configure(folder: Path, settings: Mapping[str, str]) -> None:
    """Let a folder be Spark's configuration; it may hold a secret."""
    folder.mkdir(mode=0o700)
    told = "".join(f"{name} {value}\n" for name, value in settings.items())
    (folder / "spark-defaults.conf").write_text(told, encoding="utf-8")
    (folder / "log4j2.properties").write_text(_LOG, encoding="ascii")


@contextmanager
def process(
    argv: Sequence[str],
    log: IO[bytes],
    environment: Mapping[str, str],
    *,
    talks: bool = False,
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that ends with the block, with all that it started, or when this one is killed.

    One that talks is asked and answers through pipes.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    started = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *argv],
        env={**kept, **_OWN, **environment},
        stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
        stdout=subprocess.PIPE if talks else log,
        stderr=log,
        # A Ctrl-C is meant for us, and we end it.
        start_new_session=True,
    )
    with started:
        try:
            yield started
        finally:
            # Nothing of it is worth a slow goodbye.
            end_group(started.pid)
