"""What was changed in one's house, from the latest on."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from toantrinh.administration.queries import changes_in
from toantrinh.administration.telling import told
from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, administrators, posting_of

_SIZE = 50


@administrators(per_minute=60)
@require_safe
def index(visit: Visit) -> HttpResponse:
    """A leaf of the house's events; `?truoc=` is the position before which it begins."""
    events = changes_in(posting_of(visit).post.agency)
    before = visit.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 19:
        events = events.filter(position__lt=int(before))
    leaf = list(events[: _SIZE + 1])
    following = leaf[_SIZE - 1].position if len(leaf) > _SIZE else None
    context = {"story": told(leaf[:_SIZE]), "following": following, "later": bool(before)}
    return show(visit, "journal", context)
