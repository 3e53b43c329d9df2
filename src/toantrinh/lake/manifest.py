"""Which files are the lake: one small file that is swapped whole, so that readers never see half.

A file that is named is never changed. One that is no longer named stays for a while, for whoever
began to read before the swap.
"""

import fcntl
import json
import os
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.ids import new_id
from toantrinh.lake.shapes import SHAPE, TABLES, in_order, schema, without

NAME = "manifest.json"
# Beside the tables: files of cases of which some count no more, and the lists of those.
LARGE, GONE = "large", "gone"
_LOCK = "building"
# How long a query may go on reading what is no longer named.
_GRACE_SECONDS = 900
_GROUP = 131_072
_NEVER_YET = 0
_MOMENTS = ("submitted", "received", "accepted", "decided", "returned", "ended")


@dataclass(frozen=True)
class Part:
    """One file: its name in the lake's folder and how many rows it holds.

    Of cases `last` is the last moment at which anything happened; None while something still may.
    `gone` names a list of those dossiers of which the file's row counts no more.
    """

    file: str
    rows: int
    last: int | None = None
    gone: str = ""


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
    # Of what it was made where all of it is invented: then no journal stands behind it.
    synthetic: dict[str, object] | None = None

    def parts(self, table: str, piece: str | None = None) -> list[Part]:
        """The files of a table, or of one piece of it."""
        found = self.pieces.get(table, {})
        chosen = found.values() if piece is None else [found.get(piece, [])]
        return [part for parts in chosen for part in parts]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(part.rows for part in self.parts(table))

    def names(self) -> set[str]:
        """Of all files."""
        parts = [part for table in self.pieces for part in self.parts(table)]
        return {name for part in parts for name in (part.file, part.gone) if name}

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
        synthetic = told.get("synthetic")
        return Manifest(told["upto"], told["made_at"], head, SHAPE, pieces, synthetic)

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
        before = self.read()
        swap(self.path / NAME, asdict(manifest))
        if before is not None:
            release(self.path, before.names() - manifest.names())

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
        """A new file with these rows in their order, safe on the disk, seen after the swap."""
        with self.writing(table) as made:
            made.add(piece, in_order(table, rows))
        return made.parts()[piece]

    @contextmanager
    def writing(self, table: str) -> Iterator["Writing"]:
        """Write the pieces of a table side by side, as rows come; they are safe when it ends."""
        made = Writing(self, table)
        try:
            yield made
        finally:
            made.close()

    def load(self, table: str, parts: list[Part]) -> pa.Table:
        """The rows of some files of a table."""
        tables = [self._held(part) for part in parts]
        return pa.concat_tables(tables) if tables else schema(table).empty_table()

    def gone(self, part: Part) -> pa.ChunkedArray:
        """The dossiers of which a file's row counts no more."""
        if not part.gone:
            return pa.chunked_array([], pa.string())
        return pq.read_table(self.path / part.gone)["dossier"]

    def _held(self, part: Part) -> pa.Table:
        rows = pq.read_table(self.path / part.file)
        return without(rows, self.gone(part)) if part.gone else rows

    def files(self, manifest: Manifest, since: int | None = None) -> Mapping[str, list[str]]:
        """The paths of all files, by table: what an engine reads.

        With a minute, only those that tell something of the time from then on. Of cases in files
        under `large`, those that files under `gone` list count no more.
        """
        found: dict[str, list[str]] = {table: [] for table in (*TABLES, LARGE, GONE)}
        for table in TABLES:
            for part in manifest.parts(table):
                if since is None or part.last is None or part.last >= since:
                    found[LARGE if part.gone else table].append(str(self.path / part.file))
                    found[GONE] += [str(self.path / part.gone)] if part.gone else []
        return found

    def sweep(self, manifest: Manifest) -> None:
        """Remove files that are named no more, and those of builders that died."""
        sweep(self.path, manifest.names())


class Writing:
    """Files of a table that grow: one for each piece, of rows that come in the table's order."""

    def __init__(self, lake: Folder, table: str) -> None:
        self._lake, self._table = lake, table
        self._files: dict[str, pq.ParquetWriter] = {}
        self._parts: dict[str, Part] = {}

    def add(self, piece: str, rows: pa.Table) -> None:
        """Let a piece have these rows too."""
        before = self._parts.get(piece)
        if before is None:
            name = f"{self._table}-{piece}-{new_id().hex}.parquet"
            # Readers get text, in whatever form it was given; each word is written once a group.
            self._files[piece] = pq.ParquetWriter(
                self._lake.path / name, rows.schema, compression="zstd", store_schema=False
            )
            before = Part(name, 0, _NEVER_YET)
        self._files[piece].write_table(rows, row_group_size=_GROUP)
        last = last_moment(rows) if self._table == "cases" else None
        self._parts[piece] = Part(before.file, before.rows + len(rows), _later(before.last, last))

    def close(self) -> None:
        """No more rows come."""
        for piece, file in self._files.items():
            file.close()
            secure(self._lake.path / self._parts[piece].file)
        self._files = {}

    def parts(self) -> dict[str, Part]:
        """The files so far, by piece; whole only when all are closed."""
        return dict(self._parts)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def swap(place: Path, told: Mapping[str, object]) -> None:
    """Let a JSON file say this, at once and for every reader."""
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    _settle(place.parent)


def release(folder: Path, names: Collection[str]) -> None:
    """Files that are no longer named: only from now on the time runs after which they go."""
    for name in names:
        with suppress(FileNotFoundError):
            os.utime(folder / name)


def sweep(folder: Path, named: Collection[str]) -> None:
    """Remove Parquet files that have not been named for a while, and drafts of who was killed."""
    before = time.time() - _GRACE_SECONDS
    for place in (*folder.glob("*.parquet"), *folder.glob("*.json.*")):
        if place.name not in named and place.stat().st_mtime < before:
            place.unlink(missing_ok=True)


def last_moment(cases: pa.Table) -> int | None:
    """When the last of these cases was over; None while one is open or waits to be collected."""
    waits = pc.and_(cases["returned"].is_null(), cases["decided"].is_valid())
    if cases["ended"].null_count or pc.any(waits).as_py():
        return None
    last = [pc.max(cases[name]).as_py() for name in _MOMENTS]
    return max((at for at in last if at is not None), default=None)


def _held(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def secure(place: Path) -> None:
    """A file is safe on the disk."""
    with place.open("rb") as file:
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
