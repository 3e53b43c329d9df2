"""Check the whole journal: every chain, every head, every view, and the seals on them.

Either against the seals kept in the database and in the folder outside it, or against nothing but
the files that were published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet

from toantrinh.journal.hashing import access_hash, event_hash
from toantrinh.journal.models import SEAL_LOCK, Access, Event, StreamHead
from toantrinh.journal.publishing import read_keys
from toantrinh.journal.report import Report
from toantrinh.journal.sealing import own_keys
from toantrinh.journal.verify_seals import check_kept, check_published

_CHUNK = 2000


def verify(keys: frozenset[str] | None = None) -> Report:
    """Read everything once, as it is at one moment, and tell what does not hold.

    `keys` are the public keys, in hex, that may have sealed; our own where none are given.
    """
    keys = keys or own_keys()
    report = Report()
    with _no_sealing(), _one_moment():
        _check_chains(report)
        _check_views(report)
        check_kept(report, keys)
    return report


def verify_published(where: Path, keys: frozenset[str] | None = None) -> Report:
    """The same, against a published file or a folder of them: no seal of our own is believed.

    Where no keys are given, those published in the folder count, else whichever a seal names.
    """
    keys = keys or read_keys(where)
    report = Report()
    with _one_moment():
        _check_chains(report)
        _check_views(report)
        check_published(report, where, keys)
    return report


@contextmanager
def _no_sealing() -> Iterator[None]:
    """The sealer waits, so that folder and database fit together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK + 1])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK + 1])


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read inside fits together; acts go on unseen."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                # Sorting millions of events takes longer than a page may.
                cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def _check_chains(report: Report) -> None:
    heads = _heads()
    for stream, chain in _chains():
        report.chains += 1
        seq, digest = _check_chain(report, stream, chain)
        head = heads.pop(stream, None)
        if head is None:
            report.add(stream, seq, "the chain has no row that holds its end")
        elif head != (seq, digest):
            report.add(stream, head[0], f"the row says that event {head[0]} is the last; it is not")
    for stream, (seq, _digest) in heads.items():
        if seq:
            report.add(stream, seq, "all events of this chain are gone")


def _check_chain(report: Report, stream: str, chain: Iterator[Event]) -> tuple[int, bytes]:
    """The end that the chain reaches; each break is told."""
    seq, previous, position = 0, b"", 0
    for event in chain:
        report.events += 1
        for missing in range(seq + 1, event.seq):
            report.add(stream, missing, "this event is gone")
        if event.seq == seq + 1 and bytes(event.prev_hash) != previous:
            report.add(stream, event.seq, "does not follow the event before it")
        if event_hash(event) != bytes(event.hash):
            report.add(stream, event.seq, "was changed after it was written")
        if event.position <= position:
            report.add(stream, event.seq, "stands before the event that it follows")
        seq, previous, position = event.seq, bytes(event.hash), event.position
    return seq, previous


def _chains() -> Iterator[tuple[str, Iterator[Event]]]:
    """Each chain with its events in order, read once, never all in memory."""
    events = Event.objects.order_by("stream", "seq").iterator(chunk_size=_CHUNK)
    current = next(events, None)

    def chain(stream: str) -> Iterator[Event]:
        nonlocal current
        while current is not None and current.stream == stream:
            yield current
            current = next(events, None)

    while current is not None:
        name = current.stream
        yield name, chain(name)


def _heads() -> dict[str, tuple[int, bytes]]:
    """The end that each row believes its chain to have."""
    heads: dict[str, tuple[int, bytes]] = {}
    for model in apps.get_models():
        if issubclass(model, StreamHead):
            rows: QuerySet[StreamHead] = QuerySet(model).defer(*getattr(model, "HIDDEN", ()))
            for row in rows.iterator(chunk_size=_CHUNK):
                heads[row.stream()] = (row.head_seq, bytes(row.head_hash))
    return heads


def _check_views(report: Report) -> None:
    for access in Access.objects.order_by("position").iterator(chunk_size=_CHUNK):
        report.views += 1
        if access_hash(access) != bytes(access.hash):
            report.add("access", access.position, "was changed after it was written")
