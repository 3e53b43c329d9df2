"""Who keeps the register: an agency its own systems; it and those above read them."""

from django.db.models import Q

from toantrinh.government.lineage import forebears, heirs, old_grounds
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed

_ROLES = {"leader", "administrator"}


def check_reads(actor: Actor) -> None:
    """Raises NotAllowed."""
    if actor.kind != "system" and not (actor.roles & _ROLES and actor.agency_id):
        raise NotAllowed("Chỉ lãnh đạo và người quản trị được xem danh mục hệ thống số.")


def readable(actor: Actor) -> Q:
    """The systems of somebody's agency and of those below, ended ones too; of the house, all."""
    check_reads(actor)
    if actor.agency_id is None:
        return Q()
    found = agencies_below(agency_by_id(actor.agency_id), "owner__path")
    for path in old_grounds(actor.agency_id):
        found |= Q(owner__path__gte=path, owner__path__lt=f"{path[:-1]}0")
    return found


def kept_by(agency: Agency) -> Q:
    """The systems that are an agency's own, those of whom it stands in for among them."""
    return Q(owner_id__in={agency.pk} | forebears(agency.pk))


def keeper(owner: Agency) -> Agency:
    """Who keeps an owner's systems today: itself, or who goes on for it."""
    return heirs().get(owner.pk, owner)


def may_write(actor: Actor, owner: Agency) -> bool:
    """Whether somebody leads or administers who keeps the owner's systems today."""
    if actor.kind == "system":
        return True
    return bool(actor.roles & _ROLES) and actor.agency_id == keeper(owner).pk


def check_writes(actor: Actor, owner: Agency) -> None:
    """Raises NotAllowed."""
    if not may_write(actor, owner):
        raise NotAllowed(
            "Chỉ cơ quan chủ quản ghi được hệ thống của mình.",
            remedy="Hãy nhờ lãnh đạo hoặc người quản trị của cơ quan đó.",
        )
