"""Messages closed to our RSA key, as VNeID is reported to send them (facts: sign-in).

An AES key lies under our RSA key (PKCS #1 v1.5), the text under the AES key (ECB). Neither mode
proves who closed the message or that it is whole, and they are not ours to choose. What holds the
sign-in together is around them: TLS, our secret, PKCE, and a state that belongs to one browser.

A code that comes by way of the browser may be anybody's: one that does not open gives another
code, which the provider then refuses, so that nobody learns from us whether a padding was right.
"""

import base64
import binascii
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

_BLOCK_BITS = 128


class NotOpened(ValueError):
    """A message that is not wrapped, or not to our key, or was altered."""


def open_body(text: bytes) -> dict[str, Any]:
    """The object in `{"data": …, "key": …}`, both base64. Raises NotOpened."""
    try:
        wrapped = json.loads(text)
        content = _open(_bytes(wrapped["data"]), _bytes(wrapped["key"]))
        found: object = json.loads(content)
    except (ValueError, KeyError, TypeError) as problem:
        raise NotOpened from problem
    if not isinstance(found, dict):
        raise NotOpened
    return found


def open_code(query: str) -> str:
    """The code in a raw query string; without `encrypt_key` beside it, it came in the clear.

    A plus sign stands for itself: base64 has it, and it is sent as it is.
    """
    given = dict(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
    code = given.get("code", "")
    if "encrypt_key" not in given:
        return code
    try:
        return _open(_bytes(code), _bytes(given["encrypt_key"])).decode()
    except ValueError:
        return secrets.token_urlsafe()


def public_key() -> str:
    """What the provider closes its messages to, as PEM."""
    pem = (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return pem.decode("ascii")


def _open(data: bytes, key: bytes) -> bytes:
    inner = _private_key().decrypt(key, PKCS1v15())
    # Theirs to choose; see above.
    opened = Cipher(algorithms.AES(inner), modes.ECB()).decryptor()  # noqa: S305
    padded = opened.update(data) + opened.finalize()
    taker = padding.PKCS7(_BLOCK_BITS).unpadder()
    return taker.update(padded) + taker.finalize()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise NotOpened from problem


def _private_key() -> RSAPrivateKey:
    return _kept(Path(settings.OIDC_WRAP_KEY))


@lru_cache(maxsize=4)
def _kept(place: Path) -> RSAPrivateKey:
    """The key in the file, which is made if there is none yet."""
    if not place.exists():
        _make(place)
    key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{place} holds no RSA key")
    return key


def _make(place: Path) -> None:
    """A key that appears whole, by a link that only the first of two processes can make."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    try:
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
