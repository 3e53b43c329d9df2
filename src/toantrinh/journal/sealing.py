"""Seal the journal: each minute a signed Merkle root over the chains that grew and the views made.

The seal goes to a file outside the database first, then into a row. A crash between the two leaves
a file line without its row; the next seal finds it and puts the row in place.
"""

import json
import os
import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Max

from toantrinh.journal.hashing import merkle_root, spell
from toantrinh.journal.models import SEAL_LOCK, Access, Event, Seal
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.time import wall

Leaf = tuple[str, int, str]


@dataclass(frozen=True)
class Window:
    """What one seal covers: positions above `after` up to `upto`, of events and of views."""

    events_after: int
    events_upto: int
    views_after: int
    views_upto: int


@dataclass(frozen=True)
class Content:
    """What a seal says, spelled canonically and signed."""

    number: int
    at: str
    previous: str
    window: Window
    streams: int
    root: str
    views: int
    views_root: str
    key: str

    def spelled(self) -> str:
        return canonical(asdict(self)).decode()

    @classmethod
    def read(cls, text: str) -> "Content":
        """Read what `spelled` wrote."""
        fields = json.loads(text)
        return cls(**{**fields, "window": Window(**fields["window"])})


def seal() -> Seal | None:
    """Seal what happened since the last seal; None when nothing did."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One sealer at a time, whatever process it runs in.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK + 1])
        _mend()
        last = Seal.objects.order_by("-number").first()
        window = _window(last)
        if (window.events_after, window.views_after) == (window.events_upto, window.views_upto):
            return None
        leaves, views = leaves_of(window), views_of(window)
        key = seal_key()
        content = Content(
            number=last.number + 1 if last else 1,
            at=spell(wall()),
            previous=hash_of(last.content) if last else "",
            window=window,
            streams=len(leaves),
            root=root_of(leaves),
            views=len(views),
            views_root=merkle_root(views).hex(),
            key=key_name(key.public_key()),
        ).spelled()
        signature = key.sign(content.encode())
        _write_line(content, signature, leaves)
        return Seal.objects.create(
            number=Content.read(content).number, content=content, signature=signature
        )


def _window(last: Seal | None) -> Window:
    """Where the journal ends now, at a moment when no writer is under way."""
    before = Content.read(last.content).window if last else Window(0, 0, 0, 0)
    events, views = _ends()
    return Window(
        before.events_upto,
        max(before.events_upto, events),
        before.views_upto,
        max(before.views_upto, views),
    )


def _ends() -> tuple[int, int]:
    """The last positions, read while holding the lock alone; writers wait some milliseconds.

    The lock is a session's, so that it is let go before the leaves are read. A writer that takes
    long must not make all others queue behind the sealer: it gives up and tries again.
    """
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                cursor.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK])
                cursor.execute("SET LOCAL lock_timeout = 0")
            break
        except OperationalError:
            time.sleep(0.2)
    try:
        events = Event.objects.aggregate(end=Max("position"))["end"] or 0
        views = Access.objects.aggregate(end=Max("position"))["end"] or 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK])
    return events, views


def leaves_of(window: Window) -> list[Leaf]:
    """The last event of each chain that grew in a window, by name of chain."""
    rows = (
        Event.objects.filter(position__gt=window.events_after, position__lte=window.events_upto)
        .order_by("stream", "-seq")
        .distinct("stream")
        .values_list("stream", "seq", "hash")
    )
    return [(stream, seq, bytes(digest).hex()) for stream, seq, digest in rows]


def views_of(window: Window) -> list[bytes]:
    """The hashes of the views in a window, in the order of writing."""
    rows = Access.objects.filter(position__gt=window.views_after, position__lte=window.views_upto)
    return [bytes(row) for row in rows.order_by("position").values_list("hash", flat=True)]


def root_of(leaves: list[Leaf]) -> str:
    """The Merkle root over the heads of chains."""
    return merkle_root([canonical(list(leaf)) for leaf in leaves]).hex()


def hash_of(content: str) -> str:
    """How the next seal names this one."""
    return sha256(content.encode()).hexdigest()


def seal_key() -> Ed25519PrivateKey:
    """The signing key of this installation, made at the first seal. Keep a copy elsewhere."""
    place: Path = settings.SEAL_KEY
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        draft.write_bytes(pem)
        draft.chmod(0o600)
        draft.replace(place)
    key = serialization.load_pem_private_key(place.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("the seal key must be an Ed25519 key")
    return key


def key_name(key: Ed25519PublicKey) -> str:
    """The public key itself, in hex."""
    return key.public_bytes_raw().hex()


def _write_line(content: str, signature: bytes, leaves: list[Leaf]) -> None:
    folder: Path = settings.SEAL_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"content": content, "signature": signature.hex(), "leaves": leaves})
    with (folder / f"{wall():%Y-%m-%d}.jsonl").open("a+b") as file:
        # A line torn by a crash keeps to itself.
        torn = file.tell() and not _ends_a_line(file)
        file.write(b"\n" * torn + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _mend() -> None:
    """Give a seal that was written outside, and signed by us, the row that a crash cost it."""
    line = last_line()
    if line is None:
        return
    content = Content.read(line["content"])
    rows = Seal.objects.count()
    if content.number != rows + 1:
        return
    signature = bytes.fromhex(line["signature"])
    seal_key().public_key().verify(signature, line["content"].encode())
    Seal.objects.create(number=content.number, content=line["content"], signature=signature)


def last_line() -> dict[str, str] | None:
    """The last whole line of the newest seal file; a torn line is one that was never sealed."""
    files = sorted(settings.SEAL_FOLDER.glob("*.jsonl"))
    for place in reversed(files):
        for text in reversed(place.read_text(encoding="utf-8").splitlines()):
            try:
                line: dict[str, str] = json.loads(text)
            except ValueError:
                continue
            return line
    return None


def cut_after_last() -> int:
    """After a restore: take out of the folder the seals that are newer than the database."""
    last = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    cut = 0
    for place in sorted(settings.SEAL_FOLDER.glob("*.jsonl")):
        lines = place.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if _number(line) <= last]
        if len(kept) < len(lines):
            cut += len(lines) - len(kept)
            draft = place.with_suffix(".draft")
            draft.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
            draft.replace(place)
    return cut


def _number(line: str) -> int:
    try:
        return Content.read(json.loads(line)["content"]).number
    except (ValueError, TypeError, KeyError):
        return 0
