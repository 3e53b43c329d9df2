"""Proposals as administrators see them: only those of agencies that they govern."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.administration import perms
from toantrinh.administration.kinds import Change
from toantrinh.administration.models import Proposal
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, chain
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import now, today

_NEEDED = ("agency", "key", "proposed_by", "decided_by")


def visible(actor: Actor) -> QuerySet[Proposal]:
    """Proposals about the administrator's own house, or their own."""
    if actor.agency_id is None or "administrator" not in actor.roles:
        return Proposal.objects.none()
    own = Agency.objects.get(pk=actor.agency_id)
    seen = agencies_below(own, "agency__path") | Q(proposed_by=actor.id)
    return Proposal.objects.filter(seen).select_related(*_NEEDED).order_by("-proposed_at", "-id")


def to_decide(actor: Actor) -> QuerySet[Proposal]:
    """Open ones that wait for somebody else than who proposed them."""
    waiting = visible(actor).filter(decision="", expires_at__gte=now())
    return waiting.exclude(proposed_by=actor.id)


def mine(actor: Actor) -> QuerySet[Proposal]:
    """The administrator's own that are still open."""
    return visible(actor).filter(proposed_by=actor.id, decision="")


def decided(actor: Actor) -> QuerySet[Proposal]:
    """Those that ended."""
    return visible(actor).exclude(decision="")


def proposal(proposal_id: UUID, actor: Actor) -> Proposal:
    """One of those that the administrator sees. Raises NotFound."""
    found = visible(actor).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound("Không có đề nghị này.")
    return found


@dataclass(frozen=True)
class Outlook:
    """What a change would do, in sentences, and whether a second administrator must confirm it."""

    lines: list[str]
    two: bool


def outlook(change: Change, *, actor: Actor) -> Outlook:
    """What would come of proposing a change now. Refuses what proposing would refuse."""
    perms.check_propose(actor, change)
    change.check()
    two = perms.needs_two(change, above(change.agencies()), today())
    return Outlook([str(line) for line in change.preview()], two)


def above(agencies: list[Agency]) -> Agency:
    """The lowest agency that stands above all of them."""
    first, *others = agencies
    line = chain(first)
    return next(
        one for one in reversed(line) if all(other.path.startswith(one.path) for other in others)
    )


def changes_in(own: Agency) -> QuerySet[Event]:
    """What the administrators of an agency and of those below it did, the latest first."""
    house = Q(stream="government") | Q(stream__startswith="officer/")
    house |= Q(stream__startswith="proposal/")
    below = Agency.objects.filter(agencies_below(own)).values("pk")
    return Event.objects.filter(house, agency__in=below).order_by("-position")
