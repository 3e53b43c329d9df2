"""Tables that people send, from Excel (XLSX) or as CSV, as plain cells that know their address.

Only the sheets, their words and their dates are handed to the reader: no macro, link or picture
goes along, nothing is worked out, and what unpacks to more than it says is refused.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_noop as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.text import clean

Cell = str | float | date
LARGEST = 2 * 1024 * 1024
_MOST_UNPACKED = 20 * 1024 * 1024
_MOST_ROWS = 2000
_MOST_COLUMNS = 100
_MOST_SHEETS = 20
_NEEDED = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook\.xml|_rels/workbook\.xml\.rels"
    r"|sharedStrings\.xml|styles\.xml|worksheets/[\w-]{1,40}\.xml))"
)
_ADDRESS = re.compile(rb'<(?:\w+:)?c [^>]{0,80}?r="([A-Z]{1,7})(\d{1,9})"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,80}?r="(\d{1,9})"')
_LETTERS = 26
_SEPARATORS = ";\t,"


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of cells, every row of the same length; empty cells are empty texts."""

    name: str
    rows: list[list[Cell]]


def address(row: int, column: int) -> str:
    """A cell as people see it, e.g. `D5`; both numbers begin at 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def read_grids(content: bytes, name: str) -> list[Grid]:
    """The sheets of a file. Raises Invalid with what is wrong and how to mend it."""
    if len(content) > LARGEST:
        raise refused(name, _("Tệp lớn quá 2 MB. Hãy chỉ giữ lại bảng các bước."))
    if content[:4] == b"PK\x03\x04":
        return _excel(content, name)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise refused(name, _("Đây là tệp Excel đời cũ (.xls). Hãy lưu lại dạng .xlsx."))
    return [_csv(content, name)]


def refused(name: str, what: str, where: str = "", **params: object) -> Invalid:
    """A file that is refused as a whole, or for one cell."""
    problem = Problem(where or name, what, params=dict(params))
    return Invalid(
        "Không đọc được bảng %(file)s: %(told)s", [problem], file=name, told=problem.text()
    )


def _excel(content: bytes, name: str) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(_stripped(content, name))
        sheets = [book.get_sheet_by_name(each.name) for each in book.sheets_metadata[:_MOST_SHEETS]]
        return [Grid(sheet.name, _cells(sheet)) for sheet in sheets]
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        said = _("Tệp Excel bị hỏng hoặc có mật khẩu. Hãy mở và lưu lại dạng .xlsx.")
        raise refused(name, said) from problem


def _stripped(content: bytes, name: str) -> io.BytesIO:
    """The file again, with nothing in it but what tables are made of."""
    clean_file = io.BytesIO()
    left = _MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(clean_file, "w") as out:
        for info in packed.infolist():
            if not _NEEDED.fullmatch(info.filename):
                continue
            left -= info.file_size
            if left < 0:
                raise refused(name, _("Tệp bung ra quá lớn. Hãy chỉ giữ lại bảng các bước."))
            # Reads no more than it says, and checks the sum of what it read.
            part = packed.read(info)
            _check_size(part, name)
            out.writestr(info.filename, part)
    clean_file.seek(0)
    return clean_file


def _check_size(part: bytes, name: str) -> None:
    """One cell far away would make the reader lay out millions of empty ones."""
    rows = [int(found[1]) for found in _ROW.finditer(part)]
    for found in _ADDRESS.finditer(part):
        rows.append(int(found[2]))
        if _column(found[1]) > _MOST_COLUMNS:
            raise refused(name, _("Bảng có quá nhiều cột (ô %(cell)s)."), cell=_at(found))
    if max(rows, default=0) > _MOST_ROWS:
        said = _("Bảng dài quá %(most)s dòng. Hãy chỉ giữ lại bảng các bước.")
        raise refused(name, said, most=_MOST_ROWS)


def _at(found: re.Match[bytes]) -> str:
    return (found[1] + found[2]).decode()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _cells(sheet: CalamineSheet) -> list[list[Cell]]:
    """The cells, those that were merged filled with what the first of them says."""
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : min(bottom, _MOST_ROWS) + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = rows[top][left]
    return rows


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    return "" if isinstance(value, time | timedelta) else clean(str(value))


def _csv(content: bytes, name: str) -> Grid:
    text = _decoded(content, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = list(_lines(text, separator))
    except csv.Error as problem:
        raise refused(name, _("Tệp CSV viết sai: thiếu dấu nháy đóng.")) from problem
    if len(rows) > _MOST_ROWS:
        said = _("Bảng dài quá %(most)s dòng. Hãy chỉ giữ lại bảng các bước.")
        raise refused(name, said, most=_MOST_ROWS)
    width = min(max(map(len, rows), default=0), _MOST_COLUMNS)
    return Grid(name, [(row + [""] * width)[:width] for row in rows])


def _lines(text: str, separator: str) -> Iterator[list[Cell]]:
    for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True):
        yield [clean(cell) for cell in row]


def _decoded(content: bytes, name: str) -> str:
    try:
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return content.decode("utf-16")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        said = _("Tệp không phải XLSX, cũng không phải CSV mã UTF-8. Hãy lưu lại dạng .xlsx.")
        raise refused(name, said) from problem
    if "\0" in text:
        raise refused(name, _("Tệp này không phải là bảng."))
    return text
