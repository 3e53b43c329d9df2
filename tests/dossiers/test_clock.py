from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.government.standard import STANDARD, WEEK
from toantrinh.dossiers.clock import (
    Course,
    Timing,
    due,
    judge_on_time,
    remaining,
)
from toantrinh.dossiers.limits import (
    ClockRule,
    ClockRules,
    Cutoff,
    CutoffMode,
    Due,
    EndOfDay,
    Extension,
    FactKind,
    Limit,
    LimitKind,
    Pause,
    PauseMode,
)
from toantrinh.government.calendar import Calendar, Hours, NoWorkingDay
from toantrinh.kernel.time import HANOI

PLAIN = ClockRule()
SAME_DAY = ClockRule(cutoffs=(Cutoff(CutoffMode.AFTER, 900),))
CLOSED = ClockRule(cutoffs=(Cutoff(CutoffMode.CLOSED),))
MIDNIGHT = ClockRule(end_of_day=EndOfDay.MIDNIGHT)


def at(text: str) -> datetime:
    """`13/02/2026 16:20` in Việt Nam."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)


def limit(amount: int, kind: str = "working_days") -> Limit:
    return Limit(LimitKind(kind), amount)


def ask(
    what: Limit,
    received: str,
    *pauses: Pause,
    rule: ClockRule = PLAIN,
    calendar: Calendar = STANDARD,
    extensions: tuple[Extension, ...] = (),
) -> Due:
    return due(what, at(received), calendar, ClockRules((rule,)), pauses, extensions)


def when(answer: Due) -> str:
    return f"{answer.at.astimezone(HANOI):%d/%m/%Y %H:%M}"


def kinds(answer: Due) -> list[str]:
    return [fact.kind.value for fact in answer.facts]


def waits(start: str, end: str | None, mode: PauseMode = PauseMode.PAUSE) -> Pause:
    return Pause(at(start), at(end) if end else None, mode, "chờ bổ sung")


def test_the_day_of_receipt_is_not_counted_and_tet_is_skipped() -> None:
    answer = ask(limit(2), "13/02/2026 16:20")
    assert when(answer) == "24/02/2026 17:00"
    assert answer.at.tzinfo is UTC
    assert kinds(answer) == ["received", "limit", "first_day", "skipped", "skipped", "due"]
    weekly, tet = (fact.params for fact in answer.facts if fact.kind is FactKind.SKIPPED)
    assert (weekly["days"], weekly["name"]) == (4, None)
    assert (tet["days"], tet["name"]) == (5, "Tết Nguyên đán")


def test_the_made_up_saturday_counts_and_the_swapped_monday_does_not() -> None:
    answer = ask(limit(1), "21/08/2026 09:00")
    assert when(answer) == "22/08/2026 17:00"
    assert "made_up" in kinds(answer)
    assert when(ask(limit(1), "28/08/2026 09:00")) == "03/09/2026 17:00"


def test_the_day_of_culture_moves_what_would_end_on_it() -> None:
    assert when(ask(limit(1), "23/11/2026 09:00")) == "25/11/2026 17:00"
    assert when(ask(limit(1, "days"), "23/11/2026 09:00")) == "25/11/2026 17:00"
    assert when(ask(limit(1, "months"), "24/10/2026 09:00")) == "25/11/2026 17:00"
    assert when(ask(limit(24, "hours"), "23/11/2026 09:00")) == "25/11/2026 17:00"


def test_tet_2027_is_skipped_as_noticed() -> None:
    tet = [date(2027, 2, 4) + timedelta(days=n) for n in range(7)]
    calendar = replace(STANDARD, off=STANDARD.off | set(tet))
    assert when(ask(limit(1), "03/02/2027 10:00", calendar=calendar)) == "11/02/2027 17:00"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("12/02/2026 14:59", "12/02/2026 17:00"),
        ("12/02/2026 15:00", "12/02/2026 17:00"),
        ("12/02/2026 15:01", "13/02/2026 17:00"),
        ("13/02/2026 15:01", "23/02/2026 17:00"),
        ("14/02/2026 09:00", "23/02/2026 17:00"),
    ],
)
def test_a_same_day_service_received_after_three_is_due_the_next_working_day(
    received: str, expected: str
) -> None:
    assert when(ask(limit(0, "same_day"), received, rule=SAME_DAY)) == expected


def test_seconds_do_not_make_three_oclock_late() -> None:
    received = at("12/02/2026 15:00") + timedelta(seconds=59)
    answer = due(limit(0, "same_day"), received, STANDARD, ClockRules((SAME_DAY,)))
    assert when(answer) == "12/02/2026 17:00"


def test_without_a_cutoff_a_same_day_service_is_never_due_before_it_was_received() -> None:
    answer = ask(limit(0, "same_day"), "12/02/2026 17:00")
    assert when(answer) == "13/02/2026 17:00"
    assert "too_late" in kinds(answer)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("12/02/2026 17:00", "13/02/2026 17:00"),
        ("12/02/2026 17:01", "23/02/2026 17:00"),
        ("14/02/2026 10:00", "24/02/2026 17:00"),
    ],
)
def test_received_after_hours_or_on_a_day_off_counts_from_the_next_opening(
    received: str, expected: str
) -> None:
    assert when(ask(limit(1), received, rule=CLOSED)) == expected


def test_the_day_it_was_moved_to_may_count() -> None:
    rule = replace(CLOSED, count_moved_day=True)
    assert when(ask(limit(1), "12/02/2026 17:01", rule=rule)) == "13/02/2026 17:00"


@pytest.mark.parametrize(
    ("received", "expected"),
    [("12/02/2026 15:59", "12/02/2026 16:59"), ("12/02/2026 16:00", "13/02/2026 09:00")],
)
def test_the_last_hour_of_the_day_belongs_to_the_next(received: str, expected: str) -> None:
    rule = ClockRule(cutoffs=(Cutoff(CutoffMode.BEFORE_END, 60),))
    assert when(ask(limit(1, "working_hours"), received, rule=rule)) == expected


def test_the_rule_in_force_on_the_day_of_receipt_counts() -> None:
    later = replace(SAME_DAY, valid_from=date(2026, 2, 12), valid_to=date(2026, 2, 12))
    rules = ClockRules((PLAIN, later))
    same_day = limit(0, "same_day")
    before = due(same_day, at("11/02/2026 16:00"), STANDARD, rules)
    on_it = due(same_day, at("12/02/2026 16:00"), STANDARD, rules)
    after = due(same_day, at("13/02/2026 16:00"), STANDARD, rules)
    days = [when(answer)[:5] for answer in (before, on_it, after)]
    assert days == ["11/02", "13/02", "13/02"]


def test_no_rule_in_force_is_an_error() -> None:
    with pytest.raises(LookupError, match="no clock rule"):
        ClockRules((replace(PLAIN, valid_from=date(2027, 1, 1)),)).on(date(2026, 1, 1))


def test_the_first_day_may_count() -> None:
    rule = replace(PLAIN, count_first_day=True)
    assert when(ask(limit(2), "12/02/2026 09:00", rule=rule)) == "13/02/2026 17:00"


@pytest.mark.parametrize(
    ("received", "months", "expected"),
    [
        ("30/01/2026 09:00", 1, "02/03/2026 17:00"),
        ("31/01/2026 09:00", 3, "04/05/2026 17:00"),
        ("31/03/2026 09:00", 1, "04/05/2026 17:00"),
        ("15/03/2026 09:00", 1, "15/04/2026 17:00"),
        ("30/11/2026 09:00", 3, "01/03/2027 17:00"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_and_never_on_a_day_off(
    received: str, months: int, expected: str
) -> None:
    calendar = replace(STANDARD, off=STANDARD.off | {date(2026, 4, 30), date(2026, 5, 1)})
    assert when(ask(limit(months, "months"), received, calendar=calendar)) == expected


def test_a_due_day_by_the_midnight_rule_ends_with_the_day() -> None:
    answer = ask(limit(1), "12/02/2026 09:00", rule=MIDNIGHT)
    assert when(answer) == "14/02/2026 00:00"
    assert answer.facts[-1].params["last"] == date(2026, 2, 13)


def test_hours_run_through_nights_and_end_where_they_end_on_a_working_day() -> None:
    assert when(ask(limit(24, "hours"), "11/02/2026 20:10")) == "12/02/2026 20:10"
    assert when(ask(limit(4, "hours"), "12/02/2026 20:00")) == "13/02/2026 00:00"


def test_hours_that_end_on_a_day_off_end_with_the_next_working_day() -> None:
    answer = ask(limit(24, "hours"), "13/02/2026 16:20")
    assert when(answer) == "23/02/2026 17:00"
    rolled = next(fact for fact in answer.facts if fact.kind is FactKind.ROLLED)
    assert rolled.params["first"] == date(2026, 2, 14)


def test_hours_that_end_just_after_a_day_off_are_not_due_before_those_that_end_on_it() -> None:
    assert when(ask(limit(60, "hours"), "06/03/2026 11:00")) == "09/03/2026 17:00"
    assert when(ask(limit(62, "hours"), "06/03/2026 11:00")) == "09/03/2026 17:00"
    assert when(ask(limit(79, "hours"), "06/03/2026 11:00")) == "09/03/2026 18:00"
    assert when(ask(limit(1, "hours"), "09/03/2026 09:00")) == "09/03/2026 10:00"


def test_hours_that_end_with_office_hours_were_not_moved() -> None:
    answer = ask(limit(78, "hours"), "06/03/2026 11:00")
    assert when(answer) == "09/03/2026 17:00"
    assert "rolled" not in kinds(answer)


def test_a_pause_does_not_touch_hours_that_have_run_out() -> None:
    pause = waits("09/03/2026 12:00", "10/03/2026 10:00")
    answer = ask(limit(60, "hours"), "06/03/2026 11:00", pause)
    assert when(answer) == "09/03/2026 17:00"
    assert answer.paused == timedelta(hours=5)


def test_a_day_off_lies_behind_every_cutoff() -> None:
    friday = ask(limit(1, "days"), "06/03/2026 15:01", rule=SAME_DAY)
    saturday = ask(limit(1, "days"), "07/03/2026 10:00", rule=SAME_DAY)
    assert when(friday) == when(saturday) == "10/03/2026 17:00"


def test_working_hours_count_office_minutes_only() -> None:
    assert when(ask(limit(8, "working_hours"), "13/02/2026 16:20")) == "23/02/2026 16:20"
    assert when(ask(limit(8, "working_hours"), "14/02/2026 16:20")) == "23/02/2026 17:00"
    assert when(ask(limit(1, "working_hours"), "12/02/2026 11:30")) == "12/02/2026 13:30"


def test_saturday_mornings_count_where_they_are_worked() -> None:
    week = (*WEEK[:5], ((450, 690),), ())
    calendar = Calendar(frozenset(), frozenset(), (Hours(week),))
    assert when(ask(limit(1), "06/03/2026 09:00", calendar=calendar)) == "07/03/2026 11:30"


def test_a_pause_takes_away_the_days_that_end_while_it_lasts() -> None:
    pause = waits("24/02/2026 09:00", "26/02/2026 16:59")
    answer = ask(limit(3), "23/02/2026 09:00", pause)
    assert when(answer) == "02/03/2026 17:00"
    assert when(replace(answer, at=answer.original_at)) == "26/02/2026 17:00"
    assert answer.paused == timedelta(days=2, hours=7, minutes=59)
    told = next(fact for fact in answer.facts if fact.kind is FactKind.PAUSED)
    assert (told.params["days"], told.params["reason"]) == (2, "chờ bổ sung")


def test_a_pause_until_the_end_of_office_hours_takes_that_day_too() -> None:
    pause = waits("24/02/2026 09:00", "24/02/2026 17:00")
    assert when(ask(limit(1), "23/02/2026 09:00", pause)) == "25/02/2026 17:00"
    pause = waits("24/02/2026 09:00", "24/02/2026 16:59")
    assert when(ask(limit(1), "23/02/2026 09:00", pause)) == "24/02/2026 17:00"


def test_a_pause_of_no_length_changes_nothing() -> None:
    plain = ask(limit(3), "23/02/2026 09:00")
    assert ask(limit(3), "23/02/2026 09:00", waits("25/02/2026 09:00", "25/02/2026 09:00")) == plain


def test_a_pause_after_the_due_moment_does_not_heal_it() -> None:
    pause = waits("24/02/2026 17:01", "27/02/2026 09:00")
    assert when(ask(limit(1), "23/02/2026 09:00", pause)) == "24/02/2026 17:00"


def test_several_pauses_across_tet_add_up_and_overlaps_count_once() -> None:
    pauses = (
        waits("12/02/2026 10:00", "23/02/2026 10:00"),
        waits("13/02/2026 10:00", "24/02/2026 10:00"),
        waits("24/02/2026 16:00", "25/02/2026 08:00"),
    )
    answer = ask(limit(2), "11/02/2026 09:00", *pauses)
    # 12 and 13, 23 and 24 end while it waits; 25 and 26 run.
    assert when(answer) == "26/02/2026 17:00"
    lost = [fact.params["days"] for fact in answer.facts if fact.kind is FactKind.PAUSED]
    assert lost == [2, 1, 1]


def test_a_pause_moves_working_hours_by_the_office_minutes_it_took() -> None:
    pause = waits("12/02/2026 11:00", "12/02/2026 14:00")
    answer = ask(limit(4, "working_hours"), "12/02/2026 09:00", pause)
    assert when(answer) == "12/02/2026 16:00"
    told = next(fact for fact in answer.facts if fact.kind is FactKind.PAUSED)
    assert told.params["minutes"] == 120


def test_what_ends_on_a_day_off_waits_for_a_working_day_on_which_the_clock_runs() -> None:
    pause = waits("15/03/2026 10:00", "18/03/2026 09:00")
    assert when(ask(limit(1, "days"), "13/03/2026 09:00", pause)) == "18/03/2026 17:00"


def test_a_supplement_at_reception_starts_the_count_again() -> None:
    restart = waits("24/02/2026 09:00", "26/02/2026 10:00", PauseMode.RESTART)
    answer = ask(limit(3), "23/02/2026 09:00", restart)
    assert when(answer) == "03/03/2026 17:00"
    assert answer.original_at == answer.at
    assert answer.starts_at == at("26/02/2026 10:00")
    assert kinds(answer)[:2] == ["received", "restarted"]


def test_a_restart_that_was_over_before_the_receipt_is_not_told() -> None:
    restart = waits("20/02/2026 09:00", "22/02/2026 10:00", PauseMode.RESTART)
    assert ask(limit(3), "23/02/2026 09:00", restart) == ask(limit(3), "23/02/2026 09:00")


def test_a_restart_after_hours_is_cut_off_like_a_receipt() -> None:
    restart = waits("24/02/2026 09:00", "26/02/2026 18:00", PauseMode.RESTART)
    answer = ask(limit(3), "23/02/2026 09:00", restart, rule=CLOSED)
    assert when(answer) == "04/03/2026 17:00"


def test_while_the_clock_stands_due_is_what_it_would_be_if_it_ran_again() -> None:
    answer = ask(limit(3), "23/02/2026 09:00", waits("24/02/2026 09:00", None))
    assert answer.standing == at("24/02/2026 09:00")
    assert when(answer) == "26/02/2026 17:00"
    assert kinds(answer)[-2:] == ["standing", "due"]
    left = remaining(answer.at, at("20/03/2026 09:00"), STANDARD, standing=answer.standing)
    assert (left.late, left.days, left.standing) == (False, 2, True)


def test_a_restart_that_still_waits_counts_from_its_start() -> None:
    answer = ask(limit(3), "23/02/2026 09:00", waits("24/02/2026 09:00", None, PauseMode.RESTART))
    assert answer.standing == at("24/02/2026 09:00")
    assert when(answer) == "27/02/2026 17:00"


def test_an_extension_adds_working_days_that_a_pause_may_move() -> None:
    given = (Extension(at("24/02/2026 09:00"), 2),)
    answer = ask(limit(3), "23/02/2026 09:00", extensions=given)
    assert when(answer) == "02/03/2026 17:00"
    assert when(replace(answer, at=answer.original_at)) == "26/02/2026 17:00"
    pause = waits("27/02/2026 09:00", "02/03/2026 09:00")
    assert when(ask(limit(3), "23/02/2026 09:00", pause, extensions=given)) == "03/03/2026 17:00"


def test_limits_pauses_and_extensions_make_sense() -> None:
    for wrong in ((LimitKind.DAYS, 0), (LimitKind.SAME_DAY, 1), (LimitKind.HOURS, -1)):
        with pytest.raises(ValueError, match="no such limit"):
            Limit(*wrong)
    with pytest.raises(ValueError, match="pause"):
        waits("24/02/2026 09:00", "23/02/2026 09:00")
    with pytest.raises(ValueError, match="extension"):
        Extension(at("24/02/2026 09:00"), 0)


def test_a_calendar_without_hours_is_refused_not_walked_for_ever() -> None:
    empty = Calendar(frozenset(), frozenset(), ())
    for what in (limit(1), limit(1, "days"), limit(1, "hours"), limit(1, "working_hours")):
        with pytest.raises(NoWorkingDay):
            ask(what, "23/02/2026 09:00", calendar=empty)


@pytest.mark.parametrize(
    ("moment", "late", "days", "minutes"),
    [
        ("12/02/2026 16:00", False, 2, 60 + 480 + 480),
        ("23/02/2026 16:00", False, 0, 60),
        ("23/02/2026 17:00", False, 0, 0),
        ("23/02/2026 17:01", True, 0, 0),
        ("24/02/2026 09:00", True, 1, 60),
        ("28/02/2026 09:00", True, 4, 4 * 480),
    ],
)
def test_what_is_left_in_working_days_and_minutes(
    moment: str, days: int, minutes: int, *, late: bool
) -> None:
    left = remaining(at("23/02/2026 17:00"), at(moment), STANDARD)
    assert (left.late, left.days, left.minutes) == (late, days, minutes)


def test_the_minute_of_midnight_is_on_time_with_nothing_left() -> None:
    left = remaining(at("24/02/2026 00:00"), at("24/02/2026 00:00"), STANDARD)
    assert (left.late, left.days, left.minutes) == (False, 0, 0)


DUE = at("26/02/2026 17:00")
PERIOD_END = at("31/03/2026 23:59")
RECEIVED = at("23/02/2026 09:00")
SUPPLEMENT = waits("24/02/2026 09:00", "26/02/2026 09:00")


def judge(course: Course, *, moved: bool = False, due_at: datetime | None = DUE) -> object:
    verdict = judge_on_time(course, due_at, period_end=PERIOD_END, due_was_moved=moved)
    return verdict and (verdict.on_time, verdict.timing)


@pytest.mark.parametrize(
    ("done", "on_time", "timing"),
    [
        ("25/02/2026 16:00", True, Timing.EARLY),
        ("26/02/2026 17:00", True, Timing.ON_THE_DAY),
        ("26/02/2026 17:01", False, Timing.ON_THE_DAY),
        ("27/02/2026 08:00", False, Timing.LATE),
    ],
)
def test_done_before_on_and_after_the_due_moment(
    done: str, timing: Timing, *, on_time: bool
) -> None:
    assert judge(Course(RECEIVED, done_at=at(done))) == (on_time, timing)


def test_done_counts_before_returned_and_returned_before_ended() -> None:
    early, late = at("25/02/2026 09:00"), at("05/03/2026 09:00")
    assert judge(Course(RECEIVED, done_at=early, returned_at=late)) == (True, Timing.EARLY)
    assert judge(Course(RECEIVED, returned_at=early, ended_at=late)) == (True, Timing.EARLY)
    assert judge(Course(RECEIVED, ended_at=late)) == (False, Timing.LATE)


def test_the_wait_is_taken_off_once_and_not_again_when_the_due_moment_moved() -> None:
    course = Course(RECEIVED, done_at=at("28/02/2026 10:00"), supplements=(SUPPLEMENT,))
    assert judge(course) == (True, Timing.ON_THE_DAY)
    assert judge(course, moved=True) == (False, Timing.LATE)


def test_one_supplement_still_awaited_is_judged_when_it_was_asked_for() -> None:
    waiting = waits("26/02/2026 09:00", None)
    course = Course(RECEIVED, supplements=(waiting,), waiting=True)
    assert judge(course) == (True, Timing.ON_THE_DAY)


def test_asking_twice_and_still_waiting_is_late() -> None:
    twice = (waits("24/02/2026 09:00", "24/02/2026 10:00"), waits("25/02/2026 09:00", None))
    assert judge(Course(RECEIVED, supplements=twice, waiting=True)) == (False, Timing.LATE)


def test_what_goes_on_is_judged_at_the_end_of_the_period() -> None:
    assert judge(Course(RECEIVED)) == (False, Timing.LATE)
    assert judge(Course(RECEIVED), due_at=at("01/04/2026 17:00")) == (True, Timing.EARLY)


def test_without_a_due_moment_the_statutory_maximum_decides_or_nothing() -> None:
    course = Course(RECEIVED, done_at=at("28/02/2026 09:00"), supplements=(SUPPLEMENT,))
    for days, expected in ((3, True), (2, False)):
        verdict = judge_on_time(
            course,
            None,
            period_end=PERIOD_END,
            due_was_moved=False,
            statutory=timedelta(days=days),
        )
        assert verdict is not None
        assert (verdict.on_time, verdict.timing) == (expected, None)
    assert judge(course, due_at=None) is None
    assert judge(Course(None, ended_at=DUE), due_at=None) is None


def test_a_midnight_due_moment_belongs_to_the_day_it_ends() -> None:
    course = Course(RECEIVED, done_at=at("26/02/2026 20:00"))
    assert judge(course, due_at=at("27/02/2026 00:00")) == (True, Timing.ON_THE_DAY)
