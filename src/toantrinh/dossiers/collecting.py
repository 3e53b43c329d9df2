"""Results that nobody fetched: the desk lists them, and the applicant is told once more."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from toantrinh.dossiers.acting import acting
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import HEAVY, history
from toantrinh.dossiers.states import State
from toantrinh.government.queries import agency_by_id, rule
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import now, today

REMIND = "remind"
DAYS = "result.uncollected_days"


def uncollected(moment: datetime, agency_id: UUID | None) -> Q:
    """Signed longer ago than the rule of an agency says, and still at the desk."""
    return Q(state=State.READY, decided_at__lt=moment - _patience(agency_id))


def is_uncollected(dossier: Dossier) -> bool:
    """Whether its result has waited too long at the desk."""
    decided = dossier.decided_at
    waits = dossier.stage is State.READY and decided is not None
    return bool(waits and decided and decided < now() - _patience(dossier.desk_id))


def remind(dossier: Dossier, *, actor: Actor = SYSTEM) -> Dossier:
    """Tell the applicant, once, that the result still waits. Raises Conflict before its time."""
    with acting(REMIND, dossier, actor=actor) as act:
        if not is_uncollected(act.dossier) or history(act.dossier).filter(action=REMIND).exists():
            raise Conflict("Kết quả của hồ sơ này chưa phải nhắc nhận.")
    return act.dossier


def remind_all() -> int:
    """Remind all whom nobody reminded yet; how many were. Safe to repeat."""
    reminded = 0
    # The shortest time that any agency set is a day.
    rows = Dossier.objects.filter(state=State.READY, decided_at__lt=now() - timedelta(days=1))
    for dossier in rows.defer(*HEAVY).iterator(chunk_size=500):
        if not is_uncollected(dossier):
            continue
        try:
            remind(dossier)
        except Conflict:
            continue
        reminded += 1
    return reminded


def _patience(agency_id: UUID | None) -> timedelta:
    agency = agency_by_id(agency_id) if agency_id else None
    return timedelta(days=int(str(rule(DAYS, today(), agency))))
