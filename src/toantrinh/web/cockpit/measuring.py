"""What leaders see first: how measures stand at a place, one measure there, and what it means."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.kernel.text import fold
from toantrinh.measures import examples, kept, perms
from toantrinh.measures.asking import By
from toantrinh.measures.branches import COMMITTEE
from toantrinh.measures.measure import Measure, find, measures, not_counted
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place, place, places_below
from toantrinh.measures.queries import explain
from toantrinh.measures.standing import (
    CHIEF,
    LEAST_CASES,
    Peer,
    Standing,
    month_told,
    ranked,
    standings,
)
from toantrinh.programme.queries import goals_of
from toantrinh.web.cockpit import agency_page, charts, shown
from toantrinh.web.cockpit.example_words import differs, ordinary
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.measure_words import month_said, said, titled, told, value_said
from toantrinh.web.gate.access import Visit, actor_of, officers

MONTH = "thang"
_A_PAGE = 50
_MONTHS_OFFERED = 25
# What the places below are first held against.
_FIRST = ("nd224.dd", "work.late_backlog", "nd224.b2")


@officers()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """The highest place that somebody answers for; else the agency that they lead."""
    top = perms.top(actor_of(visit))
    if top is None:
        return agency_page.page(visit, perms.seat(actor_of(visit)))
    return _at(visit, top)


@officers()
@require_safe
def at(visit: Visit, code: str) -> HttpResponse:
    """The chief measures of a place, and the places below it."""
    return _at(visit, seen(visit, code))


def _at(visit: Visit, here: Place) -> HttpResponse:
    month = month_told(visit.GET.get(MONTH, ""))
    context: dict[str, Any] = {**around(visit, here, month, "cockpit:place")}
    if here.by is not By.NATION:
        context["agency_url"] = reverse("cockpit:agency", args=[f"{here.code}.{COMMITTEE}"])
    if month is not None:
        aims = goals_of(CHIEF, here)
        those = standings([find(key) for key in CHIEF], here, month)
        context["cards"] = [
            shown.card(one, shown.aim_of(one.measure, aims), query_of(visit)) for one in those
        ]
        context["finding"] = _finding(those)
        context |= _below(visit, here, month)
    return show(visit, "place", context)


@officers()
@require_safe
def every(visit: Visit, code: str) -> HttpResponse:
    """All measures of a place in one table, and those that can't be computed with the reason."""
    here = seen(visit, code)
    month = month_told(visit.GET.get(MONTH, ""))
    those = standings(measures(), here, month) if month else []
    rows = [shown.card(one, shown.aim_of(one.measure, {}), query_of(visit)) for one in those]
    missing = [
        {"name": titled(one), "source": one.source, "why": told(one, "reason")}
        for one in not_counted()
    ]
    elsewhere = [titled(one) for one in measures() if here.by not in one.by]
    context = {"rows": rows, "missing": missing, "elsewhere": elsewhere}
    return show(visit, "every", {**around(visit, here, month, "cockpit:every"), **context})


@officers()
@require_safe
def measure(visit: Visit, key: str, code: str) -> HttpResponse:
    """One measure at one place: its trend, what lies below it, the procedures behind it."""
    one, here = find(key), seen(visit, code)
    month = month_told(visit.GET.get(MONTH, ""))
    context: dict[str, Any] = {
        **around(visit, here, month, "cockpit:measure", key),
        "measure": one,
        "name": titled(one),
        "numerator": told(one, "numerator"),
        "denominator": told(one, "denominator"),
        "others": _others(here, one, query_of(visit)),
    }
    if month is not None and here.by in one.by:
        (stand,) = standings([one], here, month)
        aim = shown.aim_of(one, goals_of([key], here))
        context |= {
            "card": shown.card(stand, aim, query_of(visit)),
            "finding": shown.finding(stand, aim),
            "aim": aim,
            "aim_said": said(one, aim.goal) if aim else "",
            "chart": charts.inline(shown.trend_chart(stand, aim)),
            "rows": shown.rows_of(stand),
            "exports": _exports(visit, key, here),
            "opens": one.table == "cases",
        }
        context |= _ranked(visit, one, here, month)
    return show(visit, "measure", context)


@officers()
@require_safe
def explained(visit: Visit, key: str) -> HttpResponse:
    """What a measure means, in words, with the example that it is tried on."""
    perms.seat(actor_of(visit))
    one = find(key)
    told_of: Any = explain(key)
    example = told_of["example"]
    context = {
        "measure": one,
        "name": titled(one),
        "numerator": told(one, "numerator"),
        "denominator": told(one, "denominator"),
        "explain": told(one, "explain"),
        "threshold": said(one, one.threshold) if one.threshold is not None else "",
        "example": example,
        "first": examples.PERIOD.first,
        "last": examples.PERIOD.last,
        "ordinary": ordinary(one.table),
        "rows": _example_rows(example),
        "cases": [differs(row) for row in example["cases"]],
        "made": _example_said(one, example),
    }
    return show(visit, "explained", context)


def seen(visit: Visit, code: str) -> Place:
    """A place that the officer may look at. Raises NotFound and NotAllowed."""
    here = place(code)
    perms.check_place(actor_of(visit), here)
    return here


def query_of(visit: Visit) -> str:
    """The month that was asked for, for the addresses of the next pages."""
    month = visit.GET.get(MONTH, "")
    return f"?{MONTH}={month}" if month else ""


def around(
    visit: Visit, here: Place, month: Period | None, view: str, *before: str
) -> dict[str, object]:
    """What every page about a place has: the way to it, the month, other months, alerts."""
    actor = actor_of(visit)
    top = perms.top(actor) or here
    return {
        "place": here,
        "crumbs": shown.crumbs(here, view, *before, lowest=top, query=query_of(visit)),
        "month": month.first if month else None,
        "month_said": month_said(month.first) if month else "",
        "counted_at": datetime.fromtimestamp(month.as_of * 60, UTC) if month else None,
        "months": [
            (f"{each.first:%Y-%m}", month_said(each.first))
            for each in reversed(kept.months()[-_MONTHS_OFFERED:])
        ],
        "query": query_of(visit),
    }


def _finding(those: Sequence[Standing]) -> str:
    """What stands at the top: how many measures went better and worse than a year before."""
    better = sum(1 for one in those if one.better)
    worse = sum(1 for one in those if one.better is False)
    if not better + worse:
        return _("Chưa so được với cùng tháng năm trước.")
    parts = {"better": better, "worse": worse, "all": len(those)}
    return _("So với cùng tháng năm trước: %(better)s tốt hơn, %(worse)s kém hơn") % parts


def _below(visit: Visit, here: Place, month: Period) -> dict[str, object]:
    """The places below with the first measures, the worst on time on top; the map of a nation."""
    places = places_below(here)
    if not places:
        return {}
    columns = [find(key) for key in _FIRST]
    first, *others = columns
    those = ranked(first, places, month)
    known = [peer for peer in reversed(those) if peer.value.number is not None]
    known.sort(key=lambda peer: peer.counts.rows < LEAST_CASES)
    peers = [*known, *(peer for peer in those if peer.value.number is None)]
    found = [peer for peer in peers if _named(visit, peer.place)]
    page = Paginator(found, _A_PAGE).get_page(visit.GET.get("page"))
    beside = {
        one.key: {peer.place.code: peer for peer in ranked(one, [p.place for p in page], month)}
        for one in others
    }
    rows = [
        {
            "name": peer.place.name,
            "url": reverse("cockpit:place", args=[peer.place.code]) + query_of(visit),
            "cells": [
                _cell(first, peer),
                *(_cell(one, beside[one.key][peer.place.code]) for one in others),
            ],
        }
        for peer in page
    ]
    told_below: dict[str, object] = {
        "below": {"title": shown.kind_said(places[0].by), "rows": rows, "page": page},
        "columns": [titled(one) for one in columns],
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "searched": visit.GET.get("tim", ""),
    }
    if here.by is By.NATION:
        picture = shown.map_of(first, peers, here, query_of(visit))
        told_below |= {"map": charts.inline(picture), "map_of": titled(first)}
    return told_below


def _cell(one: Measure, peer: Peer) -> tuple[str, str, object]:
    """The value, what it was counted from, and why there is none."""
    counts = peer.counts
    rows = shown.spaced(counts.rows) if peer.value.number is not None else ""
    return value_said(one, peer.value), rows, peer.value.why_not


def _ranked(visit: Visit, one: Measure, here: Place, month: Period) -> dict[str, object]:
    """The places below, the best first, and the procedures of the nation."""
    found: dict[str, object] = {}
    places = places_below(here)
    if places and places[0].by in one.by:
        peers = ranked(one, places, month)
        rows = shown.peer_rows(one, peers, query_of(visit))
        kept = [row for row, peer in zip(rows, peers, strict=True) if _named(visit, peer.place)]
        page = Paginator(kept, _A_PAGE).get_page(visit.GET.get("page"))
        found |= {
            "below": {"title": shown.kind_said(places[0].by), "page": page},
            "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            "searched": visit.GET.get("tim", ""),
        }
        if here.by is By.NATION:
            found["map"] = charts.inline(shown.map_of(one, peers, here, query_of(visit)))
    return found


def _named(visit: Visit, one: Place) -> bool:
    """Whether a place's name has what is looked for, with marks or without."""
    return fold(visit.GET.get("tim", "")) in fold(one.name)


def _others(here: Place, one: Measure, query: str) -> list[tuple[str, str]]:
    return [
        (titled(find(key)), reverse("cockpit:measure", args=[key, here.code]) + query)
        for key in CHIEF
        if key != one.key
    ]


def _exports(visit: Visit, key: str, here: Place) -> list[tuple[str, str]]:
    way = reverse("cockpit:export", args=[key, here.code])
    month = query_of(visit).replace("?", "&")
    return [(kind.upper(), f"{way}?tep={kind}{month}") for kind in ("csv", "xlsx", "pdf", "png")]


def _example_rows(example: Any) -> list[dict[str, object]]:
    """Each row in words, what it adds, and for engineers by its columns in the lake."""
    return [
        {
            "said": differs(row),
            "columns": ", ".join(f"{name} = {at}" for name, at in row.items()),
            "counts": added.get("denominator") or added.get("numerator") or "hour" in added,
            **added,
        }
        for row, added in zip(example["rows"], example["each"], strict=True)
    ]


def _example_said(one: Measure, example: Any) -> str:
    if example["fraction"] is None:
        return str(example["why_not"])
    return said(one, Fraction(example["fraction"]))
