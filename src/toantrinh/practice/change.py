"""What a practice changed: the months before and after, and what counts as proven. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from toantrinh.dossiers.reckoning import add_months


@dataclass(frozen=True)
class Spells:
    """The days before and after, both ends count; the month in which it began is neither's.

    Where it began on the first of a month, that month is the first after it.
    """

    before: tuple[date, date]
    after: tuple[date, date]

    @classmethod
    def around(cls, since: date, months: int) -> "Spells":
        """Whole months, as many on either side."""
        month = since.replace(day=1)
        onward = month if since == month else add_months(month, 1)
        return cls(
            (add_months(month, -months), month - timedelta(days=1)),
            (onward, add_months(onward, months) - timedelta(days=1)),
        )

    def over(self, on: date) -> bool:
        """Whether the months after have passed."""
        return self.after[1] < on


@dataclass(frozen=True)
class Gain:
    """By how much something got better, in the measure's own unit; less than zero is worse.

    `proven` says that it got better and that both sides rest on enough cases.
    """

    value: Fraction
    proven: bool


def gain(
    before: Fraction,
    after: Fraction,
    rows: int,
    *,
    direction: Literal["up", "down", "none"],
    least: int,
) -> Gain | None:
    """What the change is worth; `rows` is the lesser number of cases of the two sides.

    None where neither more nor less is better.
    """
    if direction == "none":
        return None
    value = after - before if direction == "up" else before - after
    return Gain(value, proven=value > 0 and rows >= least)
