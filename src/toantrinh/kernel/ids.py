"""Ids of our own: UUIDv7, so that what was made later sorts later."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 (RFC 9562), rising within a process."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def id_at(moment: datetime, chance: int) -> uuid.UUID:
    """The UUIDv7 of a moment; of `chance` the lowest 74 bits tell it from others of the moment."""
    stamp = int(moment.timestamp() * 1000) << 80
    high, low = (chance >> 62) & 0xFFF, chance & (2**62 - 1)
    return uuid.UUID(int=stamp | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def ids_among(texts: Iterable[str]) -> list[uuid.UUID]:
    """Those of some texts that are ids; in a lake of invented dossiers they are not."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(uuid.UUID(text))
    return found
