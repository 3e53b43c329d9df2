"""What this is, what becomes of one's data, who looked at it, and where to ask."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from toantrinh.journal.queries import looks_at
from toantrinh.web.gate.access import Visit, anyone, citizens, person_of
from toantrinh.web.portal.looks import told
from toantrinh.web.portal.showing import leaf, show


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


@citizens()
@require_safe
def seen(visit: Visit) -> HttpResponse:
    """Who looked at one's data, when and why."""
    page, numbers = leaf(looks_at(person_of(visit).pk), visit, each=25)
    context = {"looks": told(list(page.object_list)), "page": page, "numbers": numbers}
    return show(visit, "seen", context)
