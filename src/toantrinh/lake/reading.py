"""What is read of the journal for the lake, as plain rows, in pieces that fit into memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from toantrinh.journal.models import Event
from toantrinh.kernel.time import local
from toantrinh.lake.folding import Told, fold, moment
from toantrinh.lake.shapes import Row

STREAMS = "dossier/"
_CHUNK = 10_000
_COLUMNS = ("position", "stream", "seq", "action", "actor", "agency", "at", "payload")


@contextmanager
def at_length() -> Iterator[None]:
    """Read in one transaction, row after row, for longer than a page may."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def events(after: int, upto: int) -> Iterator[tuple[str, Row]]:
    """Each event of a dossier after a position and up to another, with its day in Việt Nam."""
    found = _dossiers_events().filter(position__gt=after, position__lte=upto).order_by("position")
    for told in found.values_list(*_COLUMNS, "hash").iterator(chunk_size=_CHUNK):
        position, stream, seq, action, actor, agency, at, payload, digest = told
        yield (
            f"{local(at):%Y-%m-%d}",
            {
                "position": position,
                "dossier": stream.removeprefix(STREAMS),
                "seq": seq,
                "action": action,
                "actor": actor.partition("/")[0],
                "agency": str(agency) if agency else None,
                "at": int(at.timestamp()) * 1_000_000 + at.microsecond,
                "state": payload.get("state"),
                "status": payload.get("status_code"),
                "because": payload.get("because"),
                "step": _word(payload.get("step")),
                "at_step": payload.get("at_step"),
                "step_due": moment(payload.get("step_due_at")),
                "hash": bytes(digest),
            },
        )


def head(position: int) -> str:
    """The hash of the event at a position, in hex; empty where there is none."""
    found = Event.objects.filter(position=position).values_list("hash", flat=True).first()
    return bytes(found).hex() if found is not None else ""


def touched(after: int, upto: int) -> list[str]:
    """The chains of dossiers that grew."""
    found = _dossiers_events().filter(position__gt=after, position__lte=upto)
    return list(found.order_by("stream").values_list("stream", flat=True).distinct())


def cases(upto: int, streams: Iterable[str] | None = None) -> Iterator[Row]:
    """The row of each dossier that was handed in, as all its events up to a position tell it."""
    found = _dossiers_events().filter(position__lte=upto)
    if streams is not None:
        found = found.filter(stream__in=list(streams))
    told = found.order_by("stream", "seq").values_list(*_COLUMNS).iterator(chunk_size=_CHUNK)
    for stream, chain in groupby(told, key=lambda row: row[1]):
        row = fold(stream.removeprefix(STREAMS), map(_told, chain))
        if row is not None:
            yield row


def _dossiers_events() -> QuerySet[Event]:
    # A range of the collation C, which the primary key answers; `0` follows the slash.
    return Event.objects.filter(stream__gt=STREAMS, stream__lt="dossier0")


def _told(row: tuple[Any, ...]) -> Told:
    position, _stream, seq, action, actor, agency, at, payload = row
    return Told(
        position=position,
        seq=seq,
        action=action,
        actor=actor.partition("/")[0],
        agency=str(agency) if agency else None,
        at=at,
        payload=payload,
    )


def _word(value: object) -> str | None:
    return None if value is None else str(value)
