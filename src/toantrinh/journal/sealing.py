"""Seal the journal: each minute a signed Merkle root over the chains that grew and the views made.

The seal goes to a file outside the database first, then into a row. A crash between the two leaves
a file line without its row; the next seal finds it and puts the row in place.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from toantrinh.journal.hashing import merkle_root, spell
from toantrinh.journal.models import SEAL_LOCK, Access, Event, Seal
from toantrinh.journal.outside import last_line, write_line
from toantrinh.journal.positions import ends
from toantrinh.journal.seals import (
    Content,
    Leaf,
    Window,
    check_signature,
    hash_of,
    key_name,
    root_of,
)
from toantrinh.kernel.time import wall


def seal() -> Seal | None:
    """Seal what happened since the last seal; None when nothing did."""
    with alone():
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
        write_line(content, signature, leaves)
        return Seal.objects.create(
            number=Content.read(content).number, content=content, signature=signature
        )


@contextmanager
def alone() -> Iterator[None]:
    """A transaction in which nobody else seals, whatever process it runs in, with no seal amiss."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK + 1])
        _mend()
        yield


def _window(last: Seal | None) -> Window:
    """Where the journal ends now, at a moment when no writer is under way."""
    before = Content.read(last.content).window if last else Window(0, 0, 0, 0)
    events, views = ends()
    return Window(
        before.events_upto,
        max(before.events_upto, events),
        before.views_upto,
        max(before.views_upto, views),
    )


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


def last_number() -> int:
    """The number of the newest seal in the database; 0 without any."""
    return int(Seal.objects.aggregate(end=Max("number"))["end"] or 0)


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


def own_keys() -> frozenset[str] | None:
    """The public keys, in hex, with which this installation seals or sealed.

    None where it has no key, as beside a backup without keys: then none can be told from another.
    """
    own = {key_name(seal_key().public_key())} if settings.SEAL_KEY.exists() else set()
    return frozenset(own | set(settings.FORMER_SEAL_KEYS)) or None


def _mend() -> None:
    """Give a seal that was written outside, and signed by us, the row that a crash cost it."""
    found = last_line()
    if found is None:
        return
    number, line = found
    if number != last_number() + 1:
        return
    check_signature(line.content, line.signature, key_name(seal_key().public_key()))
    Seal.objects.create(number=number, content=line.content, signature=line.signature)
