"""Which papers a register holds: the wordings by example, and against a slower second way."""

import random

import pytest

from tests.properties import slow_registers
from toantrinh.catalogue import registers
from toantrinh.catalogue.owners import owner_of
from toantrinh.catalogue.registers import clauses, held_by, marked, marks_in


@pytest.mark.parametrize(
    ("paper", "held"),
    [
        ("Bản sao có chứng thực Giấy khai sinh của trẻ", ["civil_status"]),
        ("ban sao giay khai sinh", ["civil_status"]),
        ("Giấy chứng nhận quyền sử dụng đất; sơ đồ nhà ở", ["land"]),
        ("Hộ chiếu hoặc thẻ căn cước", ["passport", "identity"]),
        ("Hộ chiếu nước ngoài còn hạn", []),
        ("Đơn đề nghị cấp Giấy phép lái xe", []),
        ("Đơn theo mẫu, kèm theo bản sao Giấy phép lái xe", ["driving"]),
        ("Đơn theo mẫu ban hành kèm theo bản quy chế về giấy phép lái xe", []),
        ("Văn bản nêu số Giấy chứng nhận đăng ký doanh nghiệp", []),
        ("Trường hợp có giấy khai sinh thì nộp sổ bảo hiểm xã hội", ["insurance"]),
        ("Bảng kê (gồm: tên; số; giấy phép lái xe)", []),
        ("Giấy phép kinh doanh bán lẻ đã được cấp", ["results"]),
        ("Kế hoạch trồng rừng", []),
        ("", []),
    ],
)
def test_wordings(paper: str, held: list[str]) -> None:
    assert [one.register for one in held_by(paper)] == held


def test_clauses_end_outside_brackets_only() -> None:
    assert list(clauses("a (b; c. D) d; e. F - g")) == ["a (b; c. D) d", " e", "F", "g"]
    assert list(clauses("a) b; c (d; e")) == ["a) b", " c (d; e"]


def test_marks() -> None:
    assert marked("Lưu ý: nộp đủ", "note")
    assert not marked("Đơn; lưu ý ghi đủ", "note")
    assert marked("Giấy A (nếu có)", "some")
    assert marked("Bản sao chứng thực", "certified")
    assert [mark.words for mark in marks_in("Sổ hộ khẩu gốc", "dead")] == ["sổ hộ khẩu"]


def test_data_files_agree() -> None:
    known = registers.registers()
    assert {row["held_in"] for row in slow_registers.rows("held_papers.csv")} <= known.keys()
    labels = {row["held_in"] for row in slow_registers.rows("reviewed_papers.csv")}
    assert labels - {""} <= known.keys()
    wordings = [row["words"] for row in slow_registers.rows("held_papers.csv")]
    assert len(wordings) == len(set(wordings))


def test_agrees_with_a_second_way() -> None:
    """Clauses thrown together from the words of the files themselves and of ordinary papers."""
    chance = random.Random(42)
    pieces = [row["words"].replace("*", "về xe") for row in slow_registers.rows("held_papers.csv")]
    pieces += [
        w for row in slow_registers.rows("held_papers.csv") for w in row["unless"].split("|")
    ]
    pieces += [row["words"] for row in slow_registers.rows("paper_marks.csv")] * 2
    pieces += ["bản sao", "của người nộp", "thì", "hoặc", "còn hạn", "do xã", "đã cấp"] * 8
    found = 0
    for _ in range(1500):
        clause = " ".join(chance.choice(pieces) for _ in range(chance.randint(1, 9))).strip()
        quick = {(one.register, one.words) for one in registers.in_clause(clause)}
        assert quick == slow_registers.found_in(clause), clause
        found += bool(quick)
    assert found > 300


@pytest.mark.parametrize(
    ("decision", "key"),
    [
        ("163/QĐ-BTP", "00.btp"),
        ("2184/QĐ-BCA-C06", "00.bca"),
        ("Quyết định số 9/QĐ-BGTVT", "00.bxd"),
        ("12/2026/QĐ-UBND", "local"),
        ("7/TTr-SNNMT", "local"),
        ("1681", "unknown"),
        ("", "unknown"),
    ],
)
def test_owners(decision: str, key: str) -> None:
    assert owner_of(decision).key == key
    assert owner_of(decision).name
