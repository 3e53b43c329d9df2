"""All that engines are asked is made of what DuckDB and Spark do alike."""

import re
from collections.abc import Iterator
from dataclasses import replace

import ibis
import pytest
import sqlglot

from toantrinh.measures.asking import Atom, agencies, beginning, ratios, spread, sql
from toantrinh.measures.examples import PERIOD
from toantrinh.measures.expressions import Expr
from toantrinh.measures.measure import measures
from toantrinh.measures.of_work import work

# By the names of the parser that reads both. Whoever adds one must know that both do it alike.
_ALIKE = {
    *("Select", "From", "Table", "TableAlias", "Join", "Where", "Group", "Subquery", "CTE", "With"),
    *("Alias", "Column", "Identifier", "Literal", "Null", "Paren", "Star", "In"),
    *("And", "Or", "Not", "Is", "EQ", "NEQ", "GT", "GTE", "LT", "LTE", "Add", "Sub", "Mod", "Neg"),
    *("Case", "If", "Coalesce", "Sum", "Count", "Min", "Cast", "BIGINT", "VARCHAR", "TEXT"),
}
_WORDS = ("APPROX", " OVER ", "/", "QUANTILE", "PERCENTILE")


def _asked(atom: Atom) -> Iterator[Expr]:
    """All that is ever asked, counted by one kind of atom."""
    yield from (agencies(), beginning())
    for table in ("cases", "services") if atom is Atom.PROCEDURE else ("cases",):
        keys = [one.key for one in measures() if one.table == table and not one.is_spread]
        yield ratios(keys, table, atom, PERIOD)
    yield from (spread(one.key, atom, PERIOD) for one in measures() if one.is_spread)
    running = replace(PERIOD, as_of=PERIOD.until - 1)
    yield from (asked for by, asked in work(running) if by is atom)


def _otherwise(asked: Expr, dialect: str) -> set[str]:
    """What of it both may do otherwise: kinds of node, types, and words as the engine gets them."""
    spelled = sql(asked, dialect)
    nodes = [*sqlglot.parse_one(spelled, dialect=dialect).walk()]
    kinds = {
        node.this.name if isinstance(node, sqlglot.exp.DataType) else type(node).__name__
        for node in nodes
    }
    # Names of columns are ours.
    bare = "".join(re.split(r"""["`][^"`]*["`]""", spelled)).upper()
    return (kinds - _ALIKE) | {word for word in _WORDS if word in bare}


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
@pytest.mark.parametrize("atom", list(Atom))
def test_only_what_both_do_alike_is_asked(atom: Atom, dialect: str) -> None:
    for asked in _asked(atom):
        assert _otherwise(asked, dialect) == set()


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_anything_else_is_noticed(dialect: str) -> None:
    rows = ibis.table({"received": "int64", "channel": "string"}, name="cases")
    for told in (
        rows.received.approx_median(),
        rows.received.approx_nunique(),
        rows.received.median(),
        rows.received.mean(),
        rows.received.sum().over(),
        (rows.received / 2).sum(),
        (rows.received // 2).sum(),
        rows.received.cast("float64").sum(),
        rows.channel.upper().max(),
        rows.received.as_timestamp("s").max(),
    ):
        assert _otherwise(rows.select(told=told), dialect), told
