"""Points of QĐ 766 at places: what is known of them, between which bounds the rest lies, and why.

No source that was read tells the points of most indicators, and some can't be counted here. So a
total is two numbers: what is surely reached, and what may be reached at most; never one made up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language, gettext

from toantrinh.government.queries import agencies_named
from toantrinh.kernel.time import today
from toantrinh.measures import kept
from toantrinh.measures.asking import By
from toantrinh.measures.branches import COMMITTEE
from toantrinh.measures.measure import Measure, Named, NotCounted, measures, not_counted
from toantrinh.measures.period import Period
from toantrinh.measures.points import Group, Indicator, groups, points
from toantrinh.measures.values import Answer, Counts, decimal, value

_KEY = "qd766."


@dataclass(frozen=True)
class Scored:
    """An indicator at a place: its rate where it is counted, and why it brings no known points."""

    indicator: Indicator
    of: Named | None
    rate: Fraction | None
    why_not: str

    @property
    def brought(self) -> Fraction | None:
        """Its points; None while rate or points are not known."""
        if self.rate is None or self.indicator.most is None:
            return None
        return points(self.rate, self.indicator.threshold, self.indicator.most)


@dataclass(frozen=True)
class GroupScore:
    """A group at a place."""

    group: Group
    scored: tuple[Scored, ...]

    @property
    def least(self) -> Fraction:
        """What is surely reached."""
        return sum((one.brought or Fraction(0) for one in self.scored), Fraction(0))

    @property
    def most(self) -> Fraction:
        """What may be reached at most: all but what is surely lost."""
        lost = [
            one.indicator.most - one.brought
            for one in self.scored
            if one.indicator.most is not None and one.brought is not None
        ]
        return self.group.most - sum(lost, Fraction(0))


Score = tuple[GroupScore, ...]


def scores(by: By, codes: Collection[str], month: Period | None) -> dict[str, Score]:
    """The score of each place in a month, from kept answers; without a month only what is asked."""
    counted = [one for one in measures() if one.key.startswith(_KEY) and by in one.by]
    plain = [one.key for one in counted if not one.is_spread]
    answer = kept.read(plain, by, month, codes) if month else {}
    on = month.last if month else today()
    answering = agencies_named([f"{code}.{COMMITTEE}" for code in codes])
    return {
        code: _score(code, by, answer, month, groups(on, answering.get(f"{code}.{COMMITTEE}")))
        for code in codes
    }


def bounds(score: Score) -> tuple[Fraction, Fraction]:
    """Least and most of all groups together."""
    least = sum((one.least for one in score), Fraction(0))
    return least, sum((one.most for one in score), Fraction(0))


def unknown(score: Score) -> str:
    """Why nothing at all can be said of the total; empty where some points are known."""
    if any(each.brought is not None for one in score for each in one.scored):
        return ""
    return gettext(
        "Điểm thành phần chưa xác minh: các nguồn đã đọc chỉ nêu điểm của năm nhóm. Người quản trị "
        "ghi điểm từng chỉ số, kèm ngày và căn cứ, ở mục Quy tắc."
    )


def as_json(score: Score) -> dict[str, object]:
    """For programs."""
    least, most = bounds(score)
    return {
        "least": decimal(least, 2),
        "most": decimal(most, 2),
        "why_not": unknown(score) or None,
        "groups": [
            {
                "group": one.group.number,
                "name": one.group.name,
                "points": str(one.group.most),
                "least": decimal(one.least, 2),
                "most": decimal(one.most, 2),
                "indicators": [_as_json(each) for each in one.scored],
            }
            for one in score
        ],
    }


def _as_json(one: Scored) -> dict[str, object]:
    most, brought = one.indicator.most, one.brought
    return {
        "indicator": one.indicator.number,
        "measure": one.of.key if one.of else None,
        "name": one.of.name if one.of else None,
        "points": None if most is None else str(most),
        "threshold": str(one.indicator.threshold),
        "rate": None if one.rate is None else decimal(one.rate),
        "brought": None if brought is None else decimal(brought, 2),
        "why_not": one.why_not or None,
    }


def _score(
    code: str, by: By, answer: Answer, month: Period | None, known: Sequence[Group]
) -> Score:
    return tuple(
        GroupScore(
            group, tuple(_scored(each, code, by, answer, month) for each in group.indicators)
        )
        for group in known
    )


def _scored(
    indicator: Indicator, code: str, by: By, answer: Answer, month: Period | None
) -> Scored:
    key = f"{_KEY}{indicator.number}"
    of: Named | None = next((one for one in measures() if one.key == key), None)
    # An indicator in two halves is named by the first of them.
    of = of or next((one for one in not_counted() if one.key.startswith(key)), None)
    if not isinstance(of, Measure):
        return Scored(indicator, of, None, _reason(of))
    if by not in of.by:
        return Scored(indicator, of, None, gettext("Chỉ số này không tính được cho địa bàn này."))
    if of.is_spread:
        said = gettext("Đây là thời gian, không phải tỷ lệ; nguồn không nêu cách cho điểm.")
        return Scored(indicator, of, None, said)
    if month is None:
        return Scored(indicator, of, None, gettext("Chưa có số liệu của tháng này."))
    made = value(answer.get((of.key, code), Counts()))
    if made.number is None:
        return Scored(indicator, of, None, str(made.why_not))
    said = gettext("Nguồn đã đọc không nêu số điểm của chỉ số này.")
    return Scored(indicator, of, made.number, "" if indicator.most is not None else said)


def _reason(one: Named | None) -> str:
    if not isinstance(one, NotCounted):
        return gettext("Hệ thống chưa có chỉ số này.")
    return one.reason_en if get_language() == "en" else one.reason
