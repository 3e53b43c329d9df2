"""What stands around every page of those who lead."""

from collections.abc import Iterator, Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from toantrinh.alerts.queries import open_count
from toantrinh.lake.actions import is_synthetic
from toantrinh.programme.perms import LEADER, sees
from toantrinh.web.gate.access import Visit, actor_of, signed_in_at
from toantrinh.web.look.navigation import Shown

# A view's name, and what its line in the menu says.
_MENU = (
    ("home", gettext_lazy("Số liệu")),
    ("alerts", gettext_lazy("Cảnh báo")),
    ("plans", gettext_lazy("Chương trình, chỉ tiêu")),
    ("bottlenecks", gettext_lazy("Điểm nghẽn")),
    ("forecasts", gettext_lazy("Dự báo thời gian")),
    ("systems", gettext_lazy("Hệ thống số, nền tảng số")),
    ("practices", gettext_lazy("Cách làm hay")),
)
_OF_LEADERS = (("directives", gettext_lazy("Việc được giao")),)

# What stands on pages and in files where the lake holds an invented year.
INVENTED = gettext_lazy("Dữ liệu mô phỏng: không số nào ở đây là của hồ sơ có thật.")


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `cockpit/<name>.html` with the frame around it."""
    actor = actor_of(visit)
    leads = LEADER in actor.roles
    about = {
        **signed_in_at(visit),
        "leads": leads,
        "frame_menu": [*_menu(visit, open_count(actor) if sees(actor) else 0, leads=leads)],
        "invented": INVENTED if is_synthetic() else "",
        **(context or {}),
    }
    return render(visit, f"cockpit/{name}.html", about, status=status)


def _menu(visit: Visit, alerts: int, *, leads: bool) -> Iterator[Shown]:
    """The lines of the menu with the one marked in which a page lies; alerts are counted."""
    lines = [*_MENU, *(_OF_LEADERS if leads else ())]
    addresses = {name: reverse(f"cockpit:{name}") for name, _label in lines}
    # All addresses begin as that of the first line does.
    here = max((url for url in addresses.values() if visit.path.startswith(url)), key=len)
    for name, label in lines:
        counted = f"{label} ({alerts})" if alerts and name == "alerts" else str(label)
        yield Shown(addresses[name], counted, current=addresses[name] == here)
