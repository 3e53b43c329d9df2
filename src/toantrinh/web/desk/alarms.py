"""What nobody did within its working hours at the officer's agency."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.dossiers.alarms import alarms_at
from toantrinh.dossiers.looking import log_list
from toantrinh.dossiers.watch_models import Watch
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.rows import address, alarm_chip
from toantrinh.web.gate.access import Visit, actor_of, officers

# As many as a page shows; what began first is on top.
_MOST = 100


@officers()
@require_safe
def ringing(visit: Visit) -> HttpResponse:
    """All that rings at the agency of the post; a leader's page has those below too."""
    actor = actor_of(visit)
    found = list(alarms_at(actor)[:_MOST])
    dossiers = {watch.dossier_id: watch.dossier for watch in found}
    log_list(
        list(dossiers.values()), actor=actor, page="desk/alarms", fields=["applicant", "standing"]
    )
    context = {**frame(visit), "rows": [_row(watch) for watch in found]}
    return render(visit, "desk/alarms.html", context)


def _row(watch: Watch) -> dict[str, object]:
    dossier = watch.dossier
    return {
        "url": address(dossier.code or "", None),
        "dossier": dossier,
        "chip": alarm_chip(watch),
        "since": watch.since,
    }
