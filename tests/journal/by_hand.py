"""How an outsider checks published days without a line of ours: hashes, signatures and SQL."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_CHAINS = """
    SELECT DISTINCT ON (stream) stream, seq, encode(hash, 'hex') FROM journal_event
    WHERE position > %s AND position <= %s ORDER BY stream, seq DESC
"""
_VIEWS = "SELECT hash FROM journal_access WHERE position > %s AND position <= %s ORDER BY position"


def differences(folder: Path, key: str, reader: psycopg.Connection) -> Iterator[str]:
    """What in the published days does not fit, or does not fit the journal that `reader` sees."""
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    before = ""
    for place in sorted(folder.glob("20*.json")):
        told = json.loads(place.read_text())
        public.verify(bytes.fromhex(told["signature"]), told["statement"].encode())
        said = json.loads(told["statement"])
        if said["root"] != _root([seal["content"].encode() for seal in told["seals"]]):
            yield f"{said['day']}: root"
        for seal in told["seals"]:
            public.verify(bytes.fromhex(seal["signature"]), seal["content"].encode())
            content = json.loads(seal["content"])
            if content["previous"] != before:
                yield f"{content['number']}: previous"
            yield from _against(content, reader)
            before = sha256(seal["content"].encode()).hexdigest()


def _against(content: dict[str, Any], reader: psycopg.Connection) -> Iterator[str]:
    window = content["window"]
    ends = reader.execute(_CHAINS, [window["events_after"], window["events_upto"]]).fetchall()
    spelled = [json.dumps(list(end), separators=(",", ":")).encode() for end in ends]
    if _root(spelled) != content["root"]:
        yield f"{content['number']}: chains"
    views = reader.execute(_VIEWS, [window["views_after"], window["views_upto"]]).fetchall()
    if _root([bytes(view) for (view,) in views]) != content["views_root"]:
        yield f"{content['number']}: views"


def _root(leaves: list[bytes]) -> str:
    if not leaves:
        return sha256(b"").hexdigest()
    level = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        odd = [level.pop()] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return level[0].hex()
