"""Days from one to another, as officers type them into two boxes."""

from datetime import date, timedelta

from toantrinh.dossiers.registers import Period
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.web.gate.access import Visit

_USUAL = timedelta(days=30)


def last_month() -> Period:
    """The days that are shown to who asked for none."""
    return Period(today() - _USUAL, today())


def period_of(visit: Visit) -> Period:
    """The days that a page asks for. Refuses what is no day, and days in the wrong order."""
    usual = last_month()
    return Period(_day(visit, "tu", usual.first), _day(visit, "den", usual.last))


def boxes(visit: Visit, period: Period | None = None) -> dict[str, str]:
    """What stands in the two boxes: what was typed, else the days that are shown."""
    usual = period or last_month()
    return {
        "since": visit.GET.get("tu") or usual.first.isoformat(),
        "until": visit.GET.get("den") or usual.last.isoformat(),
    }


def _day(visit: Visit, name: str, usual: date) -> date:
    typed = visit.GET.get(name, "")
    try:
        return date.fromisoformat(typed) if typed else usual
    except ValueError as wrong:
        raise Refusal(
            "Không đọc được ngày “%(typed)s”.",
            field=name,
            remedy="Hãy ghi năm-tháng-ngày, ví dụ 2026-07-06.",
            typed=typed[:20],
        ) from wrong
