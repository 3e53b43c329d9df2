"""Days, roles and other codes as sentences of administrators say them."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toantrinh.government.models import PostRole
from toantrinh.kernel.time import today

ROLES: dict[str, Promise] = {
    PostRole.RECEPTION: _("Tiếp nhận và trả kết quả"),
    PostRole.SPECIALIST: _("Thụ lý"),
    PostRole.LEADER: _("Lãnh đạo"),
    PostRole.ADMINISTRATOR: _("Quản trị"),
    PostRole.DATA_OFFICER: _("Bảo vệ dữ liệu cá nhân"),
    PostRole.CATALOGUE_EDITOR: _("Biên tập thủ tục"),
}
WEEKDAYS = (
    _("Thứ Hai"),
    _("Thứ Ba"),
    _("Thứ Tư"),
    _("Thứ Năm"),
    _("Thứ Sáu"),
    _("Thứ Bảy"),
    _("Chủ nhật"),
)
_TODAY = _("hôm nay")
_FROM_TO = _("từ %(since)s đến hết %(until)s")
_FROM = _("từ %(since)s, chưa định ngày kết thúc")


def roles_in_words(roles: Iterable[str]) -> str:
    """Roles as a list in one sentence."""
    return ", ".join(str(ROLES[PostRole(role)]).lower() for role in roles)


def week_in_words(week: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    """A line for each run of days that are alike: `Thứ Hai – thứ Sáu: 08:00–12:00, 13:00–17:00`."""
    lines: list[tuple[list[int], str]] = []
    for number, spells in enumerate(week):
        hours = ", ".join("–".join(spell) for spell in spells) or str(_("nghỉ"))
        if lines and lines[-1][1] == hours:
            lines[-1][0].append(number)
        else:
            lines.append(([number], hours))
    return [f"{_run(days)}: {hours}" for days, hours in lines]


def _run(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return str(first) if len(days) == 1 else f"{first} – {last}"


def day_in_words(day: date) -> str:
    """A day within a sentence: `ngày 25/11/2026`, or `hôm nay`."""
    return str(_TODAY) if day == today() else str(_("ngày %(day)s")) % {"day": f"{day:%d/%m/%Y}"}


def span_in_words(since: date, until: date | None) -> str:
    """From one day to another, both included."""
    if until is None:
        return str(_FROM) % {"since": day_in_words(since)}
    return str(_FROM_TO) % {"since": day_in_words(since), "until": day_in_words(until)}
