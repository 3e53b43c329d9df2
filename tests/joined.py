"""A joined submission, and the officers through whose hands each of its parts goes."""

from dataclasses import dataclass

from tests import players as p
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.cast import _officer
from toantrinh.command.story import certificate
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.joining import go_on
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.states import State
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import wall
from toantrinh.people.models import Officer
from toantrinh.people.queries import as_officer

CODE = "2.000986"


@dataclass(frozen=True)
class Hands:
    """The three through whose hands a dossier goes."""

    reception: Actor
    specialist: Actor
    leader: Actor
    officer: Officer


def hands_of(dossier: Dossier) -> Hands:
    """Officers of the agency that decides and of the desk that receives; made the first time."""
    assert dossier.agency
    assert dossier.desk
    at = dict.fromkeys(("specialist", "leader"), dossier.agency.key)
    at["reception"] = dossier.desk.key
    made = {role: _officer(f"{role}.{key}", "Lý Thị Xa", key, role) for role, key in at.items()}
    return Hands(
        as_officer(made["reception"], wall()),
        as_officer(made["specialist"], wall()),
        as_officer(made["leader"], wall()),
        made["specialist"].officer,
    )


def handed_in(who: p.Players, **changes: object) -> Dossier:
    """The submission, with a birth attestation that is sealed."""
    draft = actions.start(
        version_in_force(find_procedure(CODE)),
        actor=who.mother,
        applicant=who.cast.mother,
        channel=Channel.ONLINE,
    )
    answers = {
        **p.whole_answers(who),
        "residence_wanted": True,
        "residence_commune": who.cast.mother.commune_code,
        "residence_address": "12 đường Trăng Rằm",
        "owner_is_parent": True,
        "first_hospital": "Trạm y tế phường",
        **changes,
    }
    actions.save_draft(draft, actor=who.mother, answers=answers)
    paper = store_upload(certificate(), actor=who.mother, key=draft.key)
    attaching.attach(draft, actor=who.mother, key="giay_chung_sinh", file=paper, label="cs.pdf")
    return actions.submit(draft, actor=who.mother)


def decide(dossier: Dossier) -> list[Dossier]:
    """Receive it if need be, and go on to the signed result; what is opened then."""
    hands = hands_of(dossier)
    if fresh(dossier).stage is State.SUBMITTED:
        actions.accept(dossier, actor=hands.reception)
        assert go_on(fresh(dossier)) == []
    actions.assign(dossier, actor=hands.specialist, officer=hands.officer)
    actions.propose(dossier, actor=hands.specialist)
    issue_result(actions.approve(dossier, actor=hands.leader))
    return go_on(fresh(dossier))


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("version", "agency", "desk", "key").get(pk=dossier.pk)
