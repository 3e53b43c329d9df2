"""The file store: bytes under their SHA-256, written once, readable by the owner only.

A file is there whole or not at all: it is written aside, forced to disk, then renamed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.ids import new_id

_DIGEST_DIGITS = 64
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class FileRef:
    """What names a stored file: SHA-256 in hex, and the size in bytes."""

    sha256: str
    size: int


class FileStore:
    """Files in a folder, fanned out by the first four digits of their digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> FileRef:
        """Store bytes; the same bytes again are stored once, and count as new."""
        ref = FileRef(hashlib.sha256(content).hexdigest(), len(content))
        place = self._place(ref.sha256)
        try:
            os.utime(place)
        except FileNotFoundError:
            with self._draft() as path, path.open("wb") as draft:
                draft.write(content)
                _settle(draft, place)
        return ref

    def put_stream(self, pieces: Iterable[bytes]) -> FileRef:
        """Store what arrives piece by piece, without holding it in memory."""
        digest, size = hashlib.sha256(), 0
        with self._draft() as path, path.open("wb") as draft:
            for piece in pieces:
                digest.update(piece)
                size += draft.write(piece)
            ref = FileRef(digest.hexdigest(), size)
            _settle(draft, self._place(ref.sha256))
        return ref

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises NotFound, or Refusal when damaged."""
        place = self._place(sha256)
        try:
            content = place.read_bytes()
        except FileNotFoundError as missing:
            raise NotFound("Không tìm thấy tệp.") from missing
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refusal("Tệp lưu trữ đã bị hỏng.", remedy="Hãy liên hệ quản trị hệ thống.")
        return content

    def has(self, sha256: str) -> bool:
        """Whether the bytes are kept."""
        return self._place(sha256).exists()

    def remove(self, sha256: str) -> None:
        """Remove the bytes; nothing happens when they are gone."""
        self._place(sha256).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The digests of files that nobody stored again since a moment."""
        for place in self.folder.glob("[0-9a-f][0-9a-f]/*/*"):
            if place.stat().st_mtime < moment.timestamp():
                yield place.name

    def _place(self, sha256: str) -> Path:
        if len(sha256) != _DIGEST_DIGITS or not _HEX.issuperset(sha256):
            raise ValueError("not a digest")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        aside = self.folder / "drafts"
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = aside / new_id().hex
        path.touch(mode=0o600, exist_ok=False)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def store() -> FileStore:
    """The store of this installation."""
    return FileStore(Path(settings.FILE_FOLDER))


def _settle(draft: BinaryIO, place: Path) -> None:
    """Bytes to disk, then the name, then the name to disk: it must outlive a power cut too."""
    draft.flush()
    os.fsync(draft.fileno())
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    Path(draft.name).replace(place)
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
