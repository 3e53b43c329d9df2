"""Systems as a table that an agency keeps in Excel or as CSV, and the table that the house gives.

What the house gives out can be brought back in as it is.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.tables import Columns, Row, Taken, read_rows
from toantrinh.documents.sheets import Cell
from toantrinh.inventory.content import Costs, Said, said_of
from toantrinh.inventory.layers import layers
from toantrinh.inventory.models import CODE, Hosting, Kind, System
from toantrinh.inventory.states import State, state_of
from toantrinh.kernel.errors import Invalid, Problem, Refusal
from toantrinh.kernel.money import parse_dong
from toantrinh.kernel.text import clean, fold
from toantrinh.kernel.time import today

HEADS = {
    "code": "Mã",
    "name": "Tên",
    "kind": "Loại",
    "purpose": "Mục đích",
    "level": "Cấp độ",
    "level_approved": "Ngày phê duyệt cấp độ",
    "layer": "Lớp kiến trúc",
    "state": "Tình trạng",
    "planned_on": "Ngày có chủ trương",
    "building_on": "Ngày bắt đầu xây dựng",
    "running_on": "Ngày vận hành",
    "stopped_on": "Ngày ngừng",
    "procedures": "Thủ tục phục vụ",
    "registers": "Cơ sở dữ liệu phục vụ",
    "hosting": "Nơi đặt",
    "hosted_at": "Tên nơi đặt",
    "contact_post": "Mã vị trí đầu mối",
}
STATES = {
    State.PLANNED: "Chủ trương",
    State.BUILDING: "Đang xây dựng",
    State.RUNNING: "Đang vận hành",
    State.STOPPED: "Đã ngừng",
}
_PARTS = {"build": "Xây dựng", "run": "Vận hành"}
_COLUMNS: Columns = {
    **{key: (fold(head).replace(",", ""),) for key, head in HEADS.items()},
    "name": ("ten", "ten he thong"),
    "level": ("cap do", "cap do an toan"),
}
_NEEDED = ("code", "name", "kind", "purpose", "layer", "hosting", "contact_post")
_COST = re.compile(r"(xay dung|van hanh) (\d{4})")
_KINDS = {fold(kind.label): kind for kind in Kind}
_HOSTINGS = {fold(hosting.label): hosting for hosting in Hosting}
_STATES = {fold(label): state for state, label in STATES.items()}


@dataclass(frozen=True)
class Line:
    """One system as a table gives it, with the row it stands in."""

    code: str
    said: Said
    row: Row


def read_systems(content: bytes, name: str) -> Taken[Line]:
    """The systems of a file's first sheet that has the heads.

    Raises Invalid with the cell of everything that is wrong; then nothing of it is taken.
    """
    lines: dict[str, Line] = {}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    heads = ", ".join(HEADS[key] for key in _NEEDED)
    for row in read_rows(content, name, _COLUMNS, _NEEDED, heads=heads, further=_cost):
        line = _line(row)
        if line is not None and line.code in lines:
            row.blame("code", _("Mã này đã có ở trên."))
        elif line is not None:
            lines[line.code] = line
        problems += row.problems
        warnings += row.warnings
    if problems:
        raise Invalid("Bảng hệ thống có chỗ chưa đúng.", problems)
    return Taken(list(lines.values()), warnings)


def _cost(head: str) -> str | None:
    """The key of a column of costs, as `build:2026`."""
    found = _COST.fullmatch(head)
    if found is None:
        return None
    part = next(key for key, word in _PARTS.items() if fold(word) == found[1])
    return f"{part}:{found[2]}"


def _line(row: Row) -> Line | None:
    """What a row says, or nothing when something is wrong."""
    code = row.code("code")
    if re.fullmatch(CODE, code) is None:
        row.blame("code", _("Mã chỉ có chữ thường không dấu, chữ số và gạch nối."))
    kind, hosting = row.choice("kind", _KINDS), row.choice("hosting", _HOSTINGS)
    layer = row.choice("layer", {fold(each.name): key for key, each in layers().items()})
    days = {key: row.day(key) for key in ("planned_on", "building_on", "running_on", "stopped_on")}
    level, approved, costs = _level(row), row.day("level_approved"), _costs(row)
    if row.problems or kind is None or hosting is None or layer is None:
        return None
    said = Said(
        name=row.text("name", 300),
        kind=kind,
        purpose=row.text("purpose", 2000),
        layer=layer,
        hosting=hosting,
        contact_post=row.text("contact_post", 60),
        level=level,
        level_approved=approved,
        **days,
        procedures=tuple(_several(row, "procedures")),
        registers=tuple(_several(row, "registers")),
        hosted_at=row.text("hosted_at", 300),
        costs=costs,
    )
    _check_state(row, said)
    return None if row.problems else Line(code, said, row)


def _level(row: Row) -> int | None:
    text = row.text("level")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 1:
        row.blame("level", _("Cấp độ là một số từ 1 đến 5."))
        return None
    return int(text)


def _several(row: Row, key: str) -> list[str]:
    """What a cell names, with semicolons between; a code that Excel keeps as a number is told."""
    text = row.code(key, 5000)
    return list(dict.fromkeys(each for part in text.split(";") if (each := clean(part))))


def _costs(row: Row) -> dict[int, Costs]:
    amounts: dict[int, dict[str, int]] = {}
    for key in row.columns:
        part, colon, year = key.partition(":")
        text = row.text(key) if colon else ""
        if not text:
            continue
        try:
            amounts.setdefault(int(year), {})[part] = parse_dong(text)
        except Refusal as refused:
            row.blame(key, refused.message, **refused.params)
    return {year: Costs(**parts) for year, parts in sorted(amounts.items())}


def _check_state(row: Row, said: Said) -> None:
    """A state that is written must be the one that the days tell."""
    text = row.text("state")
    if text and _STATES.get(fold(text)) is not state_of(said, today()):
        row.blame(
            "state",
            _("Theo các ngày đã ghi thì hệ thống ở tình trạng “%(state)s”."),
            state=STATES[state_of(said, today())],
        )


def table(systems: Sequence[System], on: date) -> tuple[list[str], list[list[Cell]]]:
    """Heads and rows of a table of systems, its owner last; costs by year."""
    said = [said_of(system) for system in systems]
    years = sorted({year for each in said for year in each.costs})
    heads = [
        *HEADS.values(),
        *(f"{word} {year}" for year in years for word in _PARTS.values()),
        "Cơ quan chủ quản",
    ]
    return heads, [
        [*_cells(system, each, years, on), system.owner.name]
        for system, each in zip(systems, said, strict=True)
    ]


def _cells(system: System, said: Said, years: Sequence[int], on: date) -> list[Cell]:
    told: dict[str, Cell] = {
        **{key: getattr(said, key) for key in HEADS if hasattr(said, key)},
        "code": system.code,
        "kind": said.kind.label,
        "layer": layers()[said.layer].name,
        "state": STATES[state_of(said, on)],
        "procedures": "; ".join(said.procedures),
        "registers": "; ".join(said.registers),
        "hosting": said.hosting.label,
    }
    costs: list[Cell] = []
    for year in years:
        each = said.costs.get(year)
        costs += [None, None] if each is None else [each.build, each.run]
    return [*(told[key] for key in HEADS), *costs]


def as_csv(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table for programs and for Excel, which knows UTF-8 by its mark.

    A text that a spreadsheet would take for a formula is given an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in "=+-@" and text else text
