"""A plan as a table that an agency keeps in Excel or as CSV; every wrong cell is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.spreadsheet import Cell, address, read_grids
from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.text import clean, fold
from toantrinh.programme.models import Kind, Pillar

# The heads of the columns, folded, as agencies write them; the first is how the template says it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("tt", "stt", "so"),
    "kind": ("loai",),
    "name": ("chi tieu nhiem vu", "chi tieu", "nhiem vu", "noi dung", "ten"),
    "unit": ("don vi tinh", "don vi"),
    "goal": ("muc tieu", "gia tri", "ke hoach"),
    "due": ("thoi han", "han", "hoan thanh"),
    "pillar": ("tru cot",),
    "tags": ("nhom", "the"),
    "owner_key": ("ma co quan chu tri", "chu tri"),
    "source": ("can cu",),
}
_NEEDED = ("number", "name", "due", "pillar")
_KINDS = {fold(kind.label): kind for kind in Kind}
_PILLARS = {fold(pillar.label): pillar for pillar in Pillar} | {
    fold("Chính phủ số"): Pillar.GOVERNMENT
}
_LONGEST = {"number": 20, "name": 400, "unit": 60, "goal": 60, "owner_key": 40, "source": 400}
_YEAR = 4
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One line of a plan as a table gives it."""

    number: str
    kind: Kind
    name: str
    unit: str
    goal: str
    due: date
    pillar: Pillar
    tags: list[str]
    owner_key: str
    source: str

    def columns(self) -> dict[str, object]:
        """What of a target it says."""
        return {
            **{key: value for key, value in vars(self).items() if key != "number"},
            "certainty": "high",
        }


def read_plan(content: bytes, name: str) -> list[Line]:
    """The lines of a file's first sheet that has the heads.

    Raises Invalid with the cell of everything that is wrong; then nothing of it is taken.
    """
    for grid in read_grids(content, name):
        for top, row in enumerate(grid.rows):
            heads = _heads(row)
            if heads.keys() >= set(_NEEDED):
                return _lines(grid.rows, top, heads, name)
    raise Invalid(
        "Tệp %(name)s không có bảng chương trình.",
        [
            Problem(
                where=name,
                what=_("Hãy giữ một hàng tiêu đề có: TT, Chỉ tiêu nhiệm vụ, Thời hạn, Trụ cột."),
            )
        ],
        name=name,
    )


def _heads(row: list[Cell]) -> dict[str, int]:
    """The column of each head that a row has."""
    words = [fold(clean(str(cell))).replace(",", "") for cell in row]
    return {
        key: words.index(next(said for said in names if said in words))
        for key, names in COLUMNS.items()
        if any(said in words for said in names)
    }


def _lines(rows: list[list[Cell]], top: int, heads: dict[str, int], name: str) -> list[Line]:
    lines: dict[str, Line] = {}
    problems: list[Problem] = []
    for place, row in enumerate(rows[top + 1 :], start=top + 1):
        cells = {key: row[column] for key, column in heads.items()}
        if not any(clean(str(cell)) for cell in cells.values()):
            continue
        said = _Row(cells, place, heads, name)
        line = said.line()
        if line is not None and line.number in lines:
            said.blame("number", _("Số thứ tự này đã có ở trên."))
        elif line is not None:
            lines[line.number] = line
        problems += said.problems
    if not lines and not problems:
        problems = [Problem(where=name, what=_("Bảng không có dòng nào."))]
    if problems:
        raise Invalid("Bảng chương trình có chỗ chưa đúng.", problems)
    return list(lines.values())


class _Row:
    """One row while it is read, with what is wrong with it."""

    def __init__(
        self, cells: Mapping[str, Cell], place: int, heads: Mapping[str, int], name: str
    ) -> None:
        self._cells, self._place, self._heads, self._name = cells, place, heads, name
        self.problems: list[Problem] = []

    def blame(self, key: str, what: str) -> None:
        where = address(self._place, self._heads.get(key, 0))
        self.problems.append(Problem(where=where, what=what, line=self._place + 1))

    def line(self) -> Line | None:
        """What the row says, or nothing when something is wrong."""
        texts = {key: self._text(key) for key in _LONGEST}
        for key in ("number", "name"):
            if not texts[key]:
                self.blame(key, _("Ô này không được để trống."))
        kind = self._choice("kind", _KINDS, Kind.TARGET if texts["goal"] else Kind.TASK)
        pillar = self._choice("pillar", _PILLARS, None)
        due = self._day()
        if self.problems or kind is None or pillar is None or due is None:
            return None
        tags = ["-".join(fold(tag).split()) for tag in self._text("tags").split(";")]
        return Line(**texts, kind=kind, pillar=pillar, due=due, tags=[tag for tag in tags if tag])

    def _text(self, key: str) -> str:
        cell = self._cells.get(key, "")
        text = f"{cell:g}" if isinstance(cell, float) else clean(str(cell))
        if key == "goal" and isinstance(cell, float):
            text = text.replace(".", ",")
        if len(text) > _LONGEST.get(key, 200):
            self.blame(key, _("Nội dung quá dài."))
        return text

    def _choice(self, key: str, known: Mapping[str, T], usual: T | None) -> T | None:
        text = fold(self._text(key))
        if not text and usual is not None:
            return usual
        if text not in known:
            self.blame(key, _("Không rõ giá trị này."))
        return known.get(text)

    def _day(self) -> date | None:
        cell = self._cells.get("due", "")
        if isinstance(cell, date):
            return cell
        return next(self._days(self._text("due")), None)

    def _days(self, text: str) -> Iterator[date]:
        parts = text.split("/")
        try:
            if len(parts) == 1 and len(text) == _YEAR:
                yield date(int(text), 12, 31)
            else:
                day, month, year = map(int, parts)
                yield date(year, month, day)
        except ValueError:
            self.blame("due", _("Hãy ghi ngày như 31/12/2026, hoặc một năm."))
