"""What agencies must do within some working hours of theirs: set when it begins, over when done.

How many hours is said by dated rules, as they were on the day when it began.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from toantrinh.dossiers.across_models import Consultation, Passage
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.office_hours import after_hours
from toantrinh.dossiers.states import State
from toantrinh.dossiers.watch_models import ESCALATED, Watch, Watched
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, rule
from toantrinh.host import rows
from toantrinh.host.ready import Ready
from toantrinh.kernel.time import local, now

ALERT, CHECK = "clock.online_alert_working_hours", "clock.online_check_working_hours"
INTERLINKED = "clock.interlinked_answer_working_hours"
# While others may be asked what they think.
_ASKABLE = frozenset(state for state in State if state.code in {4, 5, 6})


@dataclass(frozen=True)
class Bounds:
    """Since when an agency is waited for, and until when it should, and at the latest must, act."""

    since: datetime
    alert_at: datetime
    bound_at: datetime


def follow(dossier: Dossier, before: State) -> None:
    """Begin and end what is watched of a dossier that came from one state to another."""
    after = dossier.stage
    if before is after:
        return
    if before is State.SUBMITTED:
        settle(dossier, Watched.RECEPTION)
    elif before is State.ACCEPTED:
        settle(dossier, Watched.TAKE_OVER)
    elif before in _ASKABLE and after not in _ASKABLE:
        settle(dossier, Watched.ANSWER)
    if after is State.SUBMITTED and dossier.channel == Channel.ONLINE and dossier.desk_id:
        desk = agency_by_id(dossier.desk_id)
        # A part of a joined procedure is the next agency's turn (NĐ 63/2024/NĐ-CP).
        first = INTERLINKED if dossier.whole_id else ALERT
        _begin(dossier, Watched.RECEPTION, desk, _bounds(desk, first))


def watch_question(asked: Consultation, dossier: Dossier) -> None:
    """Wait for the answer of the agency that is asked; at the latest it is due when it says."""
    agency = agency_by_id(asked.agency_id)
    found = _bounds(agency, INTERLINKED)
    due = asked.due_at
    bounds = Bounds(found.since, min(found.alert_at, due), due)
    _begin(dossier, Watched.ANSWER, agency, bounds, asked.number)


def watch_passage(passage: Passage, dossier: Dossier) -> None:
    """Wait for the receiver to confirm; whatever was passed before needs no confirming any more."""
    settle(dossier, Watched.TAKE_OVER)
    receiver = agency_by_id(passage.receiver_id)
    bounds = _bounds(receiver, INTERLINKED)
    _begin(dossier, Watched.TAKE_OVER, receiver, bounds, passage.number)


def settle(dossier: Dossier, kind: Watched, subject: int | None = None) -> None:
    """It was done, or need not be done any more."""
    for watch in _OPEN.rows(dossier=dossier.pk, kind=kind.value):
        if subject in {None, watch.subject}:
            read = rows.values(watch)
            watch.until, watch.raise_at = now(), None
            rows.update(watch, read)


def _open(dossier: UUID, kind: str) -> QuerySet[Watch]:
    return Watch.objects.filter(dossier=dossier, kind=kind, until__isnull=True)


_OPEN = Ready(_open, dossier=UUID, kind=str)
_ALL_OPEN = Ready(
    lambda dossier: Watch.objects.filter(dossier=dossier, until__isnull=True).order_by("alert_at"),
    dossier=UUID,
)
_LAST = Ready(
    lambda of: (
        Watch.objects.filter(dossier=of).order_by("-number").values_list("number", flat=True)[:1]
    ),
    of=UUID,
)


def _begin(
    dossier: Dossier, kind: Watched, agency: Agency, bounds: Bounds, subject: int = 0
) -> None:
    rows.insert(
        Watch(
            dossier=dossier,
            number=1 if rows.is_new(dossier) else (_LAST.first(of=dossier.pk) or 0) + 1,
            agency=agency,
            kind=kind,
            subject=subject,
            since=bounds.since,
            alert_at=bounds.alert_at,
            bound_at=bounds.bound_at,
            raise_at=bounds.alert_at,
        )
    )


def _bounds(agency: Agency, first: str) -> Bounds:
    """So many hours for the first bound, and those of the check for the second."""
    since = now()
    day = local(since).date()
    hours = int(str(rule(first, day, agency)))
    last = max(hours, int(str(rule(CHECK, day, agency))))
    return Bounds(since, after_hours(agency, since, hours), after_hours(agency, since, last))


def rings(watch: Watch) -> bool:
    """Whether the first bound has passed."""
    return watch.alert_at <= now()


def overdue(watch: Watch) -> bool:
    """Whether the second bound has passed too."""
    return watch.raised == ESCALATED or watch.bound_at <= now()


def open_watches(dossier: Dossier) -> list[Watch]:
    """What an agency has to do about a dossier within its hours, whether it rings or not."""
    return [known(watch) for watch in _ALL_OPEN.rows(dossier=dossier.pk)]


def known(watch: Watch) -> Watch:
    """With its agency as the process keeps it."""
    watch.agency = agency_by_id(watch.agency_id)
    return watch
