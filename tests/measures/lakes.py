"""Lakes of the tests: rows written as a lake, without a journal behind them."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from toantrinh.lake.manifest import GONE, Folder, Manifest, Part
from toantrinh.lake.shapes import Row, schema


def lake_of(path: Path, **tables: list[Row] | pa.Table) -> Folder:
    """A lake of these rows, in two files where there are two rows.

    The second file of cases holds some of the first as well, which a list says are gone from it.
    """
    lake, made = Folder(path), Manifest()
    path.mkdir(exist_ok=True)
    for name, rows in tables.items():
        whole = pa.Table.from_pylist(rows, schema(name)) if isinstance(rows, list) else rows
        half = whole.num_rows // 2
        parts = [
            lake.write(name, "all", whole.slice(0, half)),
            _beside(
                lake, whole.slice(half), whole.slice(0, half // 10 if _told_apart(whole) else 0)
            )
            if name == "cases"
            else lake.write(name, "all", whole.slice(half)),
        ]
        made.put(name, "all", parts)
    lake.swap(made)
    return lake


def _told_apart(cases: pa.Table) -> bool:
    """Whether each dossier has an id of its own; by it a list says what is gone."""
    distinct: int = pc.count_distinct(cases["dossier"]).as_py()
    return distinct == int(cases.num_rows)


def _beside(lake: Folder, rows: pa.Table, gone: pa.Table) -> Part:
    held = lake.write("cases", "all", pa.concat_tables([rows, gone]))
    listed = lake.write(GONE, "all", gone.select(["dossier"]))
    return replace(held, rows=len(rows), gone=listed.file) if len(gone) else held
