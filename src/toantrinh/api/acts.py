"""Each act of the lifecycle table, as a program asks for it."""

from collections.abc import Callable
from uuid import UUID

from toantrinh.api.across import ACROSS
from toantrinh.api.schemas import ActIn
from toantrinh.dossiers import actions
from toantrinh.dossiers.correcting import (
    approve_correction,
    propose_correction,
    refuse_correction,
)
from toantrinh.dossiers.deciding import endorse
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import ask_payment, record_payment
from toantrinh.dossiers.reopening import reopen
from toantrinh.dossiers.stopping import stop
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.people.models import Officer

Act = Callable[[Dossier, Actor, ActIn], Dossier]
_OFFICER = Ready(lambda officer: Officer.objects.filter(pk=officer), officer=UUID)


def _assign(dossier: Dossier, actor: Actor, given: ActIn) -> Dossier:
    named = given.officer or actor.id
    officer = _OFFICER.first(officer=named) if named else None
    if officer is None:
        raise NotFound("Không có cán bộ này.")
    return actions.assign(dossier, actor=actor, officer=officer)


ACTS: dict[str, Act] = {
    **ACROSS,
    "accept": lambda d, a, g: actions.accept(d, actor=a),
    "refuse": lambda d, a, g: actions.refuse(d, actor=a, reason=g.reason, because=g.because),
    "ask_supplement": lambda d, a, g: actions.ask_supplement(
        d, actor=a, missing=g.missing, reason=g.reason, because=g.because
    ),
    "supplement": lambda d, a, g: actions.supplement(
        d, actor=a, answers=g.answers, message=g.message
    ),
    "assign": _assign,
    "propose": lambda d, a, g: actions.propose(d, actor=a, message=g.message),
    "endorse": lambda d, a, g: endorse(d, actor=a),
    "approve": lambda d, a, g: actions.approve(d, actor=a),
    "send_back": lambda d, a, g: actions.send_back(d, actor=a, reason=g.reason, because=g.because),
    "propose_denial": lambda d, a, g: actions.propose_denial(
        d, actor=a, reason=g.reason, because=g.because
    ),
    "ask_payment": lambda d, a, g: ask_payment(d, actor=a, amount=g.amount, message=g.message),
    "record_payment": lambda d, a, g: record_payment(
        d, actor=a, amount=g.amount, receipt=g.receipt
    ),
    "extend": lambda d, a, g: extend(
        d, actor=a, working_days=g.working_days, reason=g.reason, because=g.because
    ),
    "stop": lambda d, a, g: stop(d, actor=a, reason=g.reason, because=g.because),
    "reopen": lambda d, a, g: reopen(d, actor=a, reason=g.reason, because=g.because),
    "propose_correction": lambda d, a, g: propose_correction(
        d, actor=a, answers=g.answers, reason=g.reason, because=g.because
    ),
    "approve_correction": lambda d, a, g: approve_correction(d, actor=a),
    "refuse_correction": lambda d, a, g: refuse_correction(
        d, actor=a, reason=g.reason, because=g.because
    ),
    "return_result": lambda d, a, g: actions.return_result(d, actor=a),
    "withdraw": lambda d, a, g: actions.withdraw(d, actor=a, reason=g.reason),
}
