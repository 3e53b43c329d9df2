"""A form on paper: received with what reception rests on, typed off later, and nothing before."""

from collections.abc import Mapping
from typing import cast

import pytest

from tests import players as p
from tests.joined import CODE as JOINED
from tests.joined import fresh, hands_of
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.story import PROCEDURE
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.at_counter import Brought, Scan, receive
from toantrinh.dossiers.joining import go_on
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.on_paper import (
    FORM,
    NAME,
    TYPE,
    last_revision,
    may_type,
    settled,
    type_form,
    untyped,
    waits_for_its_form,
)
from toantrinh.dossiers.promise import promise
from toantrinh.dossiers.queries import history
from toantrinh.journal.verify import verify
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
HOME = {
    "residence_wanted": True,
    "residence_address": "12 đường Trăng Rằm",
    "owner_is_parent": True,
    "first_hospital": "Trạm y tế phường",
}


@pytest.fixture
def who() -> p.Players:
    return p.players()


def received(
    who: p.Players,
    code: str = PROCEDURE,
    more: Mapping[str, object] | None = None,
    form: StoredFile | None = None,
) -> Dossier:
    """At the counter, with the form and a birth attestation scanned."""
    version = version_in_force(find_procedure(code))
    stays = settled(with_form(version.read))
    answers = {**p.whole_answers(who), **(more or {})}
    scans = (
        Scan(FORM, form or p.paper_file(), NAME),
        Scan("giay_chung_sinh", p.paper_file(), "cs.pdf"),
    )
    return receive(
        version,
        actor=who.reception,
        who=who.cast.mother,
        desk=who.cast.reception.post.agency,
        brought=Brought({key: value for key, value in answers.items() if key in stays}, scans),
    )


def test_received_by_what_it_rests_on_and_decided_only_once_it_was_typed(who: p.Players) -> None:
    dossier = received(who)
    whole = p.whole_answers(who)
    assert dossier.state == "accepted" and dossier.due_at is not None
    assert NAME in cast("list[str]", promise(dossier)["papers"])
    assert waits_for_its_form(dossier) and "child_name" not in answers_of(dossier)
    dossier = actions.assign(dossier, actor=who.specialist, officer=who.cast.specialist.officer)
    with pytest.raises(Conflict, match="chưa được nhập đủ"):
        actions.propose(dossier, actor=who.specialist)
    # A page of it, with a slip; then the page, a part of the rest, and all.
    with pytest.raises(Invalid) as wrong:
        type_form(dossier, actor=who.specialist, answers={"child_birth_place": "x" * 300})
    assert [problem.where for problem in wrong.value.problems] == ["child_birth_place"]
    saw = last_revision(dossier)
    type_form(dossier, actor=who.reception, answers={"child_name": "Lê Minh An"}, revision=saw)
    with pytest.raises(Conflict, match="người khác"):
        type_form(dossier, actor=who.specialist, answers={"child_name": "X"}, revision=saw)
    before = answers_of(dossier)
    # What reception rested on is not moved by what is typed.
    type_form(dossier, actor=who.specialist, answers={**whole, "child_birth_date": "2020-01-01"})
    now = answers_of(dossier)
    assert now["child_birth_date"] == before["child_birth_date"] and now["child_name"]
    assert not untyped(with_form(dossier.version.read), now)
    # Nothing new is no event.
    type_form(dossier, actor=who.specialist, answers={"child_name": "Lê Minh An"})
    events = history(dossier).filter(action=TYPE)
    assert [event.payload["revision"] for event in events] == [2, 3]
    assert "child_name" in events[0].payload["fields"]
    proposed = actions.propose(Dossier.objects.get(pk=dossier.pk), actor=who.specialist)
    assert proposed.state == "proposed" and not may_type(proposed, actor=who.specialist)
    with pytest.raises(Conflict):
        type_form(proposed, actor=who.specialist, answers={"child_name": "X"})
    assert not [one for one in verify().problems if one.stream == dossier.stream()]


def test_only_who_handles_what_came_on_paper_types_it(who: p.Players) -> None:
    with pytest.raises(NotAllowed):
        type_form(received(who), actor=who.mother, answers={"child_name": "X"})
    online = p.accepted(who)
    assert not waits_for_its_form(online)
    with pytest.raises(Conflict, match="không có tờ khai giấy"):
        type_form(online, actor=who.specialist, answers={"child_name": "X"})


def test_one_more_paper_is_sent_without_answering_what_the_form_tells(who: p.Players) -> None:
    dossier = actions.assign(
        received(who), actor=who.specialist, officer=who.cast.specialist.officer
    )
    dossier = actions.ask_supplement(
        dossier, actor=who.specialist, missing=["giay_chung_sinh"], reason="Ảnh mờ."
    )
    kept = answers_of(dossier)
    with pytest.raises(Invalid):
        actions.supplement(dossier, actor=who.mother, answers={**kept, "birth_proof": ""})
    dossier = actions.supplement(dossier, actor=who.mother, answers=kept)
    assert dossier.state == "processing" and waits_for_its_form(dossier)
    # Nobody online can have a form on paper, and so leave out answers.
    draft = p.drafted(who)
    with pytest.raises(Invalid):
        attaching.attach(draft, actor=who.mother, key=FORM, file=p.paper_file(), label=NAME)


def test_what_is_missing_besides_the_form_is_refused(who: p.Players) -> None:
    version = version_in_force(find_procedure(PROCEDURE))
    scans = (Scan(FORM, p.paper_file(), NAME),)
    with pytest.raises(Invalid) as lacking:
        receive(
            version,
            actor=who.reception,
            who=who.cast.mother,
            desk=who.cast.reception.post.agency,
            brought=Brought({"child_name": "Lê Minh An 2"}, scans),
        )
    where = {problem.where for problem in lacking.value.problems}
    # Typed and wrong, or needed now; nothing that the form tells.
    assert {"child_name", "birth_proof"} <= where and "mother_name" not in where


def test_parts_of_a_joined_procedure_wait_for_the_form(who: p.Players) -> None:
    home = {**HOME, "residence_commune": who.cast.mother.commune_code}
    whole = received(who, JOINED, home)
    hands = hands_of(whole)
    assert go_on(fresh(whole)) == [] and not history(whole).filter(action="plan_parts").exists()
    type_form(whole, actor=hands.specialist, answers={**p.whole_answers(who), **home})
    go_on(fresh(whole))
    [plan] = history(whole).filter(action="plan_parts")
    assert plan.payload["parts"] == ["residence", "insurance"]
