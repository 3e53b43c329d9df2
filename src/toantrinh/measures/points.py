"""Points of QĐ 766/QĐ-TTg: linear below the threshold, whole from there on, and none made up."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop as _

from toantrinh.kernel.errors import Invalid, Problem

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


def groups() -> tuple[Group, ...]:
    """The groups as the data has them, or the file of this installation, `QD766_POINTS`.

    Raises Invalid where that file gives more than its group may bring.
    """
    return _groups(settings.QD766_POINTS)


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
