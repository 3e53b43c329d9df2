"""Ids of our own: UUIDv7, so that what was made later sorts later."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 (RFC 9562), rising within a process."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
