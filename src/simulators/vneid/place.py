"""Where the simulator keeps its state, and the secrets that are made once."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def folder() -> Path:
    """The folder of all simulators below TOANTRINH_HOME, for its owner only."""
    place = Path(os.environ.get("TOANTRINH_HOME") or "var").absolute() / "simulators"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def kept(name: str, make: Callable[[], str]) -> str:
    """The text of a file that is made once and read ever after.

    It appears whole, by a link that only the first of two processes can make.
    """
    place = folder() / name
    if not place.exists():
        draft = place.with_name(f"{name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="ascii")
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return place.read_text(encoding="ascii").strip()


def new_secret() -> str:
    return secrets.token_hex(32)


def new_key() -> str:
    """A fresh RSA key as PEM: the provider signs with RS256."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")
