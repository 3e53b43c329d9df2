"""How the pages of the counter answer: around them the desk's frame, and who stands there."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.counter.reception import applicant_of, log_seen, told
from toantrinh.counter.reception_models import Reception
from toantrinh.people.queries import personal_number, phone
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of

STEPS = 3


def show(
    visit: Visit,
    template: str,
    reception: Reception,
    context: Mapping[str, Any],
    *,
    step: int,
    status: int = 200,
) -> HttpResponse:
    """A page of one reception; that the officer saw who stands there is kept."""
    if reception.person is not None:
        log_seen(reception, actor=actor_of(visit))
    whole = {
        **frame(visit),
        "reception": reception,
        "stands_there": _stands_there(reception),
        "at": step,
        "of": STEPS,
        **context,
    }
    return render(visit, f"counter/{template}.html", whole, status=status)


def content_of(reception: Reception) -> ProcedureContent:
    """What the chosen version asks, in the officer's language."""
    if reception.version is None:
        raise LookupError("no procedure was chosen")
    return in_language(with_form(reception.version.read), get_language() or "vi")


def _stands_there(reception: Reception) -> dict[str, Any] | None:
    """What is known of who came: enough to see that it is they, the rest masked."""
    person, whose = reception.person, applicant_of(reception)
    if person is None or whose is None:
        return None
    mandate = reception.mandate
    return {
        "name": person.full_name,
        "born": person.birth_date,
        "number": personal_number(person),
        "phone": phone(person),
        "address": told(reception).address,
        "since": person.created_at,
        "for": "" if mandate is None else _named(reception),
    }


def _named(reception: Reception) -> str:
    mandate = reception.mandate
    if mandate is None or mandate.organisation is not None:
        return mandate.organisation.name if mandate and mandate.organisation else ""
    return mandate.grantor.full_name if mandate.grantor else ""
