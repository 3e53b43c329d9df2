"""Tables as XLSX files, row by row in little memory."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

from toantrinh.kernel.time import local

Cell = str | int | datetime | date | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH = 22


def sheet(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One table with its head. Moments stand in the time of Việt Nam.

    Texts are written as texts: one that begins with `=` is no formula, one with `http` no link.
    """
    out = io.BytesIO()
    options = {"constant_memory": True, "in_memory": True, "remove_timezone": False}
    with xlsxwriter.Workbook(out, options) as book:
        strong = book.add_format({"bold": True, "text_wrap": True})
        moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(title[:31])
        page.freeze_panes(1, 0)
        page.set_column(0, len(head) - 1, _WIDTH)
        for column, name in enumerate(head):
            page.write_string(0, column, name, strong)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    page.write_datetime(number, column, local(cell).replace(tzinfo=None), moment)
                elif isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    page.write_number(number, column, cell)
                elif cell:
                    page.write_string(number, column, cell)
    return out.getvalue()
