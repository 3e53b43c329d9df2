"""The queue: one pile at a time, what falls due first on top; and the search."""

import re

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.dossiers import desk_queries
from toantrinh.dossiers.desk_queries import Order, Pile, Place
from toantrinh.dossiers.glass import may_break
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import clean
from toantrinh.web.desk import tabs
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.rows import log_rows, rows_of
from toantrinh.web.gate.access import Visit, actor_of, officers

SIZE = 25
_LONGEST_SEARCH = 100
_CODE = re.compile(r"[A-Za-z0-9.]+-\d{6}-\d{4,}")


@officers()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """Go to the first pile in which something lies; without piles, to questions or the search."""
    actor = actor_of(visit)
    mine = desk_queries.piles(actor)
    if not mine:
        answers = "data_officer" in actor.roles
        return HttpResponseRedirect(reverse("desk:explanations" if answers else "desk:find"))
    counted = desk_queries.counts(actor).piles
    first = next((pile for pile in mine if counted.get(pile)), mine[0])
    return HttpResponseRedirect(tabs.url_of(first))


@officers()
@require_safe
def pile(visit: Visit, tab: str) -> HttpResponse:
    """One pile."""
    actor = actor_of(visit)
    found = tabs.pile_by(tab)
    if found is None or found not in desk_queries.piles(actor):
        raise NotFound("Bàn làm việc của bạn không có mục này.")
    return _list(
        visit,
        desk_queries.lying_in(found, actor=actor),
        desk_queries.order_of(found),
        found,
        {"title": tabs.label_of(found)},
    )


@officers()
@require_safe
def find(visit: Visit) -> HttpResponse:
    """Dossiers by code or by name, whatever their state, the latest first."""
    typed = clean(visit.GET.get("q", ""))[:_LONGEST_SEARCH]
    actor = actor_of(visit)
    found = desk_queries.search(typed, actor=actor)
    title = _("Tìm “%(typed)s”") % {"typed": typed} if typed else _("Tìm hồ sơ")
    context: dict[str, object] = {
        "title": title,
        "query": typed,
        # A whole code may be that of a dossier which this post does not see.
        "unseen": typed.upper() if _CODE.fullmatch(typed) and may_break(actor) else "",
    }
    return _list(visit, found, desk_queries.NEWEST, None, context)


def _list(
    visit: Visit,
    dossiers: QuerySet[Dossier],
    order: Order,
    found: Pile | None,
    context: dict[str, object],
) -> HttpResponse:
    since = Place.read(visit.GET.get("tu", ""))
    leaf = desk_queries.leaf(dossiers, order, since=since, size=SIZE)
    log_rows(leaf.rows, actor=actor_of(visit))
    shown = {
        **frame(visit, found),
        **context,
        "rows": rows_of(leaf.rows, desk_queries.left_of(leaf.rows), pile=found),
        "with_state": found in {None, Pile.GOING, Pile.CITIZEN},
        "following": leaf.following,
        "later": since is not None,
    }
    return render(visit, "desk/queue.html", shown)
