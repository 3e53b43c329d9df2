"""A plan as a table that an agency keeps in Excel or as CSV; every wrong cell is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.tables import Columns, Row, Taken, read_rows
from toantrinh.kernel.errors import Invalid, Problem, Refusal
from toantrinh.kernel.text import fold
from toantrinh.measures.measure import find
from toantrinh.programme.models import Kind, Pillar
from toantrinh.programme.units import measured_in

# The first of each is how the template says it.
COLUMNS: Columns = {
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
    "measure": ("ma chi so",),
}
_NEEDED = ("number", "name", "due", "pillar")
_HEADS = "TT, Chỉ tiêu nhiệm vụ, Thời hạn, Trụ cột"
_KINDS = {fold(kind.label): kind for kind in Kind}
_PILLARS: Mapping[str, Pillar] = {fold(pillar.label): pillar for pillar in Pillar} | {
    fold("Chính phủ số"): Pillar.GOVERNMENT
}
_LONGEST = {"name": 400, "unit": 60, "goal": 60, "source": 400}


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
    measure: str

    def columns(self) -> dict[str, object]:
        """What of a target it says."""
        return {
            **{key: value for key, value in vars(self).items() if key != "number"},
            "certainty": "high",
        }


def read_plan(content: bytes, name: str) -> Taken[Line]:
    """The lines of a file's first sheet that has the heads.

    Raises Invalid with the cell of everything that is wrong; then nothing of it is taken.
    """
    lines: dict[str, Line] = {}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for row in read_rows(content, name, COLUMNS, _NEEDED, heads=_HEADS):
        line = _line(row)
        if line is not None and line.number in lines:
            _blame_twice(row)
        elif line is not None:
            lines[line.number] = line
        problems += row.problems
        warnings += row.warnings
    if problems:
        raise Invalid("Bảng chương trình có chỗ chưa đúng.", problems)
    return Taken(list(lines.values()), warnings)


def _blame_twice(row: Row) -> None:
    if row.is_fraction("number"):
        row.blame(
            "number",
            _(
                "Số này đọc ra đã có ở trên vì Excel giữ ô là số (1.10 thành 1.1). Hãy để cả cột "
                "dạng chữ (Text) rồi ghi lại."
            ),
        )
    else:
        row.blame("number", _("Số thứ tự này đã có ở trên."))


def _line(row: Row) -> Line | None:
    """What a row says, or nothing when something is wrong."""
    number = row.code("number", 20)
    texts = {key: row.text(key, longest) for key, longest in _LONGEST.items()}
    if isinstance(row.cells.get("goal"), float):
        texts["goal"] = texts["goal"].replace(".", ",")
    for key, text in (("number", number), ("name", texts["name"])):
        if not text:
            row.blame(key, _("Ô này không được để trống."))
    kind = row.choice("kind", _KINDS, Kind.TARGET if texts["goal"] else Kind.TASK)
    pillar = row.choice("pillar", _PILLARS)
    due = row.day("due", needed=True)
    measure = _measure(row, texts["unit"])
    if row.problems or kind is None or pillar is None or due is None:
        return None
    tags = ["-".join(fold(tag).split()) for tag in row.text("tags").split(";")]
    return Line(
        number=number,
        owner_key=row.code("owner_key"),
        **texts,
        kind=kind,
        pillar=pillar,
        due=due,
        tags=[tag for tag in tags if tag],
        measure=measure,
    )


def _measure(row: Row, unit: str) -> str:
    """The measure that tells the line, where the table names one that can."""
    key = row.code("measure", 60)
    try:
        if key:
            measured_in(unit, find(key))
    except Refusal as refused:
        row.blame("measure", refused.message, **refused.params)
    return key
