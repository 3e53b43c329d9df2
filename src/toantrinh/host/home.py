"""Where one installation keeps its state: folders and secrets under TOANTRINH_HOME."""

import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@dataclass(frozen=True)
class Home:
    """The folder of one installation. Every path is absolute; folders are made when asked for."""

    path: Path

    @cached_property
    def id(self) -> str:
        """Twelve hex digits that name this home for life, also where its path is too long."""
        return self.secret("home_id", length=6)

    @property
    def run(self) -> Path:
        return _private(self.path / "run")

    @property
    def logs(self) -> Path:
        return _private(self.path / "logs")

    @property
    def files(self) -> Path:
        return _private(self.path / "files")

    @property
    def seals(self) -> Path:
        return _private(self.path / "seals")

    @property
    def lake(self) -> Path:
        return _private(self.path / "lake")

    @property
    def mail(self) -> Path:
        return _private(self.path / "mail")

    @property
    def keys(self) -> Path:
        return _private(self.path / "keys")

    def secret(self, name: str, *, length: int = 32) -> str:
        """A secret from TOANTRINH_<NAME>, else from a file that is made once and read ever after.

        `length` is in bytes; the text is twice as many hex digits. Two processes that ask at once
        get the same answer: the file appears whole, by a link that only the first can make.
        """
        try:
            return self.kept(name)
        except FileNotFoundError:
            draft = self._draft(name, secrets.token_hex(length))
        try:
            os.link(draft, self._secret(name))
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return self.kept(name)

    def kept(self, name: str) -> str:
        """A secret that was given or made before. Raises FileNotFoundError when there is none."""
        from_environment = os.environ.get(f"TOANTRINH_{name.upper()}")
        return from_environment or self._secret(name).read_text(encoding="ascii").strip()

    def keep(self, name: str, text: str) -> None:
        """Put a text in the place of a secret, whole, whatever was there."""
        self._draft(name, text).replace(self._secret(name))

    def has_secret(self, name: str) -> bool:
        """Whether a secret lies in a file."""
        return self._secret(name).exists()

    def forget(self, name: str) -> None:
        """Remove the file of a secret."""
        self._secret(name).unlink(missing_ok=True)

    def _secret(self, name: str) -> Path:
        return _private(self.path / "secrets") / name

    def _draft(self, name: str, text: str) -> Path:
        draft = self._secret(f"{name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="ascii")
        return draft


def home() -> Home:
    """The home that this process works for: TOANTRINH_HOME, or `var` in the current folder."""
    return Home(Path(os.environ.get("TOANTRINH_HOME") or "var").absolute())
