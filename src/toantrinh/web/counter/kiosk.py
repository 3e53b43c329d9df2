"""The kiosk of a hall: draw a number, see where a dossier is, see what a procedure takes.

It knows nobody and keeps nothing. Left alone it goes back to its first page; who needs longer says
so. Signing in at a kiosk waits for a reader of cards (NĐ 309/2026: ki-ốt thông minh).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.search import search as find_procedures
from toantrinh.counter import tickets, waiting
from toantrinh.counter.models import Hall, Ticket
from toantrinh.counter.words import group_words
from toantrinh.dossiers.tracking import standing
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.web.counter.squares import code_in
from toantrinh.web.gate.access import Visit, anyone
from toantrinh.web.portal.handing_in import square
from toantrinh.web.portal.procedure_words import facts
from toantrinh.web.portal.showing import words_of

# Seconds after which a page that nobody touches goes back, and for who asked for longer.
_IDLE, _LONGER, _TICKET = 60, 600, 25
# Seconds after which a number on a phone is looked at anew.
_OWN = 30
_HITS = 6


def _show(
    visit: Visit,
    template: str,
    hall: Hall,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    idle: int = _IDLE,
) -> HttpResponse:
    """A page of the kiosk, which goes back to the first one by itself."""
    home = reverse("hall:kiosk", args=[hall.key])
    longer = "lau" in visit.GET
    whole = {"hall": hall, "kiosk_home": home, "longer": longer, **(context or {})}
    answer = render(visit, f"counter/kiosk_{template}.html", whole, status=status)
    if idle:
        answer["Refresh"] = f"{_LONGER if longer else idle}; url={home}"
    answer["Cache-Control"] = "no-store"
    return answer


@anyone(per_minute=60)
@require_safe
def begin(visit: Visit, key: str) -> HttpResponse:
    """Three big buttons; the number of a matter is one touch away."""
    return _home(visit, waiting.hall_by_key(key))


def _home(visit: Visit, hall: Hall, problem: str = "") -> HttpResponse:
    english = get_language() == "en"
    context = {
        "matters": [
            {"letter": one.letter, "name": one.name_en if english and one.name_en else one.name}
            for one in hall.matters.filter(closed=False).order_by("letter")
        ],
        "groups": [group_words(code) for code in tickets.first_groups(hall)],
        "waits": sum(waiting.counts(hall).values()),
        "problem": problem,
    }
    return _show(visit, "home", hall, context, status=422 if problem else 200, idle=0)


@anyone(per_minute=20)
@require_POST
def draw(visit: Visit, key: str) -> HttpResponse:
    """Draw a number."""
    hall = waiting.hall_by_key(key)
    try:
        drawn = tickets.draw(hall, visit.POST.get("letter", ""), first="first" in visit.POST)
    except Refusal as refusal:
        return _home(visit, hall, refusal.text())
    return HttpResponseRedirect(reverse("hall:ticket", args=[hall.key, drawn.pk]))


@anyone(per_minute=60)
@require_safe
def ticket(visit: Visit, key: str, ticket_id: UUID) -> HttpResponse:
    """The number, how many are before it, and how long that may take, if anybody can say.

    Its square leads to the same on one's own phone, at an address without the hall's key.
    """
    hall = waiting.hall_by_key(key)
    context = _told_of(waiting.ticket_of(ticket_id, hall))
    own = visit.build_absolute_uri(reverse("hall:own_ticket", args=[ticket_id]))
    return _show(visit, "ticket", hall, {**context, "square": square(own)}, idle=_TICKET)


@anyone(per_minute=60)
@require_safe
def own_ticket(visit: Visit, ticket_id: UUID) -> HttpResponse:
    """The same on the phone of who drew it: it comes anew by itself, and leads to no kiosk."""
    drawn = waiting.ticket_of(ticket_id)
    context = {**_told_of(drawn), "hall": drawn.hall, "kiosk_home": visit.path, "own": True}
    answer = render(visit, "counter/kiosk_ticket.html", context)
    answer["Refresh"] = str(_OWN)
    answer["Cache-Control"] = "no-store"
    return answer


def _told_of(drawn: Ticket) -> dict[str, Any]:
    ahead = waiting.ahead_of(drawn)
    return {
        "ticket": drawn,
        "ahead": ahead,
        "expected": waiting.expected(drawn.hall, ahead),
        "enough": waiting.ENOUGH,
    }


@anyone(per_minute=20)
@require_safe
def look_up(visit: Visit, key: str) -> HttpResponse:
    """Where a dossier is, by its code typed or by the square on its receipt."""
    hall = waiting.hall_by_key(key)
    typed = visit.GET.get("ma", "").strip()
    context: dict[str, Any] = {"typed": typed}
    if typed:
        context["typed"] = code = code_in(typed)
        try:
            context["standing"] = standing(code)
        except NotFound as unknown:
            context["problem"] = unknown.text()
    status = 404 if "problem" in context else 200
    return _show(visit, "look_up", hall, context, status=status)


@anyone(per_minute=60)
@require_safe
def search(visit: Visit, key: str) -> HttpResponse:
    """Look for a procedure."""
    hall = waiting.hall_by_key(key)
    query = visit.GET.get("q", "").strip()
    hits = find_procedures(query, limit=_HITS) if query else []
    return _show(visit, "search", hall, {"query": query, "hits": hits})


@anyone(per_minute=60)
@require_safe
def procedure(visit: Visit, key: str, code: str) -> HttpResponse:
    """What to bring, what it costs, how long it takes."""
    hall = waiting.hall_by_key(key)
    content = words_of(version_in_force(find_procedure(code)))
    return _show(visit, "procedure", hall, facts(content))
