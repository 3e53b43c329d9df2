"""What is read of dossiers that other systems pushed: where one is, and which an officer finds."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from toantrinh.dossiers import perms
from toantrinh.dossiers.states import State
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.text import clean
from toantrinh.people.sealing import keyed_hash
from toantrinh.sync.models import Pushed

_FOUND_AT_MOST = 20
# The state that each code of the portal means to people; 0 is on its way between systems.
_STATES = {
    0: State.SUBMITTED,
    1: State.SUBMITTED,
    2: State.ACCEPTED,
    3: State.DENIED,
    4: State.PROCESSING,
    5: State.SUPPLEMENTING,
    6: State.PAYING,
    7: State.WITHDRAWN,
    8: State.STOPPED,
    9: State.READY,
    10: State.RETURNED,
}


@dataclass(frozen=True)
class Elsewhere:
    """A dossier that another system handles, without anybody's name; `raw` is its own status."""

    code: str
    title: str
    agency: Agency
    state: State
    raw: str
    since: datetime
    received_at: datetime | None
    due_at: datetime | None
    pushed_at: datetime


def tracked(code: str) -> Elsewhere | None:
    """The dossier with this code, for anybody who has the code."""
    found = Pushed.objects.filter(code=clean(code).upper()).first()
    return _as_told(found) if found else None


def found_by(typed: str, *, actor: Actor) -> list[Elsewhere]:
    """By whole code or identity number, those at agencies that the officer's post sees."""
    seen = [one.condition() for one in perms.sights(actor) if one.field == "agency_path"]
    if not typed or not seen:
        return []
    named = Q(code=typed.upper()) | Q(number_hash=keyed_hash("number", typed))
    rows = Pushed.objects.filter(named, reduce(or_, seen)).order_by("-last_at")
    return [_as_told(row) for row in rows[:_FOUND_AT_MOST]]


def _as_told(row: Pushed) -> Elsewhere:
    return Elsewhere(
        code=row.code,
        title=row.title,
        agency=agency_by_id(row.agency_id),
        state=_STATES[row.status_code],
        raw=row.raw_status,
        since=row.status_at,
        received_at=row.received_at,
        due_at=row.due_at,
        pushed_at=row.last_at,
    )
