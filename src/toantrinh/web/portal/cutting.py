"""The procedures to cut: what applications cost people, and what of it the state could spare."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue.costs import model_on
from toantrinh.catalogue.owners import named
from toantrinh.catalogue.weighing import Weighed, weighed
from toantrinh.kernel.time import today
from toantrinh.web.gate.access import Visit, anyone
from toantrinh.web.portal.showing import leaf, show

Row = Mapping[str, Any]
_OWNER, _SECTOR = "co-quan", "linh-vuc"


@anyone(per_minute=60)
@require_safe
def to_cut(visit: Visit) -> HttpResponse:
    """All procedures, or those of one agency or sector; the most to save first."""
    found = weighed(today())
    owner, sector = visit.GET.get(_OWNER, ""), visit.GET.get(_SECTOR, "")
    kept = [
        row
        for row in found.procedures
        if owner in {"", row["owner"]} and sector in {"", row["sector"]}
    ]
    if (owner or sector) and not kept:
        raise Http404
    title = " · ".join(filter(None, (named(owner) if owner else "", sector)))
    return _page(visit, found, kept, _procedure, title=title)


@anyone(per_minute=60)
@require_safe
def by_owner(visit: Visit) -> HttpResponse:
    """The agencies that answer for procedures, the most to save first."""
    found = weighed(today())
    return _page(visit, found, found.by_owner, _owner)


@anyone(per_minute=60)
@require_safe
def by_sector(visit: Visit) -> HttpResponse:
    """The sectors, the most to save first."""
    found = weighed(today())
    return _page(visit, found, found.by_sector, _sector)


def _page(
    visit: Visit,
    found: Weighed,
    rows: Sequence[Row],
    tell: Callable[[Row], tuple[str, str]],
    *,
    title: str = "",
) -> HttpResponse:
    page, numbers = leaf(rows, visit)
    lines = []
    for row in page.object_list:
        name, url = tell(row)
        lines.append({**row, "title": name, "url": url})
    context = {
        "total": found.total,
        "title": title,
        "lines": lines,
        "page": page,
        "numbers": numbers,
        "hour": model_on(today())["hour_value"],
        "way": visit.resolver_match.url_name if visit.resolver_match else "",
    }
    return show(visit, "to_cut", context)


def _procedure(row: Row) -> tuple[str, str]:
    return row["name"], reverse("portal:procedure", args=[row["code"]])


def _owner(row: Row) -> tuple[str, str]:
    return named(row["name"]), _narrowed(_OWNER, row)


def _sector(row: Row) -> tuple[str, str]:
    return row["name"] or _("Không ghi lĩnh vực"), _narrowed(_SECTOR, row)


def _narrowed(asked: str, row: Row) -> str:
    """Where the procedures of a group are; nowhere for those that name none."""
    return f"{reverse('portal:to_cut')}?{urlencode({asked: row['name']})}" if row["name"] else ""
