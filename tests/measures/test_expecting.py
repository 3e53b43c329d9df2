"""What will come is told from the same weekdays and the season, with clear figures."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.measures.expecting import expected, looked_at, season

ON = date(2026, 11, 26)


def _steady(days: int, a_day: int) -> dict[date, int]:
    return {ON - timedelta(days=number): a_day for number in range(1, days + 1)}


def _weekdays(day: date) -> bool:
    return day.weekday() < 5


def test_a_steady_year_goes_on_and_days_off_expect_nothing() -> None:
    told = expected(_steady(500, 10), ON, 14, _weekdays)
    for each in told:
        wanted = (10, 10, 10) if _weekdays(each.day) else (0, 0, 0)
        assert (each.low, each.mean, each.high) == wanted
    assert [each.day for each in told] == [ON + timedelta(days=n) for n in range(14)]


def test_the_range_is_that_of_eight_like_weekdays() -> None:
    came = _steady(500, 10)
    # The last eight Thursdays; the one before them no longer counts.
    for number, count in enumerate([4, 6, 8, 10, 12, 14, 16, 26, 999], start=1):
        came[ON - timedelta(weeks=number)] = count
    first = expected(came, ON, 1, _weekdays)[0]
    assert (first.low, first.mean, first.high) == (4, 12, 26)
    # A week later the same eight are the last that are known.
    assert expected(came, ON, 8, _weekdays)[7].mean == 12


def test_what_came_more_last_year_around_the_day_comes_more_again() -> None:
    came = _steady(500, 10)
    around = ON - timedelta(days=364)
    for number in range(-14, 15):
        came[around + timedelta(days=number)] = 20
    # 29 days of 20, against 42 days of 10 and 14 of 20 before it.
    assert season(came, ON, ON) == Fraction(20) / Fraction(42 * 10 + 14 * 20, 56)
    assert expected(came, ON, 1, _weekdays)[0].mean == 16


def test_without_eight_weeks_nothing_is_told_and_without_a_year_no_season() -> None:
    assert expected(_steady(50, 10), ON, 14, _weekdays) == []
    assert expected({}, ON, 14, _weekdays) == []
    assert season(_steady(60, 10), ON, ON) == 1


@given(st.lists(st.integers(0, 40), min_size=520, max_size=520), st.integers(1, 14))
def test_no_other_days_are_looked_at(counts: list[int], days: int) -> None:
    came = {ON - timedelta(days=number): count for number, count in enumerate(counts)}
    spans = looked_at(ON, days)
    kept = {
        day: count
        for day, count in came.items()
        if any(first <= day <= last for first, last in spans)
    }
    assert expected(kept, ON, days, _weekdays) == expected(came, ON, days, _weekdays)
