from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.government.standard import STANDARD, TET, WEEK
from toantrinh.government.calendar import Calendar, Hours, NoWorkingDay, Season, Week
from toantrinh.kernel.time import HANOI

MORNING = ((450, 690),)
SUMMER: Week = (((450, 690), (810, 1050)),) * 5 + ((), ())


def test_weekends_and_days_off_are_not_worked() -> None:
    assert STANDARD.is_working(date(2026, 2, 13))
    assert not STANDARD.is_working(date(2026, 2, 14))
    assert not any(STANDARD.is_working(day) for day in TET)
    assert not STANDARD.is_working(date(2026, 11, 24))


def test_the_saturday_worked_instead_has_the_hours_of_the_day_it_replaces() -> None:
    wednesday = date(2026, 9, 2)
    short_wednesdays = (*WEEK[:2], MORNING, *WEEK[3:])
    calendar = Calendar(
        off=frozenset([wednesday]),
        made_up=frozenset([date(2026, 8, 22)]),
        hours=(Hours(short_wednesdays),),
        replaces=((date(2026, 8, 22), wednesday),),
    )
    assert calendar.office(date(2026, 8, 22)) == MORNING
    assert not calendar.is_working(wednesday)


def test_a_made_up_day_without_a_pair_has_the_hours_of_the_first_worked_day() -> None:
    closed_mondays = ((), *WEEK[1:])
    calendar = Calendar(frozenset(), frozenset([date(2026, 8, 22)]), (Hours(closed_mondays),))
    assert calendar.office(date(2026, 8, 22)) == WEEK[1]


def test_a_made_up_day_that_replaces_an_unworked_day_is_still_worked() -> None:
    calendar = Calendar(
        frozenset(),
        frozenset([date(2026, 8, 22)]),
        (Hours(WEEK),),
        replaces=((date(2026, 8, 22), date(2026, 8, 30)),),
    )
    assert calendar.office(date(2026, 8, 22)) == WEEK[0]


def test_spells_are_aware_local_moments() -> None:
    (opens, noon), (_, closes) = STANDARD.spells(date(2026, 2, 13))
    assert opens == datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
    assert opens.tzinfo is HANOI
    assert noon.hour == 12
    assert closes.hour == 17


def test_a_season_overrules_the_timetable_before_it() -> None:
    season = Season((4, 15), (10, 15))
    calendar = Calendar(frozenset(), frozenset(), (Hours(WEEK), Hours(SUMMER, season=season)))
    assert calendar.office(date(2026, 4, 14)) == WEEK[0]
    assert calendar.office(date(2026, 4, 15)) == SUMMER[0]
    assert calendar.office(date(2026, 10, 15)) == SUMMER[0]
    assert calendar.office(date(2026, 10, 16)) == WEEK[0]


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 10, 15), False),
        (date(2026, 10, 16), True),
        (date(2027, 1, 1), True),
        (date(2027, 4, 14), True),
        (date(2027, 4, 15), False),
    ],
)
def test_a_season_may_span_new_year(day: date, *, inside: bool) -> None:
    assert Season((10, 16), (4, 14)).holds(day) is inside


def test_a_timetable_holds_between_its_dates() -> None:
    short = Hours((MORNING,) * 7, date(2026, 3, 2), date(2026, 3, 3))
    calendar = Calendar(frozenset(), frozenset(), (Hours(WEEK), short))
    assert calendar.office(date(2026, 3, 1)) == ()
    assert calendar.office(date(2026, 3, 2)) == MORNING
    assert calendar.office(date(2026, 3, 3)) == MORNING
    assert calendar.office(date(2026, 3, 4)) == WEEK[2]


def test_saturday_mornings_are_worked_where_the_timetable_says_so() -> None:
    calendar = Calendar(frozenset(), frozenset(), (Hours((*WEEK[:5], MORNING, ())),))
    assert calendar.next_working_day(date(2026, 3, 6)) == date(2026, 3, 7)
    assert calendar.next_working_day(date(2026, 3, 7)) == date(2026, 3, 9)


def test_next_working_day_passes_tet() -> None:
    assert STANDARD.next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)
    assert STANDARD.working_day_from(date(2026, 2, 14)) == date(2026, 2, 23)
    assert STANDARD.working_day_from(date(2026, 2, 13)) == date(2026, 2, 13)


def test_add_working_days_counts_the_made_up_saturday() -> None:
    assert STANDARD.add_working_days(date(2026, 8, 21), 1) == date(2026, 8, 22)
    assert STANDARD.add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)
    assert STANDARD.add_working_days(date(2026, 8, 28), 0) == date(2026, 8, 28)
    with pytest.raises(ValueError, match="added"):
        STANDARD.add_working_days(date(2026, 8, 28), -1)


def test_working_days_between_excludes_the_first_and_includes_the_last() -> None:
    assert STANDARD.working_days_between(date(2026, 2, 12), date(2026, 2, 23)) == 2
    assert STANDARD.working_days_between(date(2026, 2, 23), date(2026, 2, 23)) == 0
    assert STANDARD.working_days_between(date(2026, 2, 24), date(2026, 2, 23)) == 0


def test_working_minutes_between_leaves_out_noon_nights_and_days_off() -> None:
    start = datetime(2026, 2, 13, 11, 30, tzinfo=HANOI)
    assert STANDARD.working_minutes_between(start, start.replace(hour=13, minute=0)) == 30
    assert STANDARD.working_minutes_between(start, start + timedelta(days=10)) == 30 + 240 + 210
    assert STANDARD.working_minutes_between(start, start - timedelta(hours=1)) == 0


@given(
    st.dates(date(2024, 11, 1), date(2028, 2, 29)),
    st.integers(0, 1439),
    st.integers(-3, 800),
    st.integers(0, 1439),
)
def test_what_lies_between_is_what_counting_day_by_day_finds(
    day: date, begun: int, days: int, ended: int
) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=HANOI)
    first = midnight + timedelta(minutes=begun)
    last = midnight + timedelta(days=days, minutes=ended)
    every = [first.date() + timedelta(days=n) for n in range(max(0, days) + 1)]
    after = [each for each in every[1:] if STANDARD.is_working(each)]
    assert STANDARD.working_days_between(day, last.date()) == len(after)
    spells = (spell for each in every for spell in STANDARD.spells(each))
    worked = (max(timedelta(), min(end, last) - max(opens, first)) for opens, end in spells)
    minutes = int(sum(worked, timedelta()).total_seconds()) // 60
    assert STANDARD.working_minutes_between(first, last) == minutes


def test_names_tell_days_off_from_weekends() -> None:
    unnamed = date(2026, 1, 1)
    assert STANDARD.name(TET[0]) == "Tết Nguyên đán"
    assert STANDARD.name(unnamed) == ""
    assert STANDARD.name(date(2026, 2, 14)) is None
    assert STANDARD.name(date(2026, 2, 13)) is None


def test_a_calendar_that_is_not_filled_in_says_so() -> None:
    ended = Calendar(frozenset(), frozenset(), (Hours(WEEK, valid_to=date(2026, 12, 31)),))
    with pytest.raises(NoWorkingDay, match="Lịch làm việc không có ngày làm việc nào"):
        ended.next_working_day(date(2026, 12, 31))


def test_nonsense_is_not_a_calendar() -> None:
    day = date(2026, 8, 22)
    with pytest.raises(ValueError, match="both off and made up"):
        Calendar(frozenset([day]), frozenset([day]), (Hours(WEEK),))
    with pytest.raises(ValueError, match="seven"):
        Hours(WEEK[:6])
    with pytest.raises(ValueError, match="follow"):
        Hours((((780, 1020), (480, 720)),) * 7)
    with pytest.raises(ValueError, match="follow"):
        Hours((((480, 1500),),) * 7)
