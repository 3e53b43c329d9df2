"""Points of QĐ 766/QĐ-TTg: linear below the threshold, whole from there on, and none made up."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop as _

from toantrinh.government.models import Agency
from toantrinh.government.queries import rules
from toantrinh.kernel.errors import Invalid, Problem

# Their keys go on with the number of the indicator; administrators set them.
_RULES = "qd766.points."
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


def groups(on: date | None = None, of: Agency | None = None) -> tuple[Group, ...]:
    """The groups as the data has them, or the file of this installation, `QD766_POINTS`.

    With a day, what the dated rules say then of an agency goes before; where they come to more than
    a group may bring, nobody knows its points. Raises Invalid where the file gives too many.
    """
    found = _groups(settings.QD766_POINTS)
    told = rules(_RULES, on, of) if on else {}
    return tuple(_by_rules(group, told) for group in found) if told else found


def _by_rules(group: Group, told: Mapping[str, object]) -> Group:
    ones = []
    for one in group.indicators:
        points = told.get(f"{_RULES}{one.number}")
        ones.append(one if points is None else replace(one, most=Fraction(str(points))))
    if sum(one.most or 0 for one in ones) > group.most:
        ones = [replace(one, most=None) for one in ones]
    return replace(group, indicators=tuple(ones))


@lru_cache(maxsize=4)
def _groups(place: str) -> tuple[Group, ...]:
    text = (Path(place) if place else _FILE).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    heads = [row for row in rows if not row["indicator"]]
    return tuple(_group(head, rows) for head in heads)


def _group(head: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> Group:
    mine = [row for row in rows if row["group"] == head["group"] and row["indicator"]]
    found = Group(
        int(head["group"]),
        head["name"],
        Fraction(head["points"]),
        tuple(_indicator(row) for row in mine),
    )
    if sum(one.most or 0 for one in found.indicators) > found.most:
        raise Invalid(
            "Tệp điểm QĐ 766 có chỗ chưa đúng.",
            [
                Problem(
                    where=found.name,
                    what=_("Điểm các chỉ số cộng lại lớn hơn %(most)s điểm của nhóm."),
                    params={"most": str(found.most)},
                )
            ],
        )
    return found


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
