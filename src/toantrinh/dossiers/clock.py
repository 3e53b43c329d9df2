"""The one clock: when a dossier is due, why, how much is left, and whether it was on time.

The rules, all from Bộ luật Dân sự Đ147 and Đ148 unless a dated ClockRule says otherwise:

* Counting begins at the receipt, at the opening of the next working day if a cut-off applies, or at
  the end of the last wait before reception (`restart`).
* Limits in days and months do not count the first day. A day counts if the clock runs in its last
  minute: the last of office hours on a working day (of the whole day by the midnight rule), the
  last before midnight on a day off. Working days count only where somebody works.
* Limits in hours count every minute, those in working hours every office minute.
* What runs out on a day off ends with the next working day, unless a rule lets it end there: limits
  in days at the end of the first one at which the clock runs. Clock hours that run out on that
  working day itself end with it too, so that they are not due before those that ran out sooner.
* A pause takes away the days that end, or the minutes that pass, while the clock stands. So a
  longer pause never brings the due moment nearer, and one inside a minute changes nothing.
* An extension then counts its working days in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from toantrinh.dossiers.limits import (
    ClockRules,
    Due,
    Extension,
    Fact,
    FactKind,
    Limit,
    Pause,
    PauseMode,
)
from toantrinh.dossiers.reasons import count_facts, receipt_facts
from toantrinh.dossiers.reckoning import (
    Ledger,
    Reckoning,
    begin,
    day_at,
    day_before,
    minute_of,
    moment_of,
    stops,
)
from toantrinh.government.calendar import Calendar


def due(
    limit: Limit,
    received_at: datetime,
    calendar: Calendar,
    rules: ClockRules,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """When an answer is due and why; the rule is the one in force when counting begins.

    Raises NoWorkingDay when the calendar is not filled in so far.
    """
    restarts = tuple(pause for pause in pauses if pause.mode is PauseMode.RESTART)
    waits = tuple(pause for pause in pauses if pause.mode is PauseMode.PAUSE)
    counted_from = max([received_at, *(pause.end or pause.start for pause in restarts)])
    minute = minute_of(counted_from)
    rule = rules.on(day_at(minute))
    begun = begin(minute, rule, calendar)
    plain = Reckoning(calendar, rule, begun)
    current = Reckoning(calendar, rule, begun, stops(waits, begun.minute))
    ledger = Ledger()
    end = current.reckon(limit, tuple(given.working_days for given in extensions), ledger)
    standing = min((pause.start for pause in pauses if pause.end is None), default=None)
    facts = [
        *receipt_facts(received_at, restarts, current, minute),
        *count_facts(current, limit, ledger, end),
        *(
            Fact(FactKind.EXTENDED, {"at": given.at, "days": given.working_days})
            for given in extensions
        ),
        *([Fact(FactKind.STANDING, {"since": standing})] if standing else []),
        Fact(FactKind.DUE, {"at": moment_of(end), "last": day_before(end)}),
    ]
    elapsed = sum(max(0, min(stop.end, end) - stop.start) for stop in current.stops)
    return Due(
        at=moment_of(end),
        original_at=moment_of(plain.reckon(limit, (), Ledger())),
        starts_at=moment_of(begun.minute),
        paused=timedelta(minutes=elapsed),
        facts=tuple(facts),
        standing=standing,
    )


@dataclass(frozen=True)
class Left:
    """How far a moment is from the due moment, in office time.

    `days` are the working days between both days, 0 on the due day itself; `minutes` are all the
    office minutes between both moments. `standing` tells that neither shrinks for now.
    """

    late: bool
    days: int
    minutes: int
    standing: bool = False


def remaining(
    due_at: datetime, moment: datetime, calendar: Calendar, *, standing: datetime | None = None
) -> Left:
    """What is left until the due moment, or how late it is; while the clock stands, what was left.

    The due minute itself is still on time.
    """
    if standing is not None:
        moment = min(moment, standing)
    at, end = minute_of(moment), minute_of(due_at)
    today, last = day_at(at), day_before(end)
    late = at > end
    if late:
        days = calendar.working_days_between(last, today)
        minutes = calendar.working_minutes_between(due_at, moment)
    else:
        days = calendar.working_days_between(today, last)
        minutes = calendar.working_minutes_between(moment, due_at)
    return Left(late, days, minutes, standing is not None)


@dataclass(frozen=True)
class Course:
    """What became of a dossier, as the national record has it (codes in brackets).

    `received_at` is None for what was never received; `ended_at` is when it was stopped (8),
    refused (3) or, once received, withdrawn (7). `waiting`: the last state is a supplement (5).
    """

    received_at: datetime | None
    done_at: datetime | None = None
    returned_at: datetime | None = None
    ended_at: datetime | None = None
    supplements: tuple[Pause, ...] = ()
    waiting: bool = False

    @property
    def finished_at(self) -> datetime | None:
        """Done (9), else returned (10), else ended; None while it goes on."""
        return self.done_at or self.returned_at or self.ended_at


class Timing(StrEnum):
    """How local reports put it, by the day."""

    EARLY = "early"
    ON_THE_DAY = "on_the_day"
    LATE = "late"


@dataclass(frozen=True)
class Verdict:
    """Whether a dossier is on time by the minute, and how by the day; `end` is what was judged.

    `timing` is None where no due moment was given.
    """

    on_time: bool
    timing: Timing | None
    end: datetime
    finished: bool


def judge_on_time(
    course: Course,
    due_at: datetime | None,
    *,
    period_end: datetime,
    due_was_moved: bool,
    statutory: timedelta | None = None,
) -> Verdict | None:
    """Indicator 2.1: on time or not at the end of a period; None where it cannot be told.

    `due_was_moved` says that `due_at` has already moved with the pauses: then they are not taken
    off the end as well, which would count them twice. Without `due_at` the elapsed time is held
    against the statutory maximum. Who asked twice and still waits is late whatever the due moment.
    """
    finished = course.finished_at
    end, asked_too_often = finished or period_end, False
    waited = timedelta()
    if finished:
        waited = sum(
            (wait.end - wait.start for wait in course.supplements if wait.end), timedelta()
        )
    elif course.waiting and course.supplements:
        end = max(wait.start for wait in course.supplements)
        asked_too_often = len(course.supplements) > 1
    if due_at is not None:
        end = end if due_was_moved else end - waited
        on_time = minute_of(end) <= minute_of(due_at)
        timing = _timing(day_at(minute_of(end)), day_before(minute_of(due_at)))
    elif course.received_at is not None and statutory is not None:
        end, timing = end - waited, None
        on_time = end - course.received_at <= statutory
    else:
        return None
    if asked_too_often:
        on_time, timing = False, timing and Timing.LATE
    return Verdict(on_time, timing, end, finished is not None)


def _timing(ended: date, due_day: date) -> Timing:
    if ended == due_day:
        return Timing.ON_THE_DAY
    return Timing.EARLY if ended < due_day else Timing.LATE
