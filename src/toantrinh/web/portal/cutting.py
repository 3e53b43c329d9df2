"""The procedures to cut: what applications cost people, and what of it the state could spare."""

from collections.abc import Mapping, Sequence
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
from toantrinh.web.look.templatetags.look import dong, number
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
    return _page(visit, found, kept, _procedures, title=title)


@anyone(per_minute=60)
@require_safe
def by_owner(visit: Visit) -> HttpResponse:
    """The agencies that answer for procedures, the most to save first."""
    found = weighed(today())
    return _page(visit, found, found.by_owner, _owners)


@anyone(per_minute=60)
@require_safe
def by_sector(visit: Visit) -> HttpResponse:
    """The sectors, the most to save first."""
    found = weighed(today())
    return _page(visit, found, found.by_sector, _sectors)


def _page(
    visit: Visit, found: Weighed, rows: Sequence[Row], tell: Any, *, title: str = ""
) -> HttpResponse:
    page, numbers = leaf(rows, visit)
    context = {
        "total": found.total,
        "title": title,
        "heads": tell(None),
        "rows": [{"cells": tell(row)} for row in page.object_list],
        "page": page,
        "numbers": numbers,
        "hour": model_on(today())["hour_value"],
        "way": visit.resolver_match.url_name if visit.resolver_match else "",
    }
    return show(visit, "to_cut", context)


def _procedures(row: Row | None) -> list[Row]:
    if row is None:
        return _heads(_("Thủ tục"), _("Giấy tờ đã có"))
    name = {"text": row["name"], "url": reverse("portal:procedure", args=[row["code"]])}
    return [name, *_numbers(row, f"{row['held']}/{row['papers']}")]


def _owners(row: Row | None) -> list[Row]:
    return _group(row, _("Cơ quan công bố"), _OWNER, named)


def _sectors(row: Row | None) -> list[Row]:
    return _group(row, _("Lĩnh vực"), _SECTOR, lambda name: name or _("Không ghi lĩnh vực"))


def _group(row: Row | None, head: str, asked: str, name: Any) -> list[Row]:
    if row is None:
        return _heads(head, _("Thủ tục"))
    url = f"{reverse('portal:to_cut')}?{urlencode({asked: row['name']})}" if row["name"] else ""
    return [{"text": name(row["name"]), "url": url}, *_numbers(row, number(row["procedures"]))]


def _heads(first: str, second: str) -> list[Row]:
    return [
        {"text": first},
        *({"text": text, "num": True} for text in (_("Bớt được"), _("Bớt giờ"), _("Tốn"), second)),
    ]


def _numbers(row: Row, last: str) -> list[Row]:
    hours = f"{row['saved_hours']:.1f}".replace(".", ",")
    texts = (dong(row["saved_total"]), hours, dong(row["total"]), last)
    return [{"text": text, "num": True} for text in texts]
