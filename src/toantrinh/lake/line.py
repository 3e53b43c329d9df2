"""A line to DuckDB over the lake, for whoever asks in SQL."""

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import duckdb
from django.conf import settings

from toantrinh.kernel.ids import new_id
from toantrinh.lake.manifest import GONE, LARGE, Folder, Manifest
from toantrinh.lake.shapes import TABLES

_ASIDE, _DAY_SECONDS = "duckdb-", 86_400
_TYPES = {"text": "VARCHAR", "whole": "BIGINT", "bytes": "BLOB"}


def connected(memory: str) -> duckdb.DuckDBPyConnection:
    """A line that holds so much, such as `1GB`; beyond it DuckDB writes to the disk.

    Nothing is fetched from anywhere: what it reads is what it is told to.
    """
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "memory_limit": memory,
            "threads": settings.MEASURES_THREADS,
            "temp_directory": str(_aside()),
        }
    )


def _aside() -> Path:
    """A folder of its own for what does not fit; DuckDB makes it when it must, and removes it."""
    scratch: Path = settings.MEASURES_SCRATCH
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in scratch.glob(f"{_ASIDE}*"):
        # Whoever was killed could not; no line counts for a day.
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - _DAY_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    return scratch / f"{_ASIDE}{new_id().hex}"


def look(
    line: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[str]], before: int | None = None
) -> None:
    """Let each table of the lake be a view of these files; one without any is empty.

    With a minute, cases are those that were handed in before it, or never.
    """
    for table in TABLES:
        rows = _rows(table, files)
        if table == "cases" and before is not None:
            rows = f"FROM ({rows}) WHERE submitted IS NULL OR submitted < {before}"
        # Temporary, so that lines of one database do not look at each other's files.
        line.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {rows}")


def _rows(table: str, files: Mapping[str, Sequence[str]]) -> str:
    read = {name: _read(files[name]) for name in (table, LARGE, GONE) if files.get(name)}
    pieces = [f"FROM {read[table]}"] if table in read else []
    if table == "cases" and LARGE in read:
        pieces.append(f"FROM {read[LARGE]} AS held ANTI JOIN {read[GONE]} AS gone USING (dossier)")
    if pieces:
        return " UNION ALL ".join(pieces)
    typed = ", ".join(f'NULL::{_TYPES[kind]} AS "{name}"' for name, kind in TABLES[table].items())
    return f"SELECT {typed} WHERE false"


def _read(files: Sequence[str]) -> str:
    return f"read_parquet([{', '.join(map(spelled, files))}])"


def spelled(text: str) -> str:
    """A text as SQL spells it, whatever is in it."""
    return "'" + text.replace("'", "''") + "'"


def opened(
    lake: Folder, manifest: Manifest, since: int | None, memory: str = "1GB"
) -> duckdb.DuckDBPyConnection:
    """A line over the files in which something lies that was not over before a minute."""
    line = connected(memory)
    line.execute("SET preserve_insertion_order = false")
    look(line, lake.files(manifest, since))
    return line


def ready(lake: Folder, manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """A line of a database that this process keeps while the lake is as it is: for pages.

    What was learned of the files, such as where in them a place lies, serves whoever asks next.
    """
    return _database(lake.path, manifest.made_at).cursor()


@lru_cache(maxsize=1)
def _database(lake: Path, made_at: str) -> duckdb.DuckDBPyConnection:
    """One for each state of the lake, of which the last is kept."""
    del lake, made_at
    line = connected(settings.MEASURES_MEMORY)
    line.execute("SET GLOBAL parquet_metadata_cache = true")
    return line
