"""Whole lives of dossiers through `/api/v1`, against pgbench running the same statements.

An application and six acts each: accept, assign, ask_supplement, supplement, propose, approve.
Three client processes keep their connections open; server, database and clients share the machine's
cores. Signing letters and results is the worker's part, which does not run here. The baseline is a
life's own statements, one transaction a request, run by two clients of pgbench.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measuring import PLACE, Figure, Size, house
from benchmarks.province import at
from benchmarks.replay import pgbench
from benchmarks.replay_life import record_life
from benchmarks.rows.acts_through_http import lives
from benchmarks.serving import CLIENTS, Line, served, together

MUST, MUST_MS = 20, 100


def measure(size: Size) -> Figure:
    """Dossiers per second of all clients together."""
    duration = 8.0 if size == "small" else 60.0
    with house() as base:
        given = lives()
        place = PLACE / "lives.json"
        place.write_text(json.dumps(given), encoding="utf-8")
        with served() as port:
            words = (str(port), str(place), str(duration))
            told = together("benchmarks.rows.full_life_dossiers", *words)
        script = PLACE / "life.sql"
        statements = record_life(lambda post: _live(given, post), script)
        single = pgbench(base, script, clients=2, duration=duration)
    rate = sum(one["dossiers"] / one["seconds"] for one in told)
    taken = sorted(ms for one in told for ms in one["taken"])
    note = (
        f"six acts each, of {CLIENTS} clients; an act takes {at(taken, 0.5):.0f} ms,"
        f" p95 {at(taken, 0.95):.0f} ms (must: {MUST_MS}); at least {MUST} must live;"
        f" baseline: pgbench, 2 clients, the {statements} statements of one life"
    )
    return Figure(round(rate, 1), "dossiers/s", round(single, 1), note)


def _live(given: Any, post: Callable[[str, str, Any], Any]) -> None:
    """One dossier, from the application to the decision."""
    tokens, root = given["tokens"], "/api/v1/dossiers"
    made = post(tokens["mother"], root, given["application"])
    for who, act, body in given["steps"]:
        post(tokens[who], f"{root}/{made['code']}/{act}", body)


def work(port: int, place: str, duration: float) -> None:
    """Be one client: warm up, wait for the word, live for so long, tell."""
    given = json.loads(Path(place).read_text(encoding="utf-8"))
    line, taken = Line(port, {}), []

    def post(token: str, path: str, body: Any) -> Any:
        line.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        began = time.perf_counter()
        answer = line.ask("POST", path, json.dumps(body).encode())
        taken.append((time.perf_counter() - began) * 1000)
        return json.loads(answer)

    _live(given, post)
    taken.clear()
    print("ready", flush=True)
    sys.stdin.readline()
    dossiers, began = 0, time.perf_counter()
    while time.perf_counter() - began < duration:
        _live(given, post)
        dossiers += 1
    seconds = time.perf_counter() - began
    print(json.dumps({"dossiers": dossiers, "seconds": seconds, "taken": taken}))


if __name__ == "__main__":
    work(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
