"""A measure as data: what it is called, who asks for it, what is counted, and a worked example."""

from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from toantrinh.kernel.errors import NotFound
from toantrinh.measures.asking import By
from toantrinh.measures.expressions import SPREADS

_DATA = files("toantrinh.measures") / "data"
_NOT_COUNTED = "not_counted.yaml"
EVERYWHERE = tuple(By)
Unit = Literal["percent", "minutes"]
# Text, a whole number, or a moment in Việt Nam as `2026-03-02 08:00`.
Cell = int | str | None


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Said):
    """Rows, each told by what differs from an ordinary one, and what they come to in March 2026."""

    rows: tuple[dict[str, Cell], ...]
    # Dossiers beside them, where the rows are versions.
    cases: tuple[dict[str, Cell], ...] = ()
    numerator: int = 0
    denominator: int = 0
    # For what is spread over hours: hour and how many.
    hours: dict[int, int] = {}


class Named(_Said):
    """What every measure has, also one that can't be counted."""

    key: str = Field(pattern=r"^[a-z0-9]+(\.[a-z0-9_]+)+$")
    name: str
    name_en: str
    source: str


class Measure(Named):
    """One that is counted. `threshold` is a share such as 4/5, from which full points are given."""

    numerator: str
    numerator_en: str
    denominator: str
    denominator_en: str
    unit: Unit = "percent"
    threshold: Fraction | None = None
    # Whether more is better.
    direction: Literal["up", "down", "none"] = "none"
    table: Literal["cases", "services"] = "cases"
    by: tuple[By, ...] = EVERYWHERE
    explain: str
    explain_en: str
    example: Example

    @property
    def is_spread(self) -> bool:
        """Whether it tells percentiles instead of a ratio."""
        return self.key in SPREADS


class NotCounted(Named):
    """One that the law or a programme asks for, and why it is not counted."""

    reason: str
    reason_en: str


@lru_cache(maxsize=1)
def measures() -> tuple[Measure, ...]:
    """All that are counted, in the order of the files."""
    named = sorted(place.name for place in _DATA.iterdir() if place.name.endswith(".yaml"))
    return tuple(
        Measure.model_validate(told)
        for name in named
        if name != _NOT_COUNTED
        for told in _read(name)
    )


@lru_cache(maxsize=1)
def not_counted() -> tuple[NotCounted, ...]:
    """All that are not, each with its reason."""
    return tuple(NotCounted.model_validate(told) for told in _read(_NOT_COUNTED))


def _read(name: str) -> list[dict[str, object]]:
    told: list[dict[str, object]] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return told


def find(key: str) -> Measure:
    """The measure with this key. Raises NotFound, with the reason where it can't be counted."""
    for one in measures():
        if one.key == key:
            return one
    for other in not_counted():
        if other.key == key:
            raise NotFound("Chưa tính được %(key)s: %(reason)s", key=key, reason=other.reason)
    like = get_close_matches(key, [one.key for one in (*measures(), *not_counted())])
    if like:
        raise NotFound(
            "Không có chỉ số nào mang mã %(key)s.",
            remedy="Có phải: %(like)s?",
            key=key,
            like=", ".join(like),
        )
    raise NotFound("Không có chỉ số nào mang mã %(key)s.", key=key)
