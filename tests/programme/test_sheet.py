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


def workbook(*rows: list[object], heads: list[object] = HEADS) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "KẾ HOẠCH CHUYỂN ĐỔI SỐ")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, cells in enumerate([heads, *rows], start=2):
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


def test_a_line_may_name_the_measure_that_tells_it() -> None:
    def row(number: str, unit: str, key: str) -> list[object]:
        return [number, "Đúng hạn", unit, "≥98", "2026", "Chính quyền số", "", key]

    heads = [*HEADS, "Mã chỉ số"]
    (line,) = read_plan(workbook(row("1", "%", "nd224.dd"), heads=heads), "p.xlsx").lines
    assert line.measure == "nd224.dd"
    wrong = workbook(row("1", "hồ sơ", "nd224.dd"), row("2", "%", "nd224.zz"), heads=heads)
    with pytest.raises(Invalid) as refused:
        read_plan(wrong, "p.xlsx")
    assert told(refused.value) == [("H4", 4), ("H5", 5)]
    assert "hồ sơ" in refused.value.problems[0].text()


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


def test_rubbish_is_told_by_cell_or_refused_as_a_whole() -> None:
    line: list[object] = ["1", "Có", "%", "≥80", "31/12/2026", "Chính quyền số", ""]
    # Dates as text in other ways, as numbers, and what a formula is where nothing worked it out.
    for due in ("2026-12-31", "12/31/2026", "31.12.2026", "cuối năm", 46387, "=TODAY()", "99999"):
        with pytest.raises(Invalid) as wrong:
            read_plan(workbook([*line[:4], due, *line[5:]]), "plan.xlsx")
        assert told(wrong.value) == [("E4", 4)], due
    # Texts that are longer than a line may be, and a code twice, each at its cell.
    with pytest.raises(Invalid) as wrong:
        read_plan(
            workbook(["9" * 21, "x" * 401, "u" * 61, "g" * 61, *line[4:]], line, line), "plan.xlsx"
        )
    assert told(wrong.value) == [(f"{c}4", 4) for c in "ABCD"] + [("A6", 6)]
    # Ten thousand rows, no heads, heads with one missing, heads in a merged cell.
    for content in (
        workbook(*[[str(n), *line[1:]] for n in range(10_000)]),
        _headless(["TT", "Chỉ tiêu, nhiệm vụ", "Trụ cột"]),
        _headless(["1", "2", "3", "4"]),
        _headless(["TT Chỉ tiêu Thời hạn Trụ cột"], merged=True),
    ):
        with pytest.raises(Invalid) as wrong:
            read_plan(content, "plan.xlsx")
        assert wrong.value.problems and wrong.value.problems[0].text()
    # Merged cells say of every row what the first of them says.
    two = read_plan(_merged(), "plan.xlsx").lines
    assert [(each.number, each.pillar) for each in two] == [
        ("1", Pillar.ECONOMY),
        ("2", Pillar.ECONOMY),
    ]


def _headless(heads: list[str], *, merged: bool = False) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        if merged:
            sheet.merge_range(0, 0, 0, 6, heads[0])
        else:
            sheet.write_row(0, 0, heads)
        sheet.write_row(1, 0, ["1", "Có", "2026", "Kinh tế số"])
    return file.getvalue()


def _merged() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["TT", "Nội dung", "Thời hạn", "Trụ cột"])
        for row in (1, 2):
            sheet.write_row(row, 0, [str(row), f"Việc {row}", "2026"])
        sheet.merge_range(1, 3, 2, 3, "Kinh tế số")
    return file.getvalue()
