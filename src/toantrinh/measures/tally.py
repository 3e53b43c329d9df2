"""Counts in columns: what an engine counted by agency and procedure, put together for places.

Whole numbers add up, so places are sums of agencies, and a tally of more rows is the sum of two.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from toantrinh.measures import asking
from toantrinh.measures.asking import NATION, Atom, By
from toantrinh.measures.branches import branches
from toantrinh.measures.expressions import Expr
from toantrinh.measures.measure import Measure
from toantrinh.measures.of_work import work
from toantrinh.measures.period import Period
from toantrinh.measures.values import Answer, Counts

EVERY = tuple(By)
_PLACED = ["by", "place"]
_SPREAD = [*_PLACED, "measure", "bucket"]


@dataclass(frozen=True)
class Tree:
    """Agencies as an engine knows them, with where each counts."""

    agencies: pa.Table

    @cached_property
    def branches(self) -> pa.Table:
        """Put together only where something counts in them."""
        return branches(self.agencies)


class Counting(Protocol):
    """An engine that counts in columns: how it answers an expression, and where agencies count."""

    def run(self, expression: Expr) -> pa.Table:
        """What an expression over the lake's tables comes to."""

    @property
    def tree(self) -> Tree:
        """Where each agency counts; put together once."""


@dataclass(frozen=True)
class Tally:
    """`ratios`: by, place, two columns a measure, and those of `of_work.py` where they are counted.

    `hours`: by, place, measure, bucket, rows.
    """

    ratios: pa.Table
    hours: pa.Table

    def plus(self, other: "Tally", sign: int = 1) -> "Tally":
        """The counts of both together; with sign -1, of these without those."""
        ratios = _summed([self.ratios, _times(other.ratios, _PLACED, sign)], _PLACED)
        if not other.hours.num_rows:
            return Tally(ratios, self.hours)
        return Tally(ratios, _summed([self.hours, _times(other.hours, _SPREAD, sign)], _SPREAD))

    @property
    def is_empty(self) -> bool:
        """Whether there is no row at all."""
        return not self.ratios.num_rows and not self.hours.num_rows

    def counting(self) -> "Tally":
        """The same without rows in which every count is zero."""
        names = [name for name in self.ratios.column_names if name not in _PLACED]
        counts = [pc.fill_null(pc.not_equal(self.ratios[name], 0), False) for name in names]
        ratios = self.ratios.filter(reduce(pc.or_, counts)) if counts else self.ratios.slice(0, 0)
        return Tally(ratios, self.hours.filter(pc.field("rows") != 0))

    def without(self, measures: Iterable[Measure]) -> "Tally":
        """The same, with nothing counted of these."""
        names = {name for one in measures for name in asking.columns(one.key)}
        return Tally(self.ratios.drop_columns(names & {*self.ratios.column_names}), self.hours)

    def answer(self, measures: Sequence[Measure], by: By) -> Answer:
        """What these come to by place; where nothing at all was counted, nothing is told."""
        here = pc.field("by") == by.value
        plain = [one for one in measures if not one.is_spread]
        spreads = [one for one in measures if one.is_spread]
        return {
            **ratios_of(self.ratios.filter(here), plain),
            **spreads_of(self.hours.filter(here), spreads),
        }


def ratios_of(rows: pa.Table, measures: Sequence[Measure]) -> Answer:
    """Rows of ratios as an answer."""
    found: dict[tuple[str, str], Counts] = {}
    places = rows["place"].to_pylist()
    for one in measures:
        names = asking.columns(one.key)
        if not {*names} <= {*rows.column_names}:
            continue
        told = (rows[name].to_pylist() for name in names)
        for place, numerator, denominator in zip(places, *told, strict=True):
            if numerator or denominator:
                found[one.key, place] = Counts(numerator or 0, denominator or 0)
    return found


def spreads_of(rows: pa.Table, measures: Sequence[Measure]) -> Answer:
    """Rows of hours as an answer."""
    wanted = {one.key for one in measures}
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    told = (rows[name].to_pylist() for name in ("measure", "place", "bucket", "rows"))
    for key, place, at, count in zip(*told, strict=True):
        if key in wanted and count:
            found.setdefault((key, place), []).append((at, count))
    return {at: Counts(buckets=tuple(sorted(pairs))) for at, pairs in found.items()}


def nothing() -> Tally:
    """What comes of no row."""
    return Tally(_empty(_PLACED), _empty([*_SPREAD, "rows"]))


def tally(
    engine: Counting, measures: Sequence[Measure], period: Period, kinds: Collection[By]
) -> Tally:
    """Let an engine count measures for places of these kinds: all of a table in one reading."""
    run, tree = engine.run, engine.tree
    ratios, hours = [_empty(_PLACED)], [_empty([*_SPREAD, "rows"])]
    for table in sorted({one.table for one in measures}):
        keys = [one.key for one in measures if one.table == table and not one.is_spread]
        for atom, those in _atoms(table, kinds) if keys else ():
            counted = run(asking.ratios(keys, table, atom, period))
            ratios += _placed(counted, those, tree)
    for one in measures:
        for atom, those in _atoms("cases", kinds) if one.is_spread else ():
            counted = run(asking.spread(one.key, atom, period))
            counted = counted.append_column("measure", _same(one.key, counted.num_rows))
            hours += _placed(counted, those, tree)
    return Tally(_summed(ratios, _PLACED), _summed(hours, _SPREAD))


def work_tally(engine: Counting, period: Period, kinds: Collection[By]) -> Tally:
    """The same for what `of_work.py` tells beside the measures, in columns of ratios."""
    of = dict(_atoms("cases", kinds))
    counted = [
        _placed(engine.run(asked), of.get(atom, []), engine.tree) for atom, asked in work(period)
    ]
    return Tally(_summed(sum(counted, [_empty(_PLACED)]), _PLACED), _empty([*_SPREAD, "rows"]))


def _atoms(table: str, kinds: Collection[By]) -> list[tuple[Atom, list[By]]]:
    """By what a table is counted, and which kinds of place are put together from it."""
    if table == "services":
        # Versions belong to no agency.
        of = {Atom.PROCEDURE: [By.NATION, By.PROCEDURE]}
    else:
        placed = [By.NATION, By.PROVINCE, By.COMMUNE, By.AGENCY, By.BRANCH]
        of = {Atom.AGENCY: placed, Atom.PROCEDURE: [By.PROCEDURE]}
    wanted = {atom: [by for by in those if by in kinds] for atom, those in of.items()}
    return [(atom, those) for atom, those in wanted.items() if those]


def _placed(counted: pa.Table, kinds: Sequence[By], tree: Tree) -> list[pa.Table]:
    """The counts of atoms, once for each kind of place; those without such a place are left out."""
    whole, found = _whole(counted), []
    for by in kinds:
        told = _in_branches(whole, tree) if by is By.BRANCH else _at(whole, by, tree)
        told = told.filter(told["place"].is_valid()).drop_columns("atom")
        found.append(told.append_column("by", _same(by.value, told.num_rows)))
    return found


def _at(counted: pa.Table, by: By, tree: Tree) -> pa.Table:
    return counted.append_column("place", _place(counted["atom"], by, tree.agencies))


def _in_branches(counted: pa.Table, tree: Tree) -> pa.Table:
    """Each once for every branch that it counts in."""
    return counted.join(tree.branches, keys="atom", join_type="inner")


def _whole(table: pa.Table) -> pa.Table:
    """Numbers of eight bytes, into which all sums fit; DuckDB's sums come as decimals."""
    return table.cast(
        pa.schema(
            [
                (one.name, pa.int64() if pa.types.is_decimal(one.type) else one.type)
                for one in table.schema
            ]
        )
    )


def _place(atoms: pa.ChunkedArray, by: By, agencies: pa.Table) -> pa.ChunkedArray:
    if by is By.NATION:
        return _same(NATION, len(atoms))
    if by is By.PROCEDURE:
        return atoms
    known = agencies["agency"].combine_chunks()
    return agencies[f"{by.value}_now"].take(pc.index_in(atoms, value_set=known))


def _summed(tables: list[pa.Table], keys: list[str]) -> pa.Table:
    """One row for each that have the same keys, in their order; what only some have counts too."""
    whole = pa.concat_tables(tables, promote_options="default")
    numbers = [name for name in whole.column_names if name not in keys]
    sums = whole.group_by(keys).aggregate([(name, "sum") for name in numbers])
    told = sums.select([*keys, *(f"{name}_sum" for name in numbers)])
    told = told.rename_columns([*keys, *numbers])
    return told.take(np.lexsort([_ranks(told[key]) for key in reversed(keys)]))


def _ranks(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """Numbers that stand in the order of what a column says: these are sorted sooner than words."""
    told = column.combine_chunks().dictionary_encode()
    order = pc.sort_indices(told.dictionary).to_numpy()
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order), dtype=order.dtype)
    found: NDArray[np.uint64] = ranks[told.indices.to_numpy()]
    return found


def _times(table: pa.Table, keys: list[str], sign: int) -> pa.Table:
    numbers = [name for name in table.column_names if name not in keys]
    told = {name: pc.multiply(table[name], sign) for name in numbers}
    return pa.table({**{key: table[key] for key in keys}, **told})


def _empty(names: Iterable[str]) -> pa.Table:
    whole = {"bucket", "rows"}
    return pa.schema(
        [(name, pa.int64() if name in whole else pa.string()) for name in names]
    ).empty_table()


def _same(word: str, times: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(word), times)])
