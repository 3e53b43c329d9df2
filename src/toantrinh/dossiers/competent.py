"""Who decides a case: by the version's own rule, else by the words of its record."""

from datetime import date

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.rules import Answers, holds
from toantrinh.government.competence import agency_of_kind, competence
from toantrinh.government.models import Agency


def competent(
    content: ProcedureContent, place: str, on: date, answers: Answers
) -> tuple[Agency, str]:
    """The agency and why, for a place by the code of its unit. Raises NotFound."""
    for rule in content.competence:
        if not rule.when or holds(rule.when, answers) is True:
            return agency_of_kind(rule.kind, place, on)
    return competence(
        content.level,
        content.agency or content.competent,
        place,
        on,
        sector=content.sector,
        decision=content.decision,
    )
