"""Plans as tables: what is taken, and what is told of what is not."""

import io
from datetime import date

import pytest
import xlsxwriter

from toantrinh.kernel.errors import Invalid
from toantrinh.programme.models import Kind, Pillar
from toantrinh.programme.sheet import read_plan

HEADS: list[object] = [
    "TT",
    "Chỉ tiêu, nhiệm vụ",
    "Đơn vị tính",
    "Mục tiêu",
    "Thời hạn",
    "Trụ cột",
    "Nhóm",
]


def workbook(*rows: list[object]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "KẾ HOẠCH CHUYỂN ĐỔI SỐ")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, cells in enumerate([HEADS, *rows], start=2):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                else:
                    sheet.write(row, column, cell)
    return file.getvalue()


def told(wrong: Invalid) -> list[tuple[str, int | None]]:
    return [(problem.where, problem.line) for problem in wrong.problems]


def test_a_table_is_read_below_its_heads() -> None:
    target, task = read_plan(
        workbook(
            ["1.1", "Hồ sơ toàn trình", "%", 70.5, date(2026, 12, 31), "Chính quyền số", "5 không"],
            ["2", "Lập tổ công nghệ số", "", "", "2027", "XÃ HỘI SỐ", ""],
        ),
        "plan.xlsx",
    ).lines
    assert (target.number, target.goal, target.kind) == ("1.1", "70,5", Kind.TARGET)
    assert (target.due, target.tags) == (date(2026, 12, 31), ["5-khong"])
    assert (task.kind, task.due, task.pillar) == (Kind.TASK, date(2027, 12, 31), Pillar.SOCIETY)


def test_every_wrong_cell_is_told_and_nothing_is_taken() -> None:
    with pytest.raises(Invalid) as wrong:
        read_plan(
            workbook(
                ["1", "", "%", "≥80", "31/02/2026", "Chính quyền số", ""],
                ["2", "Có", "", "", "2026", "Trụ cột lạ", ""],
                ["3", "Có", "", "", "31/12/2026", "Kinh tế số", ""],
                ["3", "Lại", "", "", "31/12/2026", "Kinh tế số", ""],
            ),
            "plan.xlsx",
        )
    assert told(wrong.value) == [("B4", 4), ("E4", 4), ("F5", 5), ("A7", 7)]
    assert all(problem.text() for problem in wrong.value.problems)


def test_a_number_that_may_have_lost_a_zero_is_taken_with_a_word_about_it() -> None:
    rest = ["Có", "", "", "2026", "Kinh tế số", ""]
    table = read_plan(workbook([1, *rest], [1.1, *rest], ["1.10", *rest]), "plan.xlsx")
    assert [line.number for line in table.lines] == ["1", "1.1", "1.10"]
    assert [(each.where, each.line) for each in table.warnings] == [("A5", 5)]
    assert "1.10" in table.warnings[0].text()
    with pytest.raises(Invalid) as wrong:
        # What was typed as 1.1 and 1.10 and kept as numbers is the same twice.
        read_plan(workbook([1.1, *rest], [1.10, *rest]), "plan.xlsx")
    assert told(wrong.value) == [("A5", 5)] and "1.10" in wrong.value.problems[0].text()


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"PK\x03\x04rubbish", workbook()])
def test_what_is_no_such_table_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_plan(content, "plan.xlsx")
