"""Pieces of an upload, put together in a file beside the store.

The offset that the sender was told is the truth: bytes beyond it were written by a request that
broke off before it was answered, and are written over.
"""

import hashlib
import os
from pathlib import Path

from toantrinh.kernel.errors import Conflict, Refusal


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
    """One file being put together; `length` is its announced length in bytes."""

    def __init__(self, path: Path, length: int) -> None:
        self.path = path
        self.length = length

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
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(mode=0o600)
        with self.path.open("r+b") as file:
            file.truncate(confirmed)
            file.seek(confirmed)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return end

    def content(self, digest: str = "") -> bytes:
        """The whole file. Refuses one that is short, or whose SHA-256 is not the announced one."""
        content = self.path.read_bytes() if self.path.exists() else b""
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
        self.path.unlink(missing_ok=True)
