"""What may be proposed. A kind is a class: its data, its words, what it would do, and doing it.

Rooms above add kinds of their own by the same decorator, from their `AppConfig.ready`.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, NotFound, Problem
from toantrinh.kernel.text import clean


class _Seal:
    """Marks words that are kept sealed, outside of payload and journal."""


SEALED = _Seal()


# Words of people, and words about people: neither may stand among codes.
Words = Annotated[str, BeforeValidator(clean), Field(min_length=1, max_length=300), SEALED]
MaybeWords = Annotated[str, BeforeValidator(clean), Field(max_length=2000), SEALED]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")]


class Change(BaseModel):
    """One change of the house, with the data it needs. Its subclasses are the kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    label: ClassVar[Promise | str]
    # Whether it takes so long that the worker carries it out.
    slow: ClassVar[bool] = False

    def agencies(self) -> list[Agency]:
        """All agencies that it changes: who proposes or confirms must govern each."""
        raise NotImplementedError

    def touches(self) -> set[UUID]:
        """The officers whose powers or access it changes: none of them may have a hand in it."""
        return set()

    def weighty(self) -> bool:
        """Whether it needs a second administrator, unless a dated rule says otherwise."""
        return False

    def check(self) -> None:
        """Refuse what cannot be done as things stand. Asked when proposed and when confirmed."""

    def preview(self) -> list[str]:
        """What it would do, in sentences."""
        raise NotImplementedError

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        """Do it; codes of what came of it."""
        raise NotImplementedError

    def codes(self) -> dict[str, object]:
        """The data that may stand in payload and journal."""
        return self.model_dump(mode="json", exclude=_sealed(type(self)))

    def words(self) -> dict[str, object]:
        """The data that is kept sealed."""
        return self.model_dump(mode="json", include=_sealed(type(self)))


def _sealed(shape: type[Change]) -> set[str]:
    fields = shape.model_fields.items()
    return {name for name, field in fields if any(isinstance(m, _Seal) for m in field.metadata)}


_kinds: dict[str, type[Change]] = {}
Kind = TypeVar("Kind", bound=type[Change])


def kind(shape: Kind) -> Kind:
    """Make a class known as a kind; two may not share a name."""
    if _kinds.setdefault(shape.kind, shape) is not shape:
        raise ValueError(f"two kinds are called {shape.kind}")
    return shape


def kinds() -> dict[str, type[Change]]:
    """All kinds, by name."""
    return dict(_kinds)


def read(name: str, given: Mapping[str, object]) -> Change:
    """The change of a kind with its data. Raises NotFound, or Invalid with every wrong field."""
    shape = _kinds.get(name)
    if shape is None:
        raise NotFound("Không có loại thay đổi %(kind)s.", kind=name)
    try:
        return shape.model_validate(given)
    except ValidationError as wrong:
        problems = [
            Problem(where=".".join(map(str, error["loc"])), what=error["msg"])
            for error in wrong.errors()
        ]
        raise Invalid("Thay đổi này ghi chưa đúng.", problems) from wrong
