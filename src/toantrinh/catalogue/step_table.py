"""The table in which a province approves its internal process, read into steps.

Columns are step, content, who and time, under the many wordings that such tables have. What is not
clear is told with its cell, and left to whoever looks at the table before it is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.handling import PostKind
from toantrinh.catalogue.simulation import HOURS_A_DAY
from toantrinh.catalogue.spreadsheet import Cell, Grid, address, refused
from toantrinh.government.files import Line, Text, read
from toantrinh.kernel.errors import Problem
from toantrinh.kernel.text import fold


class PostRow(Line):
    """Words with which tables name who does a step, and the post that is meant."""

    words: Text
    post: PostKind


POSTS: tuple[PostKind, ...] = get_args(PostKind)
_POSTS = Path(__file__).parent / "data" / "step_posts.csv"
# Read in this order: “người thực hiện các bước” is who, “nội dung các bước” is content.
_HEADS: dict[str, tuple[str, ...]] = {
    "time": ("thoi gian", "thoi han", "so gio", "so ngay"),
    "who": ("nguoi", "bo phan", "don vi", "trach nhiem", "chu the", "ai lam", "can bo", "vi tri"),
    "content": ("noi dung", "cong viec", "trinh tu", "cac buoc", "ten buoc", "mo ta"),
    "step": ("tt", "stt", "buoc", "thu tu"),
}
_NEEDED = ("content", "who", "time")
_LOOKED_AT = 40
_LONGEST_HEAD = 80
_UNITS = {"ngay": float(HOURS_A_DAY), "gio": 1.0, "phut": 1 / 60, "buoi": HOURS_A_DAY / 2}
_AMOUNT = re.compile(r"(\d+\s*/\s*\d+|\d+(?:[.,]\d+)?)\s*(ngay|gio|h|phut|buoi)?\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_HALF = {"½": "1/2", "¼": "1/4", "¾": "3/4"}


@dataclass(frozen=True)
class StepRow:
    """One step: `post` is empty and `hours` None where the table does not say it clearly."""

    title: str
    who: str
    post: PostKind | None
    hours: float | None
    # The cell of its content.
    cell: str


@dataclass(frozen=True)
class StepTable:
    """The steps of a sheet, and what is not clear, each with its cell."""

    sheet: str
    rows: list[StepRow]
    problems: list[Problem]


@dataclass(frozen=True)
class _Head:
    row: int
    columns: dict[str, int]
    # `ngay` or `gio` where the head says in what times are given.
    unit: str


def read_steps(grids: Sequence[Grid], name: str) -> StepTable:
    """The steps of the first sheet that has such a table. Raises Invalid when none has."""
    for grid in grids:
        head = _head(grid)
        if head is not None:
            table = _table(grid, head)
            if table.rows:
                return table
            said = _("Dưới dòng đầu bảng không có bước nào.")
            raise refused(name, said, address(head.row, 0))
    said = _(
        "Không thấy dòng đầu bảng. Cần các cột: nội dung công việc, người thực hiện, thời gian."
    )
    raise refused(name, said)


def process_of(rows: Sequence[tuple[str, str, float]]) -> list[dict[str, Any]]:
    """Steps by title, post and hours, each leading to the next, as a version says them."""
    keys = [f"step_{number}" for number in range(1, len(rows) + 1)]
    return [
        {"key": key, "title": title, "post": post, "hours": hours}
        | ({"leads_to": [{"to": keys[number + 1]}]} if number + 1 < len(keys) else {})
        for number, (key, (title, post, hours)) in enumerate(zip(keys, rows, strict=True))
    ]


def hours_of(text: str, unit: str = "") -> float | None:
    """Working hours of a time in words, e.g. “0,5 ngày”, “1/2 ngày”, “4 giờ làm việc”.

    `unit` is that of the table's head, for bare numbers. None where it is not clear.
    """
    for sign, plain in _HALF.items():
        text = text.replace(sign, plain)
    # Word by word, since folding a whole text takes the signs of its numbers away.
    folded = _LETTERS.sub(lambda word: f" {fold(word[0])} ", text)
    found = list(_AMOUNT.finditer(folded))
    units = ["gio" if each[2] == "h" else each[2] or unit for each in found]
    within_a_day = "trong ngay" in " ".join(folded.split())
    if not found or within_a_day or not all(units):
        return float(HOURS_A_DAY) if within_a_day and not found else None
    # “2 ngày 4 giờ” is a sum; “2 ngày 3 ngày” are two opinions.
    if len(set(units)) < len(units):
        return None
    amounts = [_number(each[1]) for each in found]
    hours = sum(amount * _UNITS[unit] for amount, unit in zip(amounts, units, strict=True))
    return round(hours, 2) or None


def post_of(who: str) -> PostKind | None:
    """The post that a table's words mean; None where they mean none, or more than one."""
    folded = _plain(who)
    meant = {post for words, post in _posts() if words in folded}
    # Somebody of the one-stop desk is called an officer or a civil servant too.
    if meant == {"reception", "specialist"}:
        meant = {"reception"}
    return meant.pop() if len(meant) == 1 else None


def _number(text: str) -> float:
    over, _stroke, under = text.replace(",", ".").partition("/")
    divisor = float(under) if under else 1.0
    return float(over) / divisor if divisor else 0.0


@cache
def _posts() -> tuple[tuple[str, PostKind], ...]:
    return tuple((_plain(row.words), row.post) for row in read(_POSTS.name, PostRow, _POSTS.parent))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _head(grid: Grid) -> _Head | None:
    for number, row in enumerate(grid.rows[:_LOOKED_AT]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            meant = _column(cell)
            if meant and meant not in columns:
                columns[meant] = column
        if all(name in columns for name in _NEEDED):
            below = grid.rows[number + 1] if number + 1 < len(grid.rows) else row
            said = f"{row[columns['time']]} {_unit_below(below, columns)}"
            return _Head(number, columns, _unit(said))
    return None


def _column(cell: Cell) -> str:
    text = f" {_plain(cell)} " if isinstance(cell, str) else ""
    if not text.strip() or len(text) > _LONGEST_HEAD:
        return ""
    return next(
        (name for name, words in _HEADS.items() if any(f" {word} " in text for word in words)), ""
    )


def _unit_below(row: Sequence[Cell], columns: dict[str, int]) -> str:
    """A second line of the head may hold nothing but the unit."""
    text = row[columns["time"]]
    return text if isinstance(text, str) and not re.search(r"\d", text) else ""


def _unit(text: str) -> str:
    words = set(_plain(text).split())
    units = [unit for unit in ("gio", "ngay") if unit in words]
    return units[0] if len(units) == 1 else ""


def _table(grid: Grid, head: _Head) -> StepTable:
    rows: list[StepRow] = []
    problems: list[Problem] = []
    for number in range(head.row + 1, len(grid.rows)):
        row = grid.rows[number]
        told = _Line(row, number, head)
        if told.is_total:
            problems.extend(_total(told, rows))
        elif not told.is_head(grid.rows[head.row]):
            rows.extend(_step(told, problems))
    return StepTable(grid.name, rows, problems)


class _Line:
    """One line of a table, by column."""

    def __init__(self, row: Sequence[Cell], number: int, head: _Head) -> None:
        self.row, self.number, self.head = row, number, head
        self.content = str(self.cell("content"))
        self.who = str(self.cell("who"))
        self.time = self.cell("time")

    def cell(self, name: str) -> Cell:
        column = self.head.columns.get(name)
        return self.row[column] if column is not None and column < len(self.row) else ""

    def at(self, name: str) -> str:
        return address(self.number, self.head.columns[name])

    @property
    def hours(self) -> float | None:
        if isinstance(self.time, date):
            return None
        text = f"{self.time:g}" if isinstance(self.time, float) else self.time
        return hours_of(text, self.head.unit)

    @property
    def is_total(self) -> bool:
        first = f"{_plain(str(self.cell('step')))} {_plain(self.content)}".strip()
        return first.startswith("tong ")

    def is_head(self, head: Sequence[Cell]) -> bool:
        """A second line of the head, or the head again on the next page of paper."""
        return self.content == str(head[self.head.columns["content"]])


def _step(line: _Line, problems: list[Problem]) -> Iterator[StepRow]:
    # A line across the table is a heading within it.
    headed = not line.who or line.who == line.content
    if not line.content and not line.who:
        return
    if headed and (line.time == "" or str(line.time) == line.content):
        return
    if not line.content:
        problems.append(Problem(line.at("content"), _("Bước này không ghi nội dung công việc.")))
    post, hours = post_of(line.who), line.hours
    if post is None:
        said = _("Chưa rõ “%(who)s” là vị trí nào. Hãy chọn.")
        problems.append(Problem(line.at("who"), said, params={"who": line.who}))
    if hours is None:
        problems.append(_unclear_time(line))
    yield StepRow(line.content, line.who, post, hours, line.at("content"))


def _unclear_time(line: _Line) -> Problem:
    where = line.at("time")
    if isinstance(line.time, date):
        return Problem(
            where, _("Excel đã đổi thời gian thành một ngày. Hãy ghi lại, ví dụ 0,5 ngày.")
        )
    if line.time == "":
        return Problem(where, _("Bước này không ghi thời gian. Hãy ghi số giờ."))
    said = _("Không rõ “%(time)s” là bao lâu. Hãy ghi số giờ làm việc.")
    time = f"{line.time:g}" if isinstance(line.time, float) else line.time
    return Problem(where, said, params={"time": time})


def _total(line: _Line, rows: Sequence[StepRow]) -> Iterator[Problem]:
    """A total that is not that of the steps above it shows that one of them was misread."""
    told = line.hours
    added = sum(row.hours or 0 for row in rows)
    if told is not None and abs(told - added) > 0.01:
        said = _("Bảng ghi tổng là %(told)s giờ, các bước cộng lại là %(added)s giờ.")
        params: dict[str, object] = {"told": f"{told:g}", "added": f"{added:g}"}
        yield Problem(line.at("time"), said, params=params)
