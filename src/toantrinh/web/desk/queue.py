"""The queue: one pile at a time, what falls due first on top; and the search."""

import re

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.dossiers import desk_queries
from toantrinh.dossiers.filtering import Filter, saved
from toantrinh.dossiers.finding import found_by
from toantrinh.dossiers.glass import may_break
from toantrinh.dossiers.leafing import NEAR, Listing, Place, leaf
from toantrinh.dossiers.pile_counts import counts
from toantrinh.dossiers.piles import Pile, piles
from toantrinh.dossiers.sifting import MOST, sift
from toantrinh.kernel.text import clean
from toantrinh.sync.queries import found_by as pushed_by
from toantrinh.web.desk import batch, tabs
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.rows import bands_of, log_rows, rows_of
from toantrinh.web.gate.access import Visit, actor_of, officers

SIZE = 25
# How an address asks for another order than by what is due as a whole.
_SORT, _BY_STEP = "xep", "buoc"
_LONGEST_SEARCH = 100
_CODE = re.compile(r"[A-Za-z0-9.]+-\d{6}-\d{4,}")


@officers()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """Go to the first pile in which something lies; without piles, to questions or the search."""
    actor = actor_of(visit)
    mine = piles(actor)
    if not mine:
        answers = "data_officer" in actor.roles
        return HttpResponseRedirect(reverse("desk:explanations" if answers else "desk:find"))
    counted = counts(actor).piles
    first = next((pile for pile in mine if counted.get(pile)), mine[0])
    return HttpResponseRedirect(tabs.url_of(first))


@officers()
@require_safe
def pile(visit: Visit, tab: str) -> HttpResponse:
    """One pile."""
    actor = actor_of(visit)
    found = tabs.own_pile(tab, actor)
    narrowed = Filter.read(visit.GET)
    by_step = visit.GET.get(_SORT) == _BY_STEP and found in desk_queries.BY_STEP
    listing = desk_queries.listing_of(found, actor=actor, by_step=by_step)
    spelled = narrowed.spelled()
    served, rest = narrowed.parts(listing.order, actor)
    listing = listing.narrowed(served) if served else listing
    context = {
        "title": tabs.label_of(found),
        "tab": tab,
        "spelled": urlencode(spelled),
        "narrowed": bool(spelled),
        "kept": [
            (each.name, urlencode(each.criteria), each.criteria == spelled) for each in saved(actor)
        ],
        "offer": batch.offer(found, actor),
        "sortable": found in desk_queries.BY_STEP,
        "by_step": by_step,
        "other_order": urlencode(spelled if by_step else {**spelled, _SORT: _BY_STEP}),
    }
    return _list(visit, listing, found, context, by_step=by_step, rest=rest)


@officers()
@require_safe
def find(visit: Visit) -> HttpResponse:
    """Dossiers by code, name or number, whatever their state, the latest first."""
    typed = clean(visit.GET.get("q", ""))[:_LONGEST_SEARCH]
    actor = actor_of(visit)
    title = _("Tìm “%(typed)s”") % {"typed": typed} if typed else _("Tìm hồ sơ")
    context: dict[str, object] = {
        "title": title,
        "query": typed,
        "elsewhere": pushed_by(typed, actor=actor),
        # A whole code may be that of a dossier which this post does not see.
        "unseen": typed.upper() if _CODE.fullmatch(typed) and may_break(actor) else "",
    }
    return _list(visit, found_by(typed, actor=actor), None, context)


def _list(
    visit: Visit,
    listing: Listing,
    found: Pile | None,
    context: dict[str, object],
    *,
    by_step: bool = False,
    rest: Q | None = None,
) -> HttpResponse:
    """A leaf of a list; `rest` is what its lines must meet and no index serves."""
    since, before = (Place.read(visit.GET.get(name, "")) for name in ("tu", "truoc"))
    if rest:
        page = sift(listing, rest, size=SIZE, since=since, before=before)
    else:
        page = leaf(listing, size=SIZE, since=since, before=before)
    log_rows(page.rows, actor=actor_of(visit))
    rows = rows_of(page.rows, desk_queries.left_of(page.rows), pile=found)
    shown = {
        **frame(visit, found),
        **context,
        "bands": bands_of(rows, found, by_step=by_step),
        "with_state": found in {None, Pile.GOING, Pile.CITIZEN},
        "near": NEAR if listing.near else None,
        "looked": page.looked,
        "looked_through": MOST,
        "away": since is not None or before is not None,
        "following": page.following,
        "preceding": page.preceding,
    }
    return render(visit, "desk/queue.html", shown)
