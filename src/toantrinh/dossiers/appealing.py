"""Where whoever does not agree with an end may go, and how long: dated rules."""

from dataclasses import dataclass

from toantrinh.dossiers.lifecycle import Letter
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.government.models import Agency
from toantrinh.government.queries import rule
from toantrinh.kernel.time import today

APPEALED = frozenset({Letter.REFUSAL, Letter.STOP})
_ENDED = frozenset({State.DENIED, State.STOPPED})


@dataclass(frozen=True)
class Appeal:
    """To whom one complains and in how many days, and in how many months one may sue."""

    agency: str
    days: int
    months: int


def appeal_to(agency: Agency) -> Appeal:
    """The way to appeal against what an agency decided."""
    days = rule("appeal.complaint_days", today(), agency)
    months = rule("appeal.suit_months", today(), agency)
    return Appeal(agency.name, int(str(days)), int(str(months)))


def way_to_appeal(dossier: Dossier) -> Appeal | None:
    """For a dossier that ended, or was decided, against its applicant; None for any other."""
    against = dossier.stage in _ENDED or (dossier.denial and dossier.decided_at is not None)
    agency = dossier.agency if dossier.received_at else dossier.desk
    return appeal_to(agency) if against and agency else None
