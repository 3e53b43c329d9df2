"""One process that keeps the processes of an installation alive, and the means to talk to it.

What should run is written in `run/wanted.json`; the supervisor starts it, restarts what dies, and
writes what it sees to `run/state.json`. Clients change the wish and wait; nobody else starts or
ends a child. Each child leads a process group of its own: what it started ends with it.
"""

import fcntl
import hmac
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from toantrinh.host.groups import command_of, end_group
from toantrinh.host.home import Home, home

_MODULE = "toantrinh.host.supervisor"
_LOOK_SECONDS = 0.1
_LONGEST_BACKOFF = 10.0
# Who lived so many times longer than it had to wait before did not fall at once.
_FORGIVEN = 3
_STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Child:
    """A process that should run: its command, what its environment has on top, and as whom."""

    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    # PostgreSQL ends its sessions at once on SIGINT and waits for them on SIGTERM.
    stop_signal: int = signal.SIGTERM


@dataclass
class _Running:
    process: subprocess.Popen[bytes]
    child: Child
    since: float
    restarts: int
    waited: float


class Supervisor:
    """The loop of the supervising process. One a home, held by a lock."""

    def __init__(self, at: Home) -> None:
        self.home = at
        self.running: dict[str, _Running] = {}
        self.not_before: dict[str, float] = {}
        self.restarts: dict[str, int] = {}
        self.falls: dict[str, int] = {}
        self.stopping = False
        self.written = ""
        self.settings = settings_mark(self.home)

    def run(self) -> None:
        """Supervise until told to stop, then end all children, the last started first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._end_orphans()
        while not self.stopping:
            self._step(wanted(self.home))
            time.sleep(_LOOK_SECONDS)
        for name in reversed(list(self.running)):
            self._end(name)
        (self.home.run / "state.json").unlink(missing_ok=True)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end_orphans(self) -> None:
        """End what a supervisor that was killed left behind: two of a kind must never run."""
        seen: dict[str, Any] = {}
        with suppress(FileNotFoundError, ValueError):
            seen = json.loads((self.home.run / "state.json").read_text(encoding="utf-8"))
        commands = seen.get("commands", {})
        for name, entry in seen.get("children", {}).items():
            if name in commands:
                self._end_orphan(entry["pid"], Child(**commands[name]))

    def _end_orphan(self, pid: int, child: Child) -> None:
        ends = time.monotonic() + _STOP_SECONDS
        number = child.stop_signal
        while command_of(pid) == child.argv:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            while command_of(pid) == child.argv and time.monotonic() < ends:
                time.sleep(_LOOK_SECONDS)
            number = signal.SIGKILL
        # Its leader may have been killed too; the number may by now be another's.
        end_group(pid, f"TOANTRINH_HOME={self.home.path}")

    def _step(self, wish: Mapping[str, Child]) -> None:
        for name in [*reversed(list(self.running))]:
            if wish.get(name) != self.running[name].child:
                self._end(name)
                for told in (self.not_before, self.restarts, self.falls):
                    told.pop(name, None)
        for name, entry in list(self.running.items()):
            if entry.process.poll() is not None:
                self._bury(name, entry)
        for name, child in wish.items():
            if name not in self.running and time.monotonic() >= self.not_before.get(name, 0):
                self._start(name, child)
        self._write_state()

    def _start(self, name: str, child: Child) -> None:
        with (self.home.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                child.argv,
                env={**os.environ, **child.environment},
                user=child.user,
                group=child.user,
                extra_groups=[] if child.user else None,
                cwd="/" if child.user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        restarts, falls = self.restarts.get(name, 0), self.falls.get(name, 0)
        waited = _delay(falls)
        self.running[name] = _Running(process, child, time.time(), restarts, waited)

    def _bury(self, name: str, entry: _Running) -> None:
        del self.running[name]
        end_group(entry.process.pid)
        self.restarts[name] = self.restarts.get(name, 0) + 1
        # A child that lived a while earns an immediate restart; one that falls at once must wait.
        lived = time.time() - entry.since
        forgiven = lived > _FORGIVEN * entry.waited
        self.falls[name] = 1 if forgiven else self.falls.get(name, 0) + 1
        delay = 0.0 if lived > _LONGEST_BACKOFF else _delay(self.falls[name])
        self.not_before[name] = time.monotonic() + delay

    def _end(self, name: str) -> None:
        entry = self.running.pop(name)
        if entry.process.poll() is None:
            entry.process.send_signal(entry.child.stop_signal)
            try:
                entry.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                entry.process.kill()
                entry.process.wait()
        end_group(entry.process.pid)

    def _write_state(self) -> None:
        state = {
            "pid": os.getpid(),
            "settings": self.settings,
            "children": {
                name: {"pid": e.process.pid, "since": round(e.since, 3), "restarts": e.restarts}
                for name, e in self.running.items()
            },
            # By these the next supervisor knows what this one, if killed, leaves behind.
            "commands": {name: asdict(e.child) for name, e in self.running.items()},
        }
        text = json.dumps(state)
        if text != self.written:
            _replace(self.home.run / "state.json", text)
            self.written = text


def settings_mark(at: Home) -> str:
    """What stands for this process's settings: children run with those of their supervisor.

    Keyed, since there are passwords among them.
    """
    own = ("TOANTRINH_HOME", "TOANTRINH_PORT")
    told = {
        name: value
        for name, value in os.environ.items()
        if name == "DATABASE_URL"
        or (name.startswith(("TOANTRINH_", "MEASURES_")) and name not in own)
    }
    key = at.secret("settings_mark").encode()
    return hmac.new(key, json.dumps(told, sort_keys=True).encode(), "sha256").hexdigest()


def wanted(at: Home) -> dict[str, Child]:
    """What should run in this home, in the order of starting."""
    try:
        wish = json.loads((at.run / "wanted.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: Child(**child) for name, child in wish.items()}


def state(at: Home) -> dict[str, Any] | None:
    """What the supervisor of this home saw last, or None when no supervisor runs."""
    if not _locked(at):
        return None
    try:
        seen: dict[str, Any] = json.loads((at.run / "state.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {"pid": None, "children": {}}
    return seen


@contextmanager
def changing(at: Home) -> Iterator[None]:
    """Hold the right to change what should run; others wait."""
    with (at.run / "change.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def want(at: Home, children: Mapping[str, Child]) -> None:
    """Add children to the wish and see that a supervisor runs. Hold `changing` around it."""
    wish = {**wanted(at), **children}
    _replace(at.run / "wanted.json", json.dumps({n: asdict(c) for n, c in wish.items()}))
    if not _locked(at):
        _launch(at)


def unwant(at: Home, names: Iterator[str] | list[str]) -> None:
    """Take children out of the wish; with none left the supervisor ends. Waits until it is so."""
    wish = {n: c for n, c in wanted(at).items() if n not in set(names)}
    _replace(at.run / "wanted.json", json.dumps({n: asdict(c) for n, c in wish.items()}))
    if (at.run / "state.json").exists() and not _locked(at):
        # Its supervisor was killed: another one ends what it left.
        _launch(at)
    if not wish:
        _dismiss(at)
        return
    while (seen := state(at)) is not None and set(seen["children"]) - set(wish):
        time.sleep(_LOOK_SECONDS)


def _dismiss(at: Home) -> None:
    while _locked(at):
        pid = (state(at) or {}).get("pid")
        # Until a new supervisor wrote its own, the number is that of a killed one.
        if pid and _MODULE in command_of(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        time.sleep(_LOOK_SECONDS)


def _launch(at: Home) -> None:
    with (at.logs / "supervisor.log").open("ab") as log:
        subprocess.run(
            [sys.executable, "-m", _MODULE, "--detach"],
            env={**os.environ, "TOANTRINH_HOME": str(at.path)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )
    while not _locked(at):
        time.sleep(_LOOK_SECONDS / 5)


def _locked(at: Home) -> bool:
    with (at.run / "supervisor.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _delay(falls: int) -> float:
    """How long one waits that fell so often at once, in seconds."""
    return min(_LONGEST_BACKOFF, 0.2 * 2 ** min(8, falls)) if falls else 0.0


def _replace(place: Path, text: str) -> None:
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(place)


def main() -> int:
    """Be the supervisor of TOANTRINH_HOME, unless there is one; with --detach, nobody's child."""
    if "--detach" in sys.argv[1:] and os.fork():
        return 0
    at = home()
    with (at.run / "supervisor.lock").open("a") as lock:
        # A client that only looks holds the lock for an instant.
        for _ in range(50):
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.02)
        else:
            return 0
        Supervisor(at).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
