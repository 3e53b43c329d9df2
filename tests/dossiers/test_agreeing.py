"""A second signer: asked, agreeing, declining, and what voids an agreement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import players as p
from tests.agreed import all_agree, signer_of
from tests.authored import answers_for
from tests.dossiers.test_renewing import asking_more
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.dossiers import actions, agreeing
from toantrinh.dossiers.agreeing import Standing
from toantrinh.dossiers.agreement_models import Agreement
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.renewing import renew
from toantrinh.dossiers.tasks import follow_up
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.people.levels import LevelTooLow
from toantrinh.people.models import Person
from toantrinh.people.queries import as_applicant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

MARRIAGE, PARTNER = "1.000894", "partner"


@dataclass
class Couple:
    """A marriage that one of two fills in, and the other."""

    who: p.Players
    dossier: Dossier
    groom: Person

    @property
    def bride(self) -> Actor:
        return self.who.mother

    @property
    def other(self) -> Actor:
        return as_applicant(self.groom, 2)

    def standing(self) -> Standing:
        content, answers = agreeing.kept(self.dossier)
        (only,) = agreeing.stands(self.dossier, content, answers)
        return only.standing

    def ask(self) -> None:
        agreeing.ask(self.dossier, PARTNER, actor=self.bride)

    def answer(self, *, agrees: bool = True, reason: str = "", by: Actor | None = None) -> None:
        actor = by or self.other
        seen = agreeing.sheet_for(self.dossier, PARTNER, actor=actor).digest
        agreeing.answer(self.dossier, PARTNER, actor=actor, agrees=agrees, seen=seen, reason=reason)

    def save(self, **answers: object) -> None:
        actions.save_draft(self.dossier, actor=self.bride, answers=answers)


@pytest.fixture
def couple() -> Couple:
    who = p.players()
    version = version_in_force(find_procedure(MARRIAGE))
    dossier = actions.start(
        version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    actions.save_draft(dossier, actor=who.mother, answers=answers_for(version.read))
    content, answers = agreeing.kept(dossier)
    (stand,) = agreeing.stands(dossier, content, answers)
    return Couple(who, dossier, signer_of(stand))


def test_without_the_other_it_can_t_be_handed_in(couple: Couple) -> None:
    with pytest.raises(Invalid) as refused:
        actions.submit(couple.dossier, actor=couple.bride)
    (problem,) = refused.value.problems
    assert (problem.where, couple.groom.full_name in problem.text()) == (PARTNER, True)

    couple.ask()
    assert couple.standing() is Standing.ASKED
    with pytest.raises(Invalid):
        actions.submit(couple.dossier, actor=couple.bride)

    couple.answer()
    assert couple.standing() is Standing.AGREED
    assert actions.submit(couple.dossier, actor=couple.bride).code
    told = [event.action for event in history(couple.dossier)]
    assert told == ["start", "ask_agreement", "agree", "submit"]


def test_a_change_voids_it_and_changing_it_back_does_not_deceive(couple: Couple) -> None:
    couple.ask()
    couple.answer()
    couple.save(man_times=2)
    assert couple.standing() is Standing.CHANGED
    with pytest.raises(Invalid):
        actions.submit(couple.dossier, actor=couple.bride)
    # What was agreed to is again what is handed in.
    couple.save(man_times=1)
    assert couple.standing() is Standing.AGREED


def test_what_was_changed_since_it_was_seen_is_looked_at_anew(couple: Couple) -> None:
    couple.ask()
    seen = agreeing.sheet_for(couple.dossier, PARTNER, actor=couple.other).digest
    couple.save(man_times=2)
    with pytest.raises(Conflict, match="vừa được sửa"):
        agreeing.answer(couple.dossier, PARTNER, actor=couple.other, agrees=True, seen=seen)
    assert couple.standing() is Standing.CHANGED


def test_a_no_needs_a_reason_and_is_told(couple: Couple, mailoutbox: list[Any]) -> None:
    couple.ask()
    with pytest.raises(Refusal, match="lý do"):
        couple.answer(agrees=False)
    couple.answer(agrees=False, reason="Tên tôi viết sai.")
    assert couple.standing() is Standing.DECLINED
    with pytest.raises(Invalid):
        actions.submit(couple.dossier, actor=couple.bride)
    for event in list(history(couple.dossier)):
        for _ in range(2):
            follow_up(str(couple.dossier.pk), event.seq)
    (only,) = mailoutbox
    assert "Tên tôi viết sai." in only.body
    assert couple.groom.full_name in only.subject


def test_nobody_else_learns_of_it(couple: Couple) -> None:
    with pytest.raises(NotFound):
        couple.answer()
    couple.ask()
    for stranger in (couple.bride, couple.who.reception):
        with pytest.raises(NotFound):
            agreeing.sheet_for(couple.dossier, PARTNER, actor=stranger)
    with pytest.raises(NotAllowed):
        agreeing.ask(couple.dossier, PARTNER, actor=couple.other)
    with pytest.raises(LevelTooLow):
        couple.answer(by=as_applicant(couple.groom, 1))
    assert [one.dossier.pk for one in agreeing.sheets_of(couple.groom, actor=couple.other)] == [
        couple.dossier.pk
    ]
    # Somebody else is named: it concerns the first no more.
    couple.save(partner={"name": "Lê Văn Khác", "number": "003091000999"})
    assert agreeing.sheets_of(couple.groom, actor=couple.other) == []


def test_one_can_t_be_one_s_own_second(couple: Couple) -> None:
    couple.save(partner={"name": couple.who.cast.mother.full_name, "number": "003194000137"})
    with pytest.raises(Conflict, match="người khác"):
        couple.ask()


def test_on_paper_people_sign_with_ink(couple: Couple) -> None:
    Dossier.objects.filter(pk=couple.dossier.pk).update(channel=Channel.DIRECT)
    couple.dossier.refresh_from_db()
    assert actions.submit(couple.dossier, actor=couple.bride).code


def test_a_supplement_that_changes_what_was_agreed_needs_it_again(couple: Couple) -> None:
    all_agree(couple.dossier, actor=couple.bride)
    dossier = actions.submit(couple.dossier, actor=couple.bride)
    actions.ask_supplement(
        dossier, actor=couple.who.reception, missing=["man_times"], reason="Xem lại."
    )
    _content, answers = agreeing.kept(dossier)
    assert couple.standing() is Standing.AGREED

    changed = {**answers, "man_times": 2}
    with pytest.raises(Invalid) as refused:
        actions.supplement(dossier, actor=couple.bride, answers=changed)
    assert [problem.where for problem in refused.value.problems] == [PARTNER]
    agreeing.keep_supplement(dossier, changed, actor=couple.bride)
    couple.dossier.refresh_from_db()
    assert couple.standing() is Standing.CHANGED

    assert all_agree(couple.dossier, actor=couple.bride) == 1
    # What is sent along is not what they agreed to.
    with pytest.raises(Invalid):
        actions.supplement(dossier, actor=couple.bride, answers={**changed, "man_times": 3})
    done = actions.supplement(dossier, actor=couple.bride, answers=changed)
    assert done.state == "submitted"
    assert not hasattr(Dossier.objects.get(pk=done.pk), "draft")


def test_what_was_said_is_never_rewritten(couple: Couple) -> None:
    couple.ask()
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.update(said="agreed")


_FORM = ProcedureContent.model_construct(
    code="9.900001",
    name="",
    pages=(
        FormPage(
            key="first",
            title="",
            fields=(
                FormField(key="a", label="", kind="text", required=False),
                FormField(key="b", label="", kind="text", required=False, show_if='a == "x"'),
            ),
        ),
        FormPage(
            key="second",
            title="",
            show_if='a != "y"',
            fields=(FormField(key="c", label="", kind="text", required=False),),
        ),
        FormPage(
            key="third",
            title="",
            fields=(
                FormField(key="d", label="", kind="text", required=False),
                FormField(key="s", label="", kind="signature", shows=("first", "second")),
            ),
        ),
    ),
)
_TEXTS = st.sampled_from([None, "x", "y", "z"])
_GIVEN = st.fixed_dictionaries(dict.fromkeys("abcd", _TEXTS))


def _slowly(answers: Mapping[str, object]) -> str:
    """What the signer sees, written down by hand."""
    seen = {"s": answers["s"], "a": answers.get("a")}
    if answers.get("a") == "x":
        seen["b"] = answers.get("b")
    # A rule over what was not answered does not hold.
    if answers.get("a") not in {None, "y"}:
        seen["c"] = answers.get("c")
    return json.dumps({key: value for key, value in seen.items() if value}, sort_keys=True)


@settings(max_examples=80)
@given(_GIVEN, _GIVEN)
def test_an_agreement_holds_for_just_what_was_seen(
    one: dict[str, object], other: dict[str, object]
) -> None:
    question = _FORM.pages[2].fields[1]
    signer = {"name": "Lê", "number": "003091000211"}
    found = []
    for answers in (one, other):
        whole = {key: value for key, value in {**answers, "s": signer}.items() if value}
        seen = agreeing.seen_by(_FORM, question, whole)
        assert "d" not in seen
        found.append((json.dumps(seen, sort_keys=True), _slowly(whole)))
    (fast, slow), (fast_other, slow_other) = found
    assert (fast == fast_other) == (slow == slow_other)


def test_another_version_may_ask_otherwise_and_is_agreed_to_anew(couple: Couple) -> None:
    couple.ask()
    couple.answer()
    assert couple.standing() is Standing.AGREED
    asking_more(MARRIAGE)
    couple.dossier = renew(couple.dossier, actor=couple.bride)
    assert couple.standing() is Standing.CHANGED
