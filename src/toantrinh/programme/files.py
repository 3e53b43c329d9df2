"""The plans that a release brings, read strictly: a wrong row is refused with its file and line."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from toantrinh.government.files import Cells, Certainty, Line, Maybe, Text, read
from toantrinh.kernel.errors import Refusal
from toantrinh.measures.measure import find
from toantrinh.programme.goals import read_number
from toantrinh.programme.models import Kind, Pillar
from toantrinh.programme.units import measured_in

FOLDER = Path(__file__).parent / "data"
PlanCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Number = Annotated[
    str, BeforeValidator(str.strip), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.]{0,19}$")
]
Value = Annotated[Decimal, BeforeValidator(read_number)]


class PlanRow(Line):
    """A plan, and the key of the agency whose it is."""

    code: PlanCode
    name: Text
    name_en: Text
    source: Text
    agency: Text


class TargetRow(Line):
    """A line of a plan, its goal spelled as the plan spells it."""

    plan: PlanCode
    number: Number
    kind: Kind
    name: Text
    name_en: Maybe
    unit: Maybe
    goal: Maybe
    due: date
    pillar: Pillar
    tags: Cells
    owner: Maybe
    certainty: Certainty
    source: Text
    measure: Maybe

    @model_validator(mode="after")
    def _told_in_its_unit(self) -> Self:
        if self.measure:
            try:
                measured_in(self.unit, find(self.measure))
            except Refusal as refused:
                raise ValueError(refused.text()) from refused
        return self


class ReportRow(Line):
    """A value that somebody published of a target."""

    plan: PlanCode
    number: Number
    day: date
    value: Value
    source: Text
    certainty: Certainty


def plans() -> list[PlanRow]:
    """All plans of the release."""
    return read("plans.csv", PlanRow, FOLDER)


def targets() -> list[TargetRow]:
    """All their lines, in order."""
    return read("targets.csv", TargetRow, FOLDER)


def reports() -> list[ReportRow]:
    """What was published of them."""
    return read("reports.csv", ReportRow, FOLDER)
