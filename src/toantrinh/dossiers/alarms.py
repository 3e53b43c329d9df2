"""What nobody did within its working hours: told once to who has to act, once to those above them.

The worker raises; lists show an alarm from its minute on, whether the worker has come by or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from toantrinh.dossiers import perms
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.telling_alarms import TELL
from toantrinh.dossiers.watch_models import ESCALATED, REMINDED, Watch
from toantrinh.dossiers.watching import known
from toantrinh.government.queries import agency_by_id, paths_below
from toantrinh.journal.actions import append_events
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.time import now

RAISE = "raise_alarm"
_BATCH = 200
# Of so many agencies below their own a leader hears; who has more below hears of their own.
_BELOW_AT_MOST = 60


def ringing(prefix: str = "") -> Q:
    """The condition that a watch is open and its first bound has passed."""
    return Q(**{f"{prefix}until__isnull": True, f"{prefix}alert_at__lte": now()})


def alarmed() -> Q:
    """The condition that something rings about a dossier."""
    return Q(Exists(Watch.objects.filter(ringing(), dossier=OuterRef("pk"))))


def alarms_of(dossiers: Iterable[Dossier]) -> dict[UUID, list[Watch]]:
    """What rings about each of some dossiers, what began first on top. One query."""
    keys = [each.pk for each in dossiers if not each.stage.terminal]
    found: dict[UUID, list[Watch]] = defaultdict(list)
    if keys:
        for watch in Watch.objects.filter(ringing(), dossier__in=keys).order_by("alert_at"):
            found[watch.dossier_id].append(known(watch))
    return found


def concerns(actor: Actor, prefix: str = "") -> Q | None:
    """Whose alarms an officer hears: their agency's; a leader's those below too. None: nobody's."""
    if actor.agency_id is None or not perms.sights(actor):
        return None
    own = agency_by_id(actor.agency_id)
    if "leader" in actor.roles:
        below = paths_below(own.path)
        if len(below) <= _BELOW_AT_MOST:
            return Q(**{f"{prefix}agency__path__in": below})
    return Q(**{f"{prefix}agency": own.pk})


def alarms_at(actor: Actor) -> QuerySet[Watch]:
    """All that rings at an officer's agency, the oldest on top, with what a line says of it."""
    mine = concerns(actor)
    if mine is None:
        return Watch.objects.none()
    rows = Watch.objects.filter(ringing(), mine).select_related(
        *("agency", "dossier__version__procedure", "dossier__applicant", "dossier__organisation"),
    )
    return rows.order_by("alert_at", "dossier", "number")


def raise_all() -> int:
    """Raise whatever is due, batch by batch; how many were. Safe to repeat."""
    raised = 0
    while done := _raise():
        raised += done
    return raised


@transaction.atomic
def _raise() -> int:
    """One batch; what somebody holds locked is passed by until this is asked again."""
    rows = Watch.objects.filter(raise_at__lte=now(), until__isnull=True).order_by("raise_at")
    locked = rows.select_for_update(of=("self", "dossier"), skip_locked=True)
    due: dict[UUID, Watch] = {}
    for watch in locked.select_related("dossier").defer("dossier__version")[:_BATCH]:
        # One event a dossier at a time: the next batch takes its others.
        due.setdefault(watch.dossier_id, watch)
    told = {watch.dossier: _raised(watch) for watch in due.values()}
    append_events(told, RAISE, actor=SYSTEM)
    Dossier.objects.bulk_update(told, ["head_seq", "head_hash"])
    Watch.objects.bulk_update(due.values(), ["raised", "raise_at"])
    _tell(due.values())
    return len(due)


def _raised(watch: Watch) -> Mapping[str, object]:
    """Put a watch one further, or both bounds at once; what the event says of it."""
    watch.raised = ESCALATED if watch.bound_at <= now() else REMINDED
    watch.raise_at = None if watch.raised == ESCALATED else watch.bound_at
    dossier = watch.dossier
    return {
        "kind": watch.kind,
        "level": watch.raised,
        "waits_for": str(watch.agency_id),
        "since": watch.since.isoformat(),
        "state": dossier.state,
        "status_code": dossier.status_code,
        "holder": dossier.holder,
    }


def _tell(raised: Iterable[Watch]) -> None:
    """One notice for all that was raised together, not one for each."""
    together: dict[tuple[str, str, int], list[JSONValue]] = defaultdict(list)
    for watch in raised:
        key = (str(watch.agency_id), watch.kind, watch.raised)
        together[key].append([str(watch.dossier_id), watch.number])
    for (agency, kind, level), watches in together.items():
        app.configure_task(TELL).defer(agency=agency, kind=kind, level=level, watches=watches)
