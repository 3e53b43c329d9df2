"""Who decides a case: by the version's own rule, else by the words of its record."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import Competence
from toantrinh.catalogue.rules import Answers, holds
from toantrinh.government.competence import agency_of_kind, competence
from toantrinh.government.hands import in_whose_hands
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
    found = by_rule(content.competence, place, on, answers) or competence(
        content.level,
        content.agency or content.competent,
        place,
        on,
        sector=content.sector,
        decision=content.decision,
    )
    return after_changes(content.code, found, place, on)


def after_changes(code: str, found: tuple[Agency, str], place: str, on: date) -> tuple[Agency, str]:
    """Who decides instead, and why, where the procedure with this code changed hands by a day."""
    agency, why = found
    now_with, change = in_whose_hands(code, agency, place, on)
    if change is None:
        return agency, why
    said = _("Từ %(day)s %(taker)s giải quyết thay %(giver)s, theo %(basis)s.")
    told = {"day": f"{change.since:%d/%m/%Y}", "giver": agency.name, "taker": now_with.name}
    return now_with, said % {**told, "basis": change.basis}
