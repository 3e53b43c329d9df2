"""All that changes an explanation: it is asked for, acknowledged, answered."""

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.journal.actions import append_event
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now
from toantrinh.people.models import Person
from toantrinh.people.sealing import new_key, seal
from toantrinh.protection import perms
from toantrinh.protection.models import Explanation
from toantrinh.protection.queries import addressee_of
from toantrinh.protection.terms import deadlines

LONGEST = 5000


@transaction.atomic
def ask(access: Access, *, actor: Actor, words: str = "") -> Explanation:
    """Ask why an officer looked. A second call about the same look gives the first's."""
    person_id, agency = perms.check_ask(actor, access)
    text = _read(words, "words")
    # One question at a time of one person, so that a double click asks once.
    person = Person.objects.select_for_update().get(pk=person_id)
    known = Explanation.objects.filter(access=access, person=person).first()
    if known is not None:
        return known
    moment, addressee = now(), addressee_of(agency)
    limits = deadlines(addressee, moment)
    key = new_key()
    key.save(force_insert=True)
    made = Explanation(
        access=access,
        person=person,
        agency=agency,
        addressee=addressee,
        key=key,
        asked_at=moment,
        acknowledge_by=limits.acknowledge_by,
        due_at=limits.due_at,
    )
    if text:
        made.words_sealed = seal(key, text, made.place("words"))
    payload: dict[str, object] = {
        "access": str(access.pk),
        "agency": str(agency.pk),
        "addressee": str(addressee.pk),
        "due_at": limits.due_at.isoformat(),
        "words": bool(text),
    }
    append_event(made, "ask", actor=actor, payload=payload)
    made.save(force_insert=True)
    _follow_up(made)
    return made


@transaction.atomic
def acknowledge(explanation: Explanation, *, actor: Actor) -> Explanation:
    """Say that the question was read and is being looked into."""
    locked = _lock(explanation, actor)
    if locked.acknowledged_at is not None:
        raise Conflict("Yêu cầu này đã được xác nhận.")
    locked.acknowledged_at = now()
    append_event(locked, "acknowledge", actor=actor, payload={})
    locked.save(update_fields=["acknowledged_at", "head_seq", "head_hash"])
    _follow_up(locked)
    return locked


@transaction.atomic
def answer(
    explanation: Explanation, *, actor: Actor, text: str, misuse: bool = False
) -> Explanation:
    """Explain the look, once; `misuse` says that there was no right to it, which leaders learn."""
    locked = _lock(explanation, actor)
    said = _read(text, "text")
    if not said:
        raise Refusal("Hãy viết câu trả lời.", field="text")
    moment = now()
    locked.acknowledged_at = locked.acknowledged_at or moment
    locked.answered_at, locked.answered_by_id = moment, actor.id
    locked.answer_sealed = seal(locked.key, said, locked.place("answer"))
    locked.misuse = misuse
    payload: dict[str, object] = {"misuse": misuse, "late": moment > locked.due_at}
    append_event(locked, "answer", actor=actor, payload=payload)
    locked.save()
    _follow_up(locked)
    return locked


def _lock(explanation: Explanation, actor: Actor) -> Explanation:
    rows = Explanation.objects.select_for_update(of=("self",))
    locked = rows.select_related("access", "agency", "key").get(pk=explanation.pk)
    perms.check_answer(actor, locked)
    if locked.answered_at is not None:
        raise Conflict("Yêu cầu này đã được trả lời.")
    return locked


def _read(text: str, field: str) -> str:
    words = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(words) > LONGEST:
        raise Refusal("Nội dung dài quá %(longest)s chữ.", field=field, longest=LONGEST)
    return words


def _follow_up(explanation: Explanation) -> None:
    """Leave to the worker whom the last event is told, in the same transaction."""
    app.configure_task("protection.tell", lock=explanation.stream()).defer(
        explanation=str(explanation.pk), seq=explanation.head_seq
    )
