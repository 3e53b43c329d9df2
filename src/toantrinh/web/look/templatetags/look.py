"""How pages write money, moments, days, numbers and states."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toantrinh.dossiers.states import Holder, State
from toantrinh.kernel import money, text
from toantrinh.kernel.time import local, now, today
from toantrinh.web.look.stacking import labelled

register = template.Library()

# A line must not break between a number and its unit.
_TIGHT = "\u00a0"
# From here on hours and minutes are said, and the colour changes.
_NEAR = timedelta(hours=3)


@register.filter
def dong(amount: int | None) -> str:
    """`8000` as `8.000 đ`; nothing as nothing."""
    return "" if amount is None else money.dong(amount).replace(" ", _TIGHT)


@register.filter
def dong_in_words(amount: int) -> str:
    """`8000` as `tám nghìn đồng`, for receipts."""
    return money.in_words(amount)


@register.filter
def number(value: int | None) -> str:
    """`48212` as `48.212`."""
    return "" if value is None else f"{value:,}".replace(",", ".")


@register.filter
def percent(value: Fraction | Decimal | float | None, places: int = 1) -> str:
    """A share such as 171/250 as `68,4 %`, half rounded up; nothing as a dash."""
    if value is None:
        return "–"
    share = Fraction(value) * 100
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded}".replace(".", ",") + f"{_TIGHT}%"


@register.filter
def clock(at: datetime | None) -> str:
    """A moment as the clock in Việt Nam shows it, `15:30`."""
    return "" if at is None else f"{local(at):%H:%M}"


@register.filter
def day(value: date | None) -> str:
    """A day, or the day of a moment in Việt Nam, as `23/11/2026`."""
    return "" if value is None else f"{_day_of(value):%d/%m/%Y}"


@register.filter
def weekday(value: date | None) -> str:
    """`thứ Hai` to `Chủ nhật`."""
    return "" if value is None else _weekdays()[_day_of(value).weekday()]


@register.filter
def moment(at: datetime | None) -> str:
    """A moment in full, `15:30, thứ Hai 23/11/2026`."""
    return "" if at is None else f"{clock(at)}, {weekday(at)} {day(at)}"


@register.filter
def brief(at: datetime | None) -> str:
    """A moment in a list, `23/11, 08:05`; with its year when that is not this one."""
    if at is None:
        return ""
    given = local(at)
    form = "%d/%m, %H:%M" if given.year == today().year else "%d/%m/%Y, %H:%M"
    return given.strftime(form)


@register.filter
def in_days(value: date | None) -> str:
    """How far a day lies from today: `hôm nay`, `ngày mai`, `3 ngày nữa`, `3 ngày trước`."""
    if value is None:
        return ""
    days = (_day_of(value) - today()).days
    near = {-1: _("hôm qua"), 0: _("hôm nay"), 1: _("ngày mai")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("%(count)s ngày nữa", "%(count)s ngày nữa", days) % {"count": days}
    return ngettext("%(count)s ngày trước", "%(count)s ngày trước", -days) % {"count": -days}


@register.filter
def left(due: datetime | None) -> str:
    """What is left until a moment, by the wall clock: `còn 1 giờ 40 phút`, `trễ 3 giờ`."""
    if due is None:
        return ""
    rest = due - now()
    if rest < timedelta(0):
        return _("trễ %(time)s") % {"time": span(-rest)}
    if rest <= _NEAR:
        return _("còn %(time)s") % {"time": span(rest)}
    days = (_day_of(due) - today()).days
    if days < 2:
        return f"{in_days(due)} {clock(due)}"
    return ngettext("còn %(count)s ngày", "còn %(count)s ngày", days) % {"count": days}


@register.filter
def left_tone(due: datetime | None) -> str:
    """The tone of a due date: late, near (a few hours), or work."""
    if due is None:
        return ""
    rest = due - now()
    if rest < timedelta(0):
        return "late"
    return "near" if rest <= _NEAR else "work"


@register.filter
def span(length: timedelta | None) -> str:
    """A length of time in at most two units: `1 giờ 40 phút`, `2 ngày 3 giờ`."""
    if length is None:
        return ""
    minutes = max(round(length.total_seconds() / 60), 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(count)s ngày", "%(count)s ngày", days)),
        (hours, ngettext("%(count)s giờ", "%(count)s giờ", hours)),
        (rest, ngettext("%(count)s phút", "%(count)s phút", rest)),
    ]
    first = next((place for place, (count, _text) in enumerate(parts) if count), 2)
    said = [text % {"count": count} for count, text in parts[first : first + 2] if count]
    return " ".join(said) or _("dưới 1 phút")


@register.filter
def masked(number_text: str | None, shown: int = 3) -> str:
    """A personal number of which only the end shows, `•••••••••345`."""
    return text.masked(number_text or "", shown)


@register.filter
def state_label(state: State | str) -> str:
    """What people read for a dossier's state."""
    return State(state).label


@register.filter
def state_tone(state: State | str) -> str:
    """The chip's tone for a dossier's state: `yours` waits for the applicant."""
    known = State(state)
    if known in {State.READY, State.RETURNED}:
        return "done"
    if known is State.DRAFT or known.terminal:
        return "still"
    return "yours" if known.holder is Holder.APPLICANT else "work"


@register.filter
def focus_id(field: BoundField) -> str:
    """The id of the first thing to fill in of a field, where its error leads."""
    widget = field.field.widget
    if isinstance(widget, ChoiceWidget):
        return str(widget.id_for_label(field.auto_id, "0"))
    return str(widget.id_for_label(field.auto_id))


@register.filter
def before(label: object) -> str:
    """A label as it stands before a sentence: with a colon, unless it is a question itself."""
    text = str(label)
    return text if text.endswith(("?", ":", ".")) else f"{text}:"


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands behind it."""
    return field.widget_type == "checkbox"


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether a field is a list of circles or boxes to choose from."""
    return field.widget_type in {"radioselect", "checkboxselectmultiple"}


@register.simple_block_tag
def table(content: str, *caption: object, many: bool = False, shown: bool = False) -> SafeString:
    """`{% table "What" where month many=True %}` heads and rows `{% endtable %}`.

    What it is about is one line for the eyes (`shown`) or the ears. Many columns may be slid
    sideways; where they have no room at all each row is a card (`stacking.py`).
    """
    about = {"rows": content, "caption": ", ".join(map(str, caption)), "many": many, "shown": shown}
    return mark_safe(labelled(render_to_string("look/framed.html", about)))  # noqa: S308


def _day_of(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _weekdays() -> tuple[str, ...]:
    return (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )
