"""What a target asks for, read from how plans spell it, and how far something is from it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

_GOAL = re.compile(r"(?P<sign>[≥≤<>]=?)?\s*(?P<bound>\d+(?:,\d+)?)(?:\s*[–-]\s*\d+(?:,\d+)?)?\s*%?")
_SIGNS: Final = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", ">=": ">=", "<=": "<="}
_TO_FEW = frozenset({"<", "<="})


@dataclass(frozen=True)
class Goal:
    """A bound in the target's unit. `sign` is one of `>=`, `<=`, `>`, `<`."""

    sign: str
    bound: Decimal

    def met(self, value: Decimal) -> bool:
        """Whether a value reaches it."""
        match self.sign:
            case ">=":
                return value >= self.bound
            case "<=":
                return value <= self.bound
            case ">":
                return value > self.bound
            case _:
                return value < self.bound

    @property
    def downwards(self) -> bool:
        """Whether less is better, as of a rank."""
        return self.sign in _TO_FEW

    def missing(self, value: Decimal) -> Decimal:
        """How much is still to go, in the target's unit; nothing once it is met."""
        if self.met(value):
            return Decimal(0)
        return abs(self.bound - value)


def read_goal(text: str) -> Goal | None:
    """A goal such as `≥80`, `<= 50`, `>0,7`, `100`, `40–50`; None where it is words.

    A bare number is to be reached, and of a range its lower end: what goes beyond is no failure.
    """
    found = _GOAL.fullmatch(text.strip())
    if found is None:
        return None
    return Goal(_SIGNS[found["sign"] or "≥"], read_number(found["bound"]))


def read_number(text: str) -> Decimal:
    """A number with a decimal comma. Raises ValueError for anything else."""
    if not re.fullmatch(r"-?\d{1,12}(,\d{1,4})?", text.strip()):
        raise ValueError(text)
    return Decimal(text.strip().replace(",", "."))


def spelled(value: Decimal) -> str:
    """A number with a decimal comma and no idle zeros."""
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",")


class Standing(StrEnum):
    """How a target stands on a day."""

    MET = "met"
    GOING = "going"
    MISSED = "missed"
    # Somebody answers for it, and nothing was ever reported.
    SILENT = "silent"
    # What was reported is older than the rule lets a report be.
    STALE = "stale"
    # Nothing was reported, and nobody answers for it.
    UNOWNED = "unowned"
    # A figure without a goal, kept to be compared with.
    FIGURE = "figure"

    @property
    def counts(self) -> bool:
        """Whether it is one of those that a plan counts."""
        return self is not Standing.FIGURE
