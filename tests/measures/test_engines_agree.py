"""DuckDB and the slow reading agree to the last one, over thousands of odd dossiers."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.measures.lakes import lake_of
from tests.measures.odd import COMMUNES, odd_lake
from toantrinh.lake.manifest import Folder
from toantrinh.measures import queries
from toantrinh.measures.asking import By
from toantrinh.measures.engines import DuckDB, engine
from toantrinh.measures.examples import PERIOD
from toantrinh.measures.measure import Measure, find, measures
from toantrinh.measures.period import Period
from toantrinh.measures.queries import compare, show
from toantrinh.measures.values import Answer


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return odd_lake(tmp_path_factory.mktemp("measures") / "lake")


def test_all_measures_agree_everywhere(lake: Folder, settings: Settings) -> None:
    settings.LAKE_FOLDER = lake.path
    found = compare(["duckdb", "slow"], PERIOD)
    told = found.as_json()
    assert told["differences"] == []
    assert (told["equal"], told["measures"]) == (True, len(measures()))
    assert found.rows > 40 * len(measures()) > 1000
    # The lake is odd enough: every measure has something to tell, and does not tell all or none.
    rows = {row["measure"]: row for row in show([], By.NATION, PERIOD)}
    for one in measures():
        if By.NATION in one.by and one.unit == "percent":
            numerator, denominator = (rows[one.key][name] for name in ("numerator", "denominator"))
            assert int(str(numerator)) > 0, one.key
            assert numerator != denominator, one.key


def test_a_merged_commune_counts_where_it_went(lake: Folder) -> None:
    [online] = [one for one in measures() if one.key == "nd224.b1"]
    answer = engine("duckdb", lake).answer([online], By.COMMUNE, PERIOD)
    assert len(answer) == COMMUNES
    provinces = engine("duckdb", lake).answer([online], By.PROVINCE, PERIOD)
    communes = sum(counts.denominator for counts in answer.values())
    # The department counts in its province and in no commune; the ministry in neither.
    assert communes < sum(counts.denominator for counts in provinces.values())


def test_an_engine_that_counts_otherwise_is_found(
    lake: Folder, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAKE_FOLDER = lake.path
    real = DuckDB.answer

    def forgetful(self: DuckDB, asked: list[Measure], by: By, period: Period) -> Answer:
        answer = dict(real(self, asked, by, period))
        answer.pop(("nd224.b1", "VN"), None)
        return answer

    monkeypatch.setattr(queries, "measures", lambda: (find("nd224.b1"),))

    monkeypatch.setattr(DuckDB, "answer", forgetful)
    [difference] = compare(["duckdb", "slow"], PERIOD).differences
    assert (difference["measure"], difference["place"], difference["duckdb"]) == (
        *("nd224.b1", "VN"),
        None,
    )


def test_an_empty_lake_gives_reasons_not_zeros(settings: Settings, tmp_path: Path) -> None:
    settings.LAKE_FOLDER = lake_of(tmp_path / "lake").path
    rows = show([], By.NATION, PERIOD)
    assert len(rows) == len(measures())
    assert {row["value"] for row in rows} == {None}
    assert all(row["why_not"] for row in rows)
    assert compare(["slow", "duckdb"], PERIOD).as_json()["equal"]
