"""Each kind of rule at its very edge, on figures that are easy to reckon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.alerts.rules import breaks, rule_named, rules
from toantrinh.kernel.errors import NotFound
from toantrinh.measures.measure import find
from toantrinh.measures.values import Counts


@pytest.mark.parametrize(
    ("key", "now", "before", "wanted"),
    [
        # 90 % in the three months before, taken together; five points are too many.
        ("on_time_falls", (85, 100), [(80, 100), (95, 100), (95, 100)], True),
        ("on_time_falls", (86, 100), [(80, 100), (95, 100), (95, 100)], False),
        # Of so few nothing is said, before as now.
        ("on_time_falls", (0, 29), [(100, 100)], False),
        ("on_time_falls", (0, 100), [(29, 29)], False),
        ("on_time_falls", (0, 100), [], False),
        ("on_time_falls", (0, 0), [(100, 100)], False),
        # Thirty per cent more, and twenty at least.
        ("late_backlog_grows", (130, 500), [(1, 9), (100, 500)], True),
        ("late_backlog_grows", (129, 500), [(1, 9), (100, 500)], False),
        ("late_backlog_grows", (20, 500), [(0, 500)], True),
        ("late_backlog_grows", (29, 500), [(10, 500)], False),
        ("late_backlog_grows", (20, 500), [], True),
        ("closed_at_the_last_minute", (40, 100), [], True),
        ("closed_at_the_last_minute", (39, 100), [], False),
        ("closed_at_the_last_minute", (29, 29), [], False),
        ("paused_before_due", (6, 30), [], True),
        ("saved_by_apology", (5, 30), [], False),
    ],
)
def test_a_rule_at_its_edge(
    key: str, now: tuple[int, int], before: list[tuple[int, int]], wanted: bool
) -> None:
    months = [Counts(*each) for each in before]
    assert breaks(rule_named(key), Counts(*now), months) is wanted


@given(st.integers(30, 300), st.integers(0, 300), st.integers(30, 300), st.integers(0, 300))
def test_worse_is_what_integers_say(rows: int, good: int, before: int, good_before: int) -> None:
    good, good_before = min(good, rows), min(good_before, before)
    told = breaks(rule_named("on_time_falls"), Counts(good, rows), [Counts(good_before, before)])
    # No fraction: both sides times all denominators.
    assert told is (20 * (good_before * rows - good * before) >= before * rows)


def test_every_rule_names_a_measure_and_what_is_judged() -> None:
    for rule in rules():
        measure = find(rule.measure)
        assert not measure.is_spread
        assert rule.kind != "worse" or measure.direction in {"up", "down"}
        assert rule.tells
    with pytest.raises(NotFound):
        rule_named("no_such_rule")


def test_who_is_judged_alone_needs_more_dossiers() -> None:
    rule, before = rule_named("on_time_falls"), [Counts(99, 99)]
    assert breaks(rule, Counts(0, 99), before) and not breaks(
        rule, Counts(0, 99), before, alone=True
    )
    assert breaks(rule, Counts(0, 100), [Counts(100, 100)], alone=True)
    assert all(rule.least_alone > rule.least for rule in rules())
