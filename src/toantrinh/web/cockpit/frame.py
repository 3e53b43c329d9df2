"""What stands around every page of those who lead."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from toantrinh.web.gate.access import Visit, signed_in_at


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `cockpit/<name>.html` with the frame around it."""
    about = {**signed_in_at(visit), **(context or {})}
    return render(visit, f"cockpit/{name}.html", about, status=status)
