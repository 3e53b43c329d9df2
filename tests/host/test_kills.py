"""Whatever is killed, what was acknowledged stays, and nothing runs twice."""

import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from tests.host.installation import PATIENCE, Installation, kill_family, until

pytestmark = [pytest.mark.slow]

Writer = subprocess.Popen[str]

ACTS = 1000
WRITERS = 2
KILLS_AFTER = (150, 450, 750)


def acknowledged(lists: list[Path]) -> list[tuple[str, int, str]]:
    """What the writers were told was done; a line half written was not yet told."""
    found = []
    for place in lists:
        text = place.read_text(encoding="utf-8") if place.exists() else ""
        for line in text.splitlines(keepends=True):
            if line.endswith("\n"):
                stream, seq, action = line.split()
                found.append((stream, int(seq), action))
    return found


def journal(house: Installation) -> list[tuple[str, int, str]]:
    with psycopg.connect(house.done("db", "url").strip()) as connection:
        return connection.execute(
            "SELECT stream, seq, action FROM journal_event WHERE stream LIKE 'dossier/%'"
        ).fetchall()


def kill_between(house: Installation, writers: list[Writer], lists: list[Path]) -> None:
    """Kill the server whenever the writers have come so far."""
    for count in KILLS_AFTER:

        def far_enough(count: int = count) -> bool:
            return len(acknowledged(lists)) >= count or any(w.poll() is not None for w in writers)

        until(far_enough)
        (postmaster,) = house.postmasters()

        def another(before: int = postmaster) -> bool:
            return house.postmasters() not in ([], [before])

        kill_family(postmaster)
        until(another)


def test_a_killed_supervisor_leaves_no_second_server(running: Installation) -> None:
    (postmaster,) = running.postmasters()
    (worker,) = running.workers()
    os.kill(running.status()["supervisor"], signal.SIGKILL)
    until(lambda: not running.status()["up"])
    assert running.postmasters() == [postmaster]

    running.done("up")
    (after,) = running.postmasters()
    (worker_after,) = running.workers()
    assert after != postmaster
    assert worker_after != worker
    assert running.status()["up"]
    assert running.audit() == []


def test_a_command_alone_takes_over_from_a_killed_supervisor(running: Installation) -> None:
    os.kill(running.status()["supervisor"], signal.SIGKILL)
    assert running.audit() == []
    assert len(running.postmasters()) == 1
    # What `up` had started goes on running.
    assert running.status()["up"]


def test_a_killed_worker_comes_back(running: Installation) -> None:
    (worker,) = running.workers()
    os.kill(worker, signal.SIGKILL)
    until(lambda: running.workers() not in ([], [worker]))
    assert running.status()["up"]


def test_a_worker_that_lost_its_database_is_soon_another(running: Installation) -> None:
    log = running.path / "logs" / "worker.log"
    until(lambda: log.read_text(encoding="utf-8").count("Starting worker on") > 0)
    started = log.read_text(encoding="utf-8").count("Starting worker on")
    (postmaster,) = running.postmasters()
    kill_family(postmaster)
    until(lambda: log.read_text(encoding="utf-8").count("Starting worker on") > started, 20)


def test_no_acknowledged_act_is_lost_or_done_twice(running: Installation, tmp_path: Path) -> None:
    # The players come to be once, before two writers ask for them.
    running.done("story", "--json")
    lists = [tmp_path / f"acts-{number}" for number in range(WRITERS)]
    writers = [
        running.start(str(place), str(ACTS // WRITERS), module="tests.host.writer")
        for place in lists
    ]
    kill_between(running, writers, lists)
    for writer in writers:
        _out, err = writer.communicate(timeout=PATIENCE)
        assert writer.returncode == 0, err

    told = acknowledged(lists)
    assert len(told) == ACTS
    streams = {stream for stream, _seq, _action in told}
    kept = Counter(event for event in journal(running) if event[0] in streams)
    papers = Counter({event: n for event, n in kept.items() if event[2].startswith("issue_")})
    assert kept - papers == Counter(told)
    # What the worker makes of an act it makes once, however often it was killed with the server.
    assert set(Counter((stream, action) for stream, _seq, action in papers).values()) <= {1}
    assert running.audit() == []
    assert running.status()["children"]["database"]["restarts"] >= len(KILLS_AFTER)
