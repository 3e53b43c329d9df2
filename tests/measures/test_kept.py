"""Kept answers are those that an engine gives, month by month, whatever came and went since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pytest_django import Settings

from tests.measures.lakes import lake_of
from tests.measures.odd import agencies, cases, versions
from tests.measures.slow_work import Told, told
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import turned
from toantrinh.lake.manifest import Folder, Manifest
from toantrinh.measures import engines, keeping, kept
from toantrinh.measures.asking import By
from toantrinh.measures.engines import DuckDB
from toantrinh.measures.examples import PERIOD
from toantrinh.measures.keeping import keep
from toantrinh.measures.measure import find, measures
from toantrinh.measures.period import Period

# One of each kind: by what came, what was decided, what stands open, hours, and the catalogue.
KEYS = ["nd224.b1", "nd224.dd", "nd224.d_spread", "work.late_backlog", "work.uncollected"]
KEYS += ["qd766.3.2", "seeds.new_services"]
FEW = tuple(find(key) for key in KEYS)
NOW = datetime(2026, 4, 10, 2, 30, tzinfo=UTC)


@pytest.fixture
def lake(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr(keeping, "measures", lambda: FEW)
    settings.LAKE_FOLDER = tmp_path / "lake"
    made = lake_of(settings.LAKE_FOLDER, agencies=agencies(), versions=versions())
    _swap(made, {"open": _told(cases(1, 900), 1), "2026-03": _over(2, 4000)}, 10)
    [part] = made.current().parts("cases", "2026-03")
    # Nothing of it is looked at for the month that runs.
    assert part.rows > 50
    assert part.last is not None
    assert part.last < PERIOD.until
    return made


def _over(position: int, count: int) -> pa.Table:
    """Cases of which nothing is left to happen, drawn from so many."""
    over = _told(cases(2, count), position)
    for moment in ("submitted", "received", "accepted", "decided", "returned", "ended"):
        over = over.filter(pc.field(moment) < PERIOD.until)
    return over


def _told(rows: pa.Table, position: int) -> pa.Table:
    names = pa.array([f"{position}/{number}" for number in range(len(rows))])
    at = pa.array(np.full(len(rows), position))
    return _with(rows, dossier=names, position=at)


def _with(rows: pa.Table, **columns: pa.Array) -> pa.Table:
    for name, column in columns.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    return rows


def _swap(lake: Folder, pieces: dict[str, pa.Table], upto: int) -> None:
    made = lake.read() or Manifest()
    made.upto = upto
    for piece, rows in pieces.items():
        made.put("cases", piece, [lake.write("cases", piece, rows)])
    lake.swap(made)


def _agree(lake: Folder) -> None:
    """Every kept month says what an engine says now that leaves out no file and no dossier.

    What is kept beside the measures is what plain Python counts.
    """
    manifest = lake.current()
    engine = DuckDB(lake, manifest)
    whole = lake.load("cases", manifest.parts("cases"))
    tables = (whole, lake.load("agencies", manifest.parts("agencies")))
    rows, tree = (table.to_pylist() for table in tables)
    for month in kept.months():
        assert _work(month) == told(rows, tree, month), month
        counted = engine.tally(FEW, month, tuple(By), whole)
        for by in By:
            read = kept.read(KEYS, by, month)
            assert read == counted.answer(FEW, by), (month, by)
            assert read or by is not By.NATION


def _work(month: Period) -> Told:
    """What is kept beside the measures, where it is not zero."""
    rows = kept.tally(kept.load()[month.first.isoformat()]).ratios
    names = [name for name in rows.column_names if name.startswith(("came-", "open-", "late-"))]
    names += [name for name in rows.column_names if name.startswith("hands-")]
    found = {
        (row["by"], row["place"]): {name: row[name] for name in names if row[name]}
        for row in rows.to_pylist()
    }
    return {place: counts for place, counts in found.items() if counts}


class _Cluster(DuckDB):
    """Stands in for Spark, which has tests of its own, and keeps where it was asked."""

    asked: ClassVar[list[str]] = []

    def __init__(self, lake: Folder, manifest: Manifest, address: str) -> None:
        self.asked.append(address)
        super().__init__(lake, manifest)


def test_kept_months_are_what_an_engine_counts(
    lake: Folder, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (kept.months(), kept.as_of()) == ([], None)
    settings.MEASURES_ENGINE = "spark://127.0.0.1:7077"
    monkeypatch.setattr(engines, "Spark", _Cluster)
    with turned(NOW):
        renewed = keep()
    # One line to the cluster for all months.
    assert _Cluster.asked == [settings.MEASURES_ENGINE]
    months = kept.months()
    assert [month.first for month in months] == sorted(renewed)
    assert {2, 3, 4} <= {month.first.month for month in months}
    assert kept.as_of() == months[-1].as_of == int(NOW.timestamp()) // 60 + 1
    _agree(lake)
    whole = kept.read(["nd224.b1", "nd224.d_spread"], By.COMMUNE, months[-2])
    [(key, place), *_] = sorted(whole)
    some = kept.read(["nd224.b1", "nd224.d_spread"], By.COMMUNE, months[-2], [place])
    assert {at for at in whole if at[1] == place} == {*some}
    assert kept.series(key, By.COMMUNE, place, months)[months[-2]] == whole[key, place]
    with turned(NOW), pytest.raises(NotFound, match="measures keep"):
        kept.read(KEYS, By.NATION, kept.months()[0].__class__(NOW.date(), NOW.date(), 0))


def test_no_clock_moves_what_is_over(lake: Folder) -> None:
    over = lake.load("cases", lake.current().parts("cases", "2026-03"))
    those = [one for one in measures() if one.table == "cases"]
    engine = DuckDB(lake, lake.current())
    early, late = (
        engine.tally(those, replace(PERIOD, as_of=PERIOD.until + later), tuple(By), over)
        for later in (0, 100_000)
    )
    assert early.ratios.num_rows > 1
    assert (early.ratios, early.hours) == (late.ratios, late.hours)


def test_what_came_and_went_is_counted_and_nothing_else_anew(
    lake: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with turned(NOW):
        keep()
        before = {month.first: month for month in kept.load().values()}
        assert keep() == []
    rows = lake.load("cases", lake.current().parts("cases", "open"))
    # A third of the open ones live on, a few of them end; a hundred are new.
    touched = pc.less(pc.index_in(rows["dossier"], value_set=rows["dossier"].unique()), 300)
    grown = _told(cases(3, 300), 0)
    grown = _with(grown, dossier=rows.filter(touched)["dossier"].combine_chunks())
    grown = _with(grown, position=pa.array(np.full(300, 11)))
    new = _told(cases(4, 100), 12)
    still = pa.concat_tables([rows.filter(pc.invert(touched)), grown.slice(50), new])
    over = _over(12, 900)
    _swap(lake, {"open": still, "2026-04": grown.slice(0, 50), "over": over}, 12)
    with turned(NOW + timedelta(minutes=1)):
        assert keep()
    _agree(lake)
    # Months are renewed by what changed: the files of the lake that stayed are not read for it.
    assert {month.upto for month in kept.load().values()} == {12}
    assert {month.first for month in kept.load().values()} == {*before}
    # Of what is over some ended in the month that runs, and one before was told of once more.
    anew = _with(over.slice(0, 1), position=pa.array([13]), status=pa.array([8]))
    pieces = {"over": pa.concat_tables([over.slice(1), anew]), "later": _over(13, 900)}
    _swap(lake, pieces, 13)
    with turned(NOW + timedelta(minutes=2)), monkeypatch.context() as patch:
        # For the month that runs, too, what is over is counted no more.
        patch.setattr(keeping._Keeping, "_counted", None)
        assert keep()
    _agree(lake)
    with turned(NOW + timedelta(days=30)):
        # What ran is over and is counted to its end; what is older stays as it is.
        assert {day.month for day in keep()} == {4, 5}
    _agree(lake)


def test_the_clock_alone_renews_what_runs_and_other_agencies_all(lake: Folder) -> None:
    with turned(NOW):
        first = keep()
    with turned(NOW + timedelta(minutes=4)):
        assert keep() == []
    with turned(NOW + timedelta(minutes=6)):
        assert [day.month for day in keep()] == [4]
        made = lake.current()
        rows = lake.load("agencies", made.parts("agencies"))
        made.put("agencies", "all", [lake.write("agencies", "all", rows.slice(2))])
        lake.swap(made)
        assert keep() == first
        _agree(lake)
        # Other versions are other counts of the catalogue: no dossier is counted anew for them.
        hours = {month.hours for month in kept.load().values()}
        rows = lake.load("versions", made.parts("versions"))
        made.put("versions", "all", [lake.write("versions", "all", rows.slice(2))])
        lake.swap(made)
        assert keep() == first
        assert {month.hours for month in kept.load().values()} == hours
    _agree(lake)
