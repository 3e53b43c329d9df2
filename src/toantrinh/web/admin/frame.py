"""What stands around every page of the administrators: agency, post, and where one can go."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from toantrinh.web.gate.access import Visit, posting_of


@dataclass(frozen=True)
class Tab:
    """One line of the strip."""

    url: str
    label: str
    current: bool


_TABS = [
    ("admin:home", _("Tổng quan")),
    ("admin:proposals", _("Đề nghị")),
    ("admin:officers", _("Cán bộ")),
    ("admin:agencies", _("Cơ quan")),
    ("admin:posts", _("Vị trí")),
    ("admin:settings", _("Quy định")),
    ("editor:home", _("Thủ tục")),
    ("admin:checks", _("Kiểm tra")),
    ("admin:journal", _("Nhật ký")),
]


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `admin/<name>.html` with the frame around it."""
    return render(visit, f"admin/{name}.html", {**around(visit), **(context or {})}, status=status)


def around(visit: Visit) -> dict[str, object]:
    """What the frame needs, for pages of other rooms that stand in it."""
    posting = posting_of(visit)
    return {
        "agency_name": posting.post.agency.name,
        "post_title": posting.post.title,
        "signed_in_name": posting.officer.full_name,
        "other_posts": [each for each in visit.postings if each.pk != posting.pk],
        "tabs": [_tab(view, label, visit.path) for view, label in _TABS],
    }


def _tab(view: str, label: object, here: str) -> Tab:
    url = reverse(view)
    home = view == "admin:home"
    return Tab(url, str(label), current=here == url if home else here.startswith(url))
