"""Who writes, approves, takes up and reads what others did well: those who lead."""

from django.db.models import Q

from toantrinh.government.lineage import forebears, heirs
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.practice.models import Practice, Stage

LEADER = "leader"
_READERS = {LEADER, "administrator"}


def check_reads(actor: Actor) -> None:
    """Raises NotAllowed."""
    if actor.kind != "system" and not (actor.roles & _READERS and actor.agency_id):
        raise NotAllowed("Chỉ lãnh đạo và người quản trị được xem các cách làm hay.")


def led(actor: Actor) -> Agency:
    """The agency that somebody leads. Raises NotAllowed."""
    if LEADER not in actor.roles or actor.agency_id is None:
        raise NotAllowed("Chỉ lãnh đạo viết, duyệt và áp dụng cách làm.")
    return agency_by_id(actor.agency_id)


def leads_own(actor: Actor, practice: Practice) -> bool:
    """Whether somebody leads the agency that wrote it, or who goes on for that."""
    if LEADER not in actor.roles:
        return False
    today = heirs().get(practice.agency_id, practice.agency)
    return actor.agency_id == today.pk


def check_own(actor: Actor, practice: Practice) -> None:
    """Raises NotAllowed."""
    if not leads_own(actor, practice):
        raise NotAllowed("Chỉ lãnh đạo cơ quan đã viết sửa được cách làm này.")


def leads_above(actor: Actor, practice: Practice) -> bool:
    """Whether somebody leads an agency above the one that wrote it."""
    if LEADER not in actor.roles or actor.agency_id is None:
        return False
    above = agency_by_id(actor.agency_id).path
    today = heirs().get(practice.agency_id, practice.agency)
    return today.path.startswith(above) and today.path != above


def readable(actor: Actor) -> Q:
    """What is published is for all who lead; the rest for who wrote it, those above, its users."""
    check_reads(actor)
    if actor.agency_id is None:
        return Q()
    agency = agency_by_id(actor.agency_id)
    ours = {agency.pk} | forebears(agency.pk)
    return (
        Q(stage=Stage.PUBLISHED)
        | agencies_below(agency, "agency__path")
        | Q(agency_id__in=ours)
        | Q(stage=Stage.WITHDRAWN, pk__in=Practice.objects.filter(uses__agency__in=ours))
    )
