"""The other side of `spark.py`: a process that holds a Spark session, lines in and lines out.

It stands alone so that Spark's JVM and signal handlers never live in a server of the house. A line
is `{"view", "columns", "files"}` or `{"sql"}`; the answer is `{"rows"}` or `{"error"}`.
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What the JVM prints must not get between the answers.
    os.dup2(2, 1)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    session = None
    for line in sys.stdin:
        told: dict[str, Any]
        try:
            session = session or SparkSession.builder.getOrCreate()
            told = {"rows": _answer(session, json.loads(line))}
        except (Py4JError, PySparkException) as failed:
            told = {"error": str(failed)[:500]}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def _answer(session: Any, asked: dict[str, Any]) -> list[list[int | str]]:
    if "sql" in asked:
        return [list(row) for row in session.sql(asked["sql"]).collect()]
    reader = session.read.schema(", ".join(f"`{name}` {kind}" for name, kind in asked["columns"]))
    reader.parquet(*asked["files"]).createOrReplaceTempView(asked["view"])
    return []


if __name__ == "__main__":
    main()
