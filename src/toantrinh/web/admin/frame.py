"""What stands around every page of the administrators: agency, post, and where one can go."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.perms import may_open
from toantrinh.web.gate.access import Visit, actor_of, signed_in_at


@dataclass(frozen=True)
class Tab:
    """One line of the strip."""

    url: str
    label: str
    current: bool


# A room above this one, for administrators of provinces only.
_EDITOR = "editor:home"
_TABS = [
    ("admin:home", _("Tổng quan")),
    ("admin:proposals", _("Đề nghị")),
    ("admin:officers", _("Cán bộ")),
    ("admin:agencies", _("Cơ quan")),
    ("admin:posts", _("Vị trí")),
    ("admin:settings", _("Quy định")),
    (_EDITOR, _("Thủ tục")),
    ("cockpit:home", _("Điều hành")),
    ("admin:checks", _("Kiểm tra")),
    ("admin:journal", _("Nhật ký")),
]


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `admin/<name>.html` with the frame around it."""
    around = {
        **signed_in_at(visit),
        "tabs": [
            _tab(view, label, visit.path)
            for view, label in _TABS
            if view != _EDITOR or may_open(actor_of(visit))
        ],
    }
    return render(visit, f"admin/{name}.html", {**around, **(context or {})}, status=status)


def _tab(view: str, label: object, here: str) -> Tab:
    url = reverse(view)
    home = view == "admin:home"
    return Tab(url, str(label), current=here == url if home else here.startswith(url))
