"""Tables with a head row and one thing a row, as agencies keep them; each wrong cell is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.spreadsheet import Cell, address, read_grids
from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.text import clean, fold

# The heads of each column, folded, as agencies write them.
Columns = Mapping[str, tuple[str, ...]]
# The column that a folded head opens, where its words vary, such as one for each year.
Further = Callable[[str], str | None]
_YEAR = 4
# What a spreadsheet would work out, which tables of the house therefore begin with an apostrophe.
_FORMULA = frozenset("=+-@")
T = TypeVar("T")


@dataclass(frozen=True)
class Taken(Generic[T]):
    """What a table gave, and what whoever sent it should look at again."""

    lines: list[T]
    warnings: list[Problem]


@dataclass
class Row:
    """One row while it is read; `place` counts the sheet's rows from 0."""

    cells: Mapping[str, Cell]
    place: int
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def blame(self, key: str, what: str, /, **params: object) -> None:
        """Say that a cell is wrong."""
        self.problems.append(self._told(key, what, params))

    def _told(self, key: str, what: str, params: dict[str, object]) -> Problem:
        where = address(self.place, self.columns.get(key, 0))
        return Problem(where=where, what=what, line=self.place + 1, params=params)

    def text(self, key: str, longest: int = 200) -> str:
        """What a cell says, on one line."""
        cell = self.cells.get(key, "")
        text = spelled(cell) if isinstance(cell, float) else clean(str(cell))
        if text[:1] == "'" and text[1:2] in _FORMULA:
            text = text[1:]
        if len(text) > longest:
            self.blame(key, _("Nội dung quá dài."))
        return text

    def code(self, key: str, longest: int = 40) -> str:
        """A number or code that names the row, as text.

        Excel keeps 1.10 that was typed as a number as 1.1 and nothing tells them apart, so a number
        with a fraction is taken as it reads, with a warning.
        """
        text = self.text(key, longest)
        if self.is_fraction(key):
            what = _(
                "Excel giữ ô này là số nên đọc được là %(text)s; nếu đúng ra là %(text)s0, hãy để "
                "cả cột dạng chữ (Text) rồi ghi lại."
            )
            self.warnings.append(self._told(key, what, {"text": text}))
        return text

    def is_fraction(self, key: str) -> bool:
        """Whether a cell is a number that may have lost a zero at its end."""
        cell = self.cells.get(key, "")
        return isinstance(cell, float) and not cell.is_integer()

    def choice(self, key: str, known: Mapping[str, T], usual: T | None = None) -> T | None:
        """What a cell's words stand for; `usual` where it is empty, blamed if there is none."""
        text = fold(self.text(key))
        if not text and usual is not None:
            return usual
        if text not in known:
            self.blame(key, _("Không rõ giá trị này."))
        return known.get(text)

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A day as `31/12/2026`; a year alone is its last day."""
        cell = self.cells.get(key, "")
        if isinstance(cell, date):
            return cell
        text = self.text(key)
        if not text and not needed:
            return None
        found = read_day(text)
        if found is None:
            self.blame(key, _("Hãy ghi ngày như 31/12/2026, hoặc một năm."))
        return found


def spelled(number: float) -> str:
    """A cell's number as people see it."""
    return str(int(number)) if number.is_integer() else f"{number:.12g}"


def read_day(text: str) -> date | None:
    """A day or the last day of a year; None for anything else."""
    parts = text.split("/")
    try:
        if len(parts) == 1 and len(text) == _YEAR:
            return date(int(text), 12, 31)
        day, month, year = map(int, parts)
        return date(year, month, day)
    except ValueError:
        return None


def read_rows(
    content: bytes,
    name: str,
    columns: Columns,
    needed: Sequence[str],
    *,
    heads: str,
    further: Further | None = None,
) -> list[Row]:
    """The rows of the first sheet that has the heads `needed`; rows without any word are left out.

    Raises Invalid where no sheet has them, saying with `heads` which those are, or none has rows.
    """
    for grid in read_grids(content, name):
        for top, row in enumerate(grid.rows):
            found = _columns(row, columns, further)
            if found.keys() >= set(needed):
                rows = list(_rows(grid.rows, top, found))
                if not rows:
                    raise _without(name, _("Bảng không có dòng nào."))
                return rows
    raise _without(name, _("Hãy giữ một hàng tiêu đề có: %(heads)s."), heads=heads)


def _without(name: str, what: str, **params: object) -> Invalid:
    return Invalid(
        "Tệp %(name)s không có bảng cần đọc.",
        [Problem(where=name, what=what, params=dict(params))],
        name=name,
    )


def _columns(row: Sequence[Cell], columns: Columns, further: Further | None) -> dict[str, int]:
    """The column of each head that a row has."""
    words = [fold(clean(str(cell))).replace(",", "") for cell in row]
    found = {
        key: words.index(next(said for said in names if said in words))
        for key, names in columns.items()
        if any(said in words for said in names)
    }
    for place, word in enumerate(words):
        key = further(word) if further else None
        if key is not None:
            found.setdefault(key, place)
    return found


def _rows(rows: Sequence[Sequence[Cell]], top: int, columns: Mapping[str, int]) -> Iterator[Row]:
    for place, row in enumerate(rows[top + 1 :], start=top + 1):
        cells = {key: row[column] for key, column in columns.items()}
        if any(clean(str(cell)) for cell in cells.values()):
            yield Row(cells, place, columns)
