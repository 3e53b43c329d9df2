"""Who counts: DuckDB in this process, or a slow reading that shares nothing with it.

An engine reads the files that the manifest names. Another one, such as Spark, is one more class
here: `asking.sql` has its dialect already.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import duckdb

from toantrinh.kernel.errors import NotFound
from toantrinh.lake.manifest import Folder, Manifest
from toantrinh.lake.shapes import TABLES
from toantrinh.measures import asking
from toantrinh.measures.asking import By
from toantrinh.measures.expressions import Expr
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.slow import SlowReading
from toantrinh.measures.values import Answer, Counts

_TYPES = {"text": "VARCHAR", "whole": "BIGINT", "bytes": "BLOB"}


class Engine(Protocol):
    """Counts measures over one lake."""

    name: str

    def answer(self, measures: Sequence[Measure], by: By, period: Period) -> Answer:
        """What was counted, by measure and place."""


class DuckDB:
    """The engine of the house: columns, in this process, on all cores."""

    name = "duckdb"

    def __init__(self, lake: Folder, manifest: Manifest) -> None:
        # Nothing is fetched from anywhere: what it reads is what the manifest names.
        self._line = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        files = lake.files(manifest)
        for table, columns in TABLES.items():
            if named := files.get(table):
                spelled = ", ".join("'" + file.replace("'", "''") + "'" for file in named)
                self._line.execute(f"CREATE VIEW {table} AS FROM read_parquet([{spelled}])")
            else:
                typed = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in columns.items())
                self._line.execute(f"CREATE TABLE {table} ({typed})")

    def answer(self, measures: Sequence[Measure], by: By, period: Period) -> Answer:
        """All measures of a table in one reading of it; spreads one by one."""
        found: dict[tuple[str, str], Counts] = {}
        for table in sorted({one.table for one in measures}):
            keys = [one.key for one in measures if one.table == table and not one.is_spread]
            if keys:
                found |= self._ratios(keys, table, by, period)
        for one in measures:
            if one.is_spread:
                found |= self._spread(one, by, period)
        return found

    def _ratios(self, keys: list[str], table: str, by: By, period: Period) -> Answer:
        found = {}
        for place, *numbers in self._rows(asking.ratios(keys, table, by, period)):
            for at, key in enumerate(keys):
                found[key, str(place)] = Counts(int(numbers[2 * at]), int(numbers[2 * at + 1]))
        return found

    def _spread(self, measure: Measure, by: By, period: Period) -> Answer:
        places: dict[str, list[tuple[int, int]]] = {}
        for place, at, count in self._rows(asking.spread(measure.key, measure.table, by, period)):
            places.setdefault(str(place), []).append((int(at), int(count)))
        return {
            (measure.key, place): Counts(buckets=tuple(sorted(pairs)))
            for place, pairs in places.items()
        }

    def _rows(self, expression: Expr) -> list[tuple[int | str, ...]]:
        rows: list[tuple[int | str, ...]] = self._line.execute(
            asking.sql(expression, "duckdb")
        ).fetchall()
        return rows


_ENGINES: dict[str, Callable[[Folder, Manifest], Engine]] = {
    "duckdb": DuckDB,
    "slow": SlowReading,
}


def engine(name: str, lake: Folder, manifest: Manifest | None = None) -> Engine:
    """The engine with this name, over the lake as it is now. Raises NotFound."""
    if name not in _ENGINES:
        raise NotFound(
            "Không có bộ tính %(name)s; hiện có: %(known)s.", name=name, known=", ".join(_ENGINES)
        )
    return _ENGINES[name](lake, manifest or lake.current())
