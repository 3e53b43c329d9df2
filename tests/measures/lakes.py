"""Lakes of the tests: rows written as a lake, without a journal behind them."""

from pathlib import Path

import pyarrow as pa

from toantrinh.lake.manifest import Folder, Manifest
from toantrinh.lake.shapes import Row, schema


def lake_of(path: Path, **tables: list[Row] | pa.Table) -> Folder:
    """A lake of these rows, in two files where there are two rows."""
    lake, made = Folder(path), Manifest()
    path.mkdir(exist_ok=True)
    for name, rows in tables.items():
        whole = pa.Table.from_pylist(rows, schema(name)) if isinstance(rows, list) else rows
        half = whole.num_rows // 2
        parts = [
            lake.write(name, "all", whole.slice(0, half)),
            lake.write(name, "all", whole.slice(half)),
        ]
        made.put(name, "all", parts)
    lake.swap(made)
    return lake
