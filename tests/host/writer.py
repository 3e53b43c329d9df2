"""A process that acts and keeps a list of what was acknowledged, for the tests that kill.

`python -m tests.host.writer FILE ACTS`: a line `<stream> <seq> <action>` for each act whose action
returned. What ended in an OperationalError is not acknowledged and is tried again; an act that
turns out to have been done by its first try is written with the seq that it had.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from toantrinh.command.ground import load_django
from toantrinh.kernel.errors import Conflict

if TYPE_CHECKING:
    from tests.players import Players
    from toantrinh.dossiers.models import Dossier

Done = TypeVar("Done")
Acts = Iterator[tuple[str, int, str]]


def lives() -> Acts:
    """Lives of dossiers without end; each act as (stream, seq, action) once it was acknowledged."""
    from tests.players import players

    who = players()
    while True:
        yield from _life(who)


def _life(who: "Players") -> Acts:
    from tests.players import drafted
    from toantrinh.dossiers import actions

    dossier = _insist(lambda: drafted(who))
    yield dossier.stream(), 1, "start"
    mother, reception, specialist = who.mother, who.reception, who.specialist
    asked = ["child_origin"]
    steps: dict[str, Callable[[], Dossier]] = {
        "submit": lambda: actions.submit(dossier, actor=mother),
        "accept": lambda: actions.accept(dossier, actor=reception),
        "assign": lambda: actions.assign(
            dossier, actor=specialist, officer=who.cast.specialist.officer
        ),
        "ask_supplement": lambda: actions.ask_supplement(
            dossier, actor=specialist, missing=asked, reason="Thiếu."
        ),
        "supplement": lambda: actions.supplement(dossier, actor=mother, answers=_answers(who)),
        "propose": lambda: actions.propose(dossier, actor=specialist),
        "send_back": lambda: actions.send_back(dossier, actor=who.leader, reason="Xem lại."),
        "approve": lambda: actions.approve(dossier, actor=who.leader),
    }
    begun = ["submit", "accept", "assign", "ask_supplement", "supplement", "propose"]
    # Few dossiers with many acts: each decided one costs the worker a signature.
    for name in [*begun, *["send_back", "propose"] * 6, "approve"]:
        yield dossier.stream(), _seq(dossier, name, steps[name]), name


def _answers(who: "Players") -> dict[str, object]:
    from tests.players import whole_answers

    return whole_answers(who)


def _seq(dossier: "Dossier", name: str, step: Callable[[], "Dossier"]) -> int:
    """The seq of the act's event, also where only a later try learns that it was done."""
    from toantrinh.journal.models import Event

    tries = 0

    def attempt() -> int:
        nonlocal tries
        tries += 1
        try:
            return step().head_seq
        except Conflict:
            if tries == 1:
                raise
            return Event.objects.filter(stream=dossier.stream(), action=name).latest("seq").seq

    return _insist(attempt)


def _insist(act: Callable[[], Done]) -> Done:
    """Do it, however often the server falls."""
    from django.db import InterfaceError, OperationalError, connection

    while True:
        try:
            return act()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.05)


def main(place: Path, wanted: int) -> None:
    """Act until so many acts were acknowledged, and write each one at once."""
    load_django()
    with place.open("w", encoding="utf-8") as file:
        for number, (stream, seq, action) in enumerate(lives(), 1):
            file.write(f"{stream} {seq} {action}\n")
            file.flush()
            if number >= wanted:
                return


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
