"""Goals as plans spell them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.programme.files import targets
from toantrinh.programme.goals import Goal, read_goal, read_number, spelled

NUMBERS = st.decimals(-(10**6), 10**6, places=2)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("≥80", Goal(">=", Decimal(80))),
        ("<= 50", Goal("<=", Decimal(50))),
        (">0,7", Goal(">", Decimal("0.7"))),
        ("100", Goal(">=", Decimal(100))),
        ("100 %", Goal(">=", Decimal(100))),
        ("40–50", Goal(">=", Decimal(40))),
        ("nhóm đầu", None),
        ("", None),
        ("≥", None),
    ],
)
def test_a_goal_is_read_as_it_is_spelled(text: str, goal: Goal | None) -> None:
    assert read_goal(text) == goal


@pytest.mark.parametrize("text", ["", "1.5", "1,", "1e3", "NaN", "một", "1" * 13, "1,00000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(text)}$"):
        read_number(text)


@given(NUMBERS)
def test_a_number_comes_back_as_it_was_spelled(value: Decimal) -> None:
    assert read_number(spelled(value)) == value
    assert not spelled(value).endswith((",", ",0"))


@given(st.sampled_from(["≥", "≤", ">", "<"]), NUMBERS, NUMBERS)
def test_a_goal_is_met_where_nothing_is_missing(sign: str, bound: Decimal, value: Decimal) -> None:
    goal = read_goal(f"{sign}{spelled(abs(bound))}")
    assert goal is not None
    by_hand = {"≥": "__ge__", "≤": "__le__", ">": "__gt__", "<": "__lt__"}[sign]
    assert goal.met(value) is getattr(value, by_hand)(abs(bound))
    if not goal.met(value):
        assert goal.missing(value) == abs(abs(bound) - value)
    else:
        assert goal.missing(value) == 0
    assert goal.downwards is (sign in "≤<")


def test_every_goal_of_the_release_is_read_or_is_words() -> None:
    lines = targets()
    assert {row.goal for row in lines if read_goal(row.goal) is None} == {"", "nhóm đầu"}
    assert len({(row.plan, row.number) for row in lines}) == len(lines)
