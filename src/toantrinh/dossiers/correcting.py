"""A mistake in a result that was handed over: mended by another result, which two people decide.

The one before stays to be seen; whoever checks its code is led to the one in its place.
"""

import json
from collections.abc import Mapping
from typing import Any

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.typesetting import spoken
from toantrinh.dossiers.acting import acting
from toantrinh.dossiers.allowance import check_correction, check_no_correction
from toantrinh.dossiers.answers import add_revision, answers_of, note_text, plain
from toantrinh.dossiers.because import said
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.word_models import Correction, NoteKind
from toantrinh.host import rows
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from toantrinh.kernel.time import now
from toantrinh.people.sealing import seal, unseal

# What fits in one box; the rest is mended by a dossier of its own.
_IN_ONE_BOX = frozenset(
    {"text", "long_text", "name", "date", "partial_date", "number", "money", "choice", "yes_no"}
    | {"personal_number", "tax_code", "phone", "email"}
)


def correctable(content: ProcedureContent) -> list[FormField]:
    """The questions whose answers stand in the result, as far as they can be mended here."""
    said_by = content.result_letter
    if said_by is None:
        return []
    source = content.template(said_by.template)
    names = set(spoken(source)) if source else set(said_by.fields.values())
    named = {name.removesuffix("_words") for name in names}
    return [q for q in content.fields() if q.key in named and q.kind in _IN_ONE_BOX]


def propose_correction(
    dossier: Dossier,
    *,
    actor: Actor,
    answers: Mapping[str, object],
    reason: str,
    because: str = "",
) -> Dossier:
    """Propose what the result shall say instead: new answers by question, or none when the paper
    itself is wrong. Raises Invalid for what is no answer, Exhausted while another one is open."""
    with acting("propose_correction", dossier, actor=actor) as act:
        locked = act.dossier
        check_no_correction(locked)
        if actor.id is None:
            raise NotAllowed("Việc này chỉ dành cho cán bộ.")
        whole, changed = _changed(locked, answers)
        note = act.note(NoteKind.CORRECTION, said(act, because, reason), internal=True)
        number = locked.corrections.count() + 1
        correction = Correction(
            dossier=locked,
            number=number,
            fields=changed,
            note=note.number,
            at=now(),
            proposed_by_id=actor.id,
        )
        text = json.dumps(whole, ensure_ascii=False)
        correction.sealed = seal(locked.key, text, _place(correction))
        rows.insert(correction)
        act.payload |= {"correction": number, "fields": changed}
    return locked


def approve_correction(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Let the worker sign the result anew. Whoever proposed can't, which the database holds too."""
    with acting("approve_correction", dossier, actor=actor) as act:
        locked = act.dossier
        correction = _decide(locked, actor, granted=True)
        # What was mended is told to the applicant, now that it is decided.
        proposed = locked.notes.get(number=correction.note)
        proposed.dossier = locked
        act.note(NoteKind.CORRECTION, note_text(proposed))
        revision = add_revision(locked, corrected(correction))
        act.payload |= {
            "correction": correction.number,
            "fields": correction.fields,
            "revision": revision.number,
            "answers_hash": bytes(revision.answers_hash).hex(),
        }
    return locked


def refuse_correction(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Let the result stand as it is."""
    with acting("refuse_correction", dossier, actor=actor) as act:
        correction = _decide(act.dossier, actor, granted=False)
        act.note(NoteKind.CORRECTION, said(act, because, reason), internal=True)
        act.payload["correction"] = correction.number
    return act.dossier


def corrected(correction: Correction) -> dict[str, Any]:
    """All answers as a correction has them."""
    text = unseal(correction.dossier.key, correction.sealed, _place(correction))
    answers: dict[str, Any] = json.loads(text)
    return answers


def _changed(dossier: Dossier, answers: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    """All answers with the new ones among them, and the keys of those that differ."""
    content = with_form(dossier.version.read)
    known = {question.key for question in correctable(content)}
    if unknown := sorted(set(answers) - known):
        raise Invalid(
            "Chỉ đính chính được những gì in trên kết quả.",
            [Problem(key, "Không đính chính được mục này ở đây.") for key in unknown],
        )
    before = answers_of(dossier)
    reading = read_all(content, {**before, **answers})
    # What was handed in long ago is held against no rule of today but where it changes.
    wrong = [problem for problem in reading.problems if problem.where in answers]
    empty = [key for key in answers if key not in reading.answers and key in before]
    wrong += [Problem(key, "Mục này không bỏ trống được.") for key in empty]
    if wrong:
        raise Invalid("Nội dung đính chính chưa đúng.", wrong)
    given = plain(reading.answers)
    changed = sorted(key for key in answers if given.get(key) != before.get(key))
    return {**before, **{key: given[key] for key in changed}}, changed


def _decide(dossier: Dossier, actor: Actor, *, granted: bool) -> Correction:
    correction = check_correction(dossier)
    if granted and correction.proposed_by_id == actor.id:
        raise Conflict("Người đề nghị không được tự ký đính chính. Hãy chuyển cho người khác ký.")
    read = rows.values(correction)
    correction.decided_by_id, correction.decided_at = actor.id, now()
    correction.granted = granted
    rows.update(correction, read)
    correction.dossier = dossier
    return correction


def _place(correction: Correction) -> str:
    return f"dossier/{correction.dossier_id}/correction/{correction.number}"
