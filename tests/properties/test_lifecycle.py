"""Whatever people try, in whatever order and whenever: the table is obeyed.

One holds, the chain has no gap, letters are the table's, two decide, and promises are those of the
slow clock.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests import players as p
from tests.authored import officer_of
from tests.properties.slow_promise import SlowPromise, SlowSteps
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.models import _read as catalogue_read
from toantrinh.dossiers import actions
from toantrinh.dossiers.allowance import Exhausted
from toantrinh.dossiers.changing_hands import move_to
from toantrinh.dossiers.collecting import remind
from toantrinh.dossiers.consulting import Question, answer, consult, end_consultation
from toantrinh.dossiers.consulting import give_back_question as give_back_asked
from toantrinh.dossiers.correcting import (
    approve_correction,
    propose_correction,
    refuse_correction,
)
from toantrinh.dossiers.deciding import endorse
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.lifecycle import TABLE, Role, moves_from
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.passing_on import forward, give_back, hand_on, take_over
from toantrinh.dossiers.paying import ask_payment, record_payment
from toantrinh.dossiers.reopening import reopen
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.states import Holder, State
from toantrinh.dossiers.stopping import close, stop
from toantrinh.dossiers.supporting import record_support
from toantrinh.dossiers.word_models import Correction
from toantrinh.government.competence import agency_of_kind
from toantrinh.government.hands_models import ChangeOfHands
from toantrinh.government.memory import forget
from toantrinh.government.models import Agency, Rule
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.time import now, turned, wall
from toantrinh.people.queries import as_officer


def police(dossier: Dossier) -> Agency:
    """Whose opinion is asked, and to whom it is handed on by mistake."""
    return agency_of_kind("ca-xa", dossier.place, now().date())[0]


# An act and who does it, or minutes that pass.
Step = tuple[str, str] | int
# How each act of the table is called; a test asks for a line here when the table has a new one.
ACTS: dict[str, Callable[[Dossier, p.Players, Actor], object]] = {
    "submit": lambda d, w, a: actions.submit(d, actor=a),
    "accept": lambda d, w, a: actions.accept(d, actor=a),
    "refuse": lambda d, w, a: actions.refuse(d, actor=a, reason="Sai nơi nộp."),
    "ask_supplement": lambda d, w, a: actions.ask_supplement(
        d, actor=a, missing=["child_origin"], reason="Ghi rõ."
    ),
    "supplement": lambda d, w, a: actions.supplement(
        d, actor=a, answers={**p.whole_answers(w), "copies": 2}
    ),
    "assign": lambda d, w, a: actions.assign(d, actor=a, officer=w.cast.specialist.officer),
    "propose": lambda d, w, a: actions.propose(d, actor=a),
    # Most lives have no step before who signs, so it is refused there.
    "endorse": lambda d, w, a: endorse(d, actor=a),
    "approve": lambda d, w, a: issue_result(actions.approve(d, actor=a)),
    "send_back": lambda d, w, a: actions.send_back(d, actor=a, reason="Xem lại ngày sinh."),
    "propose_denial": lambda d, w, a: actions.propose_denial(d, actor=a, reason="Không đủ."),
    "ask_payment": lambda d, w, a: ask_payment(d, actor=a, amount=16000),
    "record_payment": lambda d, w, a: record_payment(d, actor=a, amount=16000, receipt="BL-1"),
    "extend": lambda d, w, a: extend(d, actor=a, working_days=2, reason="Chờ xác minh."),
    "stop": lambda d, w, a: stop(d, actor=a, reason="Tòa án thụ lý."),
    "close": lambda d, w, a: close(d, actor=a),
    "return_result": lambda d, w, a: actions.return_result(d, actor=a),
    "withdraw": lambda d, w, a: actions.withdraw(d, actor=a, reason="Xin rút."),
    "consult": lambda d, w, a: consult(
        d, actor=a, questions=[Question(police(d), "Có không?", now() + timedelta(days=1))]
    ),
    "answer_consultation": lambda d, w, a: answer(d, actor=a, words="Có."),
    "return_consultation": lambda d, w, a: give_back_asked(d, actor=a, reason="Không thuộc."),
    "end_consultation": lambda d, w, a: end_consultation(d, actor=a, reason="Quá lâu."),
    "forward": lambda d, w, a: forward(d, actor=a),
    "record_support": lambda d, w, a: record_support(d, actor=a, support=d.desk),
    "take_over": lambda d, w, a: take_over(d, actor=a),
    "hand_on": lambda d, w, a: hand_on(d, actor=a, to=police(d), reason="Sai thẩm quyền."),
    "change_hands": lambda d, w, a: move_to(
        d, actor=a, to=police(d), because=ChangeOfHands(procedure="1.001193")
    ),
    "give_back": lambda d, w, a: give_back(d, actor=a, reason="Không thuộc."),
    "remind": lambda d, w, a: remind(d, actor=a),
    "reopen": lambda d, w, a: reopen(d, actor=a, reason="Khiếu nại đúng."),
    "propose_correction": lambda d, w, a: propose_correction(
        d, actor=a, answers={}, reason="In sai."
    ),
    "approve_correction": lambda d, w, a: approve_correction(d, actor=a),
    "refuse_correction": lambda d, w, a: refuse_correction(d, actor=a, reason="In đúng."),
}
# What more than the table decides on: times, rules, who has it in hand, what was asked before.
# They may be refused where the table has a row, and are never done where it has none.
MORE = frozenset(
    {
        *("consult", "answer_consultation", "return_consultation", "forward", "take_over"),
        *(
            "endorse",
            "hand_on",
            "change_hands",
            "give_back",
            "remind",
            "close",
            "reopen",
            "return_result",
        ),
        *("propose_correction", "approve_correction", "refuse_correction"),
    }
)
WHO = {
    "system": Role.SYSTEM,
    "consulted": Role.CONSULTED,
    "mother": Role.APPLICANT,
    "reception": Role.RECEPTION,
    "specialist": Role.SPECIALIST,
    "leader": Role.LEADER,
    "deputy": Role.LEADER,
    # Of the agency to which it is handed on.
    "there": Role.SPECIALIST,
}
# How a life begins before chance goes on with it: acts and who does them, minutes in between.
# All of them together do every act of the table.
_BEFORE: tuple[Step, ...] = (("submit", "mother"), ("accept", "reception"))
_WORK: tuple[Step, ...] = (*_BEFORE, ("assign", "specialist"))
_MADE: tuple[Step, ...] = (*_WORK, ("propose", "specialist"))
_READY: tuple[Step, ...] = (*_MADE, ("approve", "leader"))
_HANDED: tuple[Step, ...] = (*_READY, ("return_result", "reception"))
_ASKED: tuple[Step, ...] = (*_WORK, ("consult", "specialist"))
_MENDS: tuple[Step, ...] = (*_HANDED, ("propose_correction", "specialist"))
LOOKED = "looked at before it is signed"
LIVES: dict[str, tuple[Step, ...]] = {
    "from the draft": (),
    "received": _BEFORE,
    "worked on": _WORK,
    "promised anew": (*_WORK, 55, ("extend", "leader")),
    "sent back": (*_MADE, ("send_back", "leader"), ("propose_denial", "specialist")),
    "ready": _READY,
    "reminded of": (*_READY, 33000, ("remind", "system")),
    "mended": (*_MENDS, ("approve_correction", "leader")),
    "not mended": (*_MENDS, ("refuse_correction", "leader")),
    "handed over": _HANDED,
    "reopened": (*_HANDED, ("reopen", "leader")),
    "refused": (("submit", "mother"), ("refuse", "reception")),
    "stopped": (*_WORK, ("stop", "leader")),
    "withdrawn": (*_MADE, ("withdraw", "mother")),
    "withdrawn at the desk": (*_WORK, 55, ("withdraw", "reception")),
    "completed at the desk": (
        *_WORK,
        ("ask_supplement", "specialist"),
        *(1440, ("supplement", "reception"), ("propose", "specialist")),
    ),
    "completed": (
        ("submit", "mother"),
        ("ask_supplement", "reception"),
        *(1440, ("supplement", "mother"), ("accept", "reception")),
    ),
    "never completed": (*_WORK, ("ask_supplement", "specialist"), 33000, ("close", "system")),
    "paid": (
        ("submit", "mother"),
        ("ask_payment", "reception"),
        *(55, ("record_payment", "reception")),
    ),
    "asked about": _ASKED,
    "answered": (*_ASKED, 55, ("answer_consultation", "consulted")),
    "not answered": (*_ASKED, 55, ("return_consultation", "consulted")),
    "waited for in vain": (*_ASKED, 4320, ("end_consultation", "specialist")),
    "handed on": (
        *_BEFORE,
        ("hand_on", "reception"),
        *(55, ("give_back", "there"), ("forward", "reception"), 240, ("take_over", "there")),
    ),
    "supported": (("submit", "mother"), ("record_support", "reception")),
    "in other hands": (*_WORK, ("change_hands", "system")),
    "in other hands while it waits": (
        *(*_WORK, 55, ("ask_supplement", "specialist"), 240, ("change_hands", "system")),
        *(1440, ("supplement", "mother")),
    ),
    "in other hands before it is received": (
        *(("submit", "mother"), 55, ("change_hands", "system")),
        *(7, ("ask_supplement", "reception"), 240, ("supplement", "reception")),
    ),
    "handed on after a new promise": (
        *(*_WORK, ("extend", "leader"), ("hand_on", "leader"), 55, ("take_over", "there")),
    ),
    LOOKED: (*_MADE, ("endorse", "deputy"), 55, ("approve", "leader")),
}
# Said once more and by hand, so that a slip in the table shows: from code to code.
# Of all numbers drawn; the rest may end a dossier too.
RARELY_ENDS = 26
BEGIN = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
LAWFUL: dict[int, set[int]] = {
    0: {1},
    1: {1, 2, 3, 7},
    2: {2, 4, 7},
    4: {2, 4, 5, 6, 7, 8, 9},
    # Nobody has it in hand any more where the procedure changed hands meanwhile.
    5: {2, 4, 5, 7, 8},
    6: {2, 4, 6, 7, 8},
    9: {10},
    **{ended: set() for ended in (3, 7, 8, 10)},
}
HOLDERS = {
    0: {Holder.APPLICANT},
    1: {Holder.DESK, Holder.APPLICANT},
    2: {Holder.AGENCY},
    4: {Holder.OFFICER, Holder.LEADER, Holder.OTHER},
    5: {Holder.APPLICANT},
    6: {Holder.APPLICANT},
    9: {Holder.DESK},
    **{ended: {Holder.NOBODY} for ended in (3, 7, 8, 10)},
}


class Life(RuleBasedStateMachine):
    """Six try every act at every moment, most often one that somebody may do."""

    happened: ClassVar[Counter[str]] = Counter(dict.fromkeys(ACTS, 0))

    @initialize(life=st.sampled_from(sorted(LIVES)))
    def begin(self, life: str) -> None:
        # What is due the same day can be promised anew on it.
        Rule.objects.filter(key="clock.apology_days_before_due").update(value=0)
        forget()
        self.why: Refusal | None = None
        self.who = p.players()
        self.actors: dict[str, Actor] = {
            **{name: getattr(self.who, name) for name in WHO if hasattr(self.who, name)},
            "system": SYSTEM,
            "deputy": as_officer(officer_of(self.who.cast.leader.post.agency, "leader"), wall()),
        }
        self.at, self.looks = BEGIN, life == LOOKED
        with turned(self.at):
            self.dossier = p.drafted(self.who, copies=2)
        self.patch = patch.dict(catalogue_read, self._looked_at() if self.looks else {})
        self.patch.start()
        self.promise, self.steps = SlowPromise(), SlowSteps(looks=self.looks)
        self.happened["runs"] += 1
        self.events = 1
        self.codes = [0]
        for step in LIVES[life]:
            if isinstance(step, int):
                self.at += timedelta(minutes=step)
            else:
                done = self.happened[step[0]]
                self._tries(*step)
                assert self.happened[step[0]] > done, f"{step} in {life}: {self.why}"
                self.lawful()

    def _looked_at(self) -> dict[UUID, ProcedureContent]:
        """Its version with somebody more who looks at a proposal before it is signed."""
        content = self.dossier.version.read
        signing = next(step for step in content.process if "approve" in step.acts)
        onward = signing.leads_to[0].model_copy(update={"to": signing.key, "when": ""})
        looking = signing.model_copy(
            update={"key": "xem", "acts": ("endorse", "send_back"), "leads_to": (onward,)}
        )
        before = [
            step.model_copy(
                update={
                    "leads_to": tuple(
                        way.model_copy(update={"to": "xem"}) if way.to == signing.key else way
                        for way in step.leads_to
                    )
                }
            )
            for step in content.process
        ]
        changed = content.model_copy(update={"process": (*before, looking)})
        return {self.dossier.version_id: changed}

    @rule(minutes=st.sampled_from([7, 55, 240, 1440, 4320, 33000]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(which=st.integers(0, 30))
    def somebody_goes_on(self, which: int) -> None:
        """An act that the table has here, by somebody with its role."""
        rows = moves_from(Dossier.objects.get(pk=self.dossier.pk).stage)
        if which < RARELY_ENDS:
            rows = tuple(one for one in rows if not (one.target and one.target.terminal)) or rows
        if rows:
            row = rows[which % len(rows)]
            self._tries(row.action, self._one_who(row.role, which))

    def _one_who(self, role: Role, which: int) -> str:
        """Somebody with a role, where the dossier is."""
        dossier = Dossier.objects.get(pk=self.dossier.pk)
        away = dossier.agency_id not in {None, self.who.specialist.agency_id}
        if role is Role.SPECIALIST:
            return "there" if away else "specialist"
        those = [one for one in WHO if WHO[one] is role]
        return those[which % len(those)]

    @rule(act=st.sampled_from(sorted(ACTS)), name=st.sampled_from(sorted(WHO)))
    def try_an_act(self, act: str, name: str) -> None:
        self._tries(act, name)

    def _tries(self, act: str, name: str) -> None:
        before = Dossier.objects.get(pk=self.dossier.pk)
        # Whoever acts has the row to themselves: no two acts on a dossier are at one moment.
        self.at += timedelta(seconds=1)
        with turned(self.at):
            self._try(act, name, before)

    def _actor(self, name: str, before: Dossier) -> Actor:
        if name not in self.actors:
            asked = police(before) if before.place else None
            if asked is None:
                return self.who.specialist
            self.actors[name] = as_officer(officer_of(asked, "specialist"), wall())
        return self.actors[name]

    def _role(self, name: str, before: Dossier) -> Role:
        """In which capacity somebody acts: whoever is asked decides once it was handed on there."""
        if WHO[name] is not Role.CONSULTED and name != "there":
            return WHO[name]
        away = before.agency_id != self.who.specialist.agency_id
        return Role.SPECIALIST if away else Role.CONSULTED

    def _try(self, act: str, name: str, before: Dossier) -> None:
        rows = [m for m in TABLE if m.action == act and before.stage in m.sources]
        actor = self._actor(name, before)
        role = self._role(name, before)
        theirs = [m for m in rows if m.role == role]
        try:
            ACTS[act](Dossier.objects.get(pk=before.pk), self.who, actor)
        except Exhausted as refusal:
            self.why = refusal
            # The table would let them, a dated rule does not.
            assert theirs and act in MORE | {"ask_supplement", "ask_payment", "extend"}
        except (Conflict, NotAllowed, Refusal) as refusal:
            self.why = refusal
            # The one specialist always holds, and never leads, so the table alone decides, until
            # the dossier was handed on to others.
            elsewhere = before.agency_id not in {None, self.who.specialist.agency_id}
            # Who looked at it does not sign it, nor anybody before somebody looked.
            more = MORE | ({"approve"} if self.looks else set())
            assert act in more or elsewhere or name == "there" or not theirs, (
                f"{name} may {act} in {before.state}"
            )
        else:
            assert theirs, f"{name} may not {act} in {before.state}"
            after = Dossier.objects.get(pk=self.dossier.pk)
            done = Event.objects.filter(stream=after.stream(), action=act).order_by("seq").last()
            # Which paper is to be signed, the row says and the event keeps.
            assert done is not None and done.payload.get("letter") == theirs[0].letter
            self.events = after.head_seq
            told = Event.objects.get(stream=after.stream(), seq=self._seq_of(act, after))
            row = next(m for m in theirs if m.target in {after.stage, None})
            assert told.payload.get("letter") == (row.letter.value if row.letter else None)
            if row.target:
                self.codes.append(after.status_code)
            self.promise.follow(act, self.at, before, after)
            self.steps.follow(act, self.at, after, self.promise)
            self.happened[act] += 1

    @staticmethod
    def _seq_of(act: str, after: Dossier) -> int:
        acts = Event.objects.filter(stream=after.stream(), action=act)
        return int(acts.order_by("-seq").values_list("seq", flat=True)[0])

    @invariant()
    def lawful(self) -> None:
        now = Dossier.objects.get(pk=self.dossier.pk)
        for one, other in zip(self.codes, self.codes[1:], strict=False):
            assert other in LAWFUL[one]
        assert now.status_code == self.codes[-1]
        assert Holder(now.holder) in HOLDERS[now.status_code]
        assert (now.holder == Holder.OFFICER) <= (now.officer_id is not None)
        assert State(now.state).code == now.status_code
        assert now.approved_by_id is None or now.approved_by_id != now.proposed_by_id
        mended = Correction.objects.filter(dossier=now, granted=True)
        assert all(one.decided_by_id != one.proposed_by_id for one in mended)

    @invariant()
    def the_promise_is_the_slow_clocks(self) -> None:
        found = Dossier.objects.values_list("original_due_at", "due_at").get(pk=self.dossier.pk)
        assert found == (self.promise.original, self.promise.due)

    @invariant()
    def steps_are_due_by_the_slow_clock(self) -> None:
        both = Dossier.objects.values_list("step_original_due_at", "step_due_at")
        assert both.get(pk=self.dossier.pk) == (self.steps.original, self.steps.due)

    @invariant()
    def the_chain_has_no_gap(self) -> None:
        seqs = Event.objects.filter(stream=self.dossier.stream()).order_by("seq")
        assert list(seqs.values_list("seq", flat=True)) == list(range(1, self.events + 1))

    def over(self) -> None:
        """Leave version and rules as they were."""
        self.patch.stop()
        forget()

    def teardown(self) -> None:
        self.over()
        assert not [x for x in verify().problems if x.stream == self.dossier.stream()]


def test_every_act_of_the_table_is_tried() -> None:
    assert {move.action for move in TABLE} == set(ACTS), "say in ACTS how the new act is called"
    assert {move.role for move in TABLE} == set(WHO.values())


class TestLife(TestCase):
    """Each example in a transaction of its own."""

    @pytest.fixture(autouse=True)
    def told(self, record_property: Callable[[str, object], None], own_seals: Path) -> None:
        del own_seals
        self.tell = record_property

    def test_each_beginning_leads_where_it_says(self) -> None:
        before = Life.happened.copy()
        for life in LIVES:
            machine = Life()
            machine.begin(life)
            machine.the_promise_is_the_slow_clocks()
            machine.steps_are_due_by_the_slow_clock()
            machine.the_chain_has_no_gap()
            machine.over()
        assert not verify().problems
        # Chance may do more of each, and none is left out.
        assert set(ACTS) == {act for act in ACTS if Life.happened[act] > before[act]}

    @pytest.mark.slow
    def test_whatever_people_try(self) -> None:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=int(os.environ.get("TOANTRINH_LIVES", "40")),
                stateful_step_count=18,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        self.tell("state machine", json.dumps(Life.happened))
