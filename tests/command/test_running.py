"""How the server is started."""

import os

import pytest

from toantrinh.command.running import server_child


@pytest.mark.parametrize(("cores", "threads"), [(1, 3), (2, 5), (8, 16), (64, 16), (None, 3)])
def test_threads_follow_the_cores_and_leave_connections(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    argv = server_child("127.0.0.1", 8000, 2).argv
    assert argv[argv.index("--blocking-threads") + 1] == str(threads)
