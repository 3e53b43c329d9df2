"""Whether the lake says what the journal says: by count and by hash, piece by piece."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import pyarrow as pa

from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import Conflict
from toantrinh.lake import reading, tables
from toantrinh.lake.actions import folder, piece_of
from toantrinh.lake.manifest import Folder, Manifest
from toantrinh.lake.shapes import CASES, Row


@dataclass
class Sum:
    """How many rows, and one number in which the hash of each has a share, in whatever order."""

    rows: int = 0
    hash: int = 0

    def add(self, digest: bytes) -> None:
        """Let one more row count. A sum, so that two equal rows do not cancel out."""
        self.rows += 1
        self.hash = (self.hash + int.from_bytes(digest)) % 2**256


@dataclass
class Findings:
    """What was compared, and what differs: `table/piece` with both counts."""

    upto: int
    events: int = 0
    cases: int = 0
    differences: list[dict[str, object]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "equal": not self.differences,
            "upto": self.upto,
            "events": self.events,
            "cases": self.cases,
            "differences": self.differences,
        }


def check() -> Findings:
    """Read lake and journal once, up to where the lake is.

    Raises NotFound without a lake,
    Conflict where all of it is invented.
    """
    lake = folder()
    manifest = lake.current()
    if manifest.synthetic:
        raise Conflict(
            "Kho dữ liệu này là mô phỏng: không có nhật ký nào để so.",
            remedy="Muốn dựng lại từ nhật ký, hãy chạy: toantrinh lake rebuild",
        )
    found = Findings(manifest.upto, manifest.rows("events"), manifest.rows("cases"))
    with reading.at_length():
        _compare(found, "events", _lakes_events(lake, manifest), _journals_events(manifest))
        _compare(found, "cases", _lakes_cases(lake, manifest), _journals_cases(lake, manifest))
    return found


def _compare(found: Findings, table: str, lake: Mapping[str, Sum], told: Mapping[str, Sum]) -> None:
    for piece in sorted({*lake, *told}):
        ours, theirs = lake.get(piece, Sum()), told.get(piece, Sum())
        if ours != theirs:
            found.differences.append(
                {
                    "piece": f"{table}/{piece}",
                    "lake_rows": ours.rows,
                    "journal_rows": theirs.rows,
                    "what": "count" if ours.rows != theirs.rows else "hash",
                }
            )


def _lakes_events(lake: Folder, manifest: Manifest) -> dict[str, Sum]:
    pieces = manifest.pieces.get("events", {})
    return {
        day: _summed(_event_hash(row) for row in _rows(lake.load("events", parts)))
        for day, parts in pieces.items()
    }


def _journals_events(manifest: Manifest) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    for day, row in reading.events(0, manifest.upto):
        sums.setdefault(day, Sum()).add(_event_hash(row))
    return sums


def _lakes_cases(lake: Folder, manifest: Manifest) -> dict[str, Sum]:
    pieces = manifest.pieces.get("cases", {})
    return {
        piece: _summed(_case_hash(row) for row in _rows(lake.load("cases", parts)))
        for piece, parts in pieces.items()
    }


def _journals_cases(lake: Folder, manifest: Manifest) -> dict[str, Sum]:
    agencies = lake.load("agencies", manifest.parts("agencies")).to_pylist()
    versions = lake.load("versions", manifest.parts("versions")).to_pylist()
    sums: dict[str, Sum] = {}
    for row in tables.completed(reading.cases(manifest.upto), agencies, versions):
        sums.setdefault(piece_of(row), Sum()).add(_case_hash(row))
    return sums


def _summed(digests: Iterable[bytes]) -> Sum:
    total = Sum()
    for digest in digests:
        total.add(digest)
    return total


def _rows(table: pa.Table) -> Iterator[Row]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _event_hash(row: Row) -> bytes:
    """Over all columns; the event's own hash is one of them."""
    spelled = {name: value for name, value in row.items() if name != "hash"}
    own = row["hash"]
    return sha256(canonical(spelled) + (own if isinstance(own, bytes) else b"")).digest()


def _case_hash(row: Row) -> bytes:
    return sha256(canonical([row.get(name) for name in CASES])).digest()
