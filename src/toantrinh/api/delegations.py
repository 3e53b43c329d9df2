"""Delegations by program: who signs or works in whose place, recorded and ended as on the pages."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from toantrinh.api import schemas as s
from toantrinh.api.common import ANSWERS, caller, plain
from toantrinh.dossiers import delegating
from toantrinh.dossiers.signing_models import Delegation, Form
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.people.models import Officer

delegations = Router(tags=["delegations"])


@delegations.get("", response={200: list[s.DelegationOut], **ANSWERS})
def list_delegations(request: HttpRequest) -> list[s.DelegationOut]:
    """What holds at the caller's agency today or later; only its leaders ask."""
    return [_shown(row) for row in delegating.delegations(caller(request))]


@delegations.post("", response={201: s.DelegationOut, **ANSWERS})
def make_delegation(request: HttpRequest, given: s.DelegationIn) -> Status[s.DelegationOut]:
    """Record that somebody signs for the caller, or stands in for a colleague."""
    actor = caller(request)
    made = delegating.delegate(
        actor=actor,
        giver=_officer(given.giver or actor.id, "giver", actor),
        taker=_officer(given.taker, "taker", actor),
        form=Form(given.form),
        basis=plain(given.basis),
        since=given.since,
        until=given.until,
        procedures=[plain(code) for code in given.procedures],
        acts=[plain(act) for act in given.acts],
    )
    return Status(201, _shown(made))


@delegations.post("/{delegation_id}/end", response={200: s.DelegationOut, **ANSWERS})
def end_delegation(request: HttpRequest, delegation_id: UUID) -> s.DelegationOut:
    """Let it hold no longer, at once."""
    return _shown(delegating.end_delegation(delegation_id, actor=caller(request)))


def _officer(key: UUID | None, field: str, actor: Actor) -> Officer:
    delegating.check_leads(actor)
    found = Officer.objects.filter(pk=key).first() if key else None
    if found is None:
        raise NotFound("Không có cán bộ này.", field=field)
    return found


def _shown(row: Delegation) -> s.DelegationOut:
    return s.DelegationOut(
        id=row.pk,
        form=row.form,
        giver=row.giver.full_name,
        taker=row.taker.full_name,
        procedures=row.procedures.split(",") if row.procedures else [],
        acts=row.acts.split(",") if row.acts else [],
        basis=row.basis,
        since=row.valid_from,
        until=row.valid_to,
        ended_at=row.ended_at,
    )
