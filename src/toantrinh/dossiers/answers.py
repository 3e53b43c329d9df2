"""Answers at rest: one sealed envelope a revision, under a key that the law may have erased."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from toantrinh.dossiers.models import Dossier, Draft, Revision
from toantrinh.dossiers.parts import next_number
from toantrinh.dossiers.states import State
from toantrinh.dossiers.word_models import Note, NoteKind
from toantrinh.host import rows
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import now
from toantrinh.people.sealing import salt_of, seal, unseal


def plain(answers: Mapping[str, object]) -> dict[str, Any]:
    """Answers as JSON can hold them; dates in ISO form."""
    return {key: _plain(value) for key, value in answers.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def keep_draft(draft: Draft, answers: Mapping[str, object]) -> None:
    """Put answers into a draft; the caller saves it."""
    dossier = draft.dossier
    place = f"{dossier.stream()}/draft"
    draft.sealed = seal(dossier.key, json.dumps(plain(answers), ensure_ascii=False), place)
    draft.updated_at = now()


def draft_answers(draft: Draft) -> dict[str, Any]:
    """What a draft holds."""
    text = unseal(draft.dossier.key, draft.sealed, f"{draft.dossier.stream()}/draft")
    answers: dict[str, Any] = json.loads(text)
    return answers


def add_revision(dossier: Dossier, answers: Mapping[str, object]) -> Revision:
    """Keep answers as they stand now, for good."""
    # A draft has none, so the first needs no count.
    number = 1 if dossier.stage is State.DRAFT else next_number(Revision, dossier)
    spelled, place = canonical(plain(answers)), f"{dossier.stream()}/revision/{number}"
    revision = Revision(
        dossier=dossier,
        number=number,
        sealed=seal(dossier.key, spelled.decode(), place),
        answers_hash=sha256(salt_of(dossier.key, place) + spelled).digest(),
        at=now(),
    )
    rows.insert(revision)
    return revision


_LATEST = Ready(
    lambda dossier: Revision.objects.filter(dossier=dossier).order_by("-number")[:1], dossier=UUID
)


def answers_of(dossier: Dossier) -> dict[str, Any]:
    """The answers of the last revision, opened. The caller logs the access."""
    revision = _LATEST.first(dossier=dossier.pk)
    if revision is None:
        raise NotFound("Hồ sơ này chưa có câu trả lời.")
    place = f"{dossier.stream()}/revision/{revision.number}"
    answers: dict[str, Any] = json.loads(unseal(dossier.key, revision.sealed, place))
    return answers


def keep_note(
    dossier: Dossier,
    kind: NoteKind,
    words: str,
    *,
    actor: Actor,
    missing: list[str] | None = None,
    internal: bool = False,
) -> Note:
    """Keep words with a locked dossier, sealed; an event names them by their number only."""
    number = next_number(Note, dossier)
    note = Note(
        dossier=dossier,
        number=number,
        kind=kind,
        sealed=_seal_note(dossier, number, words),
        missing=missing or [],
        internal=internal,
        by=str(actor),
        at=now(),
    )
    rows.insert(note)
    return note


def _seal_note(dossier: Dossier, number: int, text: str) -> bytes:
    """Words of a note, sealed for its place."""
    return seal(dossier.key, text, f"{dossier.stream()}/note/{number}")


def note_text(note: Note) -> str:
    """Words of a note, opened."""
    place = f"{note.dossier.stream()}/note/{note.number}"
    return unseal(note.dossier.key, note.sealed, place)
