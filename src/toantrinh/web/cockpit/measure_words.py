"""How measures are spoken of: values with their units, and how two of them compare."""

from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from toantrinh.measures.measure import Measure, Named
from toantrinh.measures.standing import Standing
from toantrinh.measures.values import Value, decimal
from toantrinh.web.look.templatetags.look import percent, span


def titled(measure: Named) -> str:
    """A measure's name in the language of the page."""
    return measure.name_en if get_language() == "en" else measure.name


def told(measure: Named, vi: str) -> str:
    """A text of a measure in the language of the page: `explain`, `numerator`, `reason`."""
    return str(getattr(measure, f"{vi}_en" if get_language() == "en" else vi))


def said(measure: Measure, number: Fraction) -> str:
    """A number with its unit: `68,4 %`, `2 ngày 3 giờ`."""
    if measure.unit == "percent":
        return percent(number)
    return span(timedelta(minutes=round(number)))


def value_said(measure: Measure, made: Value) -> str:
    """The same of a value; of one that can't be computed, a dash: the page says why beside it."""
    return "–" if made.number is None else said(measure, made.number)


def ninth(made: Value) -> str:
    """By when nine in ten are through, where percentiles are told."""
    if made.percentiles is None:
        return ""
    return _("chín phần mười trong %(time)s") % {
        "time": span(timedelta(minutes=made.percentiles[90]))
    }


def month_said(month: date) -> str:
    """`11/2026`."""
    return f"{month:%m/%Y}"


def distance(measure: Measure, amount: Fraction) -> str:
    """A difference without its sign: `1,2 điểm phần trăm`, `3 giờ`."""
    if measure.unit == "percent":
        points = decimal(abs(amount) * 100, 1).replace(".", ",")
        return _("%(points)s điểm phần trăm") % {"points": points}
    return said(measure, abs(amount))


def change_said(one: Standing) -> str:
    """How the month compares with the same month a year before, in words."""
    change = one.change
    if change is None:
        return _("Chưa so được với cùng tháng năm trước: %(why)s") % {"why": _missing(one)}
    then = value_said(one.measure, one.year_before.value)
    if not change:
        return _("Bằng cùng tháng năm trước (%(then)s)") % {"then": then}
    words = {
        True: _("Tốt hơn cùng tháng năm trước %(by)s (%(then)s)"),
        False: _("Kém hơn cùng tháng năm trước %(by)s (%(then)s)"),
        None: _("Khác cùng tháng năm trước %(by)s (%(then)s)"),
    }[one.better]
    return words % {"by": distance(one.measure, change), "then": then}


def goal_said(one: Standing, goal: Fraction, *, least: bool = True) -> str:
    """Whether a goal is reached, or how far it is."""
    number = one.now.value.number
    wanted = said(one.measure, goal)
    if number is None:
        return _("Mục tiêu %(goal)s") % {"goal": wanted}
    if (number >= goal) if least else (number <= goal):
        return _("Đạt mục tiêu %(goal)s") % {"goal": wanted}
    return _("Còn cách mục tiêu %(goal)s: %(by)s") % {
        "goal": wanted,
        "by": distance(one.measure, goal - number),
    }


def best_said(one: Standing) -> str:
    """Who does best among the peers, and what they come to."""
    if one.best is None:
        return ""
    if one.best.place.code == one.place.code:
        return _("Tốt nhất trong các nơi cùng cấp")
    best = {"name": one.best.place.name, "value": value_said(one.measure, one.best.value)}
    return _("Tốt nhất: %(name)s %(value)s") % best


def months_said(count: int) -> str:
    """`13 tháng`."""
    return ngettext("%(count)s tháng", "%(count)s tháng", count) % {"count": count}


def _missing(one: Standing) -> str:
    why = one.now.value.why_not or one.year_before.value.why_not
    return str(why)
