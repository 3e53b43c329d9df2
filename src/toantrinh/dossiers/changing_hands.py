"""Dossiers under way when their procedure changes hands: they go on at who decides from that day.

Officers stay where they are, so nobody has such a dossier in hand any more: the one who decides
takes it up anew. A proposal that nobody signed is void; opinions given stay, and what others were
asked is still theirs to answer. Papers keep the name of who signed them. Promise, code and place of
receipt stay. What a leader had signed before the day is handed over as it was decided.
"""

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from procrastinate.contrib.django import app

from toantrinh.dossiers.across_models import Outcome
from toantrinh.dossiers.acting import acting
from toantrinh.dossiers.consulting import open_ones
from toantrinh.dossiers.lifecycle import moves_from
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.passing_on import settle_at
from toantrinh.dossiers.queries import HEAVY, with_agencies
from toantrinh.dossiers.states import State
from toantrinh.government.hands import givers, taker_for, unsettled
from toantrinh.government.hands_models import ChangeOfHands
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import HANOI, now, today

CHANGE = "change_hands"
_MOVED = tuple(state for state in State if any(m.action == CHANGE for m in moves_from(state)))
# What was begun by yesterday's competence is committed by then.
_SETTLES = timedelta(minutes=5)


def to_change(change: ChangeOfHands) -> QuerySet[Dossier]:
    """What is under way at those out of whose hands a procedure goes."""
    return Dossier.objects.filter(
        state__in=[state.value for state in _MOVED],
        agency__in=givers(change).values("pk"),
        version__procedure__code=change.procedure,
    )


def change_all() -> int:
    """Let go on elsewhere what is left to move today; how many moved. Safe to repeat."""
    return sum(_change(change) for change in unsettled(today()))


def change_soon() -> None:
    """Have the worker do so once this transaction is committed."""
    app.configure_task("dossiers.change_hands").defer()


def move_to(dossier: Dossier, *, actor: Actor, to: Agency, because: ChangeOfHands) -> Dossier:
    """Let another agency decide from now on, since the procedure changed hands."""
    with acting(CHANGE, dossier, actor=actor) as act:
        locked = act.dossier
        if to.pk == locked.agency_id:
            raise Conflict("Đây là cơ quan đang giải quyết hồ sơ.")
        settle_at(act, to)
        locked.proposed_by, locked.approved_by, locked.denial = None, None, False
        # Nobody asks themselves.
        for own in open_ones(locked).filter(agency=to):
            own.outcome, own.answered_at = Outcome.WITHDRAWN, now()
            own.save(update_fields=["outcome", "answered_at"])
            act.payload["consultation"] = own.number
        act.payload["change"] = str(because.pk)
    return act.dossier


def _change(change: ChangeOfHands) -> int:
    rows = to_change(change).select_related("version", "agency__unit").defer(*HEAVY)
    moved = left = 0
    for row in rows.order_by("pk"):
        dossier = with_agencies(row)
        agency = dossier.agency
        to = taker_for(change, agency, dossier.place, today()) if agency else None
        if to is None or agency is None or to.pk == agency.pk:
            continue
        try:
            move_to(dossier, actor=SYSTEM, to=to, because=change)
            moved += 1
        except Conflict:
            # Somebody acted just now; the next look finds what is left.
            left += 1
    began = max(change.made_at, datetime.combine(change.since, time(), HANOI))
    if not moved and not left and now() >= began + _SETTLES:
        change.settled_at = now()
        change.save(update_fields=["settled_at"])
    return moved
