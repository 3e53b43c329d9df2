"""The screen of a waiting hall: numbers and windows, read from five metres, and nobody's name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.counter import waiting
from toantrinh.kernel.time import now
from toantrinh.web.gate.access import Visit, anyone

# Often enough that nobody misses a call, and six pages a minute a screen.
_EVERY = 10


@anyone(per_minute=60)
@require_safe
def screen(visit: Visit, key: str) -> HttpResponse:
    """Who is called where, and how many wait. Comes anew by itself, without a script."""
    hall = waiting.hall_by_key(key)
    counts = waiting.counts(hall)
    calls = waiting.called(hall)
    context = {
        "hall": hall,
        "calls": [
            {"ticket": ticket, "fresh": waiting.just_called(ticket) and at == 0}
            for at, ticket in enumerate(calls)
        ],
        "matters": [
            {"matter": matter, "waits": counts.get(matter.letter, 0)}
            for matter in hall.matters.order_by("letter")
            if not matter.closed or counts.get(matter.letter)
        ],
        "waits": sum(counts.values()),
        "at": now(),
    }
    answer = render(visit, "counter/screen.html", context)
    # A header, so that no page of ours asks a browser to reload it behind a reader's back but this.
    answer["Refresh"] = str(_EVERY)
    answer["Cache-Control"] = "no-store"
    return answer
