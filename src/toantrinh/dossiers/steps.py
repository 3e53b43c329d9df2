"""Which steps of a version still decide on a proposal, in this case."""

from uuid import UUID

from django.db.models import QuerySet

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import ProcessStep
from toantrinh.catalogue.rules import Answers, holds
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.signing_models import StepDecision
from toantrinh.host.ready import Ready
from toantrinh.journal.models import Event
from toantrinh.kernel.errors import Conflict

ENDORSE = "endorse"


def endorsing(dossier: Dossier) -> list[ProcessStep]:
    """The steps that have to endorse the proposal that is made and did not yet, in order."""
    content = dossier.version.read
    if not any(ENDORSE in step.acts for step in content.process) or dossier.erased:
        return []
    way = way_of(dossier)
    done = {one.step for one in decisions(dossier, proposal_of(dossier))}
    return [step for step in way if ENDORSE in step.acts and step.key not in done]


def decisions(dossier: Dossier, proposal: int) -> list[StepDecision]:
    """What was decided on a proposal, known by the number of the event that made it."""
    return [one for one in _DECISIONS.rows(of=dossier.pk) if one.proposal == proposal]


_DECISIONS = Ready(lambda of: StepDecision.objects.filter(dossier=of).order_by("number"), of=UUID)


def proposal_of(dossier: Dossier) -> int:
    """The number of the event that made the proposal that waits."""
    made = _PROPOSED.first(stream=dossier.stream())
    if made is None:
        raise Conflict("Chưa ai trình hồ sơ này.")
    return made


def _proposed(stream: str) -> QuerySet[Event, int]:
    acts = ("propose", "propose_denial")
    made = Event.objects.filter(stream=stream, action__in=acts).order_by("-seq")
    return made.values_list("seq", flat=True)[:1]


_PROPOSED = Ready(_proposed, stream=str)


def way_of(dossier: Dossier) -> list[ProcessStep]:
    """The steps that this case goes through, as far as its answers are still known."""
    content = dossier.version.read
    asks = any(one.when for step in content.process for one in step.leads_to)
    return way(content, answers_of(dossier) if asks and not dossier.erased else {})


def way(content: ProcedureContent, answers: Answers) -> list[ProcessStep]:
    """The steps that a case with these answers goes through; the usual ones without any."""
    if not content.process:
        return []
    steps = {step.key: step for step in content.process}
    found: list[ProcessStep] = []
    step: ProcessStep | None = content.process[0]
    while step is not None and step not in found:
        found.append(step)
        ways = (one for one in step.leads_to if not one.when or holds(one.when, answers) is True)
        step = next((steps[one.to] for one in ways), None)
    return found
