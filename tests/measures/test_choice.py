"""Who counts is chosen by settings; what can't count says so before anything begins."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.measures.lakes import lake_of
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.lake.line import connected
from toantrinh.measures import queries
from toantrinh.measures.checks import engine as engine_check
from toantrinh.measures.cluster import reach
from toantrinh.measures.engines import DuckDB, chosen, engine, in_columns
from toantrinh.measures.examples import PERIOD

# Nobody listens there.
_CLOSED = "spark://127.0.0.1:1"


def test_the_settings_say_who_counts(settings: Settings, tmp_path: Path) -> None:
    assert chosen() == "duckdb"
    assert chosen("spark") == "spark"
    settings.MEASURES_ENGINE = "slow"
    lake = lake_of(tmp_path / "lake")
    assert engine("", lake).name == "slow"
    assert isinstance(in_columns(lake, lake.current()), DuckDB)
    settings.MEASURES_ENGINE = _CLOSED
    assert chosen() == chosen("spark") == _CLOSED
    assert chosen("duckdb") == "duckdb"
    assert chosen("spark://one:7077,two:7077") == "spark://one:7077,two:7077"
    for wrong in ("sparks", "spark://nowhere", "spark://one:7077;rm"):
        with pytest.raises(NotFound, match="duckdb, slow, spark"):
            chosen(wrong)


def test_nothing_begins_before_all_names_are_known(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAKE_FOLDER = lake_of(tmp_path / "lake").path
    monkeypatch.setattr(queries, "engine", None)
    with pytest.raises(NotFound, match="abacus"):
        queries.compare(["spark", "abacus"], PERIOD)


def test_a_cluster_that_is_not_there_is_told_at_once(settings: Settings) -> None:
    with pytest.raises(Conflict, match="MEASURES_ENGINE"):
        reach(_CLOSED)
    assert [*engine_check("")] == []
    for wrong in (_CLOSED, "abacus"):
        settings.MEASURES_ENGINE = wrong
        [finding] = engine_check("")
        assert finding.code == "measures.engine"
        assert wrong in finding.text()


def test_duckdb_takes_no_more_than_it_is_given(settings: Settings, tmp_path: Path) -> None:
    settings.MEASURES_MEMORY, settings.MEASURES_THREADS = "40MiB", 1
    settings.MEASURES_SCRATCH = aside = tmp_path / "run" / "aside"
    left, young = aside / "duckdb-left", aside / "duckdb-young"
    for folder in (left, young):
        folder.mkdir(parents=True)
    os.utime(left, (0, 0))
    with connected(settings.MEASURES_MEMORY) as line:
        told = line.sql("SELECT current_setting('memory_limit'), current_setting('threads')")
        assert told.fetchall() == [("40.0 MiB", 1)]
        # More groups than fit: the rest goes aside, into a folder of its own.
        asked = "SELECT count(*) FROM (SELECT i FROM range(2000000) t(i) GROUP BY i)"
        assert line.sql(asked).fetchall() == [(2_000_000,)]
        assert len([*aside.iterdir()]) == 2
    assert [*aside.iterdir()] == [young]
