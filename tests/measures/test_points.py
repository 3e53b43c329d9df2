"""Points are linear below the threshold, and none are made up."""

from fractions import Fraction

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
