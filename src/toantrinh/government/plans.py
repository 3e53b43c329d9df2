"""What an administrator wants to change about units and agencies, as data that can be kept.

A plan names units and agencies by their codes and keys, says from which day it holds, and knows
nothing of the tables: `reform.draw` works out what it means there.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from toantrinh.government.models import OFFICIAL_CODE
from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.text import clean

KEY = r"^(\d{2}|\d{5})\.[a-z][a-z0-9-]{0,29}$"

Key = Annotated[str, BeforeValidator(clean), Field(pattern=KEY)]
MaybeKey = Annotated[str, BeforeValidator(clean), Field(pattern=rf"{KEY}|^$")]
CommuneCode = Annotated[str, BeforeValidator(clean), Field(pattern=r"^\d{5}$")]
UnitCode = Annotated[str, BeforeValidator(clean), Field(pattern=r"^(\d{2}|\d{5})$")]
Name = Annotated[str, BeforeValidator(clean), Field(min_length=2, max_length=250)]
UnitName = Annotated[str, BeforeValidator(clean), Field(min_length=1, max_length=100)]
KindCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")]
# The code that the state issued, where it has done so.
MaybeCode = Annotated[str, BeforeValidator(clean), Field(pattern=rf"{OFFICIAL_CODE}|^$")]


class _Plan(BaseModel):
    """A plan that holds from `since` on; what it ends, ends the day before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    since: date


class OpenAgency(_Plan):
    """Open an agency; its unit is the one whose code its key begins with."""

    act: Literal["open_agency"] = "open_agency"
    key: Key
    name: Name
    agency_kind: KindCode
    parent: Key
    code: MaybeCode = ""


class RenameAgency(_Plan):
    """Give an agency another name, or the code that the state issued."""

    act: Literal["rename_agency"] = "rename_agency"
    agency: Key
    name: Name
    code: MaybeCode = ""


class RenameUnit(_Plan):
    """Give a unit another name or kind; the agencies that are named after it follow."""

    act: Literal["rename_unit"] = "rename_unit"
    unit: UnitCode
    name: UnitName
    unit_kind: Literal["tinh", "thanh_pho", "xa", "phuong", "dac_khu"]


class MergeAgencies(_Plan):
    """Put agencies together, into one that goes on or, with name and kind, into a new one.

    `prefer` is the one whose hours and rules hold where theirs differ; else the first.
    """

    act: Literal["merge_agencies"] = "merge_agencies"
    agencies: Annotated[tuple[Key, ...], Field(min_length=1, max_length=50)]
    into: Key
    name: Annotated[str, BeforeValidator(clean), Field(max_length=250)] = ""
    agency_kind: Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]{0,29})?$")] = ""
    code: MaybeCode = ""
    prefer: MaybeKey = ""


class MergeUnits(_Plan):
    """Put communes together, into one that goes on or, with name and kind, into a new one.

    Their agencies follow, kind by kind. `prefer` is the commune whose hours and rules hold where
    theirs differ; else the first.
    """

    act: Literal["merge_units"] = "merge_units"
    units: Annotated[tuple[CommuneCode, ...], Field(min_length=1, max_length=50)]
    into: CommuneCode
    name: Annotated[str, BeforeValidator(clean), Field(max_length=100)] = ""
    unit_kind: Literal["xa", "phuong", "dac_khu", ""] = ""
    code: MaybeCode = ""
    prefer: Annotated[str, Field(pattern=r"^(\d{5})?$")] = ""


class CloseAgency(_Plan):
    """Close an agency; another one goes on with what it had."""

    act: Literal["close_agency"] = "close_agency"
    agency: Key
    successor: Key


Plan = Annotated[
    OpenAgency | RenameAgency | RenameUnit | MergeAgencies | MergeUnits | CloseAgency,
    Field(discriminator="act"),
]
_ANY: TypeAdapter[Plan] = TypeAdapter(Plan)


def read_plan(given: object) -> Plan:
    """The plan that `as_data` wrote. Raises Invalid with what is wrong, by field."""
    try:
        return _ANY.validate_python(given)
    except ValidationError as wrong:
        problems = [
            Problem(
                where=str(error["loc"][1] if len(error["loc"]) > 1 else error["loc"][0]),
                what="Chỗ này chưa đúng: %(reason)s",
                params={"reason": error["msg"]},
            )
            for error in wrong.errors()
            if error["loc"]
        ]
        raise Invalid("Dự kiến thay đổi này chưa đúng.", problems) from wrong


def as_data(plan: Plan) -> dict[str, object]:
    """The plan as plain JSON, such as a proposal keeps."""
    return plan.model_dump(mode="json")
