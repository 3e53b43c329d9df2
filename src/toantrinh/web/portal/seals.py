"""The seals on the journal, for everybody: a page for people, files for their programs."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from toantrinh.journal import publishing
from toantrinh.journal.days import running_so_far, said_of
from toantrinh.journal.models import SealedDay
from toantrinh.web.gate.access import Visit, anyone
from toantrinh.web.portal.showing import leaf, show

_EACH = 20
_YEAR = 365 * 24 * 3600
_MINUTE = 60
_MAKERS = {
    publishing.KEY_FILE: publishing.key_file,
    publishing.INDEX_FILE: publishing.index_file,
    publishing.RUNNING_FILE: publishing.running_file,
}


@anyone(per_minute=60)
@require_safe
def seals(visit: Visit) -> HttpResponse:
    """Each day's root, the newest first, and what is sealed since."""
    page, numbers = leaf(SealedDay.objects.order_by("-day"), visit, each=_EACH)
    days = [said_of(row) for row in page.object_list]
    context = {"days": days, "page": page, "numbers": numbers, "running": running_so_far()}
    return show(visit, "seals", context)


@anyone(per_minute=60)
@require_safe
@conditional_page
def seals_file(_visit: Visit, name: str) -> HttpResponse:
    """One file, as it lies in the public folder; that of a closed day never changes."""
    make = _MAKERS.get(f"{name}.json")
    text = make() if make else _closed(name)
    answer = HttpResponse(text, content_type="application/json")
    patch_cache_control(answer, public=True, max_age=_MINUTE if make else _YEAR)
    if not make:
        patch_cache_control(answer, immutable=True)
    return answer


def _closed(name: str) -> str:
    try:
        return publishing.day_file(SealedDay.objects.get(day=date.fromisoformat(name)))
    except (ValueError, SealedDay.DoesNotExist) as unknown:
        raise Http404 from unknown
