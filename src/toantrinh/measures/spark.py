"""Spark as an engine: the same files and the same questions, counted by a cluster."""

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from select import select
from typing import Any

import pyarrow as pa
from django.conf import settings

from toantrinh.kernel.errors import Conflict
from toantrinh.lake.manifest import GONE, LARGE, Folder, Manifest
from toantrinh.lake.shapes import CASES, TABLES
from toantrinh.measures import asking
from toantrinh.measures.asking import By
from toantrinh.measures.cluster import Cluster, own_cluster, reach
from toantrinh.measures.expressions import Expr
from toantrinh.measures.jvm import LOOPBACK, configure, options, process, spark_home
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.scratch import scratch
from toantrinh.measures.tally import Tally, Tree, tally
from toantrinh.measures.values import Answer

_TYPES = {"text": "STRING", "whole": "BIGINT", "bytes": "BINARY"}
# Seconds in which a cluster must have begun to count.
_PATIENCE = 90
# Of the large file what is not listed as gone, and all that lies beside it.
_COUNTING = """
CREATE TEMPORARY VIEW cases AS SELECT * FROM beside
UNION ALL SELECT large.* FROM large LEFT ANTI JOIN gone ON large.dossier = gone.dossier
"""
# What holds unless the operator's file says otherwise.
_USUAL = {
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.driver.memory": "512m",
    "spark.sql.shuffle.partitions": "4",
}
# What numbers rest on, whatever the operator's file says.
_FIRM = {
    # What overflows is an error and no other number.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    # The manifest names the files; it takes no job to look for them.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    # No page that others could open, no bar between the lines.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class Spark:
    """Counts on the cluster that is named, or on one of its own that ends with it."""

    name = "spark"

    def __init__(self, lake: Folder, manifest: Manifest, address: str = "") -> None:
        home = spark_home()
        if address:
            reach(address)
        with ExitStack() as opened:
            folder = opened.enter_context(scratch(settings.MEASURES_SCRATCH))
            own = None if address else opened.enter_context(own_cluster(folder))
            configure(folder / "asking", _settings(own or Cluster(address), folder))
            self._log = folder / "asking.log"
            environment = {"SPARK_HOME": str(home), "SPARK_CONF_DIR": str(folder / "asking")}
            side = [sys.executable, "-m", "toantrinh.measures.spark_side"]
            log = opened.enter_context(self._log.open("wb"))
            self._side = opened.enter_context(process(side, log, environment, talks=True))
            # The files never change, so that no question is asked twice.
            self._known: dict[str, pa.Table] = {}
            files = lake.files(manifest)
            for table, columns in TABLES.items():
                beside = table == "cases" and files[LARGE]
                self._view("beside" if beside else table, columns, files[table])
            if files[LARGE]:
                self._view(LARGE, CASES, files[LARGE])
                self._view(GONE, {"dossier": "text"}, files[GONE])
                self._asked({"sql": _COUNTING})
            # Something for the executors, so that a cluster without any is found out now.
            self._asked({"sql": "SELECT count(*) FROM range(0, 2, 1, 2)"}, _PATIENCE)
            self._opened = opened.pop_all()

    def answer(self, measures: Sequence[Measure], by: By, period: Period) -> Answer:
        """What each measure comes to, by place."""
        return self.tally(measures, period, [by]).answer(measures, by)

    def tally(self, measures: Sequence[Measure], period: Period, kinds: Collection[By]) -> Tally:
        """The same for many kinds of place at once, in columns."""
        return tally(self, measures, period, kinds)

    @cached_property
    def tree(self) -> Tree:
        """Where each agency counts."""
        return Tree(self.run(asking.agencies()))

    def run(self, expression: Expr) -> pa.Table:
        """What an expression over the lake's tables comes to."""
        sql = asking.sql(expression, "spark")
        if sql not in self._known:
            typed = [(name, _arrow(kind)) for name, kind in expression.schema().items()]
            rows = self._asked({"sql": sql})
            columns = zip(*rows, strict=True) if rows else ([] for _ in typed)
            self._known[sql] = pa.table([[*column] for column in columns], pa.schema(typed))
        return self._known[sql]

    def close(self) -> None:
        """End all that runs for it."""
        self._opened.close()

    def _view(self, table: str, columns: Mapping[str, str], files: list[str]) -> None:
        typed = [(name, _TYPES[kind]) for name, kind in columns.items()]
        if files:
            self._asked({"view": table, "columns": typed, "files": [f"file://{f}" for f in files]})
            return
        nothing = ", ".join(f"CAST(NULL AS {kind}) AS `{name}`" for name, kind in typed)
        self._asked({"sql": f"CREATE TEMPORARY VIEW {table} AS SELECT {nothing} WHERE false"})

    def _asked(
        self, question: dict[str, Any], patience: float | None = None
    ) -> list[list[int | str | None]]:
        """Rows, once the other side has them. Raises Conflict with what it says instead."""
        asks, tells = self._side.stdin, self._side.stdout
        if asks is None or tells is None:
            raise RuntimeError("the other side has no lines")
        try:
            asks.write(json.dumps(question).encode() + b"\n")
            asks.flush()
            ready, _, _ = select([tells], [], [], patience)
            line = tells.readline() if ready else b""
        except BrokenPipeError:
            line = b""
        answer: dict[str, Any] = json.loads(line) if line else {"error": _end_of(self._log)}
        if "error" in answer:
            raise Conflict("Spark không tính được: %(why)s", why=answer["error"])
        rows: list[list[int | str | None]] = answer["rows"]
        return rows


def _arrow(kind: Any) -> pa.DataType:
    return pa.int64() if kind.is_integer() else pa.string()


def _settings(cluster: Cluster, folder: Path) -> dict[str, str]:
    """Ours, then the operator's, then those that are firm."""
    told = {**_USUAL, "spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder)}
    for line in _lines(settings.MEASURES_SPARK_SETTINGS):
        name, value = line.split(maxsplit=1)
        told[name] = value
    told |= {**cluster.settings, **_FIRM, "spark.master": cluster.address}
    told["spark.driver.extraJavaOptions"] = options(folder)
    return told


def _lines(place: str) -> list[str]:
    if not place:
        return []
    told = (line.strip() for line in Path(place).read_text(encoding="utf-8").splitlines())
    return [line for line in told if line and not line.startswith("#")]


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-500:]
