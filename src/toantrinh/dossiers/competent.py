"""Who decides a case: by the version's own rule, else by the words of its record."""

from collections.abc import Iterable
from datetime import date

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import Competence
from toantrinh.catalogue.rules import Answers, holds
from toantrinh.government.competence import agency_of_kind, competence
from toantrinh.government.models import Agency


def by_rule(
    rules: Iterable[Competence], place: str, on: date, answers: Answers
) -> tuple[Agency, str] | None:
    """The agency of the first rule that holds, and why; None when none does. Raises NotFound."""
    for rule in rules:
        if not rule.when or holds(rule.when, answers) is True:
            return agency_of_kind(rule.kind, place, on)
    return None


def competent(
    content: ProcedureContent, place: str, on: date, answers: Answers
) -> tuple[Agency, str]:
    """The agency and why, for a place by the code of its unit. Raises NotFound."""
    found = by_rule(content.competence, place, on, answers)
    if found is not None:
        return found
    return competence(
        content.level,
        content.agency or content.competent,
        place,
        on,
        sector=content.sector,
        decision=content.decision,
    )
