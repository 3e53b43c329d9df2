"""Tables as XLSX: what was written is what is read."""

import io
from datetime import UTC, date, datetime

from python_calamine import load_workbook

from toantrinh.documents.sheets import Cell, sheet


def test_what_was_written_is_read_again() -> None:
    at = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
    rows: list[list[Cell]] = [
        [1, "=1+1", at, date(2026, 7, 6), None],
        [2, "http://example.vn", None, None, ""],
    ]

    book = load_workbook(io.BytesIO(sheet("Sổ theo dõi", ["TT", "Mã", "Nhận", "Ngày", "x"], rows)))

    assert book.sheet_names == ["Sổ theo dõi"]
    read = book.get_sheet_by_index(0).to_python()
    assert read[0] == ["TT", "Mã", "Nhận", "Ngày", "x"]
    # The time of Việt Nam; and a formula is a text.
    assert read[1][:3] == [1.0, "=1+1", datetime(2026, 7, 6, 8, 30)]  # noqa: DTZ001
    assert read[2][1] == "http://example.vn"
