"""Procedures that we wrote ourselves: a folder with a YAML file each, refused with its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toantrinh.catalogue.blocks import unfolded
from toantrinh.catalogue.checking import Fault, faults
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.schema_words import told
from toantrinh.catalogue.sheet import Sheet, read_sheet
from toantrinh.kernel.errors import Problem

FOLDER = Path(__file__).parent / "procedures"


@dataclass(frozen=True)
class Authored:
    """One authored version: from when it holds, and what it says."""

    valid_from: date
    content: ProcedureContent


def all_authored(folder: Path = FOLDER) -> Iterator[Authored]:
    """Every authored procedure, by code."""
    for place in sorted(folder.glob("*/procedure.yaml")):
        yield read_authored(place)


def files_digest(folder: Path = FOLDER) -> str:
    """SHA-256 over the files of authored procedures, what they share, and what reads them."""
    seen = sha256()
    here = Path(__file__).parent
    for root, kinds in ((folder, ("*/*.yaml", "*/*.typ")), (here, ("*.py", "data/*.yaml"))):
        for place in sorted(place for kind in kinds for place in root.glob(kind)):
            said = place.read_bytes()
            seen.update(f"{place.relative_to(root)}\0{len(said)}\0".encode() + said)
    return seen.hexdigest()


def read_authored(place: Path) -> Authored:
    """Read a procedure's file, with the templates beside it.

    Raises Invalid with place, line and remedy of each mistake.
    """
    sheet = unfolded(read_sheet(place))
    fields = dict(sheet.fields)
    valid_from = fields.pop("valid_from", None)
    if not isinstance(valid_from, date):
        raise sheet.refuse(
            [
                Problem(
                    "valid_from",
                    "Cần một ngày, ví dụ 2025-07-01.",
                    sheet.line(("valid_from",)) or 1,
                )
            ]
        )
    fields |= _templates(place.parent)
    content = _content(fields, sheet)
    if problems := [problem_at(fault, content, sheet) for fault in faults(content)]:
        raise sheet.refuse(problems)
    return Authored(valid_from, content)


def problem_at(fault: Fault, content: ProcedureContent, sheet: Sheet | None = None) -> Problem:
    """A fault as it is told: in a letter by its file and line there, else by the sheet's line."""
    where, what, params = fault
    if where[0] == "templates" and isinstance(where[1], int):
        file = f"{content.templates[where[1]].name}.typ"
        line = params.get("line")
        return Problem(file, what, line if isinstance(line, int) else None, params)
    return (
        sheet.problem(where, what, **params) if sheet else Problem(".".join(map(str, where)), what)
    )


def _templates(folder: Path) -> dict[str, Any]:
    """The letters of the procedure's own that lie in its folder."""
    found = [
        {"name": place.stem, "source": place.read_text(encoding="utf-8")}
        for place in sorted(folder.glob("*.typ"))
    ]
    return {"templates": found} if found else {}


def _content(fields: dict[str, Any], sheet: Sheet) -> ProcedureContent:
    try:
        return ProcedureContent.model_validate(fields)
    except ValidationError as error:
        raise sheet.refuse(
            [
                sheet.problem(where, what, **params)
                for where, what, params in told(error, ProcedureContent)
            ]
        ) from error
