"""What may be wrong with agencies and calendar: days off unknown, nobody at work, codes of ours."""

from collections.abc import Iterator
from datetime import timedelta

from toantrinh.government.models import Agency, CalendarDay, DayKind, Post, WorkingHours
from toantrinh.government.queries import calendar_from, in_force
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.time import today

# From this month on, offices plan across New Year.
_MONTH = 10
# Tết and the national days alone are more.
_FEWEST_DAYS_OFF = 8
# No holidays are as long.
_WEEKS = timedelta(days=21)


@check()
def days_off(_below: str) -> Iterator[Finding]:
    """The days off of this year and, towards its end, of the next."""
    day = today()
    for year in (day.year, day.year + 1) if day.month >= _MONTH else (day.year,):
        known = CalendarDay.objects.filter(day__year=year, unit_code="", kind=DayKind.OFF)
        if known.count() < _FEWEST_DAYS_OFF:
            yield Finding(
                "government.days_off_missing",
                Severity.SOON,
                "Chưa có đủ ngày nghỉ lễ, Tết năm %(year)s, ngày hẹn trả có thể sai.",
                remedy="Hãy ghi ngày nghỉ và làm bù theo thông báo hằng năm, ở mục Quy định, hoặc "
                "cập nhật tệp dữ liệu.",
                params={"year": year},
                page="calendar",
            )


@check()
def without_hours(below: str) -> Iterator[Finding]:
    """Agencies with posts in whose calendar nobody works for weeks: nothing there falls due."""
    day = today()
    staffed = Post.objects.filter(in_force(day)).values("agency")
    rows = Agency.objects.filter(in_force(day), path__startswith=below, pk__in=staffed)
    hours = list(WorkingHours.objects.filter(in_force(day)))
    days = list(CalendarDay.objects.filter(day__range=(day, day + _WEEKS)))
    ahead = [day + timedelta(days=number) for number in range(_WEEKS.days)]
    idle = tuple(
        one.name
        for one in rows.select_related("kind", "unit").order_by("path")
        if not any(map(calendar_from(one, hours, days).is_working, ahead))
    )
    if idle:
        yield Finding(
            "government.without_hours",
            Severity.BROKEN,
            "%(count)s cơ quan không có giờ làm việc trong ba tuần tới, không tính được ngày hẹn.",
            remedy="Hãy đặt giờ làm việc, ở mục Quy định.",
            places=idle,
            page="calendar",
        )


@check()
def codes_of_our_own(below: str) -> Iterator[Finding]:
    """Agencies that work and have no official code yet: their dossiers' codes begin `tam.`"""
    staffed = Post.objects.filter(in_force(today())).values("agency")
    agencies = Agency.objects.filter(
        in_force(today()),
        official=False,
        path__startswith=below,
        parent__parent=None,
        pk__in=staffed,
    )
    if names := tuple(agencies.order_by("path").values_list("name", flat=True)):
        yield Finding(
            "government.codes_of_our_own",
            Severity.NOTE,
            "%(count)s cơ quan chưa có mã định danh chính thức, mã hồ sơ bắt đầu bằng tam.",
            remedy="Hãy ghi mã do Văn phòng Chính phủ cấp, ở mục Cơ quan.",
            places=names,
            page="agencies",
        )
