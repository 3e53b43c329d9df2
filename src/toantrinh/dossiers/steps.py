"""Which steps of a version still decide on a proposal, in this case."""

from django.db.models import QuerySet

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import ProcessStep
from toantrinh.catalogue.rules import Answers, holds
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.signing_models import StepDecision
from toantrinh.journal.models import Event

ENDORSE = "endorse"


def endorsing(dossier: Dossier) -> list[ProcessStep]:
    """The steps that have to endorse the proposal that is made and did not yet, in order."""
    content = dossier.version.read
    if not any(ENDORSE in step.acts for step in content.process) or dossier.erased:
        return []
    way = way_of(dossier)
    done = set(decisions(dossier).values_list("step", flat=True))
    return [step for step in way if ENDORSE in step.acts and step.key not in done]


def decisions(dossier: Dossier) -> QuerySet[StepDecision]:
    """What was decided on the proposal that is made now."""
    return StepDecision.objects.filter(dossier=dossier, proposal=proposal_of(dossier))


def proposal_of(dossier: Dossier) -> int:
    """The number of the event that made the proposal."""
    acts = ("propose", "propose_denial")
    made = Event.objects.filter(stream=dossier.stream(), action__in=acts).order_by("-seq")
    return made.values_list("seq", flat=True)[:1].get()


def way_of(dossier: Dossier) -> list[ProcessStep]:
    """The steps that this case goes through, as far as its answers are still known."""
    content = dossier.version.read
    if not content.process:
        return []
    asks = any(way.when for step in content.process for way in step.leads_to)
    return _way(content, answers_of(dossier) if asks and not dossier.erased else {})


def _way(content: ProcedureContent, answers: Answers) -> list[ProcessStep]:
    """The steps that this case goes through."""
    steps = {step.key: step for step in content.process}
    found: list[ProcessStep] = []
    step: ProcessStep | None = content.process[0]
    while step is not None and step not in found:
        found.append(step)
        ways = (way for way in step.leads_to if not way.when or holds(way.when, answers) is True)
        step = next((steps[way.to] for way in ways), None)
    return found
