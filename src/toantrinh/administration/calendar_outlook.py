"""What another calendar would do to what was promised, in sentences."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toantrinh.dossiers.rolling import promised_days
from toantrinh.government.calendar import Calendar
from toantrinh.government.carrying import going_on
from toantrinh.government.models import Agency, CalendarDay, WorkingHours
from toantrinh.government.queries import calendar_from
from toantrinh.kernel.time import today

_DAY = timedelta(days=1)
# Beyond the last promise, for the example and for promises that move.
_BEYOND = timedelta(days=60)
# What the example counts.
_EXAMPLE_DAYS = 5


@dataclass(frozen=True)
class Facts:
    """All hours and special days from today on, as they are or as they would be."""

    hours: tuple[WorkingHours, ...]
    days: tuple[CalendarDay, ...]

    def with_hours(self, hours: Iterable[WorkingHours]) -> "Facts":
        return replace(self, hours=tuple(hours))

    def with_days(self, said: Sequence[CalendarDay]) -> "Facts":
        """With these days instead of those of the same scope."""
        places = {(row.day, row.unit_code) for row in said}
        kept = (row for row in self.days if (row.day, row.unit_code) not in places)
        return replace(self, days=(*kept, *said))

    def calendar(self, of: Agency) -> Calendar:
        return calendar_from(of, self.hours, self.days)


def facts_now() -> Facts:
    """What the tables say from today on."""
    hours = WorkingHours.objects.filter(going_on(today()))
    return Facts(tuple(hours), tuple(CalendarDay.objects.filter(day__gte=today())))


@dataclass
class Shift:
    """How many promises another calendar would move, or leave with less or more working time."""

    moved: int = 0
    less: int = 0
    more: int = 0


def shift(where: Q, before: Facts, after: Facts) -> Shift:
    """What would become of the promises of all dossiers for which the condition holds."""
    found = Shift()
    groups = promised_days(where)
    ids = {agency for agency, _day, _count in groups}
    agencies = Agency.objects.select_related("kind", "unit").in_bulk(ids)
    until = max((day for _agency, day, _count in groups), default=today()) + _BEYOND
    gains = {
        pk: _Gain(before.calendar(one), after.calendar(one), until) for pk, one in agencies.items()
    }
    for agency, day, count in groups:
        gain = gains[agency]
        if not gain.after.is_working(day):
            found.moved += count
        elif (by := gain.until(day)) < 0:
            found.less += count
        elif by > 0:
            found.more += count
    return found


@dataclass
class _Gain:
    """Working minutes that another calendar gives or takes, from today on."""

    before: Calendar
    after: Calendar
    last: date

    @cached_property
    def _sums(self) -> list[int]:
        days = (today() + n * _DAY for n in range((self.last - today()).days + 1))
        return list(
            accumulate(_minutes(self.after, day) - _minutes(self.before, day) for day in days)
        )

    def until(self, day: date) -> int:
        return self._sums[(day - today()).days]


def _minutes(calendar: Calendar, day: date) -> int:
    return sum(end - start for start, end in calendar.office(day))


def lines_of(where: Q, before: Facts, after: Facts, example: Agency, since: date) -> list[str]:
    """What would become of promises, and of what is received from a day on."""
    found = shift(where, before, after)
    lines = [_counted(count, say) for count, say in _said(found) if count]
    if not lines:
        lines.append(_("Không hồ sơ nào đang giải quyết có ngày hẹn bị ảnh hưởng."))
    return [*lines, *_example(before.calendar(example), after.calendar(example), since)]


Say = Callable[[int], str]


def _said(found: Shift) -> list[tuple[int, Say]]:
    return [
        (
            found.moved,
            lambda n: ngettext(
                "%(count)s hồ sơ có ngày hẹn rơi vào ngày nghỉ: hẹn trả dời sang ngày làm việc "
                "kế tiếp, người nộp được báo.",
                "%(count)s hồ sơ có ngày hẹn rơi vào ngày nghỉ: hẹn trả dời sang ngày làm việc "
                "kế tiếp, người nộp được báo.",
                n,
            ),
        ),
        (
            found.less,
            lambda n: ngettext(
                "%(count)s hồ sơ còn ít thời gian làm việc hơn trước ngày hẹn; ngày hẹn giữ như "
                "đã hứa.",
                "%(count)s hồ sơ còn ít thời gian làm việc hơn trước ngày hẹn; ngày hẹn giữ như "
                "đã hứa.",
                n,
            ),
        ),
        (
            found.more,
            lambda n: ngettext(
                "%(count)s hồ sơ có thêm thời gian làm việc trước ngày hẹn; ngày hẹn không lùi lại "
                "cũng không sớm hơn.",
                "%(count)s hồ sơ có thêm thời gian làm việc trước ngày hẹn; ngày hẹn không lùi lại "
                "cũng không sớm hơn.",
                n,
            ),
        ),
    ]


def _counted(count: int, say: Say) -> str:
    return say(count) % {"count": count}


def _example(before: Calendar, after: Calendar, since: date) -> list[str]:
    first = before.add_working_days(since, _EXAMPLE_DAYS)
    then = after.add_working_days(since, _EXAMPLE_DAYS)
    said = (
        _("Ví dụ: thủ tục %(days)s ngày làm việc nhận ngày %(since)s vẫn hẹn trả ngày %(before)s.")
        if first == then
        else _(
            "Ví dụ: thủ tục %(days)s ngày làm việc nhận ngày %(since)s hẹn trả ngày %(after)s thay "
            "vì ngày %(before)s."
        )
    )
    days = {"since": since, "before": first, "after": then}
    told = {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
    return [said % {"days": _EXAMPLE_DAYS, **told}]
