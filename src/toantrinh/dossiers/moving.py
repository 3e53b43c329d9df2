"""Dossiers that go on when their agency has ended: they move to the one that goes on in its place.

Not before the day. What is left to do is a question to the tables, so that whoever is killed is
followed by whoever asks next, and nothing moves twice. Ended dossiers stay where they ended.

The due day stays as it was promised, whatever hours the new agency keeps: a reform of the state is
no reason to make anybody wait longer.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from procrastinate.contrib.django import app

from toantrinh.dossiers.models import GOING, Dossier
from toantrinh.dossiers.states import State
from toantrinh.dossiers.watch_models import Watch
from toantrinh.government.lineage import heirs
from toantrinh.government.models import Agency
from toantrinh.journal.actions import append_events
from toantrinh.kernel.actors import SYSTEM

# Held locked together, for a few tenths of a second.
BATCH = 500
_PLACES = ("agency", "desk", "support")
_NEEDED = (
    *("head_seq", "head_hash", "agency_id", "desk_id", "support_id", "agency_path", "province"),
    *("state", "status_code", "holder"),
)
# One statement for all rows: Django's own way writes a CASE of each row for each column.
_WRITE = """
UPDATE dossiers_dossier d
SET agency_id = moved.agency, agency_path = moved.path, desk_id = moved.desk,
    support_id = moved.support, province = moved.province, head_seq = moved.seq,
    head_hash = moved.hash
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::int[],
            %s::bytea[]) AS moved(id, agency, path, desk, support, province, seq, hash)
WHERE d.id = moved.id
"""


def to_move(place: str, ended: Sequence[UUID]) -> QuerySet[Dossier]:
    """The dossiers that go on and have an ended agency in one of their three places."""
    return Dossier.objects.filter(GOING, **{f"{place}__in": ended})


def move_all(batch: int = BATCH) -> int:
    """Move all that is left, batch by batch, each its own transaction; how many were moved.

    What somebody holds locked is passed by: it moves when this is asked again.
    """
    moved = 0
    for place in _PLACES:
        while done := _move(place, batch):
            moved += done
    return moved


@dataclass(frozen=True)
class Going:
    """What would move with some agencies: how many, by state and procedure, and due soon."""

    count: int
    by_state: dict[State, int]
    # By the plain name of the procedure, the most first.
    by_procedure: dict[str, int]
    due: int


def going_at(agencies: Iterable[UUID], due_until: datetime) -> Going:
    """What goes on at these agencies, whoever else receives or supports it there, and is due."""
    rows = Dossier.objects.filter(GOING, agency__in=list(agencies)).order_by()
    groups = rows.values_list("state", "version__procedure__plain_name").annotate(
        count=Count("pk"), due=Count("pk", filter=Q(due_at__lt=due_until))
    )
    states: Counter[State] = Counter()
    procedures: Counter[str] = Counter()
    due = 0
    for state, procedure, count, soon in groups:
        states[State(state)] += count
        procedures[procedure] += count
        due += soon
    return Going(states.total(), dict(states), dict(procedures.most_common()), due)


def move_soon() -> None:
    """Have the worker move what is left once this transaction is committed."""
    app.configure_task("dossiers.move").defer()


@transaction.atomic
def _move(place: str, batch: int) -> int:
    onward = heirs()
    rows = to_move(place, list(onward)).select_for_update(of=("self",), skip_locked=True)
    found = list(rows.only(*_NEEDED)[:batch])
    if found:
        append_events({row: _moved(row, onward) for row in found}, "transfer", actor=SYSTEM)
        _write(found)
        _let_act(found, onward)
    return len(found)


def _moved(dossier: Dossier, onward: Mapping[UUID, Agency]) -> dict[str, object]:
    """Put the heirs in the places of the ended; what the event says of it."""
    said: dict[str, object] = {
        "state": dossier.state,
        "status_code": dossier.status_code,
        "holder": dossier.holder,
    }
    for place in _PLACES:
        heir = onward.get(getattr(dossier, f"{place}_id"))
        if heir is not None:
            said |= {f"{place}_from": str(getattr(dossier, f"{place}_id")), place: str(heir.pk)}
            setattr(dossier, place, heir)
            if place == "agency":
                dossier.agency_path = heir.path
                dossier.province = heir.unit.province_code if heir.unit else ""
    return said


def _let_act(rows: Sequence[Dossier], onward: Mapping[UUID, Agency]) -> None:
    """Whoever goes on is waited for where those that ended were."""
    waited = Watch.objects.filter(dossier__in=[row.pk for row in rows], until__isnull=True)
    for ended in set(waited.values_list("agency", flat=True)) & set(onward):
        waited.filter(agency=ended).update(agency=onward[ended])


def _write(rows: Sequence[Dossier]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [row.pk for row in rows],
                [row.agency_id for row in rows],
                [row.agency_path for row in rows],
                [row.desk_id for row in rows],
                [row.support_id for row in rows],
                [row.province for row in rows],
                [row.head_seq for row in rows],
                [bytes(row.head_hash) for row in rows],
            ],
        )
