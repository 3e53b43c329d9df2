"""Bring the lake to where the journal is, or make all of it anew.

Files are written first and named last: whoever is killed on the way leaves files that nobody names,
and the lake as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import TypeVar

import pyarrow as pa
from django.conf import settings

from toantrinh.journal.positions import ends
from toantrinh.kernel.time import HANOI, wall
from toantrinh.lake import reading, tables
from toantrinh.lake.going import OPEN, Going
from toantrinh.lake.manifest import Folder, Manifest, Part
from toantrinh.lake.shapes import Row, table_of, without

_T = TypeVar("_T")

ALL = "all"
# A piece of more files than this becomes one file.
_MOST_FILES = 8
# Rows that are gathered before they go into files.
_BATCH = 100_000


def folder() -> Folder:
    """This installation's lake."""
    return Folder(settings.LAKE_FOLDER)


def build(patience: float = 0) -> Manifest:
    """Take in what the journal said since the last time; the lake as it is then.

    A lake that belongs to another journal, as after a restored backup, is made anew. Raises
    Conflict when somebody else builds for longer than so many seconds.
    """
    lake = folder()
    with lake.building(patience):
        before = lake.read()
        if before is not None and before.synthetic:
            # An invented year belongs to no journal; only `rebuild` puts it away.
            return before
        follows = before is not None and reading.head(before.upto) == before.head
        return _brought_up(lake, before if before and follows else Manifest())


def is_synthetic() -> bool:
    """Whether what this installation counts is invented."""
    known = folder().read()
    return known is not None and known.synthetic is not None


def rebuild(patience: float = 0) -> Manifest:
    """Make all of it anew from the journal. Raises Conflict as `build` does."""
    lake = folder()
    with lake.building(patience):
        return _brought_up(lake, Manifest())


def _brought_up(lake: Folder, before: Manifest) -> Manifest:
    upto, _views = ends()
    made = Manifest(upto, wall().isoformat(), reading.head(upto), pieces=_copied(before))
    with reading.at_length():
        _take_in(lake, made, before.upto)
    lake.swap(made)
    lake.sweep(made)
    return made


def _take_in(lake: Folder, made: Manifest, after: int) -> None:
    """Write what lies after a position, and what agencies and versions are now."""
    known = lake.load("versions", made.parts("versions")).to_pylist()
    agencies = tables.agencies()
    versions = tables.versions({row["version"]: row for row in known})
    _replace(lake, made, "agencies", agencies)
    _replace(lake, made, "versions", versions)
    if made.upto > after:
        _add_events(lake, made, after)
        # Everything is new where nothing was: then no list of what grew is needed.
        streams = reading.touched(after, made.upto) if after else None
        rows = tables.completed(reading.cases(made.upto, streams), agencies, versions)
        _add_cases(lake, made, rows, after)


def _copied(before: Manifest) -> dict[str, dict[str, list[Part]]]:
    return {
        table: {piece: list(parts) for piece, parts in pieces.items()}
        for table, pieces in before.pieces.items()
    }


def _replace(lake: Folder, made: Manifest, table: str, rows: list[Row]) -> None:
    """Let a table that is one piece say this; where it does already, its file stays."""
    fresh = table_of(table, rows)
    if not lake.load(table, made.parts(table)).equals(fresh):
        made.put(table, ALL, [lake.write(table, ALL, fresh)])


def _add_events(lake: Folder, made: Manifest, after: int) -> None:
    """Events go into a new file of their day; none that is there is touched but to be joined."""
    for batch in _batches(reading.events(after, made.upto)):
        days: defaultdict[str, list[Row]] = defaultdict(list)
        for day, row in batch:
            days[day].append(row)
        for day, rows in days.items():
            _append(lake, made, "events", day, table_of("events", rows))


def _add_cases(lake: Folder, made: Manifest, rows: Iterable[Row], after: int) -> None:
    """Put touched cases where they belong: among the open ones, or in the month they ended."""
    going = Going(lake, made.parts("cases", OPEN))
    for batch in _batches(rows):
        fresh = table_of("cases", batch)
        going.leave(fresh["dossier"])
        months: defaultdict[str, list[Row]] = defaultdict(list)
        for row in batch:
            months[piece_of(row)].append(row)
        for month, those in months.items():
            if month == OPEN:
                going.enter(table_of("cases", those))
            else:
                _end(lake, made, month, those, after)
    made.put("cases", OPEN, going.written())


def _end(lake: Folder, made: Manifest, month: str, rows: list[Row], after: int) -> None:
    """Add cases to the month they ended; what was there of the same dossiers gives way."""
    fresh = table_of("cases", rows)
    if not any(int(str(row["ended_position"])) <= after for row in rows):
        _append(lake, made, "cases", month, fresh)
        return
    kept = without(lake.load("cases", made.parts("cases", month)), fresh["dossier"])
    joined = pa.concat_tables([kept, fresh]).combine_chunks()
    made.put("cases", month, [lake.write("cases", month, joined)])


def _append(lake: Folder, made: Manifest, table: str, piece: str, rows: pa.Table) -> None:
    parts = [*made.parts(table, piece), lake.write(table, piece, rows)]
    if len(parts) > _MOST_FILES:
        parts = [lake.write(table, piece, lake.load(table, parts).combine_chunks())]
    made.put(table, piece, parts)


def piece_of(row: Row) -> str:
    """The month in Việt Nam in which a case ended, or `open`."""
    ended = row["ended"]
    if not isinstance(ended, int):
        return OPEN
    return f"{datetime.fromtimestamp(ended * 60, HANOI):%Y-%m}"


def _batches(rows: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(rows)
    for first in rest:
        yield list(chain([first], islice(rest, _BATCH - 1)))
