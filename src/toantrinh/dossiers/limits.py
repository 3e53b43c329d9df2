"""What the clock is given and what it answers: limits, rules, pauses, extensions, due moments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class LimitKind(StrEnum):
    """In what a procedure's limit is counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    # Shares of a limit, as steps have them.
    WORKING_MINUTES = "working_minutes"
    SAME_DAY = "same_day"


@dataclass(frozen=True)
class Limit:
    """How long a procedure may take; `amount` is 0 for a same-day service, else at least 1."""

    kind: LimitKind
    amount: int = 0

    def __post_init__(self) -> None:
        if (self.amount == 0) != (self.kind is LimitKind.SAME_DAY) or self.amount < 0:
            raise ValueError(f"no such limit: {self.amount} {self.kind}")

    @property
    def office_only(self) -> bool:
        """Whether only the minutes count in which somebody works."""
        return self.kind in {LimitKind.WORKING_HOURS, LimitKind.WORKING_MINUTES}

    @property
    def minutes(self) -> int | None:
        """How many minutes it is, if it is counted in minutes or hours."""
        if self.kind is LimitKind.WORKING_MINUTES:
            return self.amount
        if self.kind in {LimitKind.HOURS, LimitKind.WORKING_HOURS}:
            return self.amount * 60
        return None


class CutoffMode(StrEnum):
    """When something received late belongs to the next working day."""

    # Received after this time of day, e.g. 15:00; `minutes` after midnight.
    AFTER = "after"
    # Received within the last `minutes` of office hours, the first of them included.
    BEFORE_END = "before_end"
    # Received after office hours or on a day off; `minutes` is not used.
    CLOSED = "closed"


@dataclass(frozen=True)
class Cutoff:
    """One reason to count from the opening of the next working day; a day off is always one."""

    mode: CutoffMode
    minutes: int = 0


class EndOfDay(StrEnum):
    """When a last day ends: with office hours, or at midnight as Bộ luật Dân sự Đ148 says."""

    OFFICE = "office"
    MIDNIGHT = "midnight"


@dataclass(frozen=True)
class ClockRule:
    """How one procedure's clock runs for what is received from `valid_from` until `valid_to`.

    `count_first_day` counts the day of receipt (Đ147 does not); `count_moved_day` counts the day
    that a cut-off moved the receipt to, which the former does as well. `ends_at_work` moves what
    runs out on a day off to the next working day (Đ148). `hours_per_day` says in words how many
    working days a limit in working hours is.
    """

    cutoffs: tuple[Cutoff, ...] = ()
    count_first_day: bool = False
    count_moved_day: bool = False
    end_of_day: EndOfDay = EndOfDay.OFFICE
    ends_at_work: bool = True
    hours_per_day: int = 8
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True)
class ClockRules:
    """The dated rules of a procedure; of several in force the last one counts."""

    dated: tuple[ClockRule, ...]

    def on(self, day: date) -> ClockRule:
        """The rule in force on a day. Raises LookupError when there is none."""
        for rule in reversed(self.dated):
            if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to):
                return rule
        raise LookupError(f"no clock rule on {day}")


class PauseMode(StrEnum):
    """What happens when the wait is over: the count goes on, or starts again."""

    PAUSE = "pause"
    RESTART = "restart"


@dataclass(frozen=True)
class Pause:
    """The time that a dossier waits for the applicant; `end` None while it still waits."""

    start: datetime
    end: datetime | None = None
    mode: PauseMode = PauseMode.PAUSE
    reason: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause ends after it starts")


@dataclass(frozen=True)
class Extension:
    """A new appointment with an apology (Mẫu 04): so many working days more, granted at `at`."""

    at: datetime
    working_days: int

    def __post_init__(self) -> None:
        if self.working_days < 1:
            raise ValueError("an extension gives at least one working day")


class FactKind(StrEnum):
    """What a due moment is made of; the parameters of each stand behind it."""

    RECEIVED = "received"  # at
    RESTARTED = "restarted"  # start, at, reason
    MOVED = "moved"  # mode, minutes, day_off, to
    LIMIT = "limit"  # kind, amount, days (calendar days of months, working days of hours), last
    FIRST_DAY = "first_day"  # day, counted
    TOO_LATE = "too_late"  # first, last, days
    SKIPPED = "skipped"  # first, last, days, name (None: weekly days off; "": off by notice)
    MADE_UP = "made_up"  # day
    PAUSED = "paused"  # start, end, days, minutes (both: lost), reason
    ROLLED = "rolled"  # first, last, days, off (whether the limit ran out on a day off)
    EXTENDED = "extended"  # at, days
    STANDING = "standing"  # since
    DUE = "due"  # at, last: the day that ends then


@dataclass(frozen=True)
class Fact:
    """One step of the reasoning, for words in any language."""

    kind: FactKind
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """When an answer is due (aware, UTC) and why.

    `original_at` is the due moment without pauses and extensions, as Mẫu 01 promised it. While the
    clock stands, `standing` is the moment since when, and `at` is what it would be if the clock
    ran again at once. `paused` is the elapsed time for which the clock stood, waits that are over.
    """

    at: datetime
    original_at: datetime
    starts_at: datetime
    paused: timedelta
    facts: tuple[Fact, ...]
    standing: datetime | None = None
