"""Envelopes: what is sensitive is sealed with a key of its own, and found by keyed hash.

AES-256-GCM with the place of the value as associated data, so that a sealed value moved to another
row or field does not open. The data key is wrapped by the wrapping key of the installation.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import now
from toantrinh.people.models import DataKey

_NONCE_BYTES = 12


def new_key() -> DataKey:
    """A fresh data key, wrapped and not yet saved."""
    name = settings.WRAPPING_KEY
    key = DataKey(wrapping_key=name, created_at=now())
    key.wrapped = _seal(_wrapping_key(name), os.urandom(32), str(key.id))
    return key


def seal(key: DataKey, text: str, place: str) -> bytes:
    """Seal a text for one place, e.g. `person/<id>/number`."""
    return _seal(_unwrap(key), text.encode(), place)


def unseal(key: DataKey | None, sealed: bytes | memoryview, place: str) -> str:
    """Open what `seal` closed. Refuses what was altered, moved, or whose key was erased."""
    if key is None:
        raise Refusal("Dữ liệu này đã được xóa theo quy định.")
    return _open(_unwrap(key), bytes(sealed), place).decode()


def keyed_hash(kind: str, value: str) -> bytes:
    """How a number or phone is found without being stored in the clear."""
    return hmac.digest(_derived("lookup"), f"{kind}:{value}".encode(), "sha256")


def _unwrap(key: DataKey) -> bytes:
    return _open(_wrapping_key(key.wrapping_key), bytes(key.wrapped), str(key.id))


def _seal(key: bytes, content: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def _open(key: bytes, sealed: bytes, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except InvalidTag as problem:
        raise Refusal(
            "Không mở được dữ liệu đã niêm phong: dữ liệu hoặc khóa bị thay."
        ) from problem


@lru_cache(maxsize=16)
def _wrapping_key(name: str) -> bytes:
    try:
        return bytes.fromhex(settings.WRAPPING_KEYS[name])
    except KeyError as missing:
        raise Refusal("Thiếu khóa gói %(name)s.", name=name) from missing


@lru_cache(maxsize=4)
def _derived(purpose: str) -> bytes:
    return hashlib.blake2b(
        bytes.fromhex(settings.LOOKUP_KEY), digest_size=32, person=purpose.encode()
    ).digest()
