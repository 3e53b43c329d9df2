"""Rows over HTTP: a real server with its usual processes, and clients in processes of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.measuring import REPOSITORY
from toantrinh.command.running import server_child, usual_workers

CLIENTS = 3
HELLO = "benchmarks.serving:hello"
HOUSE = "toantrinh.web.wsgi:application"
TIMED = "benchmarks.serving:timed"
_PATIENCE_SECONDS = 60
_HOST = "127.0.0.1"


def timed(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """What the house answers, and in `Server-Timing` how many milliseconds it worked on it."""
    from toantrinh.web.wsgi import application

    told: list[Any] = []

    def hear(*said: Any) -> Any:
        told.extend(said)

    began = time.perf_counter()
    body = list(application(environ, hear))
    took = (time.perf_counter() - began) * 1000
    status, headers, *more = told
    start_response(status, [*headers, ("Server-Timing", f"house;dur={took:.3f}")], *more)
    return body


def hello(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """What the same server answers without a house behind it."""
    del environ
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


@contextmanager
def served(application: str = HOUSE, path: str = "/readyz") -> Iterator[int]:
    """The server as `toantrinh serve` starts it, on a free port, counting nobody out."""
    with socket.socket() as asked:
        asked.bind((_HOST, 0))
        port = int(asked.getsockname()[1])
    argv = [*server_child(_HOST, port, usual_workers()).argv[:-1], application]
    environment = {**os.environ, "TOANTRINH_THROTTLE_FACTOR": "1000"}
    with subprocess.Popen(argv, cwd=REPOSITORY, env=environment) as server:
        try:
            _wait(port, path)
            yield port
        finally:
            server.terminate()


def _wait(port: int, path: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with urlopen(f"http://{_HOST}:{port}{path}", timeout=5):
                return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class Line:
    """One connection that stays open, and what is sent along with every request."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = HTTPConnection(_HOST, port, timeout=60)
        self.headers = headers
        # Milliseconds that the server worked on the last answer, where it tells (`timed`).
        self.worked = 0.0

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of the answer. Raises RuntimeError unless it is a good one."""
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        told = answer.getheader("Server-Timing") or ""
        self.worked = float(told.partition("dur=")[2] or 0)
        return content


def together(module: str, *words: str, times: int = CLIENTS) -> list[dict[str, Any]]:
    """What processes running a module told, all having begun at the same moment."""
    clients = [
        subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(times)
    ]
    for client in clients:
        if client.stdout is None or client.stdout.readline() != "ready\n":
            raise RuntimeError("a client did not come to be")
    for client in clients:
        if client.stdin:
            client.stdin.write("go\n")
            client.stdin.flush()
    return [json.loads(client.communicate()[0]) for client in clients]


def page_rate(port: int, path: str, seconds: float, cookie: str = "") -> float:
    """Pages per second that the clients got together."""
    told = together("benchmarks.serving", str(port), path, str(seconds), cookie)
    return float(sum(one["pages"] for one in told) / max(one["seconds"] for one in told))


def _read(port: int, path: str, duration: float, cookie: str) -> None:
    """Be one client of `page_rate`."""
    line = Line(port, {"Cookie": cookie} if cookie else {})
    for _ in range(5):
        line.ask("GET", path)
    print("ready", flush=True)
    sys.stdin.readline()
    pages, began = 0, time.perf_counter()
    while time.perf_counter() - began < duration:
        line.ask("GET", path)
        pages += 1
    print(json.dumps({"pages": pages, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    _read(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4])
