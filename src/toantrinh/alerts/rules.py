"""The rules by which leaders are told: data, and how a month is judged by them. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from toantrinh.kernel.errors import NotFound
from toantrinh.measures.measure import find
from toantrinh.measures.values import Counts, together, value

_FILE = files("toantrinh.alerts") / "data" / "rules.yaml"
# So many months, taken together, are what a month is held against.
BEFORE = 3


class Rule(BaseModel):
    """One rule, as `rules.yaml` explains it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z_]{3,40}$")
    name: str
    name_en: str
    measure: str
    kind: Literal["worse", "grows", "exceeds"]
    amount: Fraction
    least: int = Field(ge=1)
    least_alone: int = Field(ge=1)
    month: Literal["over", "running"]
    tells: tuple[Literal["own", "above"], ...]
    why: str
    why_en: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All of them. Raises where one names a measure that there is not."""
    found = tuple(
        Rule.model_validate(told) for told in yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    )
    for one in found:
        find(one.measure)
    return found


def rule_named(key: str) -> Rule:
    """The rule with this key. Raises NotFound."""
    for one in rules():
        if one.key == key:
            return one
    raise NotFound("Không có quy tắc cảnh báo %(key)s.", key=key)


def breaks(rule: Rule, now: Counts, before: Sequence[Counts], *, alone: bool = False) -> bool:
    """Whether a month breaks a rule; `before` are the months before it, the last one at the end.

    `alone` is who is judged by itself and not as a place.
    """
    least = rule.least_alone if alone else rule.least
    if rule.kind == "grows":
        then = before[-1] if before else Counts()
        more = now.numerator - then.numerator
        return more >= least and more >= rule.amount * then.numerator
    number = value(now).number
    if number is None or now.rows < least:
        return False
    if rule.kind == "exceeds":
        return number >= rule.amount
    then = together(before)
    usual = value(then).number
    if usual is None or then.rows < least:
        return False
    worse = usual - number if find(rule.measure).direction == "up" else number - usual
    return worse >= rule.amount
