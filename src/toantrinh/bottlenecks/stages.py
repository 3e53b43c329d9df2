"""What each stage of a dossier is: a step of the version, or the state where it has no steps.

Waits for the applicant are stages of their own, whatever the step: its clock stands meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from toantrinh.catalogue.handling import ProcessStep
from toantrinh.catalogue.models import Version
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import own_minutes, stretches
from toantrinh.dossiers.steps import way
from toantrinh.lake.shapes import STEP


class Kind(StrEnum):
    """Whether time goes by in work, in a wait inside the house, or in a wait for the applicant.

    In a step it is work and waits, which are told apart.
    """

    STEP = "step"
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


def kind_of(stage: str) -> Kind:
    """What a stage is."""
    return Kind.STEP if stage.startswith(STEP) else STAGES[State(stage)]


def in_house(stage: str) -> bool:
    """Whether an agency may do it faster."""
    return kind_of(stage) is not Kind.APPLICANT


def in_order(stages: Iterable[str], steps: Iterable[str]) -> list[str]:
    """Steps as their version has them, then those that it has no more, then states."""
    known = [*(f"{STEP}{key}" for key in steps), *(state.value for state in STAGES)]
    place = {stage: at for at, stage in enumerate(known)}
    between = len(known) - len(STAGES) - 0.5
    return sorted(stages, key=lambda stage: (place.get(stage, between), stage))


@dataclass(frozen=True)
class Named:
    """A stretch of steps as people read it: what, whose, and its office minutes as written."""

    title: str
    title_en: str
    post: str
    minutes: int

    def said(self, language: str) -> str:
        """What it is called."""
        return self.title_en if language.startswith("en") else self.title


def steps_of(procedure: str) -> dict[str, Named]:
    """The steps of a procedure in order, by the key of each stretch; the newest version speaks.

    Older versions tell of steps that it has no more.
    """
    found: dict[str, Named] = {}
    rows = Version.objects.filter(procedure__code=procedure).order_by("-number")
    for version in rows.select_related("procedure").defer("raw"):
        content = version.read
        usual = [one.steps for one in stretches(way(content, {}))]
        for steps in (*usual, *((step,) for step in content.process)):
            found.setdefault(steps[-1].key, _named(steps))
    return found


def _named(steps: tuple[ProcessStep, ...]) -> Named:
    return Named(
        title="; ".join(step.title for step in steps),
        title_en="; ".join(step.title_en or step.title for step in steps),
        post=steps[-1].post,
        minutes=sum(own_minutes(step) for step in steps),
    )
