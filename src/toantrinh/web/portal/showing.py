"""How the portal's views answer: a page in the look, for whoever is here."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.models import Version
from toantrinh.people.levels import lacking
from toantrinh.web.gate.access import Visit
from toantrinh.web.portal.standing_in import about


def show(
    visit: Visit, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page, with the name of whoever signed in at its top."""
    person = visit.person
    given = context or {}
    whole = {"signed_in_name": person.full_name if person else "", **given}
    whole |= about(visit, template, given)
    return render(visit, f"portal/{template}.html", whole, status=status)


def needs_level(visit: Visit, content: ProcedureContent) -> int | None:
    """The level of electronic identity that the visitor lacks for handing this in, if any."""
    return lacking(visit.actor, "submit", content.identity_level) if visit.actor else None


def words_of(version: Version) -> ProcedureContent:
    """What a version says, with a form, in the reader's language."""
    return in_language(with_form(version.read), get_language() or "vi")


def leaf(rows: Any, visit: Visit, each: int = 30) -> tuple[Page[Any], list[Any]]:
    """One leaf of a long list, and the numbers to leaf by; a wrong number gives the nearest."""
    paginator = Paginator(rows, each)
    page = paginator.get_page(visit.GET.get("page"))
    return page, list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
