"""Search on a few procedures whose order is beyond doubt, and on all published ones."""

import csv
import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.teaching import forget
from toantrinh.catalogue import index, sayings
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
@settings(
    max_examples=60,
    deadline=timedelta(seconds=1),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(st.sampled_from(["sổ đỏ", "mat", "khaii", "d9a8ng", "1.001193", "–", "cho"])).map(
            " ".join
        ),
    )
)
def test_anything_typed_gets_a_quick_answer(query: str) -> None:
    hits = search(query, limit=5)
    assert len(hits) <= 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("thủ tục 9.900001", "9.900001"),
        ("mã 9900001 làm thế nào", "9.900001"),
        ("1001193", "1.001193"),
        ("em bé nhà tôi mới đẻ được 2 tuần thì làm giấy tờ gì", "1.001193"),
        ("thar dieefu ddeem", "9.900001"),
        ("tha3 die62u d9e6m", "9.900001"),
        ("thả diểu đêm", "9.900001"),
        ("xác nhận giờ gà gáy của thôn cho người mượn trống của bảo tàng", "9.900007"),
    ],
)
def test_codes_chatter_and_keys_left_as_typed(query: str, code: str) -> None:
    assert codes(query)[0] == code


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


@pytest.mark.parametrize(
    "name", ["synonyms.csv", "rarer.csv", "alike.csv", "abbreviations.csv", "fillers.csv"]
)
def test_each_saying_stands_once_and_says_something(name: str) -> None:
    with (sayings.DATA / name).open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)][1:]
    assert len(rows) == len(set(rows))
    for row in rows:
        assert all(fold(cell) for cell in row)
        assert len({fold(cell) for cell in row}) == len(row), row


def test_every_query_has_a_code_and_a_half() -> None:
    queries = _queries()
    assert len({asked.query for asked in queries}) == len(queries)
    assert all(asked.query.strip() and asked.right for asked in queries)
    assert sum(asked.half == "held" for asked in queries) >= 130
    assert {asked.half for asked in queries} == {"tune", "held", "fresh", "stranger"}


@dataclass(frozen=True)
class Asked:
    """What somebody types, the procedures that answer, and whether search was tuned on it."""

    query: str
    right: set[str]
    half: str


def _queries() -> list[Asked]:
    with (HERE / "queries.csv").open(encoding="utf-8", newline="") as file:
        return [
            Asked(row["query"], set(row["codes"].split()), row["half"])
            for row in csv.DictReader(file)
        ]


@pytest.mark.records
@pytest.mark.slow
@pytest.mark.usefixtures("national_database")
def test_the_whole_archive_imports_once_and_for_all() -> None:
    again = import_records(Path(os.environ["TOANTRINH_RECORDS"]), actor=SYSTEM)
    assert again.rejected == []
    assert (again.read, again.unchanged, again.created, again.changed) == (4511, 4511, 0, 0)
    assert Procedure.objects.filter(versions__source="national").count() == 4511


@pytest.mark.records
@pytest.mark.slow
@pytest.mark.usefixtures("national_database")
@pytest.mark.parametrize(
    ("half", "among_three", "reciprocal"),
    [("tune", 0.975, 0.94), ("held", 0.95, 0.91), ("fresh", 0.95, 0.93), ("stranger", 0.94, 0.9)],
)
def test_people_find_what_they_need(half: str, among_three: float, reciprocal: float) -> None:
    """Among the first three, and the mean reciprocal rank.

    Nobody looks at misses of `held`; `fresh` were written when all else was done, and `stranger` by
    somebody who knew nothing but the list of procedures.
    """
    names = dict(Procedure.objects.values_list("code", "name"))
    ranks = []
    for asked in _queries():
        if asked.half != half:
            continue
        # Provinces publish the same procedure under codes of their own.
        same = {_bare(names[code]) for code in asked.right}
        hits = search(asked.query, limit=10)
        right = (n for n, hit in enumerate(hits, 1) if _bare(names[hit.code]) in same)
        ranks.append(next(right, None))
    found = [rank for rank in ranks if rank]
    assert sum(rank <= 3 for rank in found) / len(ranks) >= among_three
    assert sum(1 / rank for rank in found) / len(ranks) >= reciprocal


@pytest.mark.records
@pytest.mark.slow
@pytest.mark.usefixtures("national_database")
def test_people_find_what_nobody_taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fifth saying is forgotten, and each of them still leads to what it meant mostly."""
    shutil.copytree(sayings.DATA, tmp_path / "data")
    lines = (tmp_path / "data/synonyms.csv").read_text(encoding="utf-8").splitlines()
    # A word or two that is all there was to say is a name that nobody could guess.
    asked = [
        (said, meant)
        for said, meant in csv.reader(lines[1::5])
        if len(said.split()) >= 4 and len(meant.split()) >= 4
    ][::4]
    kept = [line for number, line in enumerate(lines) if number % 5 != 1]
    (tmp_path / "data/synonyms.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    monkeypatch.setattr(sayings, "DATA", tmp_path / "data")
    forget()
    found = 0
    for said, meant in asked:
        right = _bare(search(meant, limit=1)[0].shown.law_name)
        found += right in [_bare(hit.shown.law_name) for hit in search(said, limit=3)]
    monkeypatch.undo()
    forget()
    assert len(asked) > 200
    assert found / len(asked) >= 0.80


def _bare(name: str) -> str:
    return fold(name).removeprefix("thu tuc ")
