"""How good practice is spoken of: values, what changed, and why a change could not be counted."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from toantrinh.measures.measure import Measure
from toantrinh.practice.models import Outcome, Stage
from toantrinh.practice.queries import Told
from toantrinh.programme.goals import spelled
from toantrinh.web.look.templatetags.look import percent, span

STAGES = {
    Stage.PROPOSED: (_("Chờ cơ quan cấp trên duyệt"), "near"),
    Stage.RETURNED: (_("Cần viết lại"), "yours"),
    Stage.PUBLISHED: (_("Đã công bố"), "done"),
    Stage.WITHDRAWN: (_("Đã rút"), "still"),
}
ACTS = {
    "propose": _("Viết và gửi duyệt"),
    "revise": _("Viết lại và gửi duyệt"),
    "approve": _("Duyệt và công bố"),
    "send_back": _("Yêu cầu viết lại"),
    "withdraw": _("Rút lại"),
}
_WHY = {
    Outcome.WAITING: _("Hệ thống chưa tính; thường xong trong ít phút."),
    Outcome.NO_PLACE: _("Cơ quan không gắn với một địa bàn nên không tách được số riêng."),
    Outcome.NO_LAKE: _("Hệ thống chưa có kho số liệu để tính."),
    Outcome.NO_MEASURE: _("Chỉ số này không còn được tính."),
    Outcome.NOTHING_BEFORE: _("Trước khi làm không có trường hợp nào để so."),
    Outcome.NOTHING_AFTER: _("Sau khi làm không có trường hợp nào để so."),
}


def measure_name(measure: Measure) -> str:
    """A measure in the language of the page."""
    return measure.name_en if get_language() == "en" else measure.name


def value_words(measure: Measure, value: Fraction | None) -> str:
    """A value in the measure's unit; a dash where there is none."""
    if value is None:
        return "–"
    if measure.unit == "minutes":
        return span(timedelta(minutes=float(value)))
    return percent(value)


def gain_words(measure: Measure, told: Told) -> str:
    """What changed, better or worse, or why that is not told."""
    if told.gain is None:
        return why_words(told)
    value = told.gain.value
    if value == 0:
        return gettext("Không đổi")
    said = gettext("Tốt lên %(much)s") if value > 0 else gettext("Xấu đi %(much)s")
    return said % {"much": _much(measure, abs(value))}


def _much(measure: Measure, value: Fraction) -> str:
    if measure.unit == "minutes":
        return span(timedelta(minutes=float(value)))
    exact = Decimal(value.numerator * 100) / Decimal(value.denominator)
    points = spelled(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
    return gettext("%(points)s điểm phần trăm") % {"points": points}


def why_words(told: Told) -> str:
    """Why a change could not be counted; of one that is not over, from when it can be."""
    if told.outcome is Outcome.EARLY:
        day = told.spells.after[1] + timedelta(days=1)
        return gettext("Chưa đủ tháng sau khi làm; tính được từ %(day)s.") % {
            "day": f"{day:%d/%m/%Y}"
        }
    return str(_WHY.get(told.outcome, ""))


def months_words(days: tuple[date, date]) -> str:
    """The months that some days are, as `4/2026–6/2026`."""
    first, last = (f"{day.month}/{day.year}" for day in days)
    return first if first == last else f"{first}–{last}"
