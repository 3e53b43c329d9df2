"""A dossier that comes of another one: handed in for its applicant with what was handed in before.

Each dossier's key opens its own answers and papers alone, so both are sealed anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toantrinh.documents.actions import keep_again
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers.acting import Act, follow_up, holding
from toantrinh.dossiers.actions import address_to
from toantrinh.dossiers.answers import add_revision
from toantrinh.dossiers.lifecycle import find_move
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import go_on
from toantrinh.dossiers.watching import follow
from toantrinh.government.models import Agency
from toantrinh.host import rows
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now
from toantrinh.people.sealing import seal


@dataclass(frozen=True)
class Carried:
    """What goes along: answers as they count, where the matter is, papers as key, file and name.

    `desk` is the one that receives it, if another than that of the agency.
    """

    answers: Mapping[str, object]
    place: str
    papers: Iterable[tuple[str, StoredFile, str]]
    desk: Agency | None = None


def hand_over(
    fresh: Dossier, carried: Carried, agency: Agency, *, actor: Actor, **told: str
) -> None:
    """Hand in a dossier that was just begun, at this agency; its event says what was `told`.

    Nobody is asked again, so nothing is checked again.
    """
    act = Act("submit", fresh, find_move("submit", State.DRAFT, frozenset()), actor)
    handed_in = add_revision(fresh, carried.answers)
    act.payload |= {
        "revision": handed_in.number,
        "answers_hash": bytes(handed_in.answers_hash).hex(),
        "fields": sorted(carried.answers),
    }
    address_to(act, agency, carried.place, carried.desk)
    fresh.submitted_at = now()
    fresh.state, fresh.status_code = State.SUBMITTED.value, State.SUBMITTED.code
    fresh.holder = State.SUBMITTED.holder.value
    act.payload |= go_on(fresh, "submit", State.DRAFT, None)
    append_event(
        fresh,
        "submit",
        actor=actor,
        payload={
            "from": State.DRAFT.value,
            "state": fresh.state,
            "status_code": fresh.status_code,
            "holder": fresh.holder,
            **told,
            **act.payload,
        },
    )
    rows.insert(fresh)
    follow(fresh, State.DRAFT)
    with holding(fresh):
        for number, (key, file, label) in enumerate(carried.papers, start=1):
            _keep(fresh, number, key, file, label)
    follow_up(fresh)


def _keep(fresh: Dossier, number: int, key: str, file: StoredFile, label: str) -> None:
    copy = keep_again(file, key=fresh.key)
    paper = Paper(dossier=fresh, number=number, key=key, file=copy, revision=1, at=now())
    paper.label_sealed = seal(fresh.key, label, paper.place())
    rows.insert(paper)
