"""What each stage of a dossier is: somebody's work, or a wait for somebody to act."""

from enum import StrEnum

from toantrinh.dossiers.states import State


class Kind(StrEnum):
    """Whether time goes by in work, in a wait inside the house, or in a wait for the applicant."""

    WORK = "work"
    WAIT = "wait"
    APPLICANT = "applicant"


# In the order in which a dossier comes to them.
STAGES: dict[State, Kind] = {
    State.SUBMITTED: Kind.WAIT,
    State.INCOMPLETE: Kind.APPLICANT,
    State.UNPAID: Kind.APPLICANT,
    State.ACCEPTED: Kind.WAIT,
    State.PROCESSING: Kind.WORK,
    State.CONSULTING: Kind.WAIT,
    State.SUPPLEMENTING: Kind.APPLICANT,
    State.PAYING: Kind.APPLICANT,
    State.PROPOSED: Kind.WAIT,
}
# What an agency may do faster.
IN_HOUSE = tuple(stage.value for stage, kind in STAGES.items() if kind is not Kind.APPLICANT)
