"""Processes and the groups they belong to, as the kernel lists them."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LOOK_SECONDS = 0.02
_GONE = {"Z", "X"}


def command_of(pid: int) -> list[str]:
    """The command line of a process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
    except OSError:
        return []


def members(group: int) -> list[int]:
    """The processes of a group that still run."""
    return [pid for pid in _pids() if _group_of(pid) == group]


def end_group(group: int, mark: str = "") -> None:
    """Kill what is left of a group and wait until it is gone; the leader ended before.

    Orphaned workers would go on holding the port. With `mark`, a line of the environment, only
    processes that have it: after a restart of the machine the number may be a stranger's.
    """
    while left := [pid for pid in members(group) if not mark or mark in _environment(pid)]:
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_LOOK_SECONDS)


def _pids() -> Iterator[int]:
    return (int(place.name) for place in Path("/proc").glob("[0-9]*"))


def _group_of(pid: int) -> int:
    """Its group; 0 when it is gone. One that ended but was not yet waited for is gone."""
    try:
        _, _, told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return 0
    state, _parent, group = told.split()[:3]
    return 0 if state in _GONE else int(group)


def _environment(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
