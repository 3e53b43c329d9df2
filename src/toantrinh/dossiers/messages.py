"""Words between officers and the applicant, outside of any act: no state changes."""

from django.db import transaction

from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import follow_up, lock, under_which
from toantrinh.dossiers.answers import keep_note
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.dossiers.word_models import Note, NoteKind
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.text import clean_lines

LONGEST = 5000


@transaction.atomic
def write_message(dossier: Dossier, *, actor: Actor, text: str, internal: bool = False) -> Note:
    """Write to the other side; `internal` words are read by officers only.

    Whoever handles a dossier may write, its applicant too, as long as it is no draft.
    """
    locked = lock(dossier)
    perms.check_writes(actor, locked)
    if internal and actor.kind != "officer":
        raise NotAllowed("Chỉ cán bộ ghi được ghi chú nội bộ.")
    if locked.stage is State.DRAFT:
        raise Conflict("Hồ sơ chưa nộp nên chưa có ai đọc tin nhắn.")
    words = clean_lines(text)
    if not words:
        raise Refusal("Hãy viết điều bạn muốn nhắn.", field="text")
    if len(words) > LONGEST:
        raise Refusal("Tin nhắn dài quá %(longest)s chữ.", field="text", longest=LONGEST)
    note = keep_note(locked, NoteKind.MESSAGE, words, actor=actor, internal=internal)
    append_event(
        locked,
        "write_message",
        actor=actor,
        payload={
            "note": note.number,
            "internal": internal,
            "state": locked.state,
            "status_code": locked.status_code,
            "holder": locked.holder,
            **under_which(actor, locked),
        },
    )
    locked.save(update_fields=["head_seq", "head_hash"])
    follow_up(locked)
    return note
