"""What belongs to a dossier and is numbered within it: the next number, waits, new promises."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from toantrinh.dossiers.agreement_models import Agreement
from toantrinh.dossiers.desk_models import PaperCheck
from toantrinh.dossiers.models import Dossier, Extension, Paper, Part, Pause, Payment, Revision
from toantrinh.dossiers.word_models import Note
from toantrinh.host.ready import Ready

P = TypeVar("P", bound=Part)


def _last(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    return rows.order_by("-number").values_list("number", flat=True)[:1]


_LAST: Mapping[type[Part], Ready[int]] = {
    Revision: Ready(lambda of: _last(Revision.objects.filter(dossier=of)), of=UUID),
    Paper: Ready(lambda of: _last(Paper.objects.filter(dossier=of)), of=UUID),
    Note: Ready(lambda of: _last(Note.objects.filter(dossier=of)), of=UUID),
    PaperCheck: Ready(lambda of: _last(PaperCheck.objects.filter(dossier=of)), of=UUID),
    Agreement: Ready(lambda of: _last(Agreement.objects.filter(dossier=of)), of=UUID),
}
_EXTENSIONS = Ready(lambda of: Extension.objects.filter(dossier=of).order_by("number"), of=UUID)
_WAITS = Ready(lambda of: Pause.objects.filter(dossier=of).order_by("number"), of=UUID)

_PAYMENTS = Ready(lambda of: Payment.objects.filter(dossier=of).order_by("number"), of=UUID)
_NOTES = Ready(lambda of: Note.objects.filter(dossier=of).order_by("number"), of=UUID)
_PAPERS = Ready(
    lambda of: (
        Paper.objects.filter(dossier=of, revision__gt=0).select_related("file").order_by("number")
    ),
    of=UUID,
)


def next_number(kind: type[Part], dossier: Dossier) -> int:
    """The number of the next part of a kind, which is nobody else's while the dossier is locked."""
    return (_LAST[kind].first(of=dossier.pk) or 0) + 1


def waits(dossier: Dossier) -> tuple[Pause, ...]:
    """Its pauses in their order, read once for one object; whoever changes them puts them back."""
    if dossier.waits is None:
        dossier.waits = tuple(_WAITS.rows(of=dossier.pk))
    return dossier.waits


def payments(dossier: Dossier) -> list[Payment]:
    """The fees that were asked for, in their order."""
    return _PAYMENTS.rows(of=dossier.pk)


def notes(dossier: Dossier) -> list[Note]:
    """What was written about it, in order."""
    return [_of(dossier, note) for note in _NOTES.rows(of=dossier.pk)]


def papers(dossier: Dossier) -> list[Paper]:
    """The papers that were handed in, in order, with their files."""
    return [_of(dossier, paper) for paper in _PAPERS.rows(of=dossier.pk)]


def _of(dossier: Dossier, part: P) -> P:
    """A part that knows its dossier, so that nobody reads it again."""
    vars(part)["_state"].fields_cache["dossier"] = dossier
    return part


def extensions(dossier: Dossier) -> tuple[Extension, ...]:
    """Its new promises in their order, kept as its pauses are."""
    if dossier.extended is None and dossier.due_at == dossier.original_due_at:
        # What still stands as it was first promised was never moved.
        return ()
    if dossier.extended is None:
        dossier.extended = tuple(_EXTENSIONS.rows(of=dossier.pk))
    return dossier.extended
