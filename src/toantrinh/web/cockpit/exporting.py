"""A measure at a place as a file: CSV and XLSX to count on, PDF to lay on a table, PNG to show."""

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
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
from toantrinh.measures.standing import Peer, Standing, month_told, ranked, standings
from toantrinh.measures.values import Counts, decimal, value
from toantrinh.programme.queries import goals_of
from toantrinh.web.cockpit import charts, shown
from toantrinh.web.cockpit.frame import INVENTED
from toantrinh.web.cockpit.measure_words import month_said, titled, told, value_said
from toantrinh.web.cockpit.measuring import MONTH, seen
from toantrinh.web.gate.access import Visit, officers, posting_of
from toantrinh.web.look.attached import attached

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": sheets.MEDIA_TYPE,
    "pdf": "application/pdf",
    "png": "image/png",
}
# How a number stands in a row: of what measure, counted how often, or why it is none.
Telling = Callable[[Measure, Counts, str], list[Cell]]


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
    below = places_below(here)
    peers = ranked(one, below, month) if below and below[0].by in one.by else []
    unit = "%" if one.unit == "percent" else _("phút")
    make: dict[str, Callable[[], bytes]] = {
        "csv": lambda: _csv(_heads(unit), _rows(stand, peers, _cells)),
        "xlsx": lambda: sheets.sheet(one.key, _heads(unit), _rows(stand, peers, _cells)),
        "pdf": lambda: _page(visit, stand, _rows(stand, peers, _words)),
        "png": lambda: set_picture(_chart(stand, _above(stand))),
    }
    name = f"{one.key}-{here.code}-{month.first:%Y%m}.{kind}"
    name = f"mo-phong-{name}" if is_synthetic() else name
    return attached(make[kind](), name, _TYPES[kind])


def _heads(unit: str = "") -> list[str]:
    value = f"{_('Giá trị')} ({unit})" if unit else _("Giá trị")
    return [_("Tháng"), _("Nơi"), value, _("Tử số"), _("Mẫu số"), _("Vì sao không có số")]


def _rows(one: Standing, peers: Sequence[Peer], tell: Telling) -> list[list[Cell]]:
    """The months, the last one first, then the places below; and that it is invented, if it is."""
    months = [
        [
            month_said(each.month),
            one.place.name,
            *tell(one.measure, each.counts, str(each.value.why_not)),
        ]
        for each in reversed(one.trend)
    ]
    month = month_said(one.now.month)
    below = [[month, each.place.name, *tell(one.measure, each.counts, "")] for each in peers]
    mark: list[Cell] = [str(INVENTED), *[None] * 5]
    return [*months, *below, *([mark] if is_synthetic() else [])]


def _cells(one: Measure, counts: Counts, why: str) -> list[Cell]:
    """Value in the measure's unit with a point, the whole numbers, or why there is none."""
    made = value(counts)
    number = made.number if not why else None
    if number is None:
        return [None, None, None, why or str(made.why_not)]
    scaled = Decimal(decimal(number * 100 if one.unit == "percent" else number, 4))
    return [scaled, None if counts.buckets else counts.numerator, counts.rows, ""]


def _words(one: Measure, counts: Counts, why: str) -> list[Cell]:
    """The same as people read it."""
    number, *rest = _cells(one, counts, why)
    return [None if number is None else value_said(one, value(counts)), *rest]


def _csv(head: list[str], rows: list[list[Cell]]) -> bytes:
    """With the mark that lets Excel read Vietnamese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _above(one: Standing) -> list[str]:
    """What a picture says of itself wherever it is laid."""
    now = f"{one.place.name}, {month_said(one.now.month)}: {value_said(one.measure, one.now.value)}"
    lines = [titled(one.measure), now, f"{_('Nguồn')}: {one.measure.source}"]
    return [*lines, *([str(INVENTED)] if is_synthetic() else [])]


def _chart(one: Standing, above: Sequence[str] = ()) -> str:
    aim = shown.aim_of(one.measure, goals_of([one.measure.key], one.place))
    return charts.alone(shown.trend_chart(one, aim), above)


def _page(visit: Visit, one: Standing, rows: list[list[Cell]]) -> bytes:
    agency = agency_by_id(posting_of(visit).post.agency_id)
    aim = shown.aim_of(one.measure, goals_of([one.measure.key], one.place))
    data: dict[str, Any] = {
        "agency": agency.name,
        "superior": agency.parent.name if agency.parent else "",
        "date": today(),
        "title": titled(one.measure),
        "about": f"{one.place.name}, {month_said(one.now.month)}",
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
