"""Each step has its share of the time, by the same clock, and is due no later than the promise."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import players as p
from toantrinh.catalogue.handling import ProcessStep
from toantrinh.command.story import PROCEDURE
from toantrinh.dossiers import actions
from toantrinh.dossiers.changing_hands import move_to
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.filtering import Filter
from toantrinh.dossiers.leafing import DUE
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.stepping import Phase, fitted, plan_of, stretches
from toantrinh.government.competence import agency_of_kind
from toantrinh.government.hands_models import ChangeOfHands
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import local, turned

pytestmark = pytest.mark.django_db
# A Monday at 09:00; this service has 1 hour at the desk, 4 to examine, 2 to sign, 1 to hand over.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def at_step(dossier: Dossier) -> tuple[str, str]:
    assert dossier.step_due_at
    return dossier.step, f"{local(dossier.step_due_at):%d/%m %H:%M}"


def late(moment: datetime) -> int:
    with turned(moment):
        served, rest = Filter.read({"han": "step_late"}).parts(DUE, p.players().specialist)
        return Dossier.objects.filter(served, rest).count()


def test_each_step_runs_from_when_the_dossier_came_to_it(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.submitted(who, copies=2)
        assert at_step(dossier) == ("tiep_nhan", "08/06 10:00")
    with turned(MONDAY + 2 * HOUR):
        dossier = actions.accept(dossier, actor=who.reception)
        # Over noon, and the same whoever of the agency has it.
        assert at_step(dossier) == ("tham_tra", "08/06 16:00")
        dossier = actions.assign(dossier, actor=who.specialist, officer=who.cast.specialist.officer)
        assert at_step(dossier) == ("tham_tra", "08/06 16:00")
        told = [(one.key, one.done, one.current) for one in plan_of(dossier)]
        assert told == [
            ("tiep_nhan", True, False),
            ("tham_tra", False, True),
            ("ky", False, False),
            ("tra", False, False),
        ]
        ahead = [f"{local(one.due_at):%d/%m %H:%M}" for one in plan_of(dossier) if one.due_at]
        assert dossier.due_at and ahead == ["08/06 16:00", "08/06 17:00", "09/06 09:00"]
        assert f"{local(dossier.due_at):%d/%m %H:%M}" == "08/06 17:00"


def test_a_wait_moves_the_step_and_what_was_first_counted_stays(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.processing(who, copies=2)
        first = dossier.step_due_at
        assert at_step(dossier) == ("tham_tra", "08/06 14:00")
    with turned(MONDAY + HOUR):
        actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
    # Nobody is late with what waits for its applicant.
    assert late(MONDAY + DAY) == 0
    with turned(MONDAY + DAY + 5 * HOUR):
        whole = {**p.whole_answers(who), "copies": 2}
        dossier = actions.supplement(dossier, actor=who.mother, answers=whole)
    # One hour was used; three are left from two in the afternoon.
    assert at_step(dossier) == ("tham_tra", "09/06 17:00")
    assert dossier.step_original_due_at == first
    assert late(MONDAY + DAY + 7 * HOUR) == 0 and late(MONDAY + DAY + 9 * HOUR) == 1


def test_a_wait_goes_on_for_who_gets_it_meanwhile(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.processing(who, copies=2)
        actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
    there = agency_of_kind("ca-xa", dossier.place, MONDAY.date())[0]
    with turned(MONDAY + HOUR):
        change = ChangeOfHands(procedure=PROCEDURE)
        dossier = move_to(dossier, actor=SYSTEM, to=there, because=change)
        # Were the answer there at once.
        assert at_step(dossier) == ("tham_tra", "08/06 15:00")
    with turned(MONDAY + 2 * DAY):
        whole = {**p.whole_answers(who), "copies": 2}
        dossier = actions.supplement(dossier, actor=who.mother, answers=whole)
    assert dossier.state == "accepted"
    assert at_step(dossier) == ("tham_tra", "10/06 14:00")


def test_a_new_promise_gives_its_days_to_the_step_under_way(
    who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is due the same day is otherwise too late to be promised anew.
    monkeypatch.setattr("toantrinh.dossiers.extending.check_extension", lambda _dossier: None)
    with turned(MONDAY):
        dossier = p.processing(who, copies=2)
        dossier = extend(dossier, actor=who.leader, working_days=2, reason="Chờ xác minh.")
    assert at_step(dossier) == ("tham_tra", "10/06 17:00")


def test_sent_back_the_step_begins_anew_and_ended_there_is_none(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.proposed(who, copies=2)
        assert at_step(dossier) == ("ky", "08/06 11:00")
    with turned(MONDAY + DAY):
        dossier = actions.send_back(dossier, actor=who.leader, reason="Xem lại.")
        # It would be 14:00, but was promised for the day before.
        assert dossier.step == "tham_tra" and dossier.step_due_at == dossier.due_at
        dossier = actions.withdraw(dossier, actor=who.mother)
        assert (dossier.step, dossier.step_due_at) == ("", None)


def step(key: str, hours: float, *acts: str) -> ProcessStep:
    return ProcessStep(key=key, title=key, post="specialist", hours=hours, acts=acts)


WAY = [
    step("a", 1, "accept"),
    step("b", 4, "assign"),
    step("c", 3, "assign", "propose"),
    step("d", 2, "endorse"),
    step("e", 1, "approve"),
    step("f", 1),
    step("g", 1, "return_result"),
]


def test_steps_of_one_hand_are_one_stretch_and_who_looks_or_signs_has_one_each() -> None:
    found = [(one.phase, one.key, len(one.steps)) for one in stretches(WAY)]
    assert found == [
        (Phase.RECEIVE, "a", 1),
        (Phase.WORK, "c", 2),
        (Phase.SIGN, "d", 1),
        (Phase.SIGN, "e", 1),
        (Phase.RETURN, "g", 2),
    ]


@given(
    own=st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(1, 9000), min_size=1),
    held=st.integers(1, 20000),
    but=st.sets(st.text("abc", min_size=1, max_size=2), max_size=2),
)
def test_no_way_takes_longer_than_its_limit(own: dict[str, int], held: int, but: set[str]) -> None:
    """Whatever a version writes down: up to the signature it fits; each has its proportion."""
    found = fitted(own, held, but=but)
    counted = [key for key in own if key not in but]
    assert all(found[key] == own[key] for key in own if key in but)
    total = sum(own[key] for key in counted)
    if total <= held:
        assert found == own
        return
    assert sum(found[key] for key in counted) <= held + len(counted)
    for key in counted:
        assert found[key] == max(1, int(Fraction(own[key], total) * held))
