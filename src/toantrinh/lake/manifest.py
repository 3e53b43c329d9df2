"""Which files are the lake: one small file that is swapped whole, so that readers never see half.

A file that is named is never changed. One that is no longer named stays for a while, for whoever
began to read before the swap.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.ids import new_id
from toantrinh.lake.shapes import SHAPE, schema

NAME = "manifest.json"
_LOCK = "building"
# How long a query may go on reading what is no longer named.
_GRACE_SECONDS = 900
_GROUP = 131_072


@dataclass(frozen=True)
class Part:
    """One file: its name in the lake's folder and how many rows it holds."""

    file: str
    rows: int


# By table, by piece: a day of events, a month of ended cases, `open`, `all`.
Pieces = dict[str, dict[str, list[Part]]]


@dataclass
class Manifest:
    """What the lake holds: all that the journal said up to a position."""

    upto: int = 0
    made_at: str = ""
    # The hash of the journal's event there, by which a lake knows whose it is.
    head: str = ""
    shape: int = SHAPE
    pieces: Pieces = field(default_factory=dict)

    def parts(self, table: str, piece: str | None = None) -> list[Part]:
        """The files of a table, or of one piece of it."""
        found = self.pieces.get(table, {})
        chosen = found.values() if piece is None else [found.get(piece, [])]
        return [part for parts in chosen for part in parts]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(part.rows for part in self.parts(table))

    def put(self, table: str, piece: str, parts: list[Part]) -> None:
        """Let a piece consist of these files; without any it is no more."""
        pieces = self.pieces.setdefault(table, {})
        kept = [part for part in parts if part.rows]
        if kept:
            pieces[piece] = kept
        else:
            pieces.pop(piece, None)


class Folder:
    """The folder of a lake."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Manifest | None:
        """What the lake holds now; None where there is none of this shape."""
        try:
            told = json.loads((self.path / NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        if told["shape"] != SHAPE:
            return None
        head = told.get("head", "")
        pieces = {
            table: {piece: [Part(**part) for part in parts] for piece, parts in found.items()}
            for table, found in told["pieces"].items()
        }
        return Manifest(told["upto"], told["made_at"], head, SHAPE, pieces)

    def current(self) -> Manifest:
        """The same, where there has to be one. Raises NotFound."""
        found = self.read()
        if found is None:
            raise NotFound(
                "Chưa có kho dữ liệu đo lường.", remedy="Hãy chạy: toantrinh lake rebuild"
            )
        return found

    def swap(self, manifest: Manifest) -> None:
        """Let this be the lake from now on, at once and for every reader."""
        draft = self.path / f"{NAME}.{os.getpid()}"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / NAME)
        _settle(self.path)

    @contextmanager
    def building(self, patience: float = 0) -> Iterator[None]:
        """Nobody else builds meanwhile. Raises Conflict when somebody does for so many seconds."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.path / _LOCK).open("w") as lock:
            until = time.monotonic() + patience
            while not _held(lock):
                if time.monotonic() >= until:
                    raise Conflict("Kho dữ liệu đang được một tiến trình khác cập nhật.")
                time.sleep(0.2)
            yield

    def write(self, table: str, piece: str, rows: pa.Table) -> Part:
        """A new file with these rows, safe on the disk; no reader sees it before the swap."""
        name = f"{table}-{piece}-{new_id().hex}.parquet"
        place = self.path / name
        pq.write_table(rows, place, compression="zstd", row_group_size=_GROUP)
        with place.open("rb") as file:
            os.fsync(file.fileno())
        return Part(name, rows.num_rows)

    def load(self, table: str, parts: list[Part]) -> pa.Table:
        """The rows of some files of a table."""
        tables = [pq.read_table(self.path / part.file) for part in parts]
        return pa.concat_tables(tables) if tables else schema(table).empty_table()

    def files(self, manifest: Manifest) -> Mapping[str, list[str]]:
        """The paths of all files, by table: what an engine reads."""
        return {
            table: [str(self.path / part.file) for part in manifest.parts(table)]
            for table in manifest.pieces
        }

    def sweep(self, manifest: Manifest) -> None:
        """Remove files that are named no more, and those of builders that died."""
        named = {part.file for table in manifest.pieces for part in manifest.parts(table)}
        before = time.time() - _GRACE_SECONDS
        for place in self.path.glob("*.parquet"):
            if place.name not in named and place.stat().st_mtime < before:
                place.unlink(missing_ok=True)


def _held(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _settle(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
