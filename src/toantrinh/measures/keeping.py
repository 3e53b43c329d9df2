"""Bring the kept answers to where the lake is: the running month anew, older ones by what changed.

Counts are whole numbers over rows of which each stands alone. So a month that is over is what it
was, with the rows that came and without those that went; only a month whose definitions or agencies
are others is counted anew, and of the catalogue what hangs on it. Files are written first and named
last.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import local, now
from toantrinh.lake.actions import folder
from toantrinh.lake.manifest import Folder, Manifest, Part, last_moment, secure, sweep
from toantrinh.lake.shapes import schema, without
from toantrinh.measures import asking, kept
from toantrinh.measures.asking import Atom
from toantrinh.measures.engines import DuckDB, in_columns
from toantrinh.measures.examples import PERIOD
from toantrinh.measures.kept import Month, Over
from toantrinh.measures.measure import Measure, measures
from toantrinh.measures.of_work import work
from toantrinh.measures.period import Period
from toantrinh.measures.spark import Spark
from toantrinh.measures.tally import EVERY, Tally, nothing, work_tally

# Older ones are counted when somebody asks.
_MOST_MONTHS = 36
# Minutes after which what stands open is counted anew although nothing happened.
_STALE = 5
# Rows that are read together: one place lies among few.
_GROUP = 2048
Names = tuple[str, ...]


def keep(patience: float = 0) -> list[date]:
    """Renew what is not as the lake has it, newest first; the months that were renewed.

    Raises NotFound without a lake, Conflict when somebody else is at it for so many seconds.
    """
    with Folder(kept.folder()).building(patience):
        lake = folder()
        with closing(_Keeping(lake, lake.current())) as keeping:
            return keeping.renew()


class _Change:
    """The rows of cases that came since a position, and those that went, by two sets of files."""

    def __init__(self, lake: Folder, upto: int, before: Names, now: Names) -> None:
        came, went = {*now}.difference(before), {*before}.difference(now)
        self.fresh = _cases(lake, came, pc.field("position") > upto)
        dossiers = self.fresh["dossier"].combine_chunks()
        self.gone = _cases(lake, went, pc.field("dossier").isin(dossiers))

    def within(self, period: Period) -> tuple[pa.Table, pa.Table]:
        """What came and what went of it, as far as it may count in a period."""
        return _counting(self.fresh, period), _counting(self.gone, period)


def _counting(rows: pa.Table, period: Period) -> pa.Table:
    """The rows that were there before a period's end; none where all was over before it began."""
    early = pc.field("submitted").is_null() | (pc.field("submitted") < period.until)
    rows = rows.filter(early)
    last = last_moment(rows)
    return rows.slice(0, 0) if last is not None and last < period.since else rows


class _Keeping:
    """One round over one state of the lake."""

    def __init__(self, lake: Folder, manifest: Manifest) -> None:
        self._lake, self._manifest = lake, manifest
        self._engine = DuckDB(lake, manifest)
        self._whole: DuckDB | Spark | None = None
        self._cases = _named_cases(manifest.parts("cases"))
        self._versions = _named(manifest, "versions")
        told = f"{definitions()} {_named(manifest, 'agencies')}"
        self._basis = sha256(told.encode()).hexdigest()
        self._changes: dict[tuple[int, Names, Names], _Change | None] = {}

    def close(self) -> None:
        """Let go of the engines."""
        for one in (self._engine, self._whole):
            if one is not None:
                one.close()

    def renew(self) -> list[date]:
        known, renewed = kept.load(), []
        months = [*self._months()]
        known = {first: known[first] for first in known if date.fromisoformat(first) in months}
        for first in months:
            before = known.get(first.isoformat())
            month = self._renewed(first, before)
            if month != before:
                known[month.first] = month
                kept.save(known)
            if before is None or month.ratios != before.ratios:
                renewed.append(first)
        sweep(kept.folder(), kept.files(known))
        return renewed

    def _months(self) -> Iterator[date]:
        """The first days of the running month and those before it, until nothing was yet."""
        [begun] = self._engine.run(asking.beginning())["first"].to_pylist()
        month = local(now()).date().replace(day=1)
        for _ in range(_MOST_MONTHS):
            period = Period.of(month, kept.last_day(month), now())
            if begun is None or period.until <= begun:
                return
            yield month
            month = (month - timedelta(days=1)).replace(day=1)

    def _renewed(self, first: date, before: Month | None) -> Month:
        # To the end of this minute, so that all counts that happened in it.
        period = Period.of(first, kept.last_day(first), now() + timedelta(minutes=1))
        runs = period.as_of < period.until
        if before is None or before.basis != self._basis:
            return self._anew(period)
        if before == replace(before, **self._seen()):
            fresh = runs and period.as_of < before.as_of + _STALE
            if fresh or before.as_of == period.as_of:
                return before
        if before.as_of != period.as_of:
            return self._anew(period, before.over)
        change = self._change(before.upto, before.cases, self._cases)
        return self._anew(period) if change is None else self._changed(period, before, change)

    def _anew(self, period: Period, known: Over | None = None) -> Month:
        """Count a month; of one that runs, what is over is counted only where it changed."""
        if period.as_of == period.until:
            return self._written(period, self._counted(period))
        parts = self._manifest.parts("cases")
        over = [part for part in parts if part.last is not None and part.last < period.as_of]
        going = self._of_rows([part for part in parts if part not in over], period)
        still = self._still(period, known, over) if known is not None else None
        if still is None:
            whole = self._counted(period)
            still = whole.without(_of("services")).plus(going, -1).counting()
        else:
            services = self._engine.tally(_of("services"), period, EVERY)
            whole = still.plus(going).plus(services)
        ratios, hours = _wrote(f"over-{period.first:%Y-%m}", still)
        known = Over(ratios, hours, self._manifest.upto, _named_cases(over), _rows(over))
        return replace(self._written(period, whole), over=known)

    def _still(self, period: Period, known: Over, over: list[Part]) -> Tally | None:
        """What comes of files in which all is over, by what is known; None where that is old."""
        change = self._change(known.upto, known.cases, _named_cases(over))
        grown = len(change.fresh) - len(change.gone) if change else 0
        if change is None or known.rows + grown != _rows(over):
            # Some of it was told before, when it was not over yet.
            return None
        came, went = change.within(period)
        told = self._of_rows(came, period).plus(self._of_rows(went, period), -1)
        return kept.tally(known).plus(told).counting()

    def _change(self, upto: int, before: Names, now: Names) -> _Change | None:
        """What changed since; None where the lake was made anew, or the old files are gone."""
        at = (upto, before, now)
        if at not in self._changes:
            told = None
            # A lake made anew shares no file with the one before.
            if {*before} & {*now}:
                with suppress(FileNotFoundError):
                    told = _Change(self._lake, *at)
            self._changes[at] = told
        return self._changes[at]

    def _changed(self, period: Period, before: Month, change: _Change) -> Month:
        came, went = change.within(period)
        told = self._of_rows(came, period).plus(self._of_rows(went, period), -1).counting()
        # What is offered, or what is used of it, is another.
        others = before.versions != self._versions or _used(came, period) != _used(went, period)
        if told.is_empty and not others:
            return replace(before, **self._seen())
        tally = kept.tally(before).plus(told)
        if others:
            services = self._engine.tally(_of("services"), period, EVERY)
            tally = tally.without(_of("services")).plus(services)
        made = self._written(period, tally, before.hours if not told.hours.num_rows else "")
        return replace(made, over=before.over)

    def _of_rows(self, rows: pa.Table | list[Part], period: Period) -> Tally:
        if not len(rows):
            return nothing()
        told = self._engine.tally(_of("cases"), period, EVERY, rows)
        return told.plus(work_tally(self._engine, period, EVERY))

    def _counted(self, period: Period) -> Tally:
        # A cluster that is named counts whole months; what changed since is counted here.
        self._whole = self._whole or in_columns(self._lake, self._manifest)
        told = self._whole.tally(measures(), period, EVERY)
        return told.plus(work_tally(self._whole, period, EVERY))

    def _written(self, period: Period, tally: Tally, hours: str = "") -> Month:
        """A month as it is now; its hours may be in a file that says the same already."""
        ratios, hours = _wrote(f"{period.first:%Y-%m}", tally, hours)
        first = period.first.isoformat()
        return Month(first, period.as_of, ratios, hours, self._basis, **self._seen())

    def _seen(self) -> dict[str, Any]:
        """What of the lake a month is counted from that is renewed now."""
        return {
            "versions": self._versions,
            "upto": self._manifest.upto,
            "cases": self._cases,
        }


def _named(manifest: Manifest, table: str) -> str:
    return " ".join(part.file for part in manifest.parts(table))


def _named_cases(parts: Iterable[Part]) -> Names:
    """Files of cases, each with the list of what is gone from it, if there is one."""
    return tuple(sorted(f"{part.file} {part.gone}".strip() for part in parts))


def _rows(parts: Iterable[Part]) -> int:
    return sum(part.rows for part in parts)


def _cases(lake: Folder, names: Collection[str], where: pc.Expression) -> pa.Table:
    tables = [_chosen(lake, *name.split(), where=where) for name in sorted(names)]
    return pa.concat_tables([schema("cases").empty_table(), *tables])


def _chosen(lake: Folder, name: str, gone: str = "", *, where: pc.Expression) -> pa.Table:
    rows = pq.read_table(lake.path / name, filters=where)
    return without(rows, pq.read_table(lake.path / gone)["dossier"]) if gone else rows


def _used(rows: pa.Table, period: Period) -> set[tuple[object, ...]]:
    """How many were received in the period, by procedure and channel: of the catalogue is used."""
    at = pc.field("received")
    came = rows.filter((at >= period.since) & (at < period.until))
    told = came.group_by(["procedure", "channel"]).aggregate([([], "count_all")])
    return {tuple(row.values()) for row in told.to_pylist()}


def _of(table: str) -> list[Measure]:
    return [one for one in measures() if one.table == table]


def _wrote(name: str, tally: Tally, hours: str = "") -> tuple[str, str]:
    """The names of two files with a tally's counts, the second of which may be there already."""
    name = f"{name}-{new_id().hex}.parquet"
    _write(kept.folder() / f"ratios-{name}", tally.ratios)
    if not hours:
        hours = f"hours-{name}"
        _write(kept.folder() / hours, tally.hours.filter(pc.field("rows") != 0))
    return f"ratios-{name}", hours


def _write(place: Path, rows: pa.Table) -> None:
    """Each kind of place apart, so that reading one passes over the others."""
    with pq.ParquetWriter(place, rows.schema, compression="zstd") as writer:
        for by in EVERY:
            chosen = rows.filter(pc.field("by") == by.value)
            if chosen.num_rows:
                writer.write_table(chosen, row_group_size=_GROUP)
    secure(place)


@lru_cache(maxsize=1)
def definitions() -> str:
    """A hash of how measures are written: another one, and no kept answer holds any more."""
    spelled = []
    for table, atom in (("cases", Atom.AGENCY), ("services", Atom.PROCEDURE)):
        keys = [one.key for one in _of(table) if not one.is_spread]
        spelled.append(asking.sql(asking.ratios(keys, table, atom, PERIOD), "duckdb"))
    spreads = [one.key for one in measures() if one.is_spread]
    spelled += [asking.sql(asking.spread(key, Atom.AGENCY, PERIOD), "duckdb") for key in spreads]
    # While it runs, more is counted.
    running = replace(PERIOD, as_of=PERIOD.until - 1)
    spelled += [asking.sql(asked, "duckdb") for _atom, asked in work(running)]
    return sha256("\n".join(spelled).encode()).hexdigest()
