"""At a window: sit down, call the next number, again, skip it, be done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toantrinh.counter import halls, tickets, waiting
from toantrinh.counter.models import Hall
from toantrinh.counter.perms import desk_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.web.gate.access import Visit, actor_of, officers

_VERBS: dict[str, Callable[..., Any]] = {
    "goi": tickets.call_next,
    "goi-lai": tickets.call_again,
    "bo-qua": tickets.skip,
    "xong": tickets.finish,
    "ngoi": halls.sit_down,
}


@officers()
@require_POST
def act(visit: Visit, window_id: UUID, verb: str) -> HttpResponse:
    """One of the buttons at a window."""
    run = _VERBS.get(verb)
    if run is None:
        raise NotFound("Không có việc này.")
    desk_of(actor_of(visit))
    try:
        done = run(window_id, actor=actor_of(visit))
    except Refusal as refusal:
        messages.error(visit, refusal.text())
    else:
        if done is None:
            messages.info(visit, _("Không còn ai chờ."))
    return HttpResponseRedirect(reverse("counter:home"))


@officers()
@require_POST
def leave(visit: Visit) -> HttpResponse:
    """Leave one's window."""
    halls.leave(actor=actor_of(visit))
    return HttpResponseRedirect(reverse("counter:home"))


@officers()
@require_POST
def give(visit: Visit) -> HttpResponse:
    """Draw a number for somebody who cannot do it at the kiosk."""
    hall = waiting.hall_of(actor_of(visit))
    if hall is None:
        raise NotFound("Không có phòng chờ này.")
    try:
        drawn = tickets.draw(hall, visit.POST.get("letter", ""), first="first" in visit.POST)
    except Refusal as refusal:
        messages.error(visit, refusal.text())
    else:
        messages.success(visit, _("Số %(number)s.") % {"number": drawn.label})
    return HttpResponseRedirect(reverse("counter:home"))


def panel(actor: Actor) -> dict[str, Any]:
    """What the counter's first page shows of the hall: one's window, or where one may sit."""
    hall = waiting.hall_of(actor)
    if hall is None:
        return {"hall": None}
    window = waiting.own_window(actor)
    waits = waiting.counts(hall)
    return {
        "hall": hall,
        "window": window,
        "serving": waiting.called_at(window) if window else None,
        "waits": sum(
            count
            for letter, count in waits.items()
            if window is None or not window.letters or letter in window.letters
        ),
        "windows": list(hall.windows.select_related("officer").order_by("number")),
        "matters": _matters(hall),
        "day": waiting.day_of(hall),
    }


def _matters(hall: Hall) -> list[Any]:
    return list(hall.matters.filter(closed=False).order_by("letter"))
