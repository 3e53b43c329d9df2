"""Second signers who are asked and agree, so that an application can be handed in."""

from toantrinh.dossiers import agreeing
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.people.actions import register_person
from toantrinh.people.models import Person
from toantrinh.people.queries import as_applicant, find_person


def signer_of(stand: agreeing.Stand) -> Person:
    """The person whom a signature names, made the first time."""
    known = find_person(stand.signer.number)
    return known or register_person(
        actor=SYSTEM,
        full_name=stand.signer.name,
        personal_number=stand.signer.number,
        synthetic=True,
    )


def all_agree(dossier: Dossier, *, actor: Actor) -> int:
    """Ask all second signers and let them agree; how many they are."""
    content, answers = agreeing.kept(dossier)
    found = agreeing.stands(dossier, content, answers)
    for stand in found:
        person = signer_of(stand)
        key = stand.signer.question.key
        agreeing.ask(dossier, key, actor=actor)
        signer = as_applicant(person, 2)
        sheet = agreeing.sheet_for(dossier, key, actor=signer)
        agreeing.answer(dossier, key, actor=signer, agrees=True, seen=sheet.digest)
    return len(found)
