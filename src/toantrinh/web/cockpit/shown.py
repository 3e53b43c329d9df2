"""A measure as pages show it: words, addresses, charts and the rows of the tables beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from toantrinh.measures.asking import By
from toantrinh.measures.measure import Measure
from toantrinh.measures.places import Place, line_of
from toantrinh.measures.standing import Monthly, Peer, Standing
from toantrinh.web.cockpit import charts
from toantrinh.web.cockpit.charts import Point, Said
from toantrinh.web.cockpit.measure_words import (
    best_said,
    change_said,
    goal_said,
    month_said,
    months_said,
    ninth,
    said,
    titled,
    told,
    value_said,
)
from toantrinh.web.cockpit.tiles import tiles_of


@dataclass(frozen=True)
class Aim:
    """What a measure is to come to at a place, and who says so."""

    goal: Fraction
    source: str
    least: bool = True


@dataclass(frozen=True)
class Card:
    """A chief measure on the first page."""

    name: str
    url: str
    value: str
    why: str
    counts: str
    ninth: str
    aim: str
    change: str
    better: bool | None
    best: str
    spark: SafeString


def aim_of(measure: Measure, plans: Mapping[str, tuple[Fraction, str, bool]]) -> Aim | None:
    """The goal of a plan where one stands, else the threshold of the law."""
    if measure.key in plans:
        return Aim(*plans[measure.key])
    if measure.threshold is not None:
        return Aim(measure.threshold, measure.source)
    return None


def card(one: Standing, aim: Aim | None, query: str) -> Card:
    """All that the first page says of a measure."""
    now = one.now.value
    return Card(
        titled(one.measure),
        reverse("cockpit:measure", args=[one.measure.key, one.place.code]) + query,
        value_said(one.measure, now),
        str(now.why_not),
        counts_said(one.measure, one.now),
        ninth(now),
        goal_said(one, aim.goal, least=aim.least) if aim else "",
        change_said(one),
        one.better,
        best_said(one),
        charts.inline(charts.spark(points_of(one), _of_trend(one, f"spark-{_id(one.measure)}"))),
    )


def counts_said(measure: Measure, monthly: Monthly) -> str:
    """What the number was counted from: `171 trong 250 hồ sơ`."""
    counts = monthly.counts
    if counts.buckets:
        return _("%(rows)s hồ sơ") % {"rows": spaced(counts.rows)}
    if measure.unit == "minutes":
        return _("tính trên %(rows)s") % {"rows": spaced(counts.denominator)}
    parts = {"part": spaced(counts.numerator), "whole": spaced(counts.denominator)}
    return _("%(part)s trong %(whole)s") % parts


def spaced(count: int) -> str:
    """`48212` as `48.212`."""
    return f"{count:,}".replace(",", ".")


def points_of(one: Standing) -> list[Point]:
    """The trend for a chart."""
    return [Point(f"{each.month:%m/%y}", each.value.number) for each in one.trend]


def trend_chart(one: Standing, aim: Aim | None) -> Element:
    """The line over thirteen months, with the goal."""
    goal = aim.goal if aim else None
    return charts.trend(
        points_of(one),
        _of_trend(one, f"trend-{_id(one.measure)}"),
        lambda value: said(one.measure, value),
        goal,
    )


def finding(one: Standing, aim: Aim | None) -> str:
    """The sentence that a measure's page begins with."""
    if one.now.value.number is None:
        return str(one.now.value.why_not)
    parts = [change_said(one)]
    if aim:
        parts.insert(0, goal_said(one, aim.goal, least=aim.least))
    return ". ".join(parts) + "."


def rows_of(one: Standing) -> list[dict[str, object]]:
    """The table beside the trend, the last month first."""
    return [
        {
            "month": month_said(each.month),
            "value": value_said(one.measure, each.value),
            "why": each.value.why_not,
            "numerator": None if each.counts.buckets else each.counts.numerator,
            "denominator": each.counts.rows,
        }
        for each in reversed(one.trend)
    ]


def peer_rows(measure: Measure, peers: Sequence[Peer], query: str) -> list[dict[str, object]]:
    """The table of places, each with its rank and the way to it; no rank without a number."""
    rows: list[dict[str, object]] = []
    for rank, peer in enumerate(peers, start=1):
        known = peer.value.number is not None
        rows.append(
            {
                "rank": rank if known else "–",
                "name": peer.place.name,
                "code": peer.place.code,
                "url": reverse("cockpit:measure", args=[measure.key, peer.place.code]) + query,
                "value": value_said(measure, peer.value),
                "why": peer.value.why_not,
                "numerator": None if peer.counts.buckets else peer.counts.numerator,
                "denominator": peer.counts.rows,
            }
        )
    return rows


def map_of(measure: Measure, peers: Sequence[Peer], mine: Place, query: str) -> Element:
    """The provinces as tiles."""
    text = _("%(name)s của các tỉnh, thành phố; đậm hơn là nhiều hơn.") % {"name": titled(measure)}
    key = f"map-{_id(measure)}"
    return charts.tile_map(tiles_of(measure, peers, mine, query), Said(key, titled(measure), text))


def crumbs(
    place: Place, view: str, *before: str, lowest: Place, query: str
) -> list[tuple[str, str]]:
    """The way from the highest place that somebody may look at down to this one."""
    line = line_of(place)
    codes = [each.code for each in line]
    start = codes.index(lowest.code) if lowest.code in codes else len(line) - 1
    return [(each.name, reverse(view, args=[*before, each.code]) + query) for each in line[start:]]


def kind_said(by: By) -> str:
    """What lies below a place, as headings say it."""
    words = {By.PROVINCE: _("Các tỉnh, thành phố"), By.COMMUNE: _("Các xã, phường, đặc khu")}
    return words[by]


def _of_trend(one: Standing, key: str) -> Said:
    first, last = one.trend[0], one.trend[-1]
    text = _("Từ %(first)s (%(then)s) đến %(last)s (%(now)s).") % {
        "first": month_said(first.month),
        "then": value_said(one.measure, first.value),
        "last": month_said(last.month),
        "now": value_said(one.measure, last.value),
    }
    title = f"{titled(one.measure)}, {one.place.name}, {months_said(len(one.trend))}"
    return Said(key, title, text)


def _id(measure: Measure) -> str:
    return measure.key.replace(".", "-")


def denominator_said(measure: Measure) -> tuple[str, str]:
    """What numerator and denominator are, in the language of the page."""
    return told(measure, "numerator"), told(measure, "denominator")
