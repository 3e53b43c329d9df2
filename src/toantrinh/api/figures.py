"""What is measured, by program: definitions for everybody, figures for who answers for a place.

Figures are those of the pages: the months that are kept, and never a zero for what is not known.
"""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from toantrinh.api import schemas as s
from toantrinh.api.common import ANSWERS, caller, plain
from toantrinh.measures.measure import Measure, find
from toantrinh.measures.perms import check_place
from toantrinh.measures.places import Place, place
from toantrinh.measures.queries import explain, listed, not_by
from toantrinh.measures.standing import NOT_KEPT, Monthly, month_asked, standings
from toantrinh.measures.values import decimal

figures = Router(tags=["measures"])


@figures.get("", auth=None, response={200: list[s.MeasureOut], **ANSWERS})
def list_measures(request: HttpRequest) -> list[dict[str, object]]:
    """Every measure, also those that can't be counted yet, with the reason."""
    return listed()


@figures.get("/{key}", auth=None, response={200: s.MeasureExplainedOut, **ANSWERS})
def explain_measure(request: HttpRequest, key: str) -> dict[str, object]:
    """A measure in words, with its worked example: what is counted, among what, by which law."""
    return explain(plain(key))


@figures.get("/{key}/places/{place_code}", response={200: s.FigureOut, **ANSWERS})
def show_figure(
    request: HttpRequest,
    key: str,
    place_code: str,
    month: str = Query("", pattern=r"^(\d{4}-\d{2})?$"),
) -> s.FigureOut:
    """What a measure came to at `VN`, a province or a commune in a month, the last one kept
    without it, and in the twelve months before; for who leads or administers there or above."""
    actor = caller(request)
    one, here = find(plain(key)), place(plain(place_code))
    check_place(actor, here)
    period = month_asked(month)
    told = _about(one, here)
    if here.by not in one.by:
        return s.FigureOut(**told, why_not=not_by(one, here.by))
    if period is None:
        return s.FigureOut(**told, why_not=str(NOT_KEPT))
    (stand,) = standings([one], here, period)
    counted_to = datetime.fromtimestamp(period.as_of * 60, UTC)
    before = [s.MonthOut(**_month(one, each)) for each in stand.trend[:-1]]
    return s.FigureOut(**told, **_month(one, stand.now), counted_to=counted_to, before=before)


def _about(one: Measure, here: Place) -> dict[str, Any]:
    return {
        "measure": one.key,
        "name": one.name,
        "name_en": one.name_en,
        "source": one.source,
        "unit": one.unit,
        "place": here.code,
        "place_name": here.name,
    }


def _month(one: Measure, each: Monthly) -> dict[str, Any]:
    """A month as numbers, or with the reason why there is none."""
    made, counts, there = each.value, each.counts, each.counted is not None
    return {
        "month": f"{each.month:%Y-%m}",
        "numerator": counts.numerator if there and not one.is_spread else None,
        "denominator": counts.rows if there else None,
        "value": None if made.number is None else decimal(made.number),
        "percentiles": made.percentiles,
        "why_not": str(made.why_not),
    }
