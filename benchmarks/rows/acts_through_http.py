"""Acts on dossiers through `/api/v1`, by token, against what PostgreSQL does without Python.

Three client processes with connections that stay open live the lives of invented dossiers over a
real server of two processes: apply, accept, assign, ask_supplement, supplement, propose, approve.
An application does in one request and one transaction what `acts` does in four acts: it begins,
attaches a paper, keeps the answers and submits; so it counts for the same four, and its PDF is read
and cleaned besides. The note tells the bare requests too, and their ratio. All of it, clients too,
shares the machine's cores.

The baseline is that of `acts`: pgbench running the statements of one `accept`.
"""

import base64
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import PLACE, Figure, Size, house
from benchmarks.replay import pgbench, record
from benchmarks.serving import CLIENTS, Line, served, together

_ACTS_OF_AN_APPLICATION = 4


def measure(size: Size) -> Figure:
    """Acts per second of all clients together."""
    duration = 5.0 if size == "small" else 40.0
    with house() as base:
        place = PLACE / "lives.json"
        place.write_text(json.dumps(lives()), encoding="utf-8")
        with served() as port:
            told = together(
                "benchmarks.rows.acts_through_http", str(port), str(place), str(duration)
            )
        script = PLACE / "accept.sql"
        statements = record(script)
        single = pgbench(base, script, clients=2, duration=duration)
    seconds = max(one["seconds"] for one in told)
    requests = sum(one["requests"] for one in told)
    more = sum(one["applications"] for one in told) * (_ACTS_OF_AN_APPLICATION - 1)
    accepting = 1000 * sum(one["accepting"] for one in told) / sum(one["accepts"] for one in told)
    note = (
        f"{requests} requests of {CLIENTS} clients, accept {accepting:.0f} ms;"
        f" {requests / seconds:.0f} requests/s, ratio {requests / seconds / single:.2f}, of which"
        f" an application counts for its {_ACTS_OF_AN_APPLICATION} acts;"
        f" baseline: pgbench, 2 clients, the {statements} statements of one accept"
    )
    return Figure(round((requests + more) / seconds, 1), "acts/s", round(single, 1), note)


def lives() -> dict[str, Any]:
    """Who acts with which token, and what is sent."""
    from tests.players import players, whole_answers
    from tests.signed_in import program

    from toantrinh.command.story import PROCEDURE, certificate

    who = players()
    cast = who.cast
    paper = {
        "key": "giay_chung_sinh",
        "label": "giay-chung-sinh.pdf",
        "content_base64": base64.b64encode(certificate()).decode(),
    }
    answers = whole_answers(who)
    application = {"procedure": PROCEDURE, "answers": answers, "papers": [paper]}
    called: dict[str, Any] = {
        "mother": cast.mother,
        "reception": cast.reception,
        "specialist": cast.specialist,
        "leader": cast.leader,
    }
    return {
        "tokens": {name: program(whose)[1] for name, whose in called.items()},
        "application": application,
        "steps": [
            ("reception", "accept", {}),
            ("specialist", "assign", {}),
            ("specialist", "ask_supplement", {"missing": ["child_origin"], "reason": "Thiếu."}),
            ("mother", "supplement", {"answers": answers}),
            ("specialist", "propose", {}),
            ("leader", "approve", {}),
        ],
    }


class Client:
    """One client, which lives one dossier after another."""

    def __init__(self, port: int, given: dict[str, Any]) -> None:
        self.given = given
        self.line = Line(port, {})
        self.told = {"requests": 0, "applications": 0, "accepts": 0, "accepting": 0.0}

    def live(self) -> None:
        """One dossier, from the application to the decision."""
        made = self._post("mother", "dossiers", self.given["application"])
        self.told["applications"] += 1
        for who, act, body in self.given["steps"]:
            before = time.perf_counter()
            self._post(who, f"dossiers/{made['code']}/{act}", body)
            if act == "accept":
                self.told["accepts"] += 1
                self.told["accepting"] += time.perf_counter() - before

    def _post(self, who: str, path: str, body: object) -> Any:
        self.line.headers = {
            "Authorization": f"Bearer {self.given['tokens'][who]}",
            "Content-Type": "application/json",
        }
        answer = self.line.ask("POST", f"/api/v1/{path}", json.dumps(body).encode())
        self.told["requests"] += 1
        return json.loads(answer)


def work(port: int, lives: str, duration: float) -> None:
    """Be one client: warm up, wait for the word, act for so long, tell."""
    given = json.loads(Path(lives).read_text(encoding="utf-8"))
    Client(port, given).live()
    client = Client(port, given)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    while time.perf_counter() - began < duration:
        client.live()
    print(json.dumps({**client.told, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    work(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
