"""Acts on dossiers, in process, by two workers, against what PostgreSQL does without Python.

Two processes live the lives of invented dossiers from the first draft to the decision: start,
save_draft, attach, submit, accept, assign, ask_supplement, supplement, propose, approve. Every act
is a transaction of its own that ends in one event. Signing and returning results is the worker's
part and not counted.

The baseline: an `execute_wrapper` records the statements of one `accept`, with their parameters;
pgbench runs them with two clients, so adapted that each run locks a dossier of its own, appends
the next event to its chain, updates the row and leaves a job. What differs: the dossier is chosen
and its chain's end read by one more statement, and the written values are always the same.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import PLACE, Figure, Size, house
from benchmarks.replay import pgbench, record
from benchmarks.serving import together

WORKERS = 2


def measure(size: Size) -> Figure:
    """Acts per second of two processes together."""
    duration = 5.0 if size == "small" else 40.0
    with house() as base:
        from tests.players import players

        # On a new home both processes would make the cast at once.
        players()
        told = together("benchmarks.rows.acts", str(duration), times=WORKERS)
        script = PLACE / "accept.sql"
        statements = record(script)
        single = pgbench(base, script, clients=WORKERS, duration=duration)
    acts = sum(one["acts"] for one in told)
    rate = acts / max(one["seconds"] for one in told)
    accepts = sum(one["accepts"] for one in told) / sum(one["accepting"] for one in told) * WORKERS
    note = (
        f"{acts} acts; accept alone {accepts:.0f}/s; baseline: pgbench, 2 clients,"
        f" the {statements} statements of one accept"
    )
    return Figure(round(rate, 1), "acts/s", round(single, 1), note)


def life(who: Any) -> list[tuple[str, Callable[[], object]]]:
    """The acts of one dossier's life, in order."""
    from tests.players import paper_file, whole_answers

    from toantrinh.catalogue.queries import find_procedure, version_in_force
    from toantrinh.command.story import PROCEDURE
    from toantrinh.dossiers import actions, attaching
    from toantrinh.dossiers.models import Channel, Dossier

    version = version_in_force(find_procedure(PROCEDURE))
    made: list[Dossier] = []

    def begin() -> None:
        made.append(
            actions.start(
                version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
            )
        )

    answers, paper = whole_answers(who), paper_file()
    mother, reception, specialist = who.mother, who.reception, who.specialist
    officer = who.cast.specialist.officer
    return [
        ("start", begin),
        ("save_draft", lambda: actions.save_draft(made[0], actor=mother, answers=answers)),
        (
            "attach",
            lambda: attaching.attach(
                made[0], actor=mother, key="giay_chung_sinh", file=paper, label="giấy.pdf"
            ),
        ),
        ("submit", lambda: actions.submit(made[0], actor=mother)),
        ("accept", lambda: actions.accept(made[0], actor=reception)),
        ("assign", lambda: actions.assign(made[0], actor=specialist, officer=officer)),
        (
            "ask_supplement",
            lambda: actions.ask_supplement(
                made[0], actor=specialist, missing=["child_origin"], reason="Thiếu."
            ),
        ),
        ("supplement", lambda: actions.supplement(made[0], actor=mother, answers=answers)),
        ("propose", lambda: actions.propose(made[0], actor=specialist)),
        ("approve", lambda: actions.approve(made[0], actor=who.leader)),
    ]


def work(duration: float) -> None:
    """Be one worker: warm up, wait for the word, act for so long, tell."""
    from tests.players import players

    who = players()
    for _name, act in life(who):
        act()
    print("ready", flush=True)
    sys.stdin.readline()
    acts = accepts = 0
    accepting = 0.0
    began = time.perf_counter()
    while time.perf_counter() - began < duration:
        for name, act in life(who):
            before = time.perf_counter()
            act()
            acts += 1
            if name == "accept":
                accepts += 1
                accepting += time.perf_counter() - before
    taken = time.perf_counter() - began
    print(json.dumps({"acts": acts, "seconds": taken, "accepts": accepts, "accepting": accepting}))


if __name__ == "__main__":
    from toantrinh.command.ground import load_django

    load_django()
    work(float(sys.argv[1]))
