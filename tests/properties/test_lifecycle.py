"""Whatever people try, in whatever order: the table is obeyed, one holds, the chain has no gap."""

from collections.abc import Callable

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
from toantrinh.dossiers import actions
from toantrinh.dossiers.allowance import Exhausted
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.lifecycle import TABLE, Holder, Role, State
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import ask_payment, record_payment
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.stopping import close, stop
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed

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
    "approve": lambda d, w, a: issue_result(actions.approve(d, actor=a)),
    "send_back": lambda d, w, a: actions.send_back(d, actor=a, reason="Xem lại ngày sinh."),
    "propose_denial": lambda d, w, a: actions.propose_denial(d, actor=a, reason="Không đủ."),
    "ask_payment": lambda d, w, a: ask_payment(d, actor=a, amount=16000),
    "record_payment": lambda d, w, a: record_payment(d, actor=a, amount=16000, receipt="BL-1"),
    "extend": lambda d, w, a: extend(d, actor=a, working_days=2, reason="Chờ xác minh."),
    "stop": lambda d, w, a: stop(d, actor=a, reason="Tòa án thụ lý."),
    "close": lambda d, w, a: close(d, actor=a),
    "return_result": lambda d, w, a: actions.return_result(d, actor=a),
    "withdraw": lambda d, w, a: actions.withdraw(d, actor=a),
}
WHO = {
    "mother": Role.APPLICANT,
    "reception": Role.RECEPTION,
    "specialist": Role.SPECIALIST,
    "leader": Role.LEADER,
}
# Said once more and by hand, so that a slip in the table shows: from code to code.
LAWFUL: dict[int, set[int]] = {
    0: {1},
    1: {1, 2, 3, 7},
    2: {4, 7},
    4: {4, 5, 6, 7, 8, 9},
    5: {4, 7, 8},
    6: {4, 7, 8},
    9: {10},
    **{ended: set() for ended in (3, 7, 8, 10)},
}
HOLDERS = {
    0: {Holder.APPLICANT},
    1: {Holder.DESK, Holder.APPLICANT},
    2: {Holder.AGENCY},
    4: {Holder.OFFICER, Holder.LEADER},
    5: {Holder.APPLICANT},
    6: {Holder.APPLICANT},
    9: {Holder.DESK},
    **{ended: {Holder.NOBODY} for ended in (3, 7, 8, 10)},
}


class Life(RuleBasedStateMachine):
    """Four people try every act at every moment."""

    @initialize()
    def begin(self) -> None:
        self.who = p.players()
        self.dossier = p.drafted(self.who, copies=2)
        self.events = 1
        self.codes = [0]

    @rule(act=st.sampled_from(sorted(ACTS)), name=st.sampled_from(sorted(WHO)))
    def try_an_act(self, act: str, name: str) -> None:
        before = Dossier.objects.get(pk=self.dossier.pk)
        rows = [m for m in TABLE if m.action == act and before.stage in m.sources]
        actor = getattr(self.who, name)
        theirs = [m for m in rows if m.role == WHO[name]]
        try:
            ACTS[act](self.dossier, self.who, actor)
        except Exhausted:
            # The table would let them, a dated rule does not.
            assert theirs and act in {"ask_supplement", "ask_payment", "extend"}
        except (Conflict, NotAllowed):
            # The one specialist always holds, and never leads, so the table alone decides.
            assert not theirs, f"{name} may {act} in {before.state}"
        else:
            assert theirs, f"{name} may not {act} in {before.state}"
            after = Dossier.objects.get(pk=self.dossier.pk)
            done = Event.objects.filter(stream=after.stream(), action=act).order_by("seq").last()
            # Which paper is to be signed, the row says and the event keeps.
            assert done is not None and done.payload.get("letter") == theirs[0].letter
            self.codes.append(after.status_code)
            self.events = after.head_seq

    @invariant()
    def lawful(self) -> None:
        now = Dossier.objects.get(pk=self.dossier.pk)
        for one, other in zip(self.codes, self.codes[1:], strict=False):
            assert other in LAWFUL[one]
        assert now.status_code == self.codes[-1]
        assert Holder(now.holder) in HOLDERS[now.status_code]
        assert (now.holder == Holder.OFFICER) <= (now.officer_id is not None)
        assert State(now.state).code == now.status_code

    @invariant()
    def the_chain_has_no_gap(self) -> None:
        seqs = Event.objects.filter(stream=self.dossier.stream()).order_by("seq")
        assert list(seqs.values_list("seq", flat=True)) == list(range(1, self.events + 1))

    def teardown(self) -> None:
        assert not [x for x in verify().problems if x.stream == self.dossier.stream()]


class TestLife(TestCase):
    """Each example in a transaction of its own."""

    @pytest.mark.slow
    def test_whatever_people_try(self) -> None:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=40,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
