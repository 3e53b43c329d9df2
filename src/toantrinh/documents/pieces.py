"""Pieces of an upload, each sealed in a file of its own, put together when the last has come.

The offset that the sender was told is the truth: a piece beyond it was written by a request that
broke off before it was answered, and is written over.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import seal_bytes, unseal_bytes


class WrongOffset(Conflict):
    """A piece that does not begin where the last one ended; `expected` says where that is."""

    def __init__(self, expected: int) -> None:
        super().__init__(
            "Phần vừa gửi không nối tiếp phần đã nhận.",
            remedy="Hãy gửi tiếp từ byte %(expected)s.",
            expected=expected,
        )
        self.expected = expected


class Assembly:
    """One file being put together in a folder; `length` is its announced length in bytes."""

    def __init__(self, folder: Path, length: int, key: DataKey) -> None:
        self.folder = folder
        self.length = length
        self.key = key

    def append(self, confirmed: int, offset: int, piece: bytes) -> int:
        """Write a piece at its offset, which must be the confirmed one; returns the new offset.

        Raises WrongOffset, or Refusal when the piece is longer than what was announced.
        """
        if offset != confirmed:
            raise WrongOffset(confirmed)
        end = offset + len(piece)
        if end > self.length:
            raise Refusal(
                "Tệp gửi lên dài hơn đã báo trước.", field="file", remedy="Hãy gửi lại từ đầu."
            )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.folder / f"draft.{os.getpid()}"
        with draft.open("wb") as file:
            draft.chmod(0o600)
            file.write(seal_bytes(self.key, piece, self._place(offset)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / str(offset))
        return end

    def content(self, digest: str = "") -> bytes:
        """The whole file. Refuses one that is short, or whose SHA-256 is not the announced one."""
        content = b"".join(self._pieces())
        if len(content) != self.length or (
            digest and hashlib.sha256(content).hexdigest() != digest.lower()
        ):
            raise Refusal(
                "Tệp nhận được không khớp với tệp trên máy của bạn.",
                field="file",
                remedy="Hãy gửi lại từ đầu.",
            )
        return content

    def drop(self) -> None:
        """Forget the pieces."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pieces(self) -> Iterator[bytes]:
        """From each piece to the one that begins where it ends; what was written over is past."""
        offset = 0
        while offset < self.length and (self.folder / str(offset)).exists():
            sealed = (self.folder / str(offset)).read_bytes()
            piece = unseal_bytes(self.key, sealed, self._place(offset))
            yield piece
            if not piece:
                return
            offset += len(piece)

    def _place(self, offset: int) -> str:
        return f"upload/{self.folder.name}/{offset}"
