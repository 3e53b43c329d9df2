"""Check the whole journal: every chain, every head, every seal, in the database and outside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from toantrinh.journal.hashing import access_hash, event_hash, merkle_root
from toantrinh.journal.models import SEAL_LOCK, Access, Event, Seal, StreamHead
from toantrinh.journal.sealing import (
    Content,
    Leaf,
    hash_of,
    key_name,
    leaves_of,
    root_of,
    seal_key,
    views_of,
)

_CHUNK = 2000


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written: in which chain, at which event, and what."""

    stream: str
    seq: int | None
    what: str


@dataclass
class Report:
    """The outcome of a verification."""

    events: int = 0
    chains: int = 0
    seals: int = 0
    views: int = 0
    problems: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, stream: str, seq: int | None, what: str) -> None:
        finding = Finding(stream, seq, what)
        if finding not in self.problems:
            self.problems.append(finding)

    def as_json(self) -> dict[str, object]:
        """`{ok, events, chains, seals, views, problems}`."""
        return {"ok": self.ok, **asdict(self)}


def verify() -> Report:
    """Read everything once, as it is at one moment, and tell what does not hold."""
    report = Report()
    with _one_moment():
        _check_chains(report)
        _check_views(report)
        _check_seals(report)
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read inside fits together: acts go on unseen, and the sealer waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK + 1])
        try:
            with transaction.atomic():
                if not connection.savepoint_ids:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK + 1])


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
    seq, previous = 0, b""
    for event in chain:
        report.events += 1
        for missing in range(seq + 1, event.seq):
            report.add(stream, missing, "this event is gone")
        if event.seq == seq + 1 and bytes(event.prev_hash) != previous:
            report.add(stream, event.seq, "does not follow the event before it")
        if event_hash(event) != bytes(event.hash):
            report.add(stream, event.seq, "was changed after it was written")
        seq, previous = event.seq, bytes(event.hash)
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
            rows: QuerySet[StreamHead] = QuerySet(model)
            for row in rows.iterator(chunk_size=_CHUNK):
                heads[row.stream()] = (row.head_seq, bytes(row.head_hash))
    return heads


def _check_views(report: Report) -> None:
    for access in Access.objects.order_by("position").iterator(chunk_size=_CHUNK):
        report.views += 1
        if access_hash(access) != bytes(access.hash):
            report.add("access", access.position, "was changed after it was written")


def _check_seals(report: Report) -> None:
    outside = _outside(report)
    inside = {seal.number: seal for seal in Seal.objects.order_by("number")}
    previous = ""
    for number in range(1, max([0, *inside, *outside]) + 1):
        report.seals += 1
        name = f"seal/{number}"
        row, line = inside.get(number), outside.get(number)
        if row is None:
            # The newest one may have lost its row in a crash; the next seal puts it back.
            if line is None or number <= max(inside, default=0) or number < max(outside):
                report.add(name, number, "the seal is gone from the database")
            if line is None:
                continue
        if line is None:
            report.add(name, number, "the seal is gone from the folder outside the database")
        elif row is not None and (row.content, bytes(row.signature)) != line[:2]:
            report.add(name, number, "the seal in the database is not the one outside it")
        text, signature, leaves = line or (
            (row.content, bytes(row.signature), None) if row else ("", b"", None)
        )
        content = _check_seal(report, name, text, signature, previous)
        if content is not None:
            _check_leaves(report, name, content, leaves)
            previous = hash_of(text)


def _check_seal(
    report: Report, name: str, text: str, signature: bytes, previous: str
) -> Content | None:
    try:
        content = Content.read(text)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(content.key)).verify(
            signature, text.encode()
        )
    except (ValueError, TypeError, KeyError, InvalidSignature):
        report.add(name, None, "the signature does not fit")
        return None
    if content.key not in _known_keys():
        report.add(name, content.number, "signed with a key that is not ours")
    if content.previous != previous:
        report.add(name, content.number, "does not follow the seal before it")
    return content


def _known_keys() -> set[str]:
    return {key_name(seal_key().public_key()), *settings.FORMER_SEAL_KEYS}


def _check_leaves(report: Report, name: str, content: Content, sealed: list[Leaf] | None) -> None:
    """Compare what was sealed with what the journal holds now, chain by chain where we can."""
    if merkle_root(views_of(content.window)).hex() != content.views_root:
        report.add("access", None, f"views sealed in {name} are gone or changed")
    now = leaves_of(content.window)
    if root_of(now) == content.root:
        return
    if sealed is None or root_of(sealed) != content.root:
        report.add(name, content.number, "the chains are not those that were sealed")
        return
    found = {stream: (seq, digest) for stream, seq, digest in now}
    for stream, seq, digest in sealed:
        if found.pop(stream, None) != (seq, digest):
            report.add(stream, seq, f"is not what {name} sealed")
    for stream, (seq, _digest) in found.items():
        report.add(stream, seq, f"was slipped in after {name}")


def _outside(report: Report) -> dict[int, tuple[str, bytes, list[Leaf]]]:
    """The seals in the folder outside the database."""
    lines: dict[int, tuple[str, bytes, list[Leaf]]] = {}
    for place in sorted(settings.SEAL_FOLDER.glob("*.jsonl")):
        for text in place.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                line = json.loads(text)
                number = Content.read(line["content"]).number
                leaves = [(str(s), int(n), str(h)) for s, n, h in line["leaves"]]
                lines[number] = (line["content"], bytes.fromhex(line["signature"]), leaves)
            except (ValueError, TypeError, KeyError):
                # A crash tears at most a line that was never acknowledged; gaps are told above.
                continue
    report.seals = 0
    return lines
