"""Search on a few procedures whose order is beyond doubt, and on all published ones."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from toantrinh.catalogue import index
from toantrinh.catalogue.actions import import_records
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.search import search
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.text import fold

HERE = Path(__file__).parent


@pytest.fixture
def invented(db: None) -> None:
    """The authored procedures and the ten invented ones."""
    import_records(HERE / "records", actor=SYSTEM)


def codes(query: str) -> list[str]:
    return [hit.code for hit in search(query)]


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("đăng ký khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("Đăng kí khai sinh", "1.001193"),
        ("đang ky khái sính", "1.001193"),
        ("khai sin", "1.001193"),
        ("khaii sinh", "1.001193"),
        ("sinh con", "1.001193"),
        ("làm giấy khai sinh cho em bé", "1.001193"),
        ("thả diều đêm", "9.900001"),
        ("tha dieu dem", "9.900001"),
        ("mượn tiếng trống của bảo tàng", "9.900002"),
        ("bảo tàng mượn trống", "9.900002"),
        ("muon tieng tro", "9.900002"),
        ("9.900002", "9.900002"),
    ],
)
def test_the_right_one_comes_first(query: str, code: str) -> None:
    assert codes(query)[0] == code


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(
    "query", ["", "   ", "!!!", "qwertz", "& | ! :*", "'; DROP TABLE x", "x" * 5000, "\x00", "%_"]
)
def test_whatever_is_typed_gets_an_answer(query: str) -> None:
    assert isinstance(search(query), list)


@pytest.mark.usefixtures("invented")
def test_nothing_fits_means_nothing_found() -> None:
    assert codes("") == codes("qwertz") == []


@pytest.mark.usefixtures("invented")
def test_scores_fall_and_the_limit_holds() -> None:
    found = search("ghi tên vào sổ", limit=3)
    assert 0 < len(found) <= 3
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@pytest.mark.usefixtures("invented")
def test_what_is_closed_is_not_found() -> None:
    assert "9.900001" in codes("thả diều đêm")
    Procedure.objects.filter(code="9.900001").update(open=False)
    assert "9.900001" not in codes("thả diều đêm")
    assert codes("9.900001") == []


@pytest.mark.usefixtures("invented")
def test_the_same_catalogue_is_read_once() -> None:
    assert index.current() is index.current()


@pytest.mark.parametrize("name", ["synonyms.csv", "abbreviations.csv"])
def test_each_saying_stands_once_and_says_something(name: str) -> None:
    with (index.DATA / name).open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))
    for said, meant in rows:
        assert fold(said)
        assert fold(meant)
        assert said != meant


def test_every_query_has_a_code() -> None:
    queries = _queries()
    assert len(queries) > 120
    assert len({query for query, _codes in queries}) == len(queries)
    assert all(query.strip() and found for query, found in queries)


def _queries() -> list[tuple[str, set[str]]]:
    """What citizens and officers type, and the procedures that answer."""
    with (HERE / "queries.csv").open(encoding="utf-8", newline="") as file:
        return [(row["query"], set(row["codes"].split())) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def published(module_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All published procedures, imported once."""
    with django_db_blocker.unblock():
        import_records(Path(os.environ["TOANTRINH_RECORDS"]), actor=SYSTEM)
        yield


@pytest.mark.records
@pytest.mark.slow
@pytest.mark.usefixtures("published")
def test_the_whole_archive_imports_once_and_for_all() -> None:
    again = import_records(Path(os.environ["TOANTRINH_RECORDS"]), actor=SYSTEM)
    assert again.rejected == []
    assert (again.read, again.unchanged, again.created, again.changed) == (4511, 4511, 0, 0)
    assert Procedure.objects.filter(versions__source="national").count() == 4511


@pytest.mark.records
@pytest.mark.slow
@pytest.mark.usefixtures("published")
def test_people_find_what_they_need() -> None:
    names = dict(Procedure.objects.values_list("code", "name"))
    ranks = []
    missed = []
    for query, right in _queries():
        # Provinces publish the same procedure under codes of their own.
        same = {fold(names[code]) for code in right}
        found = [
            place
            for place, hit in enumerate(search(query, limit=10), 1)
            if hit.code in right or fold(names[hit.code]) in same
        ]
        ranks.append(found[0] if found else None)
        if not found or found[0] > 5:
            missed.append(query)
    first = sum(rank == 1 for rank in ranks) / len(ranks)
    five = sum(rank is not None and rank <= 5 for rank in ranks) / len(ranks)
    assert five >= 0.96, missed
    assert first >= 0.87
