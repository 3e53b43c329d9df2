"""Every procedure that ships with the house, from the form to the signed result."""

from collections.abc import Iterator

import pytest

from tests.agreed import all_agree
from tests.authored import answers_for, officer_of
from tests.documents.test_letters import shown
from tests.players import paper_file, players
from toantrinh.catalogue.authored import FOLDER, read_authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.fees import fees_due
from toantrinh.catalogue.forms import asked_papers, ineligible, read_all
from toantrinh.catalogue.parts import Part
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.simulation import simulate
from toantrinh.documents.queries import check_document, content_of
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.letters import read_whole
from toantrinh.dossiers.lifecycle import TABLE
from toantrinh.dossiers.models import Channel
from toantrinh.dossiers.results import issue_result
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_applicant, as_officer

CODES = sorted(place.parent.name for place in FOLDER.glob("*/procedure.yaml"))
ACTS = sorted({move.action for move in TABLE})


def content_of_code(code: str) -> ProcedureContent:
    return read_authored(FOLDER / code / "procedure.yaml").content


@pytest.mark.parametrize("code", CODES)
def test_it_is_whole_and_its_steps_keep_within_the_law(code: str) -> None:
    content = read_whole(FOLDER / code / "procedure.yaml").content
    assert content.code == code
    found = simulate(content, ACTS)
    assert found.good, found.as_json()
    assert list(only_vietnamese(content)) == []
    assert len(content.steps) == len(content.steps_en)


def only_vietnamese(part: Part) -> Iterator[str]:
    """What people read and does not stand in both languages."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name.endswith("_en") and getattr(part, name[:-3]) and not value:
            yield f"{type(part).__name__}.{name}: {getattr(part, name[:-3])}"
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Part):
                yield from only_vietnamese(inner)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.django_db
def test_it_is_filed_processed_and_signed(code: str) -> None:
    who = players()
    citizen = as_applicant(who.cast.mother, 2)
    version = version_in_force(find_procedure(code))
    content = version.read
    given = answers_for(content)
    reading = read_all(content, given)
    assert [(p.where, p.text()) for p in reading.problems] == []
    assert ineligible(content, reading.answers) == []
    dossier = actions.start(
        version, actor=citizen, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    actions.save_draft(dossier, actor=citizen, answers=given)
    for key in asked_papers(content, reading.answers):
        attaching.attach(dossier, actor=citizen, key=key, file=paper_file(), label="tệp.pdf")
    all_agree(dossier, actor=citizen)
    actions.submit(dossier, actor=citizen)
    dossier.refresh_from_db()
    assert dossier.agency is not None
    assert dossier.desk is not None
    reception = as_officer(officer_of(dossier.desk, "reception"), wall())
    specialist = officer_of(dossier.agency, "specialist")
    working = as_officer(specialist, wall())
    leader = as_officer(officer_of(dossier.agency, "leader"), wall())
    actions.accept(dossier, actor=reception)
    actions.assign(dossier, actor=working, officer=specialist.officer)
    actions.propose(dossier, actor=working)
    actions.approve(dossier, actor=leader)
    made = issue_result(dossier)
    assert check_document(made).valid
    page = shown(content_of(made.file)).replace(" ", "")
    assert dossier.agency.name.upper().replace(" ", "") in page
    assert "TrịnhThịChủ" in page
    own = content.result_letter
    if own is not None and own.notation:
        assert made.number == f"01/{own.notation}"
    actions.return_result(dossier, actor=reception)
    assert all(
        due.amount is not None or due.text for due in fees_due(content, "online", today(), given)
    )
