"""A measure at a place as a file: CSV and XLSX to count on, PDF to lay on a table, PNG to show."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.documents import sheets
from toantrinh.documents.letters import picture as set_picture
from toantrinh.documents.letters import render as set_letter
from toantrinh.documents.sheets import Cell
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.time import now, today
from toantrinh.lake.actions import is_synthetic
from toantrinh.measures.measure import Measure, find
from toantrinh.measures.places import places_below
from toantrinh.measures.standing import Standing, month_told, ranked, standings
from toantrinh.measures.values import Counts, decimal, value
from toantrinh.programme.queries import goals_of
from toantrinh.web.cockpit import charts, shown
from toantrinh.web.cockpit.frame import INVENTED
from toantrinh.web.cockpit.measure_words import month_said, titled, told
from toantrinh.web.cockpit.measuring import MONTH, seen
from toantrinh.web.gate.access import Visit, officers, posting_of
from toantrinh.web.look.attached import attached

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": sheets.MEDIA_TYPE,
    "pdf": "application/pdf",
    "png": "image/png",
}


@officers(per_minute=60)
@require_safe
def export(visit: Visit, key: str, code: str) -> HttpResponse:
    """The trend of a measure and the places below, as `?tep=csv`, `xlsx`, `pdf` or `png`."""
    one, here = find(key), seen(visit, code)
    kind = visit.GET.get("tep", "")
    month = month_told(visit.GET.get(MONTH, ""))
    if kind not in _TYPES:
        raise Refusal("Hãy chọn tệp csv, xlsx, pdf hoặc png.", field="tep")
    if month is None or here.by not in one.by:
        raise NotFound("Chưa có số liệu để đưa vào tệp.")
    (stand,) = standings([one], here, month)
    rows = _rows(stand)
    places = places_below(here)
    if places and places[0].by in one.by:
        rows += [
            [month_said(month.first), peer.place.name, *_cells(one, peer.counts)]
            for peer in ranked(one, places, month)
        ]
    invented = is_synthetic()
    if invented:
        rows.append([str(INVENTED), *[None] * (len(_heads()) - 1)])
    make: dict[str, Callable[[], bytes]] = {
        "csv": lambda: _csv(rows),
        "xlsx": lambda: sheets.sheet(one.key, _heads(), rows),
        "pdf": lambda: _page(visit, stand, rows),
        "png": lambda: set_picture(_chart(stand)),
    }
    name = f"{one.key}-{here.code}-{month.first:%Y%m}.{kind}"
    name = f"mo-phong-{name}" if invented else name
    return attached(make[kind](), name, _TYPES[kind])


def _heads() -> list[str]:
    return [_("Tháng"), _("Nơi"), _("Giá trị"), _("Tử số"), _("Mẫu số"), _("Vì sao không có số")]


def _rows(one: Standing) -> list[list[Cell]]:
    return [
        [
            month_said(each.month),
            one.place.name,
            *_cells(one.measure, each.counts, str(each.value.why_not)),
        ]
        for each in reversed(one.trend)
    ]


def _cells(one: Measure, counts: Counts, why: str | None = None) -> list[Cell]:
    """Value in the measure's unit with a point, the whole numbers, or why there is none."""
    made = value(counts)
    number = made.number if not why else None
    if number is None:
        return [None, None, None, why or str(made.why_not)]
    scaled = number * 100 if one.unit == "percent" else number
    return [decimal(scaled, 4), None if counts.buckets else counts.numerator, counts.rows, ""]


def _csv(rows: list[list[Cell]]) -> bytes:
    """With the mark that lets Excel read Vietnamese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_heads())
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _chart(one: Standing) -> str:
    aim = shown.aim_of(one.measure, goals_of([one.measure.key], one.place))
    return charts.alone(shown.trend_chart(one, aim))


def _page(visit: Visit, one: Standing, rows: list[list[Cell]]) -> bytes:
    agency = agency_by_id(posting_of(visit).post.agency_id)
    aim = shown.aim_of(one.measure, goals_of([one.measure.key], one.place))
    data: dict[str, Any] = {
        "agency": agency.name,
        "superior": agency.parent.name if agency.parent else "",
        "date": today(),
        "title": titled(one.measure),
        "place": f"{one.place.name}, {month_said(one.now.month)}",
        "finding": shown.finding(one, aim),
        "chart": _chart(one),
        "meaning": "{}: {}. {}: {}.".format(
            _("Tử số"),
            told(one.measure, "numerator"),
            _("Mẫu số"),
            told(one.measure, "denominator"),
        ),
        "source": f"{_('Nguồn')}: {one.measure.source}",
        "heads": _heads(),
        "rows": rows,
        "made": _("Lập lúc %(at)s") % {"at": f"{now():%d/%m/%Y}"},
    }
    return set_letter("measure", data)
