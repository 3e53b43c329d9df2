"""Points are linear below the threshold, and none are made up."""

from datetime import date
from fractions import Fraction

import pytest

from toantrinh.administration.rule_shapes import Points
from toantrinh.administration.score_rules import SCORE_GROUP
from toantrinh.measures import points as room
from toantrinh.measures.points import Group, Indicator, group_points, groups, points


def test_points_rise_to_the_threshold() -> None:
    four_fifths, most = Fraction(4, 5), Fraction(6)
    told = [points(Fraction(rate, 10), four_fifths, most) for rate in (0, 4, 8, 10)]
    assert told == [0, 3, 6, 6]


def test_the_five_groups_come_to_a_hundred_and_no_split_is_invented() -> None:
    assert [group.most for group in groups()] == [18, 20, 22, 22, 18]
    known = {i.number: i.most for g in groups() for i in g.indicators if i.most is not None}
    assert known == {"1.2": 4, "5.4": 6}
    full = {i.number: Fraction(1) for g in groups() for i in g.indicators}
    assert [group_points(group, full) for group in groups()] == [None] * 5
    told = (Indicator("x", Fraction(4), Fraction(1)), Indicator("y", Fraction(6), Fraction(9, 10)))
    whole = Group(9, "x", Fraction(10), told)
    assert group_points(whole, {"x": Fraction(1, 2)}) is None
    assert group_points(whole, {"x": Fraction(1, 2), "y": Fraction(45, 100)}) == 5


def test_dated_rules_go_before_the_file_unless_they_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: dict[str, object] = {"qd766.points.4.1": "2.5", "qd766.points.5.4": "7"}
    monkeypatch.setattr(room, "rules", lambda _prefix, _on, _of: told)
    known = {i.number: i.most for g in groups(date(2026, 11, 1)) for i in g.indicators}
    assert [known[number] for number in ("4.1", "5.4", "1.2")] == [Fraction(5, 2), 7, 4]
    told |= {f"qd766.points.5.{n}": "6" for n in (1, 2, 3)}
    known = {i.number: i.most for g in groups(date(2026, 11, 1)) for i in g.indicators}
    # Twenty-five of eighteen: whatever is right, this is not.
    assert [known[f"5.{n}"] for n in (1, 2, 3, 4)] == [None] * 4
    numbers = [one.key.removeprefix("qd766.points.") for one in SCORE_GROUP[1]]
    assert numbers == [i.number for g in groups() for i in g.indicators]
    assert [one.shape for one in SCORE_GROUP[1]] == [
        Points(int(group.most)) for group in groups() for _one in group.indicators
    ]
