"""What a seal says, and how it is spelled, hashed and signed. Nothing here asks the database."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from toantrinh.journal.hashing import merkle_root
from toantrinh.kernel.canonical import canonical

# The end that a chain has reached: its name, the number of its last event, that event's hash.
Leaf = tuple[str, int, str]
# What a damaged text, hex or signature raises.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, InvalidSignature)


@dataclass(frozen=True)
class Window:
    """What one seal covers: positions above `after` up to `upto`, of events and of views."""

    events_after: int
    events_upto: int
    views_after: int
    views_upto: int


@dataclass(frozen=True)
class Content:
    """What a seal says, spelled canonically and signed."""

    number: int
    at: str
    previous: str
    window: Window
    streams: int
    root: str
    views: int
    views_root: str
    key: str

    def spelled(self) -> str:
        return canonical(asdict(self)).decode()

    @classmethod
    def read(cls, text: str) -> "Content":
        """Read what `spelled` wrote."""
        fields = json.loads(text)
        return cls(**{**fields, "window": Window(**fields["window"])})


@dataclass(frozen=True)
class Sealed:
    """A seal as it is kept: its text, the signature on it, and, in our own folder, its leaves."""

    content: str
    signature: bytes
    leaves: list[Leaf] | None = None


def root_of(leaves: Sequence[Leaf]) -> str:
    """The Merkle root over the heads of chains."""
    return merkle_root([canonical(list(leaf)) for leaf in leaves]).hex()


def hash_of(content: str) -> str:
    """How the next seal names this one."""
    return sha256(content.encode()).hexdigest()


def key_name(key: Ed25519PublicKey) -> str:
    """The public key itself, in hex."""
    return key.public_bytes_raw().hex()


def check_signature(content: str, signature: bytes, key: str) -> None:
    """Raises one of UNREADABLE when the key, in hex, did not sign this text."""
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, content.encode())
