"""Points of QĐ 766 and the DTI of a place: what is known, what is reported, what is missing."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.measures.asking import NATION, By
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place, place, places_below
from toantrinh.measures.reported import IndexYear, index_years, pillars, reported, weights
from toantrinh.measures.scoring import Score, bounds, scores, unknown
from toantrinh.measures.standing import month_told
from toantrinh.measures.values import decimal
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.measure_words import titled
from toantrinh.web.cockpit.measuring import MONTH, around, query_of, seen
from toantrinh.web.gate.access import Visit, officers

# As the page's language has them; a group that only an installation's file has keeps its name.
_GROUPS = {
    1: _("Công khai, minh bạch"),
    2: _("Tiến độ, kết quả giải quyết"),
    3: _("Cung cấp dịch vụ trực tuyến"),
    4: _("Số hóa hồ sơ"),
    5: _("Mức độ hài lòng"),
}


@officers()
@require_safe
def score(visit: Visit, code: str) -> HttpResponse:
    """A place's points by group and indicator, and those of the provinces below a nation."""
    here = seen(visit, code)
    month = month_told(visit.GET.get(MONTH, ""))
    found = scores(here.by, [here.code], month)[here.code]
    least, most = bounds(found)
    context: dict[str, Any] = {
        "least": _said(least),
        "most": _said(most),
        "known": least == most,
        "unknown": unknown(found),
        "groups": _groups(found),
        "provinces": _provinces(here, month, query_of(visit)),
        "pillars": [
            (each.name_en if get_language() == "en" else each.name, each.points, each.indicators)
            for each in pillars()
        ],
        "reported": [
            (each, place(each.place).name, _source(each.source), _decimals(each.value))
            for each in reported()
            if each.series == "dti" and each.place in {here.code, NATION}
        ],
    }
    if here.by is By.NATION:
        context["index"] = [_index_row(one) for one in reversed(index_years())]
    return show(visit, "score", {**around(visit, here, month, "cockpit:score"), **context})


def _source(told: str) -> str:
    """Who published a number; `news` where only papers were read."""
    return str(_("báo chí đưa")) if told == "news" else told


def _index_row(one: IndexYear) -> dict[str, object]:
    """A year of the UN's index: its components by their weights, published, and made again."""
    shares = weights(one.year)
    return {
        "year": one.year,
        "rank": one.rank,
        "regional": one.regional,
        "published": _decimals(one.published),
        "unverified": one.published is not None and not one.verified,
        "made": _decimals(one.reproduced),
        "parts": " + ".join(
            f"{shares[name]} × {name.upper()} {_decimals(at)}"
            for name, at in one.components.items()
        ),
    }


def _decimals(number: Fraction | None) -> str:
    return "–" if number is None else decimal(number).replace(".", ",")


def _groups(found: Score) -> Sequence[dict[str, object]]:
    return [
        {
            "name": _GROUPS.get(one.group.number, one.group.name),
            "most": _said(one.group.most),
            "least": _said(one.least),
            "reach": _said(one.most),
            "known": any(each.brought is not None for each in one.scored),
            "rows": [
                {
                    "number": each.indicator.number,
                    "name": titled(each.of) if each.of else "",
                    "rate": each.rate,
                    "most": _said(each.indicator.most),
                    "brought": _said(each.brought),
                    "why": each.why_not,
                }
                for each in one.scored
            ],
        }
        for one in found
    ]


def _provinces(here: Place, month: Period | None, query: str) -> list[dict[str, object]]:
    """The provinces of the nation with their bounds, the surest first."""
    if here.by is not By.NATION:
        return []
    below = {one.code: one for one in places_below(here)}
    found = scores(By.PROVINCE, [*below], month)
    told = {code: bounds(each) for code, each in found.items() if not unknown(each)}
    return [
        {
            "name": below[code].name,
            "url": reverse("cockpit:score", args=[code]) + query,
            "least": _said(least),
            "most": _said(most),
        }
        for code, (least, most) in sorted(told.items(), key=lambda one: (-one[1][0], one[0]))
    ]


def _said(points: Fraction | None) -> str:
    """Points as people read them; a dash where they are not known."""
    if points is None:
        return "–"
    if points.denominator == 1:
        return str(points)
    return decimal(points, 2).replace(".", ",")
