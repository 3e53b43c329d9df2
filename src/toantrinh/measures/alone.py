"""Agencies counted each by itself, and which of them decide a procedure: read from the lake itself.

Kept answers know places only. What an agency decided before it was merged is its heir's.
"""

from collections.abc import Collection, Sequence

from toantrinh.lake.actions import folder
from toantrinh.measures import asking
from toantrinh.measures.asking import Atom
from toantrinh.measures.engines import DuckDB
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.values import Answer, Counts


class Alone:
    """One reading of the lake for some ratios over dossiers. Raises NotFound without a lake."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._keys = [one.key for one in measures if one.table == "cases" and not one.is_spread]
        lake = folder()
        self._engine = DuckDB(lake, lake.current())
        rows = self._engine.run(asking.rows_of("agencies").select("agency", "heir"))
        self._heirs: dict[str, str] = dict(
            zip(*(rows[name].to_pylist() for name in ("agency", "heir")), strict=True)
        )
        self._known: dict[Period, dict[tuple[str, str], Counts]] = {}

    def counts(self, period: Period) -> Answer:
        """What each measure comes to in a period, by the id of the agency that goes on today."""
        if period not in self._known:
            self._engine.look(period.since)
            self._known[period] = self._counted(period)
        return self._known[period]

    def deciders(self, procedures: Collection[str], period: Period) -> dict[str, set[str]]:
        """The ids of the agencies that decide each procedure, by dossiers that came in a period."""
        self._engine.look(period.since)
        rows = asking.rows_of("cases")
        rows = rows.filter(rows.procedure.isin(sorted(procedures) or [""]))
        rows = rows.filter((rows.received >= period.since) & (rows.received < period.until))
        found: dict[str, set[str]] = {}
        for row in self._engine.run(rows.select("procedure", "agency").distinct()).to_pylist():
            found.setdefault(row["procedure"], set()).add(self._heirs.get(row["agency"], ""))
        return {procedure: ids - {""} for procedure, ids in found.items()}

    def close(self) -> None:
        """Let go of the files."""
        self._engine.close()

    def _counted(self, period: Period) -> dict[tuple[str, str], Counts]:
        found: dict[tuple[str, str], Counts] = {}
        told = self._engine.run(asking.ratios(self._keys, "cases", Atom.AGENCY, period))
        for row in told.to_pylist():
            heir = self._heirs.get(row["atom"])
            if heir is None:
                continue
            for key in self._keys:
                part, whole = (int(row[name] or 0) for name in asking.columns(key))
                had = found.get((key, heir), Counts())
                if part or whole:
                    found[key, heir] = Counts(had.numerator + part, had.denominator + whole)
        return found
