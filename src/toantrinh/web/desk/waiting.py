"""Who has to act on a dossier until when: what agencies are watched for, each step's time."""

from dataclasses import dataclass
from datetime import datetime

from toantrinh.dossiers.clock_words import office_time
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.stepping import is_over_time, plan_of
from toantrinh.dossiers.watching import open_watches, rings
from toantrinh.kernel.time import now
from toantrinh.web.desk.rows import alarm_chip


@dataclass(frozen=True)
class Step:
    """One step of the way as people read it; what is done has no due moment."""

    title: str
    agency: str
    time: str
    due_at: datetime | None
    done: bool
    current: bool


def waiting_of(dossier: Dossier, language: str) -> dict[str, object]:
    """The context of both."""
    return {
        "alarms": [alarm_chip(one) for one in open_watches(dossier) if rings(one)],
        "steps": _steps(dossier, language),
        "step_late": is_over_time(dossier, now()),
    }


def _steps(dossier: Dossier, language: str) -> list[Step]:
    steps = {step.key: step for step in dossier.version.read.process}
    english = language.startswith("en")
    return [
        Step(
            title=(english and steps[one.key].title_en) or steps[one.key].title,
            agency=one.agency.name,
            time=office_time(one.minutes),
            due_at=one.due_at,
            done=one.done,
            current=one.current,
        )
        for one in plan_of(dossier)
    ]
