"""What engines are asked: some measures of one table, counted once for each agency or procedure.

Places are put together from these counts (`tally.py`), since whole numbers add up. Written once in
Ibis; each engine gets it in its own dialect.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

import ibis
from ibis.backends.sql.compilers import DuckDBCompiler, PySparkCompiler

# Each file of expressions keeps its own in the two lists.
from toantrinh.lake.shapes import TABLES
from toantrinh.measures import of_cases, of_services  # noqa: F401
from toantrinh.measures.expressions import RATIOS, SPREADS, Expr, Ratio, bucket, count, inside
from toantrinh.measures.period import Period

NATION = "VN"
_TYPES = {"text": "string", "whole": "int64", "bytes": "binary"}
_COMPILERS: dict[str, Any] = {"duckdb": DuckDBCompiler, "spark": PySparkCompiler}


class By(StrEnum):
    """For each of which a measure is told; a branch is an agency with all below it, by its path."""

    NATION = "nation"
    PROVINCE = "province"
    COMMUNE = "commune"
    PROCEDURE = "procedure"
    AGENCY = "agency"
    BRANCH = "branch"


class Atom(StrEnum):
    """For each of which an engine counts; also where it is null."""

    AGENCY = "agency"
    PROCEDURE = "procedure"


def columns(key: str) -> tuple[str, str]:
    """What the columns of a measure's numerator and denominator are called."""
    flat = key.replace(".", "-")
    return f"{flat}-n", f"{flat}-d"


def ratios(keys: Sequence[str], table: str, atom: Atom, period: Period) -> Expr:
    """`atom`, then two columns of whole numbers for each measure."""
    return _ratios(tuple((key, RATIOS[key]) for key in keys), table, atom, period)


@lru_cache(maxsize=64)
def _ratios(those: tuple[tuple[str, Ratio], ...], table: str, atom: Atom, period: Period) -> Expr:
    """The same, put together once: a round asks it of what came, what went and what goes on."""
    rows = _services(period) if table == "services" else rows_of(table)
    counted = _counted(rows, [key for key, _written in those], period)
    return rows.group_by(atom=rows[atom.value]).aggregate(**counted)


def in_provinces(keys: Sequence[str], period: Period) -> Expr:
    """`procedure`, `province` (where who decides is today), then as `ratios` of cases."""
    rows = rows_of("cases").join(agencies(), "agency")
    by = {"procedure": rows.procedure, "province": rows.province_now}
    return rows.group_by(**by).aggregate(**_counted(rows, keys, period))


def _counted(rows: Expr, keys: Sequence[str], period: Period) -> dict[str, Expr]:
    return {
        name: number
        for key in keys
        for name, number in zip(columns(key), RATIOS[key](rows, period), strict=True)
    }


def spread(key: str, atom: Atom, period: Period) -> Expr:
    """`atom`, `bucket` (an hour, in minutes), and how many `rows` lie in it."""
    cases = rows_of("cases")
    minutes, where = SPREADS[key](cases, period)
    chosen = cases.filter(where & minutes.notnull())
    told = chosen.select(atom=cases[atom.value], bucket=bucket(minutes))
    return told.group_by("atom", "bucket").aggregate(rows=told.count())


def agencies() -> Expr:
    """Where each agency's dossiers count: where its heir is today, so that 63 read as 34."""
    rows = rows_of("agencies")
    return rows.select("agency", "path", "province_now", "commune_now", agency_now="heir")


def beginning() -> Expr:
    """The first moment at which a dossier was handed in, as `first`; null where there is none."""
    cases = rows_of("cases")
    return cases.aggregate(first=cases.submitted.min())


def sql(expression: Expr, dialect: str) -> str:
    """The expression as an engine reads it."""
    return _spelled(expression.op(), dialect)


@lru_cache(maxsize=256)
def _spelled(node: Any, dialect: str) -> str:
    """The same of what an expression is made of, which can be told apart; spelling takes long."""
    return str(_COMPILERS[dialect]().to_sqlglot(node.to_expr()).sql(dialect))


def _services(period: Period) -> Expr:
    """Versions, each with how many dossiers of its procedure came in the period."""
    cases, versions = rows_of("cases"), rows_of("versions")
    came = inside(cases.received, period)
    counted = cases.group_by(used=cases.procedure).aggregate(
        cases=count(came), cases_online=count(came & (cases.channel == "online"))
    )
    joined = versions.left_join(counted, versions.procedure == counted.used)
    return joined.mutate(
        cases=joined.cases.fill_null(0), cases_online=joined.cases_online.fill_null(0)
    )


def rows_of(name: str, called: str = "") -> Expr:
    """A table of the lake, as expressions begin with it; or one like it of another name."""
    typed = {column: _TYPES[kind] for column, kind in TABLES[name].items()}
    return ibis.table(typed, name=called or name)
