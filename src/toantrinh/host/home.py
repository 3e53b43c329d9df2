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
        from_environment = os.environ.get(f"TOANTRINH_{name.upper()}")
        if from_environment:
            return from_environment
        place = _private(self.path / "secrets") / name
        if not place.exists():
            draft = place.with_name(f"{name}.{os.getpid()}.{secrets.token_hex(4)}")
            draft.write_text(secrets.token_hex(length), encoding="ascii")
            draft.chmod(0o600)
            try:
                os.link(draft, place)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return place.read_text(encoding="ascii").strip()


def home() -> Home:
    """The home that this process works for: TOANTRINH_HOME, or `var` in the current folder."""
    return Home(Path(os.environ.get("TOANTRINH_HOME") or "var").absolute())
