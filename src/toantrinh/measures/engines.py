"""Who counts: DuckDB in this process, Spark on a cluster, or a slow reading that shares nothing.

An engine reads the files that the manifest names. One that counts in columns needs only to answer
an expression with an Arrow table: `tally.py` does the rest, and `asking.sql` has the dialects.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

import pyarrow as pa
from django.conf import settings
from duckdb import DuckDBPyConnection

from toantrinh.kernel.errors import NotFound
from toantrinh.lake.line import connected, look
from toantrinh.lake.manifest import Folder, Manifest, Part
from toantrinh.measures import asking
from toantrinh.measures.asking import By
from toantrinh.measures.cluster import NAMED
from toantrinh.measures.expressions import Expr
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.slow import SlowReading
from toantrinh.measures.spark import Spark
from toantrinh.measures.tally import Tally, Tree, tally
from toantrinh.measures.values import Answer


class Engine(Protocol):
    """Counts measures over one lake."""

    name: str

    def answer(self, measures: Sequence[Measure], by: By, period: Period) -> Answer:
        """What was counted, by measure and place."""

    def close(self) -> None:
        """End what runs for it."""


class DuckDB:
    """The engine of the house: columns, in this process, on all cores."""

    name = "duckdb"

    def __init__(
        self, lake: Folder, manifest: Manifest, line: DuckDBPyConnection | None = None
    ) -> None:
        self._line = line or connected(settings.MEASURES_MEMORY)
        self._lake, self._manifest = lake, manifest
        # Whose line it is looks for itself.
        if line is None:
            self.look(None)

    def answer(self, measures: Sequence[Measure], by: By, period: Period) -> Answer:
        """What each measure comes to, by place."""
        return self.tally(measures, period, [by]).answer(measures, by)

    def tally(
        self,
        measures: Sequence[Measure],
        period: Period,
        kinds: Collection[By],
        cases: pa.Table | list[Part] | None = None,
    ) -> Tally:
        """The same for many kinds of place at once, in columns.

        Where some are given, of these cases only, or of those in these files.
        """
        self.look(period.since, period.until, cases if isinstance(cases, list) else None)
        if isinstance(cases, pa.Table):
            self._line.register("given", cases)
            self._line.execute("CREATE OR REPLACE TEMP VIEW cases AS FROM given")
        return tally(self, measures, period, kinds)

    @cached_property
    def tree(self) -> Tree:
        """Where each agency counts."""
        return Tree(self.run(asking.agencies()))

    def run(self, expression: Expr) -> pa.Table:
        """What an expression over the lake's tables comes to."""
        return self.ask(asking.sql(expression, "duckdb"))

    def put_aside(self, name: str, expression: Expr) -> None:
        """Keep what an expression comes to as a table of this line, to be asked more than once."""
        asked = asking.sql(expression, "duckdb")
        self._line.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {asked}')

    def see(self, name: str, statement: str) -> None:
        """Let a name of this line stand for what a statement comes to."""
        self._line.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {statement}')

    def ask(self, statement: str) -> pa.Table:
        """What a statement over the lake's tables comes to."""
        return self._line.sql(statement).to_arrow_table()

    def close(self) -> None:
        """Let go of the files."""
        self._line.close()

    def look(
        self, since: int | None, until: int | None = None, cases: list[Part] | None = None
    ) -> None:
        """Let tables be the files in which something of a time lies, or all; or these of cases.

        What came after its end does not count; where whole files are of later, it is left out.
        """
        manifest = self._manifest
        if cases is not None:
            manifest = replace(manifest, pieces={**manifest.pieces, "cases": {"": cases}})
        parts = manifest.parts("cases")
        later = until is not None and any(part.last and part.last >= until for part in parts)
        files = self._lake.files(manifest, since)
        look(self._line, files, until if later else None)


_ENGINES: dict[str, Callable[[Folder, Manifest], Engine]] = {
    "duckdb": DuckDB,
    "slow": SlowReading,
    "spark": Spark,
}


def chosen(name: str = "") -> str:
    """What is meant by a name: an engine, or the address of a cluster. Raises NotFound.

    Without a name it is what the settings say; `spark` is the cluster that they name, if they do.
    """
    usual = str(settings.MEASURES_ENGINE)
    if not name or (name == Spark.name and NAMED.match(usual)):
        name = usual
    if name not in _ENGINES and not NAMED.match(name):
        raise NotFound(
            "Không có bộ tính %(name)s; hiện có: %(known)s, spark://máy:cổng.",
            name=name,
            known=", ".join(_ENGINES),
        )
    return name


def engine(name: str, lake: Folder, manifest: Manifest | None = None) -> Engine:
    """The engine that is meant by a name, over the lake as it is now. Close it. Raises NotFound."""
    meant = chosen(name)
    manifest = manifest or lake.current()
    if meant not in _ENGINES:
        return Spark(lake, manifest, meant)
    return _ENGINES[meant](lake, manifest)


def in_columns(lake: Folder, manifest: Manifest) -> DuckDB | Spark:
    """The engine of the settings where it counts in columns, otherwise DuckDB. Close it."""
    usual = engine("", lake, manifest)
    return usual if isinstance(usual, DuckDB | Spark) else DuckDB(lake, manifest)
