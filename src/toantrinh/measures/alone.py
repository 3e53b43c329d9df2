"""Agencies counted each by itself, procedures in each province, and which agencies decide these.

Read from the lake itself, as kept answers know neither. What an agency decided before it was merged
is its heir's, and counts where that one is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from toantrinh.lake.actions import folder
from toantrinh.measures import asking
from toantrinh.measures.asking import Atom
from toantrinh.measures.engines import DuckDB
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.values import Answer, Counts, together

# Rows are taken in so many at a time.
_AT_ONCE = 10_000


class There(NamedTuple):
    """A procedure in a province; without one where an agency of the nation decides it."""

    procedure: str
    province: str


class Alone:
    """One reading of the lake for some ratios over dossiers. Raises NotFound without a lake."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._keys = [one.key for one in measures if one.table == "cases" and not one.is_spread]
        lake = folder()
        self._engine = DuckDB(lake, lake.current())
        rows = self._engine.run(asking.agencies()).to_pylist()
        self._heirs = {row["agency"]: row["agency_now"] for row in rows}
        self._provinces = {row["agency"]: row["province_now"] or "" for row in rows}
        self._known: dict[Period, dict[tuple[str, str], Counts]] = {}
        self._known_there: dict[tuple[Period, ...], list[Mapping[tuple[str, There], Counts]]] = {}

    def counts(self, period: Period) -> Answer:
        """What each measure comes to in a period, by the id of the agency that goes on today."""
        if period not in self._known:
            self._engine.look(period.since)
            self._known[period] = self._counted(period)
        return self._known[period]

    def there(
        self, months: Sequence[Period], least: int
    ) -> Sequence[Mapping[tuple[str, There], Counts]]:
        """What each measure comes to for a procedure in a province, month by month.

        Only where the last month rests on so many: elsewhere nothing is judged.
        """
        known = self._known_there
        if (asked := tuple(months)) not in known:
            last = {
                at: counts
                for at, counts in self._counted_there(months[-1])
                if counts.denominator >= least
            }
            before = [
                {at: counts for at, counts in self._counted_there(month) if at in last}
                for month in months[:-1]
            ]
            known[asked] = [*before, last]
        return known[asked]

    def deciders(self, procedures: Collection[str], period: Period) -> dict[There, set[str]]:
        """The ids of the agencies that decide each procedure in each province.

        By the dossiers that came in a period.
        """
        self._engine.look(period.since)
        rows = asking.rows_of("cases")
        rows = rows.filter(rows.procedure.isin(sorted(procedures) or [""]))
        rows = rows.filter((rows.received >= period.since) & (rows.received < period.until))
        found: dict[There, set[str]] = {}
        for row in self._engine.run(rows.select("procedure", "agency").distinct()).to_pylist():
            if heir := self._heirs.get(row["agency"]):
                at = There(row["procedure"], self._provinces[row["agency"]])
                found.setdefault(at, set()).add(heir)
        return found

    def close(self) -> None:
        """Let go of the files."""
        self._engine.close()

    def _counted(self, period: Period) -> dict[tuple[str, str], Counts]:
        found: dict[tuple[str, str], Counts] = {}
        told = self._engine.run(asking.ratios(self._keys, "cases", Atom.AGENCY, period))
        for row, key, counts in self._each(told):
            if heir := self._heirs.get(row["atom"]):
                had = found.get((key, heir), Counts())
                found[key, heir] = together((had, counts))
        return found

    def _counted_there(self, period: Period) -> Iterator[tuple[tuple[str, There], Counts]]:
        self._engine.look(period.since)
        told = self._engine.run(asking.in_provinces(self._keys, period))
        for row, key, counts in self._each(told):
            yield (key, There(row["procedure"], row["province"] or "")), counts

    def _each(self, told: pa.Table) -> Iterator[tuple[dict[str, str], str, Counts]]:
        """Each row that was counted with each measure that comes to something there."""
        for batch in told.to_batches(_AT_ONCE):
            for row in batch.to_pylist():
                for key in self._keys:
                    part, whole = (int(row[name] or 0) for name in asking.columns(key))
                    if part or whole:
                        yield row, key, Counts(part, whole)
