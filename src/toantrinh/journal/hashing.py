"""The spelling and the hashes of journal rows, the same for writer, sealer and verifier."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from toantrinh.journal.models import Access, Event
from toantrinh.kernel.canonical import canonical, canonical_of_checked

# Codes, ids, hashes, moments: one word of ASCII. A name or a sentence does not fit, and nine digits
# and more could be a phone or a personal number.
_CODE = re.compile(r"(?!\d{9,}\Z)[A-Za-z0-9][A-Za-z0-9._:/@+=-]{0,99}")
_LARGEST_NUMBER = 10**8


class PersonalValueError(ValueError):
    """A payload holds something that could tell who a person is."""


def check_payload(value: object, place: str = "payload") -> None:
    """Refuse anything but codes, ids, moments, small numbers, and lists and maps of them."""
    if isinstance(value, str):
        _refuse_unless(_is_code(value), place)
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) >= _LARGEST_NUMBER:
            raise PersonalValueError(f"{place}: a number this long could be somebody's")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _refuse_unless(_is_name(key), place)
            check_payload(inner, f"{place}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for inner in value:
            check_payload(inner, place)
    else:
        raise PersonalValueError(f"{place}: {type(value).__name__} has no spelling")


def _refuse_unless(code: bool, place: str) -> None:
    if not code:
        raise PersonalValueError(f"{place}: only codes, ids and moments")


def _is_code(value: object) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


# Names of fields come back with every event.
_is_name = lru_cache(maxsize=1000)(_is_code)


def spell(moment: datetime) -> str:
    """A moment as the hashes know it, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def event_hash(event: Event) -> bytes:
    """SHA-256 over all that an event says and over its predecessor's hash."""
    return hash_of(
        event.stream,
        event.seq,
        event.action,
        event.actor,
        event.agency,
        event.at,
        event.payload,
        bytes(event.prev_hash),
    )


def hash_of(
    stream: str,
    seq: int,
    action: str,
    actor: str,
    agency: UUID | None,
    at: datetime,
    payload: Mapping[str, object],
    before: bytes,
) -> bytes:
    """The same of an event that is no row yet; `before` is its predecessor's hash."""
    return hash_spelled(stream, seq, action, actor, agency, at, canonical(payload), before)


def hash_spelled(
    stream: str,
    seq: int,
    action: str,
    actor: str,
    agency: UUID | None,
    at: datetime,
    payload: bytes,
    before: bytes,
) -> bytes:
    """The same where the payload was spelled already: one list in the end, as ever."""
    said = [stream, seq, action, actor, str(agency) if agency else None, spell(at)]
    told = canonical_of_checked(said)
    return sha256(b'%b,%b,"%b"]' % (told[:-1], payload, before.hex().encode())).digest()


def access_hash(access: Access) -> bytes:
    """SHA-256 over all that an access row says."""
    said: list[object] = [
        str(access.id),
        spell(access.at),
        access.actor,
        str(access.agency) if access.agency else None,
        access.page,
        access.purpose,
        access.subject,
        [str(person) for person in access.persons],
    ]
    later = [
        access.post,
        access.basis,
        [str(dossier) for dossier in access.dossiers],
        list(access.fields),
        list(access.masked),
    ]
    # Rows from before these were asked for have none of them and keep their hash; whoever adds one
    # to such a row changes how it is spelled.
    return sha256(canonical([*said, *later] if any(later) else said)).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root of a Merkle tree; leaves and nodes are hashed apart, an odd node moves up alone."""
    if not leaves:
        return sha256(b"").digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        paired = [
            sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0]
