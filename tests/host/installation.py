"""An installation of a test's own, driven from outside as an operator does, and its processes."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toantrinh.host.home import Home
from toantrinh.host.postgres import Cluster

REPOSITORY = Path(__file__).parent.parent.parent
PATIENCE = 120.0


@dataclass
class Installation:
    """A home and the environment in which its commands run."""

    path: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TOANTRINH_", "DATABASE"))}
        return {**kept, "TOANTRINH_HOME": str(self.path), **self.extra}

    @property
    def cluster(self) -> Cluster:
        return Cluster.of(Home(self.path))

    def start(self, *words: str, module: str = "toantrinh.command") -> subprocess.Popen[str]:
        """A command under way."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=self.environment,
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command that has ended, whatever its exit code."""
        process = self.start(*words)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def done(self, *words: str) -> str:
        """What a command that must succeed wrote to stdout."""
        ended = self.run(*words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.done(*words, "--json"))

    def audit(self) -> list[dict[str, Any]]:
        """The problems that `audit verify` finds."""
        ended = self.run("audit", "verify", "--json")
        report = json.loads(ended.stdout or "{}")
        assert ended.returncode == (0 if report.get("ok") else 1), ended.stderr
        found: list[dict[str, Any]] = report["problems"]
        return found

    def status(self) -> dict[str, Any]:
        """What `status --json` tells, up or not."""
        told: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return told

    def postmasters(self) -> list[int]:
        """The servers that hold this cluster now: one, or none."""
        data = str(self.cluster.data)
        found = {pid for pid, words in commands() if words[1:3] == ["-D", data]}
        return sorted(pid for pid in found if parent(pid) not in found)

    def workers(self) -> list[int]:
        """The workers of this home."""
        ending = ["-m", "toantrinh.command", "worker"]
        mine = f"TOANTRINH_HOME={self.path}".encode()
        return sorted(
            pid
            for pid, words in commands()
            if words[-3:] == ending
            and mine in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        )


def commands() -> Iterator[tuple[int, list[str]]]:
    """All processes and their command lines."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            yield int(place.name), (place / "cmdline").read_bytes().decode().split("\0")[:-1]
        except (OSError, UnicodeDecodeError):
            continue


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def kill_family(pid: int) -> None:
    """`kill -9` for a process and its children at once, as when the memory ran out."""
    family = [pid, *(child for child, _words in commands() if parent(child) == pid)]
    for member in family:
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue


def until(holds: Any, seconds: float = PATIENCE) -> None:
    """Wait until something holds; a test that waits in vain fails."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextmanager
def installation(path: Path, **extra: str) -> Iterator[Installation]:
    """A home, and nothing of it left afterwards."""
    made = Installation(path, extra)
    try:
        yield made
    finally:
        made.run("down")
        if "DATABASE_URL" not in extra:
            made.done("db", "erase", "--yes")


def laid_once(place: Path) -> Path:
    """A home as `up` leaves an empty one, and down; to be copied, never to be used itself."""
    with place.with_name("laid.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for old in place.parent.glob("laid_*"):
                Installation(old).done("db", "erase", "--yes")
                shutil.rmtree(old)
            draft = place.with_name("laid_draft")
            # Whoever passes by lays it and, unlike `up`, brings no worker that begins its work.
            Installation(draft).done("jobs", "status")
            draft.rename(place)
    return place


@contextmanager
def laid(path: Path, original: Path, **extra: str) -> Iterator[Installation]:
    """A home that was laid, for tests that are not about the laying. Laying takes ten seconds."""
    with installation(path, **extra) as made:
        _copy(original, path)
        # By its id it finds its cluster: each home has one of its own.
        Home(path).forget("home_id")
        if not made.cluster.root.exists():
            _copy(Cluster.of(Home(original)).root, made.cluster.root)
        yield made


def _copy(original: Path, place: Path) -> None:
    copied = ["cp", "--archive", "--reflink=auto", f"{original}/.", str(place)]
    subprocess.run(copied, check=True)
