"""A file of queries: read whatever the editor made of it, refused with a sentence if it is none."""

from pathlib import Path

import pytest

from toantrinh.catalogue.actions import import_records
from toantrinh.catalogue.asked import answer, read_queries
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Refusal

RECORDS = Path(__file__).parent / "records"


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    return tmp_path / "queries.txt"


@pytest.mark.parametrize(
    "written",
    [
        "thả diều\nsổ đỏ".encode(),
        "thả diều\r\nsổ đỏ\r\n".encode(),
        "\ufeffthả diều\n\n  \n sổ \t đỏ \n\n".encode(),
        # Marks typed one by one.
        "tha\u0309 die\u0302\u0300u\nso\u0302\u0309 đo\u0309".encode(),
    ],
)
def test_each_line_is_a_query_and_empty_lines_are_none(queries: Path, written: bytes) -> None:
    queries.write_bytes(written)
    assert read_queries(queries) == ["thả diều", "sổ đỏ"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "không có câu hỏi nào"),
        (b"\n\r\n \t\n", "không có câu hỏi nào"),
        (bytes(range(256)) * 20, ":1: "),
        ("sổ đỏ\n".encode() + b"a\x00b", ":2: là chữ của tệp nhị phân"),
        ("sổ đỏ\n".encode() + "sổ đỏ".encode("utf-16"), ":2: không phải chữ UTF-8"),
        ("sổ đỏ\n".encode() + b"x" * 1_000_000, ":2: dài quá 1000 chữ"),
        ("sổ đỏ\n".encode() + "đ".encode() * 1001, ":2: dài quá 1000 chữ"),
        (b"so do\n" * 2_000_000, "quá lớn"),
    ],
)
def test_what_is_no_query_is_refused_with_its_line(
    queries: Path, written: bytes, said: str
) -> None:
    queries.write_bytes(written)
    with pytest.raises(Refusal) as refused:
        read_queries(queries)
    assert said in refused.value.text()
    assert str(queries) in refused.value.text()
    assert len(refused.value.text()) < 10_000


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.txt"):
        with pytest.raises(Refusal, match="Không đọc được"):
            read_queries(path)


@pytest.mark.usefixtures("db")
def test_each_query_is_answered_in_order_and_timed() -> None:
    import_records(RECORDS, actor=SYSTEM)
    steps: list[tuple[int, int]] = []
    answers = answer(
        ["tha dieu dem", "qwertz"], limit=2, progress=lambda _, *step: steps.append(step)
    )
    found, nothing = [one.as_json() for one in answers]
    assert list(found) == ["query", "took_ms", "hits"]
    assert found["query"] == "tha dieu dem"
    assert answers[0].took_ms > 0
    assert answers[0].hits[0].code == "9.900001"
    assert len(answers[0].hits) <= 2
    assert nothing["hits"] == []
    assert steps == [(1, 2), (2, 2)]
