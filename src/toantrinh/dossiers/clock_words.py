"""What the clock says to people: why a due moment is when it is, and how much is left."""

from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toantrinh.dossiers.clock import Left
from toantrinh.dossiers.limits import CutoffMode, Due, Fact, FactKind, LimitKind
from toantrinh.kernel.time import local

_HOUR = 60
_WEEKDAYS = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)


def explain(due: Due) -> list[str]:
    """Sentences that lead from the receipt to the due moment, in order."""
    received = local(cast("datetime", due.facts[0].params["at"])).date()
    return [_SENTENCES[fact.kind](fact, received) for fact in due.facts]


def days_left(left: Left) -> str:
    """How much is left or how late it is, e.g. `còn 2 ngày làm việc`, `quá hạn 1 ngày làm việc`."""
    amount = _amount_left(left)
    if left.late:
        return _("quá hạn %(amount)s") % {"amount": amount} if amount else _("vừa quá hạn")
    if left.standing:
        said = _("đang tạm dừng, còn %(amount)s") % {"amount": amount}
        return said if amount else _("đang tạm dừng")
    return _("còn %(amount)s") % {"amount": amount} if amount else _("hết hạn hôm nay")


def _amount_left(left: Left) -> str:
    if left.days:
        return working_days(left.days)
    if left.minutes >= _HOUR:
        return working_hours(left.minutes // _HOUR)
    return minutes(left.minutes) if left.minutes else ""


def limit_words(kind: LimitKind, amount: int) -> str:
    """A limit as a procedure states it, e.g. `5 ngày làm việc`."""
    if kind is LimitKind.SAME_DAY:
        return _("trong ngày")
    words: dict[LimitKind, Callable[[int], str]] = {
        LimitKind.WORKING_DAYS: working_days,
        LimitKind.DAYS: days,
        LimitKind.MONTHS: months,
        LimitKind.HOURS: hours,
        LimitKind.WORKING_HOURS: working_hours,
        LimitKind.WORKING_MINUTES: office_time,
    }
    return words[kind](amount)


def working_days(count: int) -> str:
    """So many working days."""
    text = ngettext("%(count)s ngày làm việc", "%(count)s ngày làm việc", count)
    return text % {"count": count}


def days(count: int) -> str:
    """So many days."""
    return ngettext("%(count)s ngày", "%(count)s ngày", count) % {"count": count}


def months(count: int) -> str:
    """So many months."""
    return ngettext("%(count)s tháng", "%(count)s tháng", count) % {"count": count}


def hours(count: int) -> str:
    """So many hours."""
    return ngettext("%(count)s giờ", "%(count)s giờ", count) % {"count": count}


def working_hours(count: int) -> str:
    """So many working hours."""
    text = ngettext("%(count)s giờ làm việc", "%(count)s giờ làm việc", count)
    return text % {"count": count}


def working_days_and_hours(count: int, hours_a_day: int) -> str:
    """So many working hours, at least one, in whole days as far as they fill some."""
    whole, rest = divmod(max(count, 1), hours_a_day)
    parts = [working_days(whole)] if whole else []
    return _(" và ").join([*parts, working_hours(rest)] if rest else parts)


def office_time(count: int) -> str:
    """So many working minutes, in hours as far as these are whole."""
    whole, rest = divmod(count, _HOUR)
    parts = [working_hours(whole) if whole else "", minutes(rest) if rest or not whole else ""]
    return " ".join(part for part in parts if part)


def minutes(count: int) -> str:
    """So many minutes."""
    return ngettext("%(count)s phút", "%(count)s phút", count) % {"count": count}


def weekday(day: date) -> str:
    """The name of a day of the week as it stands inside a sentence."""
    return str(_WEEKDAYS[day.weekday()])


def day_words(day: date) -> str:
    """A day with its weekday, e.g. `thứ Sáu 13/02/2026`."""
    return f"{weekday(day)} {day:%d/%m/%Y}"


def moment_words(moment: datetime) -> str:
    """A moment in local time, e.g. `16:20 thứ Sáu 13/02/2026`."""
    at = local(moment)
    return f"{at:%H:%M} {day_words(at.date())}"


def _moment(fact: Fact, name: str) -> str:
    return moment_words(cast("datetime", fact.params[name]))


def _day(fact: Fact, name: str) -> date:
    return cast("date", fact.params[name])


def _count(fact: Fact, name: str) -> int:
    return cast("int", fact.params[name])


def _received(fact: Fact, _received: date) -> str:
    return _("Nhận lúc %(moment)s.") % {"moment": _moment(fact, "at")}


def _restarted(fact: Fact, _received: date) -> str:
    text = _("Hồ sơ được bổ sung đủ lúc %(moment)s nên thời hạn tính lại từ đầu.")
    return text % {"moment": _moment(fact, "at")}


def _moved(fact: Fact, _received: date) -> str:
    params: dict[str, str] = {"moment": _moment(fact, "to")}
    number = _count(fact, "minutes")
    match fact.params["mode"]:
        case _ if fact.params["day_off"]:
            text = _("Nhận vào ngày nghỉ nên tính từ %(moment)s.")
        case CutoffMode.AFTER:
            text = _("Nhận sau %(cutoff)s nên tính từ %(moment)s.")
            params["cutoff"] = f"{number // _HOUR:02}:{number % _HOUR:02}"
        case CutoffMode.BEFORE_END:
            text = _("Nhận trong %(minutes)s cuối giờ làm việc nên tính từ %(moment)s.")
            params["minutes"] = minutes(number)
        case _:
            text = _("Nhận sau giờ làm việc nên tính từ %(moment)s.")
    return text % params


def _limit(fact: Fact, _received: date) -> str:
    limit = limit_words(cast("LimitKind", fact.params["kind"]), _count(fact, "amount"))
    if "days" in fact.params:
        as_days = days if fact.params["kind"] is LimitKind.MONTHS else working_days
        params = {"limit": limit, "days": as_days(_count(fact, "days"))}
        return _("Thời hạn: %(limit)s (%(days)s).") % params
    return _("Thời hạn: %(limit)s.") % {"limit": limit}


def _first_day(fact: Fact, received: date) -> str:
    day, counted = _day(fact, "day"), fact.params["counted"]
    if day == received:
        return _("Tính cả ngày nhận.") if counted else _("Ngày nhận không tính.")
    text = _("Tính cả %(day)s.") if counted else _("Ngày đầu, %(day)s, không tính.")
    return text % {"day": day_words(day)}


def _too_late(_fact: Fact, _received: date) -> str:
    return _("Khi nhận đã hết giờ làm việc trong ngày nên chuyển sang ngày làm việc kế tiếp.")


def _skipped(fact: Fact, _received: date) -> str:
    first, last, name = _day(fact, "first"), _day(fact, "last"), fact.params["name"]
    params = {
        "days": days(_count(fact, "days")),
        "name": cast("str", name),
        "span": f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m} – {last:%d/%m/%Y}",
    }
    if name is None:
        return _("Bỏ qua %(days)s nghỉ hằng tuần.") % params
    if not name:
        return _("Bỏ qua %(days)s nghỉ theo thông báo (%(span)s).") % params
    return _("Bỏ qua %(days)s nghỉ %(name)s (%(span)s).") % params


def _made_up(fact: Fact, _received: date) -> str:
    return _("Tính %(day)s vì là ngày làm bù.") % {"day": day_words(_day(fact, "day"))}


def _paused(fact: Fact, _received: date) -> str:
    reason = fact.params["reason"]
    params = {
        "start": _moment(fact, "start"),
        "end": _moment(fact, "end"),
        "lost": _lost(_count(fact, "days"), _count(fact, "minutes")),
        "reason": reason,
    }
    if not params["lost"]:
        return _("Tạm dừng từ %(start)s đến %(end)s, không làm dời hạn.") % params
    if reason:
        return _("Tạm dừng %(lost)s %(reason)s (từ %(start)s đến %(end)s).") % params
    return _("Tạm dừng %(lost)s (từ %(start)s đến %(end)s).") % params


def _lost(whole_days: int, single_minutes: int) -> str:
    parts = [
        days(whole_days) if whole_days else "",
        hours(single_minutes // _HOUR) if single_minutes >= _HOUR else "",
        minutes(single_minutes % _HOUR) if single_minutes % _HOUR else "",
    ]
    return " ".join(part for part in parts if part)


def _rolled(fact: Fact, _received: date) -> str:
    text = _("Hết giờ ngay sau ngày nghỉ nên hạn là cuối ngày làm việc %(day)s.")
    if fact.params["off"]:
        text = _("Ngày cuối là ngày nghỉ nên hạn chuyển sang %(day)s.")
    return text % {"day": day_words(_day(fact, "last"))}


def _extended(fact: Fact, _received: date) -> str:
    params = {
        "day": day_words(local(cast("datetime", fact.params["at"])).date()),
        "days": working_days(_count(fact, "days")),
    }
    return _("Gia hạn thêm %(days)s, báo từ %(day)s.") % params


def _standing(fact: Fact, _received: date) -> str:
    text = _("Đang tạm dừng từ %(moment)s; hạn sẽ dời theo thời gian chờ.")
    return text % {"moment": _moment(fact, "since")}


def _due(fact: Fact, _received: date) -> str:
    at, last = local(cast("datetime", fact.params["at"])), _day(fact, "last")
    if at.date() != last:
        return _("Hạn trả: hết %(day)s.") % {"day": day_words(last)}
    return _("Hạn trả: %(moment)s.") % {"moment": moment_words(at)}


_SENTENCES: dict[FactKind, Callable[[Fact, date], str]] = {
    FactKind.RECEIVED: _received,
    FactKind.RESTARTED: _restarted,
    FactKind.MOVED: _moved,
    FactKind.LIMIT: _limit,
    FactKind.FIRST_DAY: _first_day,
    FactKind.TOO_LATE: _too_late,
    FactKind.SKIPPED: _skipped,
    FactKind.MADE_UP: _made_up,
    FactKind.PAUSED: _paused,
    FactKind.ROLLED: _rolled,
    FactKind.EXTENDED: _extended,
    FactKind.STANDING: _standing,
    FactKind.DUE: _due,
}
