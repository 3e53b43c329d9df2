"""Envelopes: what is sensitive is sealed with a key of its own, and found by keyed hash.

AES-256-GCM with the place of the value as associated data, so that a sealed value moved to another
row or field does not open. The data key is wrapped by a wrapping key of the installation.
"""

import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from toantrinh.host.keyring import Keyring
from toantrinh.kernel.errors import Gone, Refusal
from toantrinh.kernel.time import now
from toantrinh.people.models import DataKey

_NONCE_BYTES = 12
_SALT_BYTES = 16


def new_key() -> DataKey:
    """A fresh data key, wrapped and not yet saved."""
    name = settings.KEYRING.current()
    key = DataKey(wrapping_key=name, created_at=now())
    key.wrapped = _seal(_wrapping(name), os.urandom(32), str(key.id))
    return key


class OpenKey:
    """A data key held open for a moment, for who seals much at once."""

    def __init__(self, key_id: UUID, secret: bytes, wrapping_key: str, wrapped: bytes) -> None:
        self.id, self.wrapping_key, self.wrapped = key_id, wrapping_key, wrapped
        self._secret, self._cipher = secret, AESGCM(secret)

    def seal(self, text: str, place: str) -> bytes:
        """As `seal` does."""
        return _seal(self._cipher, text.encode(), place)

    def salt(self, place: str) -> bytes:
        """As `salt_of` does."""
        return _salt(self._secret, place)


def fresh_key(key_id: UUID, wrapping_key: str) -> OpenKey:
    """A data key just made, whose row the caller writes; `wrapping_key` is the current one."""
    secret = os.urandom(32)
    return OpenKey(
        key_id, secret, wrapping_key, _seal(_wrapping(wrapping_key), secret, str(key_id))
    )


def open_key(key: DataKey | None) -> OpenKey:
    """A data key that is kept. Raises Gone for one that was erased."""
    key = present(key)
    return OpenKey(key.id, _unwrap(key), key.wrapping_key, bytes(key.wrapped))


def present(key: DataKey | None) -> DataKey:
    """The key, if it is still there. Raises Gone for one that was erased."""
    if key is None or key.erased_at is not None:
        raise Gone("Dữ liệu này đã được xóa theo quy định.")
    return key


def seal(key: DataKey | None, text: str, place: str) -> bytes:
    """Seal a text for one place, e.g. `person/<id>/number`."""
    return seal_bytes(key, text.encode(), place)


def unseal(key: DataKey | None, sealed: bytes | memoryview, place: str) -> str:
    """Open what `seal` closed. Refuses what was altered, moved, or whose key was erased."""
    return unseal_bytes(key, sealed, place).decode()


def seal_bytes(key: DataKey | None, content: bytes, place: str) -> bytes:
    """Seal bytes for one place; 28 bytes longer. Refuses a key that was erased."""
    return _seal(AESGCM(_unwrap(key)), content, place)


def unseal_bytes(key: DataKey | None, sealed: bytes | memoryview, place: str) -> bytes:
    """Open what `seal_bytes` closed, refusing as `unseal` does."""
    return _open(AESGCM(_unwrap(key)), bytes(sealed), place)


def salt_of(key: DataKey | None, place: str) -> bytes:
    """A salt that only the key can tell, so that a hash made with it is nothing without the key."""
    return _salt(_unwrap(key), place)


def _salt(secret: bytes, place: str) -> bytes:
    return hmac.digest(secret, b"salt:" + place.encode(), "sha256")[:_SALT_BYTES]


def rewrap(key: DataKey, name: str) -> None:
    """Wrap a data key with another wrapping key; what it sealed stays as it is. Not saved."""
    key.wrapped = _seal(_wrapping(name), _unwrap(key), str(key.id))
    key.wrapping_key = name


def keyed_hash(kind: str, value: str) -> bytes:
    """How a number or phone is found without being stored in the clear."""
    return hmac.digest(_derived("lookup"), f"{kind}:{value}".encode(), "sha256")


def _unwrap(key: DataKey | None) -> bytes:
    key = present(key)
    return _open(_wrapping(key.wrapping_key), bytes(key.wrapped), str(key.id))


def _seal(cipher: AESGCM, content: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, place.encode())


def _open(cipher: AESGCM, sealed: bytes, place: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as problem:
        raise Refusal(
            "Không mở được dữ liệu đã niêm phong: dữ liệu hoặc khóa bị thay."
        ) from problem


def _wrapping(name: str) -> AESGCM:
    """The cipher of a wrapping key, made once: every data key passes through it."""
    return _kept(settings.KEYRING, name)


@lru_cache(maxsize=16)
def _kept(ring: Keyring, name: str) -> AESGCM:
    try:
        return AESGCM(ring.key(name))
    except KeyError as missing:
        raise Refusal("Thiếu khóa gói %(name)s.", name=name) from missing


@lru_cache(maxsize=4)
def _derived(purpose: str) -> bytes:
    return hashlib.blake2b(
        bytes.fromhex(settings.LOOKUP_KEY), digest_size=32, person=purpose.encode()
    ).digest()
