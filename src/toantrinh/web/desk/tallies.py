"""How much lies on whose desk and how much was done in time: one's own, and below."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.registers import (
    Period,
    Tally,
    tallies_below,
    tallies_of_agency,
    tally_of_officer,
)
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.errors import Refusal
from toantrinh.people.models import Officer
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.periods import boxes, last_month, period_of
from toantrinh.web.gate.access import Visit, actor_of, officers


@officers()
@require_safe
def tallies(visit: Visit) -> HttpResponse:
    """One's own work; for a leader also that of each officer, and of the agencies below."""
    actor = actor_of(visit)
    officer, agency_id = seat_of(actor)
    problem, period = "", last_month()
    try:
        period = period_of(visit)
    except Refusal as refused:
        problem = refused.text()
    agency, leads = agency_by_id(agency_id), "leader" in actor.roles
    context = {
        **frame(visit),
        **boxes(visit, period),
        "problem": problem,
        "own": tally_of_officer(officer, period),
        "heads": _heads(),
        "officers": _by_officer(agency, period) if leads else [],
        "agencies": _by_agency(agency, period) if leads else [],
    }
    return render(visit, "desk/tallies.html", context, status=422 if problem else 200)


def _heads() -> list[dict[str, Any]]:
    counts = [
        _("Đang giải quyết"),
        _("Trong đó quá hạn"),
        _("Đã giải quyết trong kỳ"),
        _("Trong đó đúng hạn"),
    ]
    return [{"text": _("Ai")}, *({"text": text, "num": True} for text in counts)]


def _by_officer(agency: Agency, period: Period) -> list[dict[str, Any]]:
    found = tallies_of_agency(agency, period)
    names = dict(Officer.objects.filter(pk__in=found).values_list("pk", "full_name"))
    ordered = sorted(found, key=lambda pk: (-found[pk].late_now, names.get(pk, "")))
    return [_row(names.get(pk, ""), found[pk]) for pk in ordered]


def _by_agency(agency: Agency, period: Period) -> list[dict[str, Any]]:
    found = tallies_below(agency, period)
    ordered = sorted(found, key=lambda one: (-found[one].late_now, one.name_sort))
    return [_row(one.name, found[one]) for one in ordered]


def _row(name: str, tally: Tally) -> dict[str, Any]:
    counts = [
        (tally.going, ""),
        (tally.late_now, "late" if tally.late_now else ""),
        (tally.decided, ""),
        (tally.in_time, ""),
    ]
    cells = [{"text": count, "num": True, "tone": tone} for count, tone in counts]
    return {"cells": [{"text": name}, *cells]}
