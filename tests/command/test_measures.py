"""`toantrinh measures …` tells programs and people the same, over a lake that is there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from tests.measures.lakes import lake_of
from toantrinh.command import measures as commands
from toantrinh.government.queries import provinces
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.measures.examples import tables
from toantrinh.measures.measure import find, measures, not_counted

_MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(autouse=True)
def _lake(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = find("nd224.b1").example
    settings.LAKE_FOLDER = lake_of(tmp_path / "lake", **tables(example, "cases")).path

    @contextmanager
    def laid(_teller: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(commands, "ground", laid)


def _run(*words: str) -> Result:
    return CliRunner().invoke(commands.measures, words, catch_exceptions=False)


def test_all_are_listed_with_reasons_where_they_are_not_counted() -> None:
    told = json.loads(_run("list", "--json").stdout)
    assert len(told) == len(measures()) + len(not_counted())
    assert all(one["counted"] or one["reason"] for one in told)
    assert "nd224.e  Mức độ hài lòng" in _run("list").stdout


def test_numbers_are_told_by_place_or_say_why_not() -> None:
    [row] = json.loads(_run("show", "nd224.b1", "--by", "province", *_MARCH, "--json").stdout)
    assert (row["place"], row["numerator"], row["denominator"]) == ("38", 1, 4)
    assert (row["value"], row["fraction"], row["why_not"]) == ("0.2500", "1/4", "")
    [row] = json.loads(_run("show", "nd224.a", "--by", "commune", *_MARCH, "--json").stdout)
    assert (row["value"], row["place"]) == (None, None)
    assert "nation, procedure" in row["why_not"]
    people = _run("show", "--engine", "slow", *_MARCH).stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "nd224.b1  VN  0.2500  25,0 % (1/4)" in people
    assert "nd224.a  VN  Không có trường hợp nào" in people
    with pytest.raises(NotFound, match="duckdb, slow"):
        _run("show", "--engine", "abacus")


def test_a_measure_is_explained_and_engines_are_compared() -> None:
    told = json.loads(_run("explain", "work.before_due", "--json").stdout)
    assert told["example"]["fraction"] == "2/3"
    assert "= 2/3" in _run("explain", "work.before_due").stdout
    people = _run("explain", "qd766.3.2").stdout
    assert "[1 1]  bình thường\n  [0 1]  thủ tục: 1.000002" in people
    assert "cùng hồ sơ: thủ tục: 1.000002; cách nộp: trực tiếp" in people
    told = json.loads(_run("explain", "egdi", "--json").stdout)
    assert {one["year"] for one in told["years"] if one["agrees"]} >= {2010, 2018}
    assert "2018  0.59310  1/3 × 0.73610 + " in _run("explain", "egdi").stdout
    with pytest.raises(NotFound, match="Có phải: nd224"):
        _run("show", "nd224.ddd")
    ended = _run("compare", *_MARCH, "--json")
    found = json.loads(ended.stdout)
    assert list(found) == ["equal", "engines", "measures", "rows", "differences"]
    assert (ended.exit_code, found["equal"], found["engines"]) == (0, True, ["duckdb", "slow"])
    assert found["differences"] == []
    assert found["rows"] > found["measures"] == len(measures())
    assert [row for row in json.loads(_run("reported", "--json").stdout) if row["reproduced"]]


@pytest.mark.django_db
def test_one_place_is_told_also_where_it_has_nothing() -> None:
    asked = ("show", "nd224.b1", *_MARCH, "--json", "--place")
    told = [json.loads(_run(*asked, code).stdout)[0] for code in ("38", "14797", "01", "VN")]
    assert [row["place"] for row in told] == ["38", "14797", "01", "VN"]
    assert [row["value"] for row in told] == ["0.2500", "0.2500", None, "0.2500"]
    assert "Không có trường hợp nào" in told[2]["why_not"]
    with pytest.raises(NotFound, match="99999"):
        _run(*asked, "99999")
    with pytest.raises(Refusal, match="kết thúc trước khi bắt đầu"):
        _run("show", "--from", "2026-03-31", "--to", "2026-03-01")
    assert CliRunner().invoke(commands.measures, ["show", "--from", "2026-13-01"]).exit_code == 2


@pytest.mark.django_db
def test_points_are_told_as_bounds_and_the_dti_as_reported() -> None:
    told = json.loads(_run("score", "--place", "38", "--json").stdout)
    (row,) = told["qd766"]
    assert (row["place"], row["least"], row["most"]) == ("38", "0.00", "100.00")
    assert "chưa xác minh" in row["why_not"]
    with pytest.raises(NotFound, match="2019-01"):
        _run("score", "--month", "2019-01")
    assert all(each["why_not"] for group in row["groups"] for each in group["indicators"])
    assert {each["told"] for each in told["dti"]} == {"reported"}
    assert len(_run("score").stdout.splitlines()) == provinces().count()
