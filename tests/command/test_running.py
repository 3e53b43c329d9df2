"""How the server is started."""

import os

import pytest

from toantrinh.command.running import server_child, usual_workers

# What a database of ours takes, less what worker and commands need.
_CONNECTIONS = 100


@pytest.mark.parametrize(
    ("cores", "workers", "threads", "of_two"),
    [(1, 3, 2, 3), (2, 6, 2, 6), (8, 24, 2, 16), (64, 40, 2, 16), (None, 3, 2, 3)],
)
def test_processes_follow_the_cores_and_leave_connections(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int, threads: int, of_two: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert usual_workers() == workers
    assert workers * threads <= _CONNECTIONS
    for processes, each in ((workers, threads), (2, of_two), (100, 2)):
        argv = server_child("127.0.0.1", 8000, processes).argv
        assert argv[argv.index("--workers") + 1] == str(processes)
        assert argv[argv.index("--blocking-threads") + 1] == str(each)
