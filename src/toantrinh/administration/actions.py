"""Proposals are made, decided and carried out.

What needs one pair of eyes is carried out as it is proposed. What needs two waits for another
administrator, and is carried out in the transaction that confirms it, or by the worker if slow.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.administration import perms
from toantrinh.administration.kinds import Change
from toantrinh.administration.models import Decision, Proposal
from toantrinh.administration.queries import above
from toantrinh.administration.sealing import change_of, digest_of, remark_of, sealed_words
from toantrinh.government.models import Agency
from toantrinh.government.queries import rule
from toantrinh.journal.actions import append_event
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now, today
from toantrinh.people.confirming import check_confirmed
from toantrinh.people.models import Officer
from toantrinh.people.sealing import new_key

_DAYS = "administration.proposal_days"
LONGEST_REASON = 2000


@transaction.atomic
def propose(change: Change, *, actor: Actor) -> Proposal:
    """Propose a change; one that needs no second administrator is carried out at once.

    Raises NotAllowed, Conflict for a twin that is open, and whatever refuses the change itself.
    """
    perms.check_propose(actor, change)
    change.check()
    agency = above(change.agencies())
    two = perms.needs_two(change, agency, today())
    digest = digest_of(change)
    if two and Proposal.objects.filter(digest=digest, decision="").exists():
        raise Conflict("Đã có một đề nghị giống hệt đang chờ quyết định.")
    key = new_key()
    key.save(force_insert=True)
    proposal = Proposal(
        kind=change.kind,
        agency=agency,
        payload=change.codes(),
        key=key,
        digest=digest,
        four_eyes=two,
        proposed_by=_officer(actor),
        proposed_at=now(),
        expires_at=now() + timedelta(days=_days(agency)),
    )
    proposal.sealed = sealed_words(proposal, change)
    said: dict[str, object] = {
        "kind": change.kind,
        "agency": str(agency.id),
        "what": change.codes(),
        "digest": digest.hex(),
    }
    if not two:
        proposal.decision, proposal.decided_at = Decision.ALONE, proposal.proposed_at
        proposal.decided_by = proposal.proposed_by
        said |= _carry_out(proposal, change, actor)
    append_event(proposal, "propose" if two else "change", actor=actor, payload=said)
    proposal.save(force_insert=True)
    _leave_to_worker(proposal)
    return proposal


@transaction.atomic
def confirm(proposal: Proposal, *, actor: Actor) -> Proposal:
    """Agree, as another administrator: the change is carried out now, or by the worker if slow."""
    locked = _lock_open(proposal)
    if locked.expires_at < now():
        raise Conflict("Đề nghị này đã quá hạn quyết định.", remedy="Hãy đề nghị lại.")
    change = change_of(locked)
    perms.check_confirm(actor, locked, change)
    check_confirmed(actor, "confirm_proposal")
    if not locked.proposed_by.user.is_active:
        raise Conflict("Tài khoản của người đề nghị đã bị khóa, đề nghị không còn hiệu lực.")
    change.check()
    _decide(locked, Decision.CONFIRMED, actor, "confirm", _carry_out(locked, change, actor))
    _leave_to_worker(locked)
    return locked


@transaction.atomic
def reject(proposal: Proposal, *, actor: Actor, reason: str) -> Proposal:
    """Refuse, as another administrator, and say why."""
    locked = _lock_open(proposal)
    perms.check_reject(actor, locked)
    words = clean(reason)
    if not words:
        raise Refusal("Cần nêu lý do.", field="reason")
    if len(words) > LONGEST_REASON:
        raise Refusal("Lý do dài quá %(longest)s chữ.", field="reason", longest=LONGEST_REASON)
    locked.remark = remark_of(locked, words)
    return _decide(locked, Decision.REJECTED, actor, "reject")


@transaction.atomic
def withdraw(proposal: Proposal, *, actor: Actor) -> Proposal:
    """Take one's own proposal back."""
    locked = _lock_open(proposal)
    perms.check_withdraw(actor, locked)
    return _decide(locked, Decision.WITHDRAWN, actor, "withdraw")


@transaction.atomic
def expire_old() -> int:
    """End the proposals on which nobody decided in time; how many there were."""
    over = Proposal.objects.filter(decision="", expires_at__lt=now())
    found = list(over.select_for_update(of=("self",)))
    for proposal in found:
        _decide(proposal, Decision.EXPIRED, SYSTEM, "expire")
    return len(found)


@transaction.atomic
def carry_out(proposal: Proposal) -> Proposal:
    """Do a slow change that was agreed on; safe to repeat. What refuses it is kept as a remark."""
    locked = _lock(proposal)
    if locked.carried_out_at is not None or locked.remark:
        return locked
    agreed = Event.objects.get(stream=locked.stream(), action__in=["confirm", "change"])
    actor = Actor(
        "officer",
        id=locked.decided_by_id,
        agency_id=agreed.agency,
        roles=frozenset({"administrator"}),
    )
    change = change_of(locked)
    try:
        with transaction.atomic():
            said = _done(locked, change, actor)
        append_event(locked, "carry_out", actor=actor, payload=said)
    except Refusal as refusal:
        locked.remark = remark_of(locked, refusal.text())
        append_event(locked, "fail", actor=actor, payload={})
    locked.save()
    return locked


def _carry_out(proposal: Proposal, change: Change, actor: Actor) -> Mapping[str, object]:
    return {} if change.slow else _done(proposal, change, actor)


def _done(proposal: Proposal, change: Change, actor: Actor) -> Mapping[str, object]:
    proposal.result = dict(change.carry_out(actor))
    proposal.carried_out_at = now()
    return {"result": proposal.result}


def _leave_to_worker(proposal: Proposal) -> None:
    if proposal.decision in {Decision.CONFIRMED, Decision.ALONE} and not proposal.carried_out_at:
        app.configure_task("administration.carry_out", lock="administration").defer(
            proposal=str(proposal.id)
        )


def _decide(
    locked: Proposal,
    decision: Decision,
    actor: Actor,
    action: str,
    said: Mapping[str, object] | None = None,
) -> Proposal:
    locked.decision, locked.decided_at = decision, now()
    locked.decided_by = _officer(actor) if actor.id else None
    append_event(locked, action, actor=actor, payload=said or {})
    locked.save()
    return locked


def _lock(proposal: Proposal) -> Proposal:
    try:
        rows = Proposal.objects.select_for_update(of=("self",))
        return rows.select_related("agency", "key", "proposed_by__user").get(pk=proposal.pk)
    except Proposal.DoesNotExist:
        raise NotFound("Không có đề nghị này.") from None


def _lock_open(proposal: Proposal) -> Proposal:
    locked = _lock(proposal)
    if not locked.open:
        raise Conflict(
            "Đề nghị này đã được quyết định.", remedy="Hãy tải lại trang để xem ai đã quyết định."
        )
    return locked


def _officer(actor: Actor) -> Officer:
    if actor.id is None:
        raise ValueError("the system proposes nothing")
    return Officer.objects.get(pk=actor.id)


def _days(agency: Agency) -> int:
    return int(str(rule(_DAYS, today(), agency)))
