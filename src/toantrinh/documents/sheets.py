"""Tables as XLSX files, row by row in little memory."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toantrinh.kernel.time import local

Cell = str | int | Decimal | datetime | date | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH = 22


def sheet(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    above: Sequence[Sequence[Cell]] = (),
) -> bytes:
    """One table with its head, and lines `above` it. Moments stand in the time of Việt Nam.

    Texts are written as texts: one that begins with `=` is no formula, one with `http` no link.
    """
    out = io.BytesIO()
    options = {"constant_memory": True, "in_memory": True, "remove_timezone": False}
    with xlsxwriter.Workbook(out, options) as book:
        strong = book.add_format({"bold": True, "text_wrap": True})
        page = book.add_worksheet(title[:31])
        page.freeze_panes(len(above) + 1, 0)
        page.set_column(0, len(head) - 1, _WIDTH)
        pen = _Pen(book, page)
        for number, cells in enumerate(above):
            pen.write(number, cells)
        for column, name in enumerate(head):
            page.write_string(len(above), column, name, strong)
        for number, cells in enumerate(rows, start=len(above) + 1):
            pen.write(number, cells)
    return out.getvalue()


class _Pen:
    """Writes lines of cells, each by its kind."""

    def __init__(self, book: xlsxwriter.Workbook, page: Worksheet) -> None:
        self.page = page
        self.moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})

    def write(self, number: int, cells: Sequence[Cell]) -> None:
        """One line."""
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                here = local(cell).replace(tzinfo=None)
                self.page.write_datetime(number, column, here, self.moment)
            elif isinstance(cell, date):
                self.page.write_datetime(number, column, cell, self.day)
            elif isinstance(cell, int | Decimal):
                self.page.write_number(number, column, cell)
            elif cell:
                self.page.write_string(number, column, cell)
