"""Invented people and dossiers on their way into the ordinary tables, many at once."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from toantrinh.dossiers.models import Dossier, Paper, Pause, Revision
from toantrinh.dossiers.watch_models import Watch
from toantrinh.dossiers.word_models import Note
from toantrinh.host.copying import copy_rows
from toantrinh.journal.chaining import Chains, Told
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.ids import id_at
from toantrinh.kernel.text import fold, name_sort_key
from toantrinh.people.models import DataKey, Person
from toantrinh.people.sealing import fresh_key, keyed_hash
from toantrinh.synthetic.people import Someone
from toantrinh.synthetic.telling import Case
from toantrinh.synthetic.waiting import WATCH, watches

_KEY = ("id", "wrapped", "wrapping_key", "created_at")
_PERSON = (
    *("id", "full_name", "name_sort", "name_words", "birth_date", "number_hash"),
    *("number_sealed", "key_id", "email", "phone_hash", "phone_sealed", "commune_code"),
    *("synthetic", "created_at", "head_seq", "head_hash"),
)
_DOSSIER = (
    *("id", "code", "version_id", "applicant_id", "channel", "place", "province", "agency_id"),
    *("agency_path", "desk_id", "state", "status_code", "holder", "officer_id"),
    *("proposed_by_id", "approved_by_id", "created_at", "submitted_at", "received_at"),
    *("original_due_at", "due_at", "step", "step_since", "step_original_due_at", "step_due_at"),
    *("decided_at", "denial", "ended_at", "part", "key_id"),
    *("head_seq", "head_hash"),
)
_REVISION = ("dossier_id", "number", "sealed", "answers_hash", "at")
_PAPER = ("dossier_id", "number", "key", "file_id", "label_sealed", "revision", "at")
_NOTE = ("dossier_id", "number", "kind", "sealed", "missing", "internal", "by", "at")
_PAUSE = ("dossier_id", "number", "mode", "since", "until")


def write_people(people: Iterable[Someone], wrapping_key: str, at: datetime) -> None:
    """Keep invented people as `people.actions.register_person` keeps one."""
    keys, rows, chains = [], [], Chains()
    for who in people:
        key = fresh_key(id_at(at, who.id.int), wrapping_key)
        stream = f"person/{who.id}"
        told = Told("register", str(SYSTEM), at, {"synthetic": True})
        seq, head = chains.append(stream, [told])
        keys.append((key.id, key.wrapped, key.wrapping_key, at))
        rows.append(
            (
                *(who.id, who.name, name_sort_key(who.name), _vector(who.name), who.born),
                *(keyed_hash("number", who.number), key.seal(who.number, f"{stream}/number")),
                *(key.id, "", keyed_hash("phone", who.phone)),
                *(key.seal(who.phone, f"{stream}/phone"), who.commune, True, at, seq, head),
            )
        )
    copy_rows(DataKey, _KEY, keys)
    copy_rows(Person, _PERSON, rows)
    chains.write()


def _vector(name: str) -> str:
    """The words of a name as the database spells them in a vector."""
    found: dict[str, list[str]] = {}
    for at, word in enumerate(fold(name).split(), start=1):
        found.setdefault(word, []).append(str(at))
    return " ".join(f"{word}:{','.join(places)}" for word, places in sorted(found.items()))


def write_dossiers(cases: list[Case], sample: UUID) -> Counter[str]:
    """Keep invented dossiers with all that belongs to them; how many are in each state.

    `sample` is the file that stands for all their papers.
    """
    chains, rows = Chains(), []
    for case in cases:
        seq, head = chains.append(case.stream, case.events)
        rows.append((*case.row(), seq, head))
    copy_rows(
        DataKey,
        _KEY,
        ((case.key.id, case.key.wrapped, case.key.wrapping_key, case.begun) for case in cases),
    )
    copy_rows(Dossier, _DOSSIER, rows)
    copy_rows(Revision, _REVISION, (row for case in cases for row in case.revisions))
    copy_rows(Paper, _PAPER, (row for case in cases for row in _papers(case, sample)))
    copy_rows(Note, _NOTE, (row for case in cases for row in case.notes))
    copy_rows(Pause, _PAUSE, (row for case in cases for row in _pauses(case)))
    # Told before they are sent: what rules say is asked by the same line.
    copy_rows(Watch, WATCH, list(watches(cases)))
    chains.write()
    return Counter(case.state.value for case in cases)


def _papers(case: Case, sample: UUID) -> Iterable[tuple[object, ...]]:
    for number, key in enumerate(case.plan.wish.papers, start=1):
        label = case.key.seal(f"{key}.pdf", f"{case.stream}/paper/{number}")
        yield (case.id, number, key, sample, label, 1, case.plan.submitted)


def _pauses(case: Case) -> Iterable[tuple[object, ...]]:
    for number, pause in enumerate(case.pauses, start=1):
        yield (case.id, number, pause.mode.value, pause.start, pause.end)
