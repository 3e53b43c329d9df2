"""Days, roles and other codes as sentences of administrators say them."""

from collections.abc import Iterable
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
}
_TODAY = _("hôm nay")
_FROM_TO = _("từ %(since)s đến hết %(until)s")
_FROM = _("từ %(since)s, chưa định ngày kết thúc")


def roles_in_words(roles: Iterable[str]) -> str:
    """Roles as a list in one sentence."""
    return ", ".join(str(ROLES[PostRole(role)]).lower() for role in roles)


def day_in_words(day: date) -> str:
    """A day within a sentence: `ngày 25/11/2026`, or `hôm nay`."""
    return str(_TODAY) if day == today() else str(_("ngày %(day)s")) % {"day": f"{day:%d/%m/%Y}"}


def span_in_words(since: date, until: date | None) -> str:
    """From one day to another, both included."""
    if until is None:
        return str(_FROM) % {"since": day_in_words(since)}
    return str(_FROM_TO) % {"since": day_in_words(since), "until": day_in_words(until)}
