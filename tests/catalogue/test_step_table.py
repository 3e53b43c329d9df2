"""The tables in which provinces approve their steps: read under many wordings, refused by cell."""

import io
import zipfile

import pytest

from tests.catalogue.workbook import sheet_xml, workbook
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.simulation import simulate
from toantrinh.catalogue.spreadsheet import LARGEST, address, read_grids
from toantrinh.catalogue.step_table import StepTable, hours_of, post_of, process_of, read_steps
from toantrinh.kernel.errors import Invalid

TABLE: list[list[object]] = [
    ["ỦY BAN NHÂN DÂN TỈNH", "", "", ""],
    ["QUY TRÌNH NỘI BỘ", "", "", ""],
    ["TT", "Nội dung công việc", "Người/bộ phận thực hiện", "Thời gian"],
    ["", "", "", "(giờ)"],
    ["I", "Tiếp nhận hồ sơ", "", ""],
    [1, "Nhận, kiểm tra hồ sơ", "Công chức Bộ phận TN&TKQ", 2],
    [2, "Thẩm định", "Chuyên viên", "1/2 ngày"],
    [3, "Ký duyệt", "Lãnh đạo UBND xã", 4],
    [4, "Vào sổ, đóng dấu", "Văn thư", "một lúc"],
    ["Tổng cộng", "", "", 12],
]


def read(rows: list[list[object]], merged: tuple[str, ...] = ()) -> StepTable:
    return read_steps(read_grids(workbook(sheet_xml(rows, merged)), "a.xlsx"), "a.xlsx")


def told(table: StepTable) -> list[tuple[str, str]]:
    return [(problem.where, problem.text()) for problem in table.problems]


def test_a_table_is_read_and_what_is_unclear_is_told_by_cell() -> None:
    table = read(TABLE)
    assert [(row.title, row.post, row.hours) for row in table.rows] == [
        ("Nhận, kiểm tra hồ sơ", "reception", 2),
        ("Thẩm định", "specialist", 4),
        ("Ký duyệt", "leader", 4),
        ("Vào sổ, đóng dấu", None, None),
    ]
    assert told(table) == [
        ("C9", "Chưa rõ “Văn thư” là vị trí nào. Hãy chọn."),
        ("D9", "Không rõ “một lúc” là bao lâu. Hãy ghi số giờ làm việc."),
        ("D10", "Bảng ghi tổng là 12 giờ, các bước cộng lại là 10 giờ."),
    ]


def test_the_same_table_is_read_from_csv() -> None:
    for separator, coding in ((",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")):
        lines = [separator.join(f'"{cell}"' for cell in row) for row in TABLE]
        grids = read_grids("\n".join(lines).encode(coding), "a.csv")
        assert len(read_steps(grids, "a.csv").rows) == 4


def test_merged_cells_count_for_all_that_they_cover() -> None:
    rows: list[list[object]] = [
        ["Bước", "Trình tự thực hiện", "Trách nhiệm", "Thời hạn"],
        ["1", "Xem hồ sơ", "Chuyên viên", "1 ngày"],
        ["2", "Soạn kết quả", "", "4 giờ"],
        ["Chuyển ký", "", "", ""],
        ["3", "Ký", "Chủ tịch", "½ ngày"],
    ]
    table = read(rows, ("C2:C3", "A4:D4"))
    assert [(row.post, row.hours) for row in table.rows] == [
        ("specialist", 8),
        ("specialist", 4),
        ("leader", 4),
    ]
    assert told(table) == []


def test_a_time_that_excel_made_a_day_is_told_as_such() -> None:
    row: list[object] = ["1", "Xem", "Chuyên viên", '<c r="D2" s="1"><v>46054</v></c>']
    table = read([["TT", "Nội dung", "Người thực hiện", "Thời gian (ngày)"], row])
    assert table.rows[0].hours is None
    assert [where for where, _ in told(table)] == ["D2"]
    assert "Excel đã đổi" in told(table)[0][1]


def test_a_formula_counts_as_what_it_last_came_to() -> None:
    row: list[object] = ["1", "Xem", "Chuyên viên", '<c r="D2"><f>1+1</f><v>2</v></c>']
    rows: list[list[object]] = [["TT", "Nội dung", "Người thực hiện", "Số giờ"], row]
    table = read(rows)
    assert table.rows[0].hours == 2


@pytest.mark.parametrize(
    ("text", "unit", "hours"),
    [
        ("0,5 ngày", "", 4),
        ("4 giờ làm việc", "", 4),
        ("1/2 ngày", "", 4),
        ("01 ngày làm việc", "", 8),
        ("30 phút", "", 0.5),
        ("2 ngày 4 giờ", "", 20),
        ("Không quá 02h", "", 2),
        ("trong ngày", "", 8),
        ("1 buổi", "", 4),
        ("2", "ngay", 16),
        ("2", "", None),
        ("1 - 2 ngày", "", None),
        ("4 giờ (nhận sau 15h thì hôm sau)", "", None),
        ("trong ngày, sau 15 giờ thì hôm sau", "", None),
        ("0 giờ", "", None),
        ("1/0 ngày", "", None),
        ("giờ hành chính", "", None),
        ("", "ngay", None),
    ],
)
def test_times_in_words(text: str, unit: str, hours: float | None) -> None:
    assert hours_of(text, unit) == hours


@pytest.mark.parametrize(
    ("who", "post"),
    [
        ("Bộ phận Một cửa", "reception"),
        ("Công chức Bộ phận TN&TKQ", "reception"),
        ("Trung tâm Phục vụ hành chính công xã", "reception"),
        ("CHỦ TỊCH UBND", "leader"),
        ("lanh dao phong", "leader"),
        ("Công chức tư pháp - hộ tịch", "specialist"),
        ("Văn thư", None),
        ("Chuyên viên, Lãnh đạo phòng", None),
        ("", None),
    ],
)
def test_who_is_a_post_only_where_it_is_clear(who: str, post: str | None) -> None:
    assert post_of(who) == post


def test_steps_that_were_read_can_be_played() -> None:
    process = process_of([("Nhận", "reception", 2), ("Xem", "specialist", 4), ("Ký", "leader", 2)])
    said = {"code": "9.800001", "name": "Mèo", "process": process}
    found = simulate(ProcedureContent.model_validate(said))
    assert [way.steps for way in found.ways] == [("step_1", "step_2", "step_3")]
    assert found.good


def _refused(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Invalid) as refusal:
        read_steps(read_grids(content, name), name)
    return refusal.value.text()


def test_what_is_no_such_table_is_refused_with_the_way_out() -> None:
    good = sheet_xml(TABLE)
    assert "Cần các cột" in _refused(workbook(sheet_xml([["TT", "Nội dung", "Ghi chú"]])))
    assert "không có bước nào" in _refused(workbook(sheet_xml(TABLE[2:4])))
    assert "hỏng hoặc có mật khẩu" in _refused(workbook(good)[:-40])
    assert "hỏng hoặc có mật khẩu" in _refused(b"PK\x03\x04" + b"x" * 100)
    assert ".xls" in _refused(b"\xd0\xcf\x11\xe0" + bytes(100))
    assert "lớn quá 2 MB" in _refused(bytes(LARGEST + 1))
    assert "UTF-8" in _refused(b"N\xf4i dung", "a.csv")
    assert "không phải là bảng" in _refused(b"a,b\0", "a.csv")
    assert "dấu nháy" in _refused('TT,"Nội dung'.encode(), "a.csv")
    assert "quá 2000 dòng" in _refused(b"a;b\n" * 2001, "a.csv")


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    assert "bung ra quá lớn" in _refused(workbook("<worksheet>" + " " * (21 * 1024 * 1024)))
    far = sheet_xml([['<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>']])
    assert "XFD1048576" in _refused(workbook(far))
    deep = '<worksheet><sheetData><row r="1048576"></row></sheetData></worksheet>'
    assert "quá 2000 dòng" in _refused(workbook(deep))
    # One that lies about its size is found by the sum of what it holds.
    content = bytearray(workbook(sheet_xml(TABLE)))
    packed = zipfile.ZipFile(io.BytesIO(content))
    size = packed.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    assert content.count(size) == 2
    lie = bytes(content).replace(size, (100).to_bytes(4, "little"))
    assert "hỏng hoặc có mật khẩu" in _refused(lie)


def test_links_and_macros_are_not_even_looked_at() -> None:
    more = {
        "xl/vbaProject.bin": "x",
        "xl/externalLinks/externalLink1.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///x'>]>&b;",
    }
    grids = read_grids(workbook(sheet_xml(TABLE), more), "a.xlsx")
    assert len(read_steps(grids, "a.xlsx").rows) == 4


@pytest.mark.parametrize(("row", "column", "said"), [(0, 0, "A1"), (4, 25, "Z5"), (9, 26, "AA10")])
def test_an_address_is_spelled_as_people_see_it(row: int, column: int, said: str) -> None:
    assert address(row, column) == said
