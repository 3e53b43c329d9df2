"""The data files of this room, read strictly: a wrong row is refused with its file and line."""

import csv
import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.text import clean, fold

FOLDER = Path(__file__).parent / "data"

Maybe = Annotated[str, BeforeValidator(clean)]
Text = Annotated[str, BeforeValidator(clean), Field(min_length=1)]
MaybeDay = Annotated[date | None, BeforeValidator(lambda cell: cell or None)]
Words = Annotated[str, BeforeValidator(fold), Field(min_length=1)]
Cells = Annotated[tuple[str, ...], BeforeValidator(lambda cell: tuple(cell.split()))]
Json = Annotated[object, BeforeValidator(json.loads)]
Certainty = Literal["found", "high", "medium", "low"]
UnitCode = Annotated[str, Field(pattern=r"^(\d{2}|\d{5})$")]
MaybeUnit = Annotated[str, Field(pattern=r"^(\d{2}|\d{5}|)$")]


class Line(BaseModel):
    """One line of a data file: no column too many, none missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Dated(Line):
    valid_from: date
    valid_to: MaybeDay

    @model_validator(mode="after")
    def _in_order(self) -> "Dated":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to < valid_from")
        return self


class UnitRow(Dated):
    """A unit in one shape, from one day to another; predecessors by code, as of the day before."""

    code: UnitCode
    name: Text
    kind: Literal["tinh", "thanh_pho", "xa", "phuong", "dac_khu"]
    parent: MaybeUnit
    predecessors: Cells


class KindRow(Line):
    """A kind of agency. `parent` is a key, the suffix of a sister, or `province.<suffix>`."""

    code: Text
    suffix: Maybe
    name: Text
    tier: Literal["nation", "province", "commune"]
    parent: Maybe
    vertical: bool
    one_stop: bool
    everywhere: bool
    # Whether such an agency helps people with their dossiers, without deciding on them.
    helps: bool
    valid_from: date
    certainty: Certainty
    source: Text


class SingleRow(Dated):
    """An agency that is named by itself, or that stands for a generated one of the same key."""

    key: Text
    name: Text
    kind: Text
    unit: MaybeUnit
    parent: Maybe
    successor: Maybe
    source: Text


class CodeRow(Line):
    """The official code of an agency, given to its row that begins on that day."""

    key: Text
    code: Annotated[str, Field(pattern=r"^[A-Z]\d{2}(\.\d{2,3}(\.\d{2})?)?$")]
    valid_from: date
    source: Text


class DayRow(Line):
    """A day off, or made up for."""

    day: date
    kind: Literal["off", "made_up"]
    name: Text
    replaces: MaybeDay
    unit: MaybeUnit
    source: Text
    certainty: Certainty


class HoursRow(Dated):
    """Weekly hours as spells `HH:MM-HH:MM`; the season as `MM-DD`, both days counting."""

    agency: Maybe
    kind: Maybe
    unit: MaybeUnit
    season_from: Annotated[str, Field(pattern=r"^(\d{2}-\d{2}|)$")]
    season_to: Annotated[str, Field(pattern=r"^(\d{2}-\d{2}|)$")]
    monday: Cells
    tuesday: Cells
    wednesday: Cells
    thursday: Cells
    friday: Cells
    saturday: Cells
    sunday: Cells
    source: Text
    certainty: Certainty

    def week(self) -> list[list[list[str]]]:
        """Seven lists of pairs, Monday first."""
        days = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return [[spell.split("-") for spell in day] for day in days]


class RuleRow(Dated):
    """A dated rule and its value, any JSON."""

    key: Text
    value: Json
    agency: Maybe
    kind: Maybe
    unit: MaybeUnit
    source: Text
    certainty: Certainty


class ReasonRow(Dated):
    """A reason that may be given for an act."""

    act: Text
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    position: int
    words: Text
    words_en: Text
    agency: Maybe
    kind: Maybe
    unit: MaybeUnit
    source: Text
    certainty: Certainty


class BodyRow(Line):
    """A body as procedures name it, and the agencies that are tried for it, best first."""

    body: Words
    agency: Annotated[Cells, Field(min_length=1)]
    valid_from: MaybeDay
    valid_to: MaybeDay
    why: Maybe


class SectorRow(Line):
    """A sector, or the mark of a deciding ministry, and who is competent for it at each tier."""

    sector: Words
    nation: Text
    province: Text
    commune: Text


Row = TypeVar("Row", bound=Line)


def read(name: str, shape: type[Row], folder: Path = FOLDER) -> list[Row]:
    """All rows of a file. Raises Invalid with every wrong line."""
    rows, problems = [], []
    with (folder / name).open(encoding="utf-8", newline="") as file:
        for cells in (reader := csv.DictReader(file, restkey="?", restval="")):
            try:
                rows.append(shape.model_validate(cells))
            except ValidationError as wrong:
                problems += [
                    Problem(
                        where=name,
                        what="Cột %(column)s: %(reason)s",
                        line=reader.line_num,
                        params={
                            "column": ".".join(map(str, error["loc"])) or "-",
                            "reason": error["msg"],
                        },
                    )
                    for error in wrong.errors()
                ]
    if problems:
        raise Invalid("Tệp dữ liệu %(file)s có dòng sai.", problems, file=name)
    return rows


def refuse(name: str, line: int, reason: str, **params: object) -> Invalid:
    """The error for a row that is well-formed and yet cannot be; line 1 is the header."""
    problem = Problem(where=name, what=reason, line=line, params=params)
    return Invalid("Tệp dữ liệu %(file)s có dòng sai.", [problem], file=name)


_READERS = ("files.py", "tree.py", "loading.py", "merging.py")


def digest(folder: Path = FOLDER) -> str:
    """SHA-256 over all data files and the code that reads them."""
    seen = hashlib.sha256()
    code = [Path(__file__).with_name(name) for name in _READERS]
    for place in [*sorted(folder.glob("*.csv")), *code]:
        seen.update(place.name.encode() + b"\0" + place.read_bytes() + b"\0")
    return seen.hexdigest()


@cache
def bodies() -> tuple[BodyRow, ...]:
    """The bodies, read once a process."""
    return tuple(read("bodies.csv", BodyRow))


@cache
def sectors() -> tuple[SectorRow, ...]:
    """The sectors, read once a process."""
    return tuple(read("sectors.csv", SectorRow))


@cache
def kinds() -> tuple[KindRow, ...]:
    """The kinds, read once a process."""
    return tuple(read("kinds.csv", KindRow))


@cache
def singles() -> tuple[SingleRow, ...]:
    """The agencies named by themselves, read once a process."""
    return tuple(read("agencies.csv", SingleRow))
