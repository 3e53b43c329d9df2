"""What this is, what becomes of one's data, and where to ask."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from toantrinh.web.gate.access import Visit, anyone
from toantrinh.web.portal.showing import show


@anyone()
@require_safe
def about(visit: Visit) -> HttpResponse:
    """What this is."""
    return show(visit, "about")


@anyone()
@require_safe
def privacy(visit: Visit) -> HttpResponse:
    """What becomes of one's data."""
    return show(visit, "privacy")


@anyone()
@require_safe
def accessibility(visit: Visit) -> HttpResponse:
    """For whom the pages work, and what to do where they don't."""
    return show(visit, "accessibility")


@anyone()
@require_safe
def contact(visit: Visit) -> HttpResponse:
    """Where to ask."""
    return show(visit, "contact", {"security_contacts": settings.SECURITY_CONTACTS})
