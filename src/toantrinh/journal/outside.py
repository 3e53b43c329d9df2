"""The seals outside the database: a folder with a file a day and a line a seal.

A line is written and on the disk before the seal's row is; a crash tears at most a line that was
never acknowledged.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from toantrinh.journal.seals import UNREADABLE, Content, Leaf, Sealed
from toantrinh.kernel.time import wall


def write_line(content: str, signature: bytes, leaves: list[Leaf]) -> None:
    """Append a seal to the file of the day."""
    folder: Path = settings.SEAL_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"content": content, "signature": signature.hex(), "leaves": leaves})
    with (folder / f"{wall():%Y-%m-%d}.jsonl").open("a+b") as file:
        # A line torn by a crash keeps to itself.
        torn = file.tell() and not _ends_a_line(file)
        file.write(b"\n" * torn + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def lines() -> Iterator[tuple[int, Sealed]]:
    """Each whole line with the number of its seal; torn ones are left out, gaps show later."""
    for place in _files():
        for text in place.read_text(encoding="utf-8", errors="replace").splitlines():
            found = _read(text)
            if found is not None:
                yield found


def last_line() -> tuple[int, Sealed] | None:
    """The last whole line of the newest file; a torn line is one that was never sealed."""
    for place in reversed(_files()):
        for text in reversed(place.read_text(encoding="utf-8", errors="replace").splitlines()):
            found = _read(text)
            if found is not None:
                return found
    return None


def cut_after(number: int) -> int:
    """After a restore: take out the seals that are newer than the database; how many."""
    cut = 0
    for place in _files():
        texts = place.read_text(encoding="utf-8").splitlines()
        kept = [text for text in texts if (_read(text) or (0,))[0] <= number]
        if len(kept) < len(texts):
            cut += len(texts) - len(kept)
            draft = place.with_suffix(".draft")
            draft.write_text("".join(f"{text}\n" for text in kept), encoding="utf-8")
            draft.replace(place)
    return cut


def _files() -> list[Path]:
    return sorted(settings.SEAL_FOLDER.glob("*.jsonl"))


def _read(text: str) -> tuple[int, Sealed] | None:
    try:
        line = json.loads(text)
        leaves = [(str(s), int(n), str(h)) for s, n, h in line["leaves"]]
        signature = bytes.fromhex(line["signature"])
        return Content.read(line["content"]).number, Sealed(line["content"], signature, leaves)
    except UNREADABLE:
        return None


def _ends_a_line(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
