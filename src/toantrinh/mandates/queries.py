"""What is read of mandates: who may act for whom on a day, and one's own on either side."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today
from toantrinh.mandates import perms
from toantrinh.mandates.models import Mandate
from toantrinh.people.sealing import unseal


@dataclass(frozen=True)
class Declared:
    """What was declared of a child or ward whom an officer had yet to check."""

    name: str
    number: str
    birth_date: date | None
    # The number of an official record.
    record: str


def in_force(on: date) -> Q:
    """The condition that a mandate holds on a day."""
    return Q(
        confirmed_at__isnull=False, ended_at__isnull=True, valid_from__lte=on, valid_to__gte=on
    )


def unanswered(on: date) -> Q:
    """The condition that somebody may still confirm a mandate on a day."""
    return Q(confirmed_at__isnull=True, ended_at__isnull=True, answer_by__gte=on)


def covers(code: object) -> Q:
    """The condition that a mandate names a procedure; `code` may be an expression."""
    return Q(all_procedures=True) | Q(procedures__contains=[code])


def mandates_for(actor: Actor, code: str) -> list[Mandate]:
    """For whom a person may begin a procedure today, by the names of the grantors."""
    if actor.kind != "person" or actor.organisation_id is not None:
        return []
    found = Mandate.objects.filter(in_force(today()), covers(code), holder_id=actor.id)
    return list(
        found.select_related("grantor", "organisation").order_by(
            "grantor__name_sort", "-valid_to", "pk"
        )
    )


def mine(actor: Actor) -> QuerySet[Mandate]:
    """All mandates that a person gave or holds, the latest first."""
    rows = Mandate.objects.filter(perms.visible(actor))
    return rows.select_related("grantor", "organisation", "holder__key").order_by("-made_at", "pk")


def find(mandate_id: UUID, *, actor: Actor) -> Mandate:
    """The mandate with this id, if this somebody may see it; otherwise there is none."""
    found = mine(actor).select_related("proof__key").filter(pk=mandate_id).first()
    if found is None:
        raise NotFound("Không tìm thấy ủy quyền này.")
    return found


def waiting(place: str, on: date | None = None) -> QuerySet[Mandate]:
    """What was declared and waits for the check of a commune's desk, the oldest first."""
    rows = Mandate.objects.filter(unanswered(on or today()), place=place)
    return rows.select_related("grantor", "organisation", "holder__key").order_by("made_at", "pk")


def history(mandate: Mandate) -> QuerySet[Event]:
    """All that happened to a mandate, in order."""
    return Event.objects.filter(stream=mandate.stream()).order_by("seq")


def declared(mandate: Mandate) -> Declared | None:
    """What was declared, opened; None when nothing was. The caller logs the access."""
    if mandate.declared_sealed is None:
        return None
    key = mandate.holder.key
    told = json.loads(unseal(key, mandate.declared_sealed, declared_place(mandate)))
    born = told.pop("birth_date")
    return Declared(birth_date=date.fromisoformat(born) if born else None, **told)


def declared_place(mandate: Mandate) -> str:
    """For which place a declaration is sealed."""
    return f"{mandate.stream()}/declared"


def grantor_name(mandate: Mandate) -> str:
    """Whom the holder acts for, by name."""
    if mandate.organisation is not None:
        return mandate.organisation.name
    if mandate.grantor is not None:
        return mandate.grantor.full_name
    told = declared(mandate)
    return told.name if told else ""
