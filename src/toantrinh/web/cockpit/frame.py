"""What stands around every page of those who lead."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from toantrinh.alerts.queries import open_count
from toantrinh.programme.perms import LEADER, sees
from toantrinh.web.gate.access import Visit, actor_of, signed_in_at


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `cockpit/<name>.html` with the frame around it."""
    actor = actor_of(visit)
    about = {
        **signed_in_at(visit),
        "leads": LEADER in actor.roles,
        "alerts": open_count(actor) if sees(actor) else 0,
        **(context or {}),
    }
    return render(visit, f"cockpit/{name}.html", about, status=status)
