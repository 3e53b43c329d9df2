"""One question to an engine: some measures of one table, for each place of one kind, as SQL.

Written once in Ibis; each engine gets it in its own dialect. Answers are rows of whole numbers.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import ibis
from ibis.backends.sql.compilers import DuckDBCompiler, PySparkCompiler

# Each file of expressions keeps its own in the two lists.
from toantrinh.lake.shapes import TABLES
from toantrinh.measures import of_cases, of_services  # noqa: F401
from toantrinh.measures.expressions import RATIOS, SPREADS, Expr, bucket, count, inside
from toantrinh.measures.period import Period

NATION = "VN"
_TYPES = {"text": "string", "whole": "int64", "bytes": "binary"}
_COMPILERS: dict[str, Any] = {"duckdb": DuckDBCompiler, "spark": PySparkCompiler}


class By(StrEnum):
    """For each of which a measure is told."""

    NATION = "nation"
    PROVINCE = "province"
    COMMUNE = "commune"
    PROCEDURE = "procedure"


def ratios(keys: Sequence[str], table: str, by: By, period: Period) -> Expr:
    """Place, then numerator and denominator of each measure in turn."""
    rows = _placed(table, by, period)
    counted = {}
    for number, key in enumerate(keys):
        counted[f"n{number}"], counted[f"d{number}"] = RATIOS[key](rows, period)
    return rows.group_by("place").aggregate(**counted)


def spread(key: str, table: str, by: By, period: Period) -> Expr:
    """Place, hour in minutes, and how many lie in it."""
    rows = _placed(table, by, period)
    minutes, where = SPREADS[key](rows, period)
    chosen = rows.filter(where & minutes.notnull()).mutate(bucket=bucket(minutes))
    return chosen.group_by(["place", "bucket"]).aggregate(rows=chosen.count())


def sql(expression: Expr, dialect: str) -> str:
    """The expression as an engine reads it."""
    return str(_COMPILERS[dialect]().to_sqlglot(expression).sql(dialect))


def _placed(table: str, by: By, period: Period) -> Expr:
    """The rows of a table, each with the place it counts for; those without one are left out."""
    rows = _services(period) if table == "services" else _table(table)
    if by is By.NATION:
        return rows.mutate(place=ibis.literal(NATION))
    if by is By.PROCEDURE:
        return rows.filter(rows.procedure.notnull()).mutate(place=rows.procedure)
    # Dossiers count where their agency's heir is today, so that 63 provinces read as 34.
    agencies = _table("agencies")
    where = agencies.select("agency", place=agencies[f"{by.value}_now"])
    return rows.inner_join(where.filter(where.place.notnull()), "agency")


def _services(period: Period) -> Expr:
    """Versions, each with how many dossiers of its procedure came in the period."""
    cases, versions = _table("cases"), _table("versions")
    came = inside(cases.received, period)
    counted = cases.group_by(used=cases.procedure).aggregate(
        cases=count(came), cases_online=count(came & (cases.channel == "online"))
    )
    joined = versions.left_join(counted, versions.procedure == counted.used)
    return joined.mutate(
        cases=joined.cases.fill_null(0), cases_online=joined.cases_online.fill_null(0)
    )


def _table(name: str) -> Expr:
    columns = {column: _TYPES[kind] for column, kind in TABLES[name].items()}
    return ibis.table(columns, name=name)
