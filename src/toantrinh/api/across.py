"""Acts between agencies, as programs ask for them."""

from toantrinh.api.schemas import ActIn
from toantrinh.dossiers.consulting import (
    Question,
    answer,
    consult,
    end_consultation,
    give_back_question,
    planned,
)
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.office_hours import after_hours
from toantrinh.dossiers.passing_on import forward, give_back, hand_on, take_over
from toantrinh.dossiers.supporting import record_support
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import now


def _consult(dossier: Dossier, actor: Actor, given: ActIn) -> Dossier:
    """One agency that is named, else all that the version plans."""
    if not given.agency:
        return consult(dossier, actor=actor, questions=planned(dossier))
    if not given.hours:
        raise Refusal("Hãy ghi số giờ làm việc để trả lời.", field="hours")
    asked = agency(given.agency)
    due = after_hours(asked, now(), given.hours)
    question = Question(asked, given.message or given.reason, due, given.waits)
    return consult(dossier, actor=actor, questions=[question])


ACROSS = {
    "consult": _consult,
    "answer_consultation": lambda d, a, g: answer(d, actor=a, words=g.reason),
    "return_consultation": lambda d, a, g: give_back_question(
        d, actor=a, reason=g.reason, because=g.because
    ),
    "end_consultation": lambda d, a, g: end_consultation(
        d, actor=a, reason=g.reason, because=g.because
    ),
    "forward": lambda d, a, g: forward(d, actor=a, papers=g.papers),
    "record_support": lambda d, a, g: record_support(
        d, actor=a, support=agency(g.agency) if g.agency else None
    ),
    "take_over": lambda d, a, _g: take_over(d, actor=a),
    "hand_on": lambda d, a, g: hand_on(
        d, actor=a, to=agency(g.agency), reason=g.reason, because=g.because
    ),
    "give_back": lambda d, a, g: give_back(d, actor=a, reason=g.reason, because=g.because),
}
