"""What desks are watched for: invented dossiers that came online and were not checked yet.

The worker tells nobody of them and writes no event; lists show them from their minute on.
"""

from collections.abc import Iterable

from toantrinh.dossiers.models import Channel
from toantrinh.dossiers.office_hours import after_hours
from toantrinh.dossiers.states import State
from toantrinh.dossiers.watch_models import QUIET, Watched
from toantrinh.dossiers.watching import ALERT, CHECK
from toantrinh.government.queries import rule
from toantrinh.kernel.time import local
from toantrinh.synthetic.telling import Case

WATCH = (
    *("dossier_id", "number", "agency_id", "kind", "subject", "since", "alert_at", "bound_at"),
    *("raised", "raise_at", "until"),
)


def watches(cases: Iterable[Case]) -> Iterable[tuple[object, ...]]:
    """Rows of what still waits, in the order of `WATCH`; what was done is watched no more."""
    for case in cases:
        if case.state is State.SUBMITTED and case.plan.channel == Channel.ONLINE:
            desk, since = case.plan.place.desk, case.events[-1].at
            day = local(since).date()
            hours = [int(str(rule(name, day, desk))) for name in (ALERT, CHECK)]
            bounds = [after_hours(desk, since, many) for many in (hours[0], max(hours))]
            yield (
                *(case.id, 1, desk.pk, Watched.RECEPTION.value, 0, since, *bounds),
                *(QUIET, None, None),
            )
