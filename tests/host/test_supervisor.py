"""What a child started ends with it, and a killed supervisor leaves nothing for ever."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.installation import until
from toantrinh.host import supervisor
from toantrinh.host.groups import command_of, end_group, members
from toantrinh.host.home import Home
from toantrinh.host.supervisor import Child

pytestmark = [pytest.mark.slow]

# A master with a worker that outlives it, as a web server's may.
FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
time.sleep(600)
"""
NAME = "family"
CHILD = Child([sys.executable, "-c", FAMILY])


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Home]:
    """A home that wants one family."""
    made = Home(tmp_path)
    with supervisor.changing(made):
        supervisor.want(made, {NAME: CHILD})
    yield made
    with supervisor.changing(made):
        supervisor.unwant(made, [NAME])


def master(at: Home) -> int:
    """The family's head, once its worker runs too."""
    found = [0]

    def complete() -> bool:
        seen = (supervisor.state(at) or {"children": {}})["children"]
        found[0] = seen.get(NAME, {}).get("pid") or 0
        return found[0] > 0 and len(members(found[0])) == 2

    until(complete)
    return found[0]


def kill_supervisor(at: Home) -> None:
    seen = supervisor.state(at)
    assert seen is not None
    os.kill(seen["pid"], signal.SIGKILL)
    until(lambda: supervisor.state(at) is None)


def test_the_orphans_of_a_killed_child_end_before_the_next_one_starts(at: Home) -> None:
    first = master(at)
    os.kill(first, signal.SIGKILL)
    until(lambda: master(at) != first)
    assert members(first) == []


def test_what_is_no_longer_wanted_ends_with_all_it_started(at: Home) -> None:
    first = master(at)
    with supervisor.changing(at):
        supervisor.unwant(at, [NAME])
    assert members(first) == []
    assert supervisor.state(at) is None


def test_a_new_supervisor_ends_what_a_killed_one_left(at: Home) -> None:
    first = master(at)
    kill_supervisor(at)
    assert len(members(first)) == 2
    with supervisor.changing(at):
        supervisor.want(at, {NAME: CHILD})
    assert master(at) != first
    assert members(first) == []


def test_a_new_supervisor_ends_orphans_whose_master_was_killed_too(at: Home) -> None:
    first = master(at)
    kill_supervisor(at)
    os.kill(first, signal.SIGKILL)
    # Whoever adopted the master has yet to bury it.
    until(lambda: len(members(first)) == 1)
    with supervisor.changing(at):
        supervisor.want(at, {NAME: CHILD})
    assert master(at) != first
    assert members(first) == []


def test_what_a_killed_supervisor_left_ends_when_nobody_wants_it(at: Home) -> None:
    first = master(at)
    kill_supervisor(at)
    with supervisor.changing(at):
        supervisor.unwant(at, [NAME])
    assert members(first) == []
    assert supervisor.state(at) is None


def test_strangers_in_a_group_are_left_alone(at: Home) -> None:
    first = master(at)
    end_group(first, "TOANTRINH_HOME=/another/home")
    assert len(members(first)) == 2
    end_group(first, f"TOANTRINH_HOME={at.path}")
    assert command_of(first) == []


def test_who_is_killed_now_and_then_does_not_wait_longer_each_time(at: Home) -> None:
    waits = []
    for _ in range(5):
        first = master(at)
        # Longer than three times the wait after one fall.
        time.sleep(1.5)
        killed = time.monotonic()
        os.kill(first, signal.SIGKILL)
        until(lambda gone=first: master(at) != gone)
        waits.append(time.monotonic() - killed)
    assert waits[-1] < 2, waits


def test_other_settings_have_another_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Home(tmp_path)
    before = supervisor.settings_mark(at)
    for name in ("TOANTRINH_HOME", "TOANTRINH_PORT", "UNKNOWN"):
        monkeypatch.setenv(name, "x")
        assert supervisor.settings_mark(at) == before
    for name in ("TOANTRINH_MAIL_HOST", "DATABASE_URL"):
        monkeypatch.setenv(name, "secret")
        assert supervisor.settings_mark(at) != before
        monkeypatch.delenv(name)
    assert "secret" not in before
