"""Asking other agencies what they think: several at once, each with its own due moment.

The clock of the dossier runs on meanwhile. A version plans what is asked at its steps; an officer
may ask others too. An agency that is asked reads the dossier until it has answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.rules import holds
from toantrinh.dossiers.across_models import Consultation, Outcome
from toantrinh.dossiers.acting import Act, acting
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.because import said
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.office_hours import after_hours
from toantrinh.dossiers.perms import asking, seat_of
from toantrinh.dossiers.watch_models import Watched
from toantrinh.dossiers.watching import settle, watch_question
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.government.competence import agency_of_kind
from toantrinh.government.models import Agency
from toantrinh.host import rows
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean_lines
from toantrinh.kernel.time import now, today

MOST = 20


@dataclass(frozen=True)
class Question:
    """What one agency is asked, and until when it shall answer; `waits`: the step waits for it."""

    agency: Agency
    words: str
    due_at: datetime
    waits: bool = True
    planned: str = ""


def planned(dossier: Dossier) -> list[Question]:
    """What the version asks others in this case and was not asked yet; due from now on."""
    content = with_form(dossier.version.read)
    asked = [(step, one) for step in content.process for one in step.consult]
    if not asked or dossier.erased:
        return []
    known = set(dossier.consultations.values_list("planned", flat=True))
    answers, found = answers_of(dossier), []
    for step, one in asked:
        name = f"{step.key}/{one.key}"
        if name in known or (one.when and holds(one.when, answers) is not True):
            continue
        try:
            agency, _why = agency_of_kind(one.kind, dossier.place, today())
        except NotFound:
            # There is none at this place: the officer asks whom they find.
            continue
        if agency.pk != dossier.agency_id:
            due = after_hours(agency, now(), one.hours)
            found.append(Question(agency, one.question, due, one.waits, name))
    return found


def consult(dossier: Dossier, *, actor: Actor, questions: Sequence[Question]) -> Dossier:
    """Ask other agencies, all at once; the dossier waits if any of the answers is waited for."""
    if not 1 <= len(questions) <= MOST:
        raise Refusal("Mỗi lần hỏi từ 1 đến %(most)s cơ quan.", most=MOST, field="planned")
    with acting("consult", dossier, actor=actor) as act:
        made = [_ask(act, question) for question in questions]
        if not any(one.waits for one in made):
            act.stay()
        act.payload |= {
            "consultations": [one.number for one in made],
            "agencies": [str(one.agency_id) for one in made],
        }
    return act.dossier


def answer(dossier: Dossier, *, actor: Actor, words: str) -> Dossier:
    """Say what one's agency thinks of it; late answers count as well."""
    return _close("answer_consultation", Outcome.ANSWERED, dossier, actor, words)


def give_back_question(
    dossier: Dossier, *, actor: Actor, reason: str, because: str = ""
) -> Dossier:
    """Give the question back unanswered, with the reason."""
    return _close("return_consultation", Outcome.RETURNED, dossier, actor, reason, because)


def end_consultation(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Wait no longer: all open questions are taken back."""
    with acting("end_consultation", dossier, actor=actor) as act:
        act.note(NoteKind.QUESTION, said(act, because, reason), internal=True)
        officer, _agency = seat_of(actor)
        for one in open_ones(act.dossier):
            one.outcome, one.answered_by_id, one.answered_at = Outcome.WITHDRAWN, officer, now()
            one.save(update_fields=["outcome", "answered_by", "answered_at"])
        settle(act.dossier, Watched.ANSWER)
    return act.dossier


def open_ones(dossier: Dossier) -> QuerySet[Consultation]:
    """The questions without an answer yet, what is due first on top."""
    asked = Consultation.objects.filter(dossier=dossier, outcome="")
    return asked.select_related("agency", "answered_by").order_by("due_at", "number")


def consultations(dossier: Dossier) -> list[Consultation]:
    """All that was asked, in order."""
    return _CONSULTATIONS.rows(of=dossier.pk)


_CONSULTATIONS = Ready(
    lambda of: (
        Consultation.objects.filter(dossier=of)
        .select_related("agency", "answered_by")
        .order_by("number")
    ),
    of=UUID,
)


def asked_of(actor: Actor) -> QuerySet[Consultation]:
    """What the agency of an officer's post is asked now, what is due first on top."""
    return (
        Consultation.objects.filter(asking(actor))
        .select_related("dossier__version__procedure", "dossier__applicant", "dossier__agency")
        .order_by("due_at", "dossier")
    )


def _ask(act: Act, question: Question) -> Consultation:
    dossier, agency = act.dossier, question.agency
    words = clean_lines(question.words)
    if not words:
        raise Refusal("Hãy viết điều cần hỏi.", field="question")
    if agency.pk == dossier.agency_id:
        raise Refusal("Đây là cơ quan đang giải quyết hồ sơ.", field="kind")
    if question.due_at <= now():
        raise Refusal("Hạn trả lời phải ở sau lúc này.", field="due")
    if open_ones(dossier).filter(agency=agency).exists():
        raise Conflict("%(agency)s đang được hỏi và chưa trả lời.", agency=agency.name)
    officer, _agency = seat_of(act.actor)
    asked = Consultation(
        dossier=dossier,
        number=Consultation.objects.filter(dossier=dossier).count() + 1,
        agency=agency,
        planned=question.planned,
        waits=question.waits,
        question=act.note(NoteKind.QUESTION, words, internal=True).number,
        asked_by_id=officer,
        asked_at=now(),
        due_at=question.due_at,
    )
    rows.insert(asked)
    watch_question(asked, dossier)
    return asked


def _close(
    name: str, outcome: Outcome, dossier: Dossier, actor: Actor, words: str, because: str = ""
) -> Dossier:
    with acting(name, dossier, actor=actor) as act:
        officer, agency = seat_of(actor)
        asked = open_ones(act.dossier)
        own = asked.get(agency=agency)
        own.answer = act.note(NoteKind.OPINION, said(act, because, words), internal=True).number
        own.outcome, own.answered_by_id, own.answered_at = outcome, officer, now()
        own.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        settle(act.dossier, Watched.ANSWER, own.number)
        act.payload |= {"consultation": own.number, "late": own.answered_at > own.due_at}
        if asked.filter(waits=True).exists() and act.move.target is not None:
            act.stay()
    return act.dossier
