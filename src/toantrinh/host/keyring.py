"""The wrapping keys of an installation: which one wraps now, and the older ones that still open.

A key comes from TOANTRINH_<NAME>, else from a file under `secrets`. Which one wraps now is read
anew each time, so that a rotation reaches the processes that are running.
"""

import os
import re
import secrets
from dataclasses import dataclass

from toantrinh.host.home import Home

FIRST = "wrapping_key_1"
# A row of the database names its key: it must not name any other file.
_NAME = re.compile(r"wrapping_key_[A-Za-z0-9_]{1,27}")
_CURRENT = "wrapping_current"
_NAMED = "TOANTRINH_WRAPPING_KEY_NAME"


@dataclass(frozen=True)
class Keyring:
    """The keys that wrap data keys, 32 bytes each, by name."""

    home: Home

    def current(self) -> str:
        """The name of the key that wraps new data keys."""
        named = os.environ.get(_NAMED)
        if named:
            return named
        try:
            return self.home.kept(_CURRENT)
        except FileNotFoundError:
            return FIRST

    @property
    def fixed(self) -> bool:
        """Whether the environment says which key wraps, so that only its keeper can change it."""
        return bool(os.environ.get(_NAMED))

    def key(self, name: str) -> bytes:
        """The key itself. Raises KeyError when there is none of this name."""
        if name == FIRST and self.current() == FIRST:
            return bytes.fromhex(self.home.secret(name))
        if not _NAME.fullmatch(name):
            raise KeyError(name)
        try:
            return bytes.fromhex(self.home.kept(name))
        except FileNotFoundError:
            raise KeyError(name) from None

    def make(self) -> str:
        """A new key, which wraps from now on; its name."""
        name = f"wrapping_key_{secrets.token_hex(6)}"
        self.home.secret(name)
        self.home.keep(_CURRENT, name)
        return name

    def in_file(self, name: str) -> bool:
        """Whether the key lies in a file of ours."""
        return _NAME.fullmatch(name) is not None and self.home.has_secret(name)

    def remove(self, name: str) -> None:
        """Remove the file of a key for good."""
        if self.in_file(name):
            self.home.forget(name)
