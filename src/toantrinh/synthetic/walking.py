"""At which step of its version an invented dossier is, and when it is due, as the desk keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from toantrinh.dossiers.limits import Pause
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import MOVES, PHASES, Phase, Stretch
from toantrinh.synthetic.days import Dues
from toantrinh.synthetic.places import Place
from toantrinh.synthetic.way import Way


class Promise(NamedTuple):
    """What a step's due moment rests on beside its start."""

    held: int | None
    at: datetime | None
    pauses: Sequence[Pause]


@dataclass
class Walk:
    """One dossier on its way."""

    way: Way
    place: Place
    dues: Dues

    step: str = ""
    since: datetime | None = None
    original_due: datetime | None = None
    due: datetime | None = None

    def go_on(
        self, act: str, before: State, after: State, at: datetime, promise: Promise
    ) -> dict[str, object]:
        """Go where an act leads; what its event says of that."""
        phase = PHASES.get(after)
        if phase is None:
            self.step, self.since, self.original_due, self.due = "", None, None, None
            return {}
        found = self.way.first(phase)
        if found is None or (phase is PHASES.get(before) and act not in MOVES):
            return {}
        if found.key != self.step:
            self.step, self.since = found.key, at
            self.due = self.original_due = self._due(found, at, promise)
        elif act in MOVES:
            self.due = self._due(found, self.since or at, promise)
        else:
            return {}
        return {"at_step": self.step, "step_due_at": self.due.isoformat()}

    def _due(self, stretch: Stretch, since: datetime, promise: Promise) -> datetime:
        at_desk = stretch.phase in {Phase.RECEIVE, Phase.RETURN}
        agency = self.place.desk if at_desk else self.place.agency
        pauses = (pause for pause in promise.pauses if pause.start >= since)
        minutes = self.way.minutes(stretch, promise.held)
        at = self.dues.line(agency).after(since, minutes, pauses)
        return min(at, promise.at) if promise.at and stretch.phase < Phase.RETURN else at
