"""Points of QĐ 766/QĐ-TTg: linear below the threshold, whole from there on, and none made up."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

_FILE = files("toantrinh.measures") / "data" / "points_qd766.csv"


@dataclass(frozen=True)
class Indicator:
    """What an indicator may bring; `most` is None where no source tells."""

    number: str
    most: Fraction | None
    threshold: Fraction


@dataclass(frozen=True)
class Group:
    """One of the five groups, with what all of its indicators bring together."""

    number: int
    name: str
    most: Fraction
    indicators: tuple[Indicator, ...]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """The groups as the data has them."""
    rows = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
    heads = [row for row in rows if not row["indicator"]]
    return tuple(
        Group(
            int(head["group"]),
            head["name"],
            Fraction(head["points"]),
            tuple(
                _indicator(row)
                for row in rows
                if row["group"] == head["group"] and row["indicator"]
            ),
        )
        for head in heads
    )


def _indicator(row: Mapping[str, str]) -> Indicator:
    most = Fraction(row["points"]) if row["points"] else None
    return Indicator(row["indicator"], most, Fraction(row["threshold"] or 1))


def points(rate: Fraction, threshold: Fraction, most: Fraction) -> Fraction:
    """What a rate brings: `most` from the threshold on, below it in proportion."""
    return most if rate >= threshold else rate * most / threshold


def group_points(group: Group, rates: Mapping[str, Fraction]) -> Fraction | None:
    """What a group brings; None while points or rate of any of its indicators are not known."""
    brought = Fraction(0)
    for one in group.indicators:
        rate = rates.get(one.number)
        if one.most is None or rate is None:
            return None
        brought += points(rate, one.threshold, one.most)
    return brought
