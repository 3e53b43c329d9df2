"""The invented people of the tests, and a dossier of theirs in any state."""

from dataclasses import dataclass
from datetime import datetime

from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.cast import Cast, cast
from toantrinh.command.story import PROCEDURE, answers
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now, wall
from toantrinh.people.queries import as_applicant, as_officer


@dataclass(frozen=True)
class Players:
    """Who acts, ready to act."""

    cast: Cast
    mother: Actor
    reception: Actor
    specialist: Actor
    leader: Actor


def players() -> Players:
    return played(cast())


def played(made: Cast, confirmed_at: datetime | None = None) -> Players:
    """These people, whose second factors were shown just now, or at a moment."""
    at = confirmed_at or wall()
    return Players(
        made,
        as_applicant(made.mother),
        as_officer(made.reception, at),
        as_officer(made.specialist, at),
        as_officer(made.leader, at),
    )


def paper_file() -> StoredFile:
    """A file that needs no bytes."""
    return StoredFile.objects.create(
        sha256="0" * 64, size=10, media_type="application/pdf", pages=1, created_at=now()
    )


def whole_answers(who: Players) -> dict[str, object]:
    return answers(who.cast.mother.commune_code)


def drafted(who: Players, **changes: object) -> Dossier:
    """A draft that can be submitted."""
    version = version_in_force(find_procedure(PROCEDURE))
    dossier = actions.start(
        version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    given = {**whole_answers(who), **changes}
    actions.save_draft(dossier, actor=who.mother, answers=given)
    attaching.attach(
        dossier, actor=who.mother, key="giay_chung_sinh", file=paper_file(), label="giấy.pdf"
    )
    return dossier


def submitted(who: Players, **changes: object) -> Dossier:
    return actions.submit(drafted(who, **changes), actor=who.mother)


def accepted(who: Players, **changes: object) -> Dossier:
    return actions.accept(submitted(who, **changes), actor=who.reception)


def processing(who: Players, **changes: object) -> Dossier:
    return actions.assign(
        accepted(who, **changes), actor=who.specialist, officer=who.cast.specialist.officer
    )


def proposed(who: Players, **changes: object) -> Dossier:
    return actions.propose(processing(who, **changes), actor=who.specialist)
