"""What the gate keeps for somebody is sealed with a key of the installation.

AES-256-GCM; the place is associated data, so that what was sealed for one place opens nowhere else.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


def seal(text: str, place: str) -> str:
    """Close a text; the answer is plain ASCII."""
    nonce = os.urandom(_NONCE_BYTES)
    closed = _cipher().encrypt(nonce, text.encode(), place.encode())
    return base64.urlsafe_b64encode(nonce + closed).decode("ascii")


def unseal(sealed: str, place: str) -> str | None:
    """Open what `seal` closed; None if it was altered, moved, or closed with another key."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
        return _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError):
        return None


def _cipher() -> AESGCM:
    return AESGCM(bytes.fromhex(settings.GATE_KEY))
