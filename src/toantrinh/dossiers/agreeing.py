"""A second person agrees to what concerns them before an application can be handed in.

What they agreed to is held against the answers that are handed in: whoever changes an answer that
they saw asks them again. What is judged is what lies here, never what a browser sends along (see
docs/decisions/0010-what-a-second-signer-agreed-to.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import page_asked, read_all, shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import follow_up, lock
from toantrinh.dossiers.agreement_models import Agreement, Said
from toantrinh.dossiers.answers import answers_of, draft_answers, keep_draft, keep_note, plain
from toantrinh.dossiers.models import Channel, Dossier, Draft
from toantrinh.dossiers.parts import next_number
from toantrinh.dossiers.states import State
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import Conflict, NotFound, Problem, Refusal
from toantrinh.kernel.time import now
from toantrinh.people.levels import check_level
from toantrinh.people.models import Person
from toantrinh.people.queries import find_person
from toantrinh.people.sealing import keyed_hash, salt_of

# While answers can still be changed.
OPEN = frozenset({State.DRAFT, State.INCOMPLETE, State.SUPPLEMENTING})
ASK, AGREE, DECLINE = "ask_agreement", "agree", "decline"


class Standing(StrEnum):
    """How far an agreement has come."""

    UNASKED = "unasked"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    # Agreed or asked, and changed since.
    CHANGED = "changed"


@dataclass(frozen=True)
class Signer:
    """Somebody whose agreement is needed: by which question, their name and number."""

    question: FormField
    name: str
    number: str


@dataclass(frozen=True)
class Stand:
    """A signer with how far it has come, and since when."""

    signer: Signer
    standing: Standing
    at: datetime | None = None


def signers(content: ProcedureContent, answers: Mapping[str, object]) -> list[Signer]:
    """Those whom these answers name as second signers."""
    found = []
    for page in content.pages:
        for question in page.fields:
            value = answers.get(question.key) if question.kind == "signature" else None
            if not isinstance(value, Mapping) or not value.get("number"):
                continue
            if page_asked(page, answers) and shown(question, answers):
                found.append(Signer(question, str(value.get("name", "")), str(value["number"])))
    return found


def pages_for(content: ProcedureContent, question: FormField) -> list[FormPage]:
    """The pages that a signer is shown: those that the question names, else all."""
    named = set(question.shows)
    return [page for page in content.pages if not named or page.key in named]


def seen_by(
    content: ProcedureContent, question: FormField, answers: Mapping[str, object]
) -> dict[str, Any]:
    """The answers that a signer sees, their own entry too."""
    keys = {question.key} | {
        each.key
        for page in pages_for(content, question)
        for each in page.fields
        if page_asked(page, answers) and shown(each, answers)
    }
    return plain({key: answers[key] for key in sorted(keys) if answers.get(key) is not None})


def digest_of(
    dossier: Dossier, content: ProcedureContent, question: FormField, answers: Mapping[str, object]
) -> bytes:
    """What an agreement is bound to: what was seen, under the version whose words stood there.

    It says nothing without the dossier's key.
    """
    place = f"{dossier.stream()}/agreement/{question.key}/{dossier.version_id}"
    return sha256(
        salt_of(dossier.key, place) + canonical(seen_by(content, question, answers))
    ).digest()


def stands(
    dossier: Dossier, content: ProcedureContent, answers: Mapping[str, object]
) -> list[Stand]:
    """All second signers of these answers, with how far each agreement has come."""
    asked = signers(content, answers)
    if not asked:
        return []
    last = {row.question: row for row in dossier.agreements.order_by("number")}
    return [_stand(dossier, content, answers, one, last.get(one.question.key)) for one in asked]


def _stand(
    dossier: Dossier,
    content: ProcedureContent,
    answers: Mapping[str, object],
    signer: Signer,
    row: Agreement | None,
) -> Stand:
    if row is None or bytes(row.number_hash) != hash_of(signer.number):
        return Stand(signer, Standing.UNASKED)
    if bytes(row.digest) != digest_of(dossier, content, signer.question, answers):
        return Stand(signer, Standing.CHANGED, row.at)
    return Stand(signer, Standing(row.said), row.at)


def lacking(
    dossier: Dossier,
    content: ProcedureContent,
    answers: Mapping[str, object],
    papers: Iterable[str],
) -> list[Problem]:
    """Whose agreement is missing. On paper people sign with ink, as they do on a paper that the
    question allows instead."""
    if dossier.channel != Channel.ONLINE:
        return []
    given = set(papers)
    return [
        Problem(
            one.signer.question.key,
            "Chưa có xác nhận của %(name)s. Hãy mời xác nhận ở trang xem lại.",
            params={"name": one.signer.name},
        )
        for one in stands(dossier, content, answers)
        if one.standing is not Standing.AGREED and one.signer.question.or_paper not in given
    ]


@transaction.atomic
def ask(dossier: Dossier, question: str, *, actor: Actor) -> Agreement:
    """Ask a second signer to agree to the answers as they are kept now."""
    locked = _open(dossier)
    perms.check_applicant(actor, locked)
    content, answers = kept(locked)
    signer = _signer(content, answers, question)
    person = find_person(signer.number)
    if person is not None and person.pk == actor.id:
        raise Conflict("Người xác nhận phải là người khác, không phải chính bạn.")
    digest = digest_of(locked, content, signer.question, answers)
    return _say(locked, signer, Said.ASKED, ASK, actor, digest, person=person)


@transaction.atomic
def answer(
    dossier: Dossier,
    question: str,
    *,
    actor: Actor,
    agrees: bool,
    seen: bytes,
    reason: str = "",
) -> Agreement:
    """Agree or decline. `seen` is the digest of what the signer saw: what was changed meanwhile is
    to be looked at anew."""
    locked = _open(dossier)
    content, answers, signer, person = _own(locked, question, actor)
    check_level(actor, AGREE, content.identity_level)
    if seen != digest_of(locked, content, signer.question, answers):
        raise Conflict(
            "Tờ khai vừa được sửa sau khi bạn mở trang này.",
            remedy="Hãy xem lại bản mới nhất rồi trả lời.",
        )
    if agrees:
        return _say(locked, signer, Said.AGREED, AGREE, actor, seen, person=person)
    if not reason.strip():
        raise Refusal("Cần nêu lý do.", field="reason")
    note = keep_note(locked, NoteKind.DECLINED, reason.strip(), actor=actor)
    said = Said.DECLINED
    return _say(locked, signer, said, DECLINE, actor, seen, person=person, note=note.number)


@dataclass(frozen=True)
class Sheet:
    """What a signer has before them: the dossier's form as far as it concerns them."""

    dossier: Dossier
    content: ProcedureContent
    answers: dict[str, Any]
    stand: Stand
    digest: bytes


def sheet_for(dossier: Dossier, question: str, *, actor: Actor) -> Sheet:
    """One application that somebody was asked to agree to. Raises NotFound for anybody else."""
    content, answers, signer, _person = _own(dossier, question, actor)
    stand = next(
        one for one in stands(dossier, content, answers) if one.signer.question == signer.question
    )
    digest = digest_of(dossier, content, signer.question, answers)
    return Sheet(dossier, content, answers, stand, digest)


def sheets_of(person: Person, *, actor: Actor) -> list[Sheet]:
    """All that waits for somebody's agreement or had it, as long as it can be changed."""
    rows = Agreement.objects.filter(number_hash=person.number_hash, said=Said.ASKED)
    open_states = [state.value for state in OPEN]
    asked = rows.filter(dossier__state__in=open_states).values_list("dossier", "question")
    found = []
    for pk, question in sorted(set(asked)):
        dossier = Dossier.objects.select_related("version", "key", "applicant").get(pk=pk)
        try:
            found.append(sheet_for(dossier, question, actor=actor))
        except NotFound:
            # Another signer was named since.
            continue
    return found


def kept(dossier: Dossier) -> tuple[ProcedureContent, dict[str, Any]]:
    """The form, and the answers that would be handed in now: the draft, else the last revision."""
    content = with_form(dossier.version.read)
    draft = Draft.objects.select_related("dossier__key").filter(pk=dossier.pk).first()
    given = draft_answers(draft) if draft else answers_of(dossier)
    return content, read_all(content, given).answers


@transaction.atomic
def keep_supplement(dossier: Dossier, answers: Mapping[str, object], *, actor: Actor) -> None:
    """Keep what somebody means to hand in as a supplement, until a second signer agreed to it."""
    locked = _open(dossier)
    perms.check_applicant(actor, locked)
    if locked.stage is State.DRAFT:
        raise Conflict("Hồ sơ này chưa nộp.")
    draft = Draft.objects.filter(pk=locked.pk).first() or Draft(dossier=locked)
    draft.dossier = locked
    keep_draft(draft, answers)
    draft.saved += 1
    draft.save()


def hash_of(number: str) -> bytes:
    """By which the person with this number is found."""
    return keyed_hash("number", number)


def _own(
    dossier: Dossier, question: str, actor: Actor
) -> tuple[ProcedureContent, dict[str, Any], Signer, Person]:
    """The form and answers for the signer that somebody is, if they were asked."""
    content, answers = kept(dossier)
    persons = Person.objects.filter(pk=actor.id) if actor.id and actor.kind == "person" else None
    person = persons.first() if persons is not None else None
    signer = next((one for one in signers(content, answers) if one.question.key == question), None)
    if person is None or signer is None or person.number_hash is None:
        raise unknown()
    asked = dossier.agreements.filter(question=question, number_hash=person.number_hash)
    if hash_of(signer.number) != bytes(person.number_hash) or not asked.exists():
        raise unknown()
    return content, answers, signer, person


def unknown() -> NotFound:
    """What is said to who was not asked, whether there is something to agree to or not."""
    return NotFound("Không có việc nào cần bạn xác nhận ở đây.")


def _signer(content: ProcedureContent, answers: Mapping[str, object], question: str) -> Signer:
    for one in signers(content, answers):
        if one.question.key == question:
            return one
    raise NotFound("Tờ khai không cần xác nhận này.")


def _open(dossier: Dossier) -> Dossier:
    locked = lock(dossier)
    if locked.stage not in OPEN:
        raise Conflict("Hồ sơ đã nộp nên không xác nhận được nữa.")
    return locked


def _say(
    dossier: Dossier,
    signer: Signer,
    said: Said,
    action: str,
    actor: Actor,
    digest: bytes,
    *,
    person: Person | None,
    note: int | None = None,
) -> Agreement:
    row = Agreement(
        dossier=dossier,
        number=next_number(Agreement, dossier),
        question=signer.question.key,
        said=said,
        number_hash=hash_of(signer.number),
        person=person,
        digest=digest,
        note=note,
        at=now(),
    )
    row.save(force_insert=True)
    append_event(
        dossier,
        action,
        actor=actor,
        payload={
            "state": dossier.state,
            "status_code": dossier.status_code,
            "holder": dossier.holder,
            "question": signer.question.key,
            "agreement": row.number,
            "digest": bytes(row.digest).hex(),
            **({"note": note} if note else {}),
        },
    )
    dossier.save(update_fields=["head_seq", "head_hash"])
    follow_up(dossier)
    return row
