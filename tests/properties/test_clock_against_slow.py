"""The clock against its slow twin, and what must hold whatever it is asked."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import slow_clock
from tests.properties.clock_cases import (
    FIRST_DAY,
    FULL,
    NOTICED,
    PlainCalendar,
    PlainCase,
    PlainHours,
    PlainRule,
    random_calendar,
    random_case,
    real_calendar,
    real_extensions,
    real_limit,
    real_pauses,
    real_rules,
)
from tests.properties.clock_cases import moment as moment_of
from tests.properties.clock_twins import compare, compare_one
from toantrinh.dossiers.clock import due
from toantrinh.dossiers.limits import Due, FactKind
from toantrinh.dossiers.reckoning import day_before, minute_of

STANDARD = PlainCalendar(
    NOTICED, {date(2026, 8, 22): date(2026, 8, 31)}, [PlainHours([FULL] * 5 + [[], []])]
)
PLAIN = PlainRule([], first_counts=False, moved_counts=False, midnight=False)
DAY_KINDS = {"working_days", "days", "months", "same_day"}
TIME_KINDS = {"hours", "working_hours", "working_minutes"}
SETTINGS = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
SEEDS = st.integers(min_value=0, max_value=10**12)


def ask(case: PlainCase) -> Due:
    return due(
        real_limit(case),
        moment_of(case.received),
        real_calendar(case.calendar),
        real_rules(case.rules),
        real_pauses(case),
        real_extensions(case),
    )


def some_case(seed: int) -> PlainCase:
    random = Random(seed)
    return random_case(random, random_calendar(random))


def shaped(seed: int, kind: str, amount: int) -> PlainCase:
    return replace(some_case(seed), kind=kind, amount=amount)


@pytest.mark.parametrize("part", range(4))
def test_both_clocks_agree_on_ten_thousand_cases(part: int) -> None:
    asked = list(compare(f"make test {part}", 2500))
    # Every kind is really asked, and cases with and without waits.
    assert {case.kind for case in asked} == DAY_KINDS | TIME_KINDS
    assert any(len(case.pauses) > 1 for case in asked)
    assert any(restarts for case in asked for _, _, restarts in case.pauses)


@pytest.mark.parametrize("time", [899, 900, 901, 1020, 1021])
@pytest.mark.parametrize("kind", ["working_days", "hours", "working_hours", "same_day", "days"])
def test_both_clocks_agree_around_the_named_days(kind: str, time: int) -> None:
    painted = slow_clock.paint(STANDARD)
    rule = replace(PLAIN, cutoffs=[("after", 900), ("closed", 0)])
    named = [(2026, 2, 13), (2026, 8, 21), (2026, 8, 28), (2026, 11, 23), (2027, 2, 3)]
    for day in named:
        received = (date(*day) - FIRST_DAY).days * 1440 + time
        pauses: list[tuple[int, int | None, bool]] = [
            (received + 30, received + 14 * 1440, False),
            (received + 15 * 1440, received + 15 * 1440 + 600, False),
        ]
        for waits in ([], pauses[:1], pauses):
            amount = 0 if kind == "same_day" else 3
            case = PlainCase(STANDARD, [rule], kind, amount, received, waits, [], received)
            compare_one(case, real_calendar(STANDARD), painted)


def test_both_clocks_agree_at_the_minute_of_a_midnight_due_moment() -> None:
    rule = replace(PLAIN, midnight=True)
    received = (date(2026, 2, 9) - FIRST_DAY).days * 1440 + 600
    for probe in range(-1, 2):
        midnight = received - 600 + 3 * 1440
        case = PlainCase(STANDARD, [rule], "working_days", 2, received, [], [], midnight + probe)
        assert ask(case).at == moment_of(midnight)
        compare_one(case, real_calendar(STANDARD), slow_clock.paint(STANDARD))


@SETTINGS
@given(SEEDS, st.integers(0, 5000), st.data())
def test_a_longer_pause_never_brings_the_due_moment_nearer(
    seed: int, longer: int, data: st.DataObject
) -> None:
    case = some_case(seed)
    over = [number for number, (_, end, again) in enumerate(case.pauses) if end and not again]
    if not over:
        case = replace(case, pauses=[(case.received + 100, case.received + 3000, False)])
        over = [0]
    number = data.draw(st.sampled_from(over))
    start, end, again = case.pauses[number]
    assert end is not None
    stretched = replace(case, pauses=[*case.pauses])
    stretched.pauses[number] = (start, end + longer, again)
    assert ask(stretched).at >= ask(case).at


@SETTINGS
@given(SEEDS, st.integers(0, 20000))
def test_a_later_restart_never_brings_the_due_moment_nearer(seed: int, longer: int) -> None:
    """By itself, and under one rule: a wait before reception comes before all others.

    Not so for clock hours: by Đ148 an hour from Sunday night ends with Monday, one from Monday
    morning ends the same morning.
    """
    case = replace(some_case(seed), pauses=[])
    kind, amount = (case.kind, case.amount) if case.kind != "hours" else ("working_hours", 9)
    case = replace(case, rules=case.rules[:1], kind=kind, amount=amount)
    end = case.received + 2000
    sooner = replace(case, pauses=[(case.received + 10, end, True)])
    later = replace(case, pauses=[(case.received + 10, end + longer, True)])
    assert ask(case).at <= ask(sooner).at <= ask(later).at


@SETTINGS
@given(SEEDS, st.integers(0, 40000))
def test_a_pause_of_no_length_changes_nothing(seed: int, after: int) -> None:
    case = some_case(seed)
    empty = (case.received + after, case.received + after, False)
    assert ask(replace(case, pauses=[*case.pauses, empty])) == ask(case)


@SETTINGS
@given(SEEDS)
def test_an_extension_never_brings_the_due_moment_nearer(seed: int) -> None:
    case = some_case(seed)
    assert ask(replace(case, extensions=[*case.extensions, 2])).at > ask(case).at


@SETTINGS
@given(SEEDS)
def test_the_due_moment_lies_on_a_working_day_after_the_receipt(seed: int) -> None:
    case = some_case(seed)
    answer = ask(case)
    calendar = real_calendar(case.calendar)
    for at in (answer.at, answer.original_at):
        # A dated rule may let what runs out on a day off end there.
        may_be_off = not all(rule.rolls for rule in case.rules)
        assert may_be_off or calendar.is_working(day_before(minute_of(at)))
        assert at > answer.starts_at
    assert answer.at >= answer.original_at
    assert answer.starts_at >= moment_of(case.received)


@SETTINGS
@given(SEEDS, st.sampled_from(["working_days", "days", "months", "same_day"]), st.integers(1, 12))
def test_the_facts_add_up_to_the_days_on_the_way(seed: int, kind: str, amount: int) -> None:
    amount = {"same_day": 0, "months": amount % 3 + 1}.get(kind, amount)
    case = shaped(seed, kind, amount)
    answer = ask(case)
    told = dict.fromkeys(FactKind, 0)
    for fact in answer.facts:
        told[fact.kind] += cast("int", fact.params.get("days", 0))
    counted = {"same_day": 1, "months": told[FactKind.LIMIT]}.get(kind, amount)
    begun = next((f for f in answer.facts if f.kind is FactKind.FIRST_DAY), None)
    first_counts = kind == "same_day" or (begun is not None and begun.params["counted"] is True)
    last = cast("date", answer.facts[-1].params["last"])
    first = day_before(minute_of(answer.starts_at) + 1)
    on_the_way = (last - first).days + first_counts
    passed = (FactKind.SKIPPED, FactKind.PAUSED, FactKind.ROLLED, FactKind.TOO_LATE)
    assert counted + sum(case.extensions) + sum(told[kind] for kind in passed) == on_the_way


@SETTINGS
@given(SEEDS, st.integers(1, 40))
def test_the_facts_add_up_to_the_minutes_on_the_way(seed: int, amount: int) -> None:
    case = replace(shaped(seed, "working_hours", amount), extensions=[])
    answer = ask(case)
    lost = sum(
        cast("int", fact.params["minutes"]) for fact in answer.facts if fact.kind is FactKind.PAUSED
    )
    calendar = real_calendar(case.calendar)
    office = calendar.working_minutes_between(answer.starts_at, answer.at)
    assert office == amount * 60 + lost


@SETTINGS
@given(SEEDS)
def test_seconds_never_matter(seed: int) -> None:
    case = some_case(seed)
    received = moment_of(case.received)
    what = (real_calendar(case.calendar), real_rules(case.rules))
    even = due(real_limit(case), received, *what)
    assert due(real_limit(case), received + timedelta(seconds=59), *what).at == even.at
