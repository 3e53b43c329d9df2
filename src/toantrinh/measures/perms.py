"""Who looks at what is measured: leaders and administrators, at their own place and below it."""

from toantrinh.government.models import Agency
from toantrinh.government.queries import agency, agency_by_id, in_force, is_below
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.kernel.time import today
from toantrinh.measures.asking import By
from toantrinh.measures.branches import COMMITTEE
from toantrinh.measures.places import Place, nation, place

_ROLES = frozenset({"leader", "administrator"})


def seat(actor: Actor) -> Agency:
    """The agency that somebody leads or administers. Raises NotAllowed."""
    if actor.kind != "officer" or actor.agency_id is None or not actor.roles & _ROLES:
        raise NotAllowed("Chỉ lãnh đạo và người quản trị được xem số liệu điều hành.")
    return agency_by_id(actor.agency_id)


def top(actor: Actor) -> Place | None:
    """The highest place that somebody may look at; None for whose agency answers for no place.

    An agency of the nation looks at all of it: what it governs runs everywhere.
    """
    own = seat(actor)
    return nation() if own.unit is None else place_of_committee(own)


def place_of_committee(one: Agency) -> Place | None:
    """The place that an agency answers for; None for any but its committee."""
    if one.unit is None or not one.key.endswith(f".{COMMITTEE}"):
        return None
    return place(one.unit.code)


def peers_of(one: Agency) -> list[Agency]:
    """Agencies of the same kind with which one is compared: of its province, or of all."""
    rows = Agency.objects.filter(in_force(today()), kind=one.kind_id).exclude(pk=one.pk)
    if one.unit is not None and one.unit.parent_code:
        rows = rows.filter(unit__parent_code=one.unit.parent_code)
    return list(rows.order_by("name_sort"))


def may_see(actor: Actor, one: Place) -> bool:
    """Whether a place is the one that somebody answers for, or lies in it."""
    own = seat(actor)
    if own.unit is None:
        return True
    return one.by is not By.NATION and answers_for(own, one)


def answers_for(own: Agency, one: Place) -> bool:
    """Whether an agency stands at or above the committee of a place."""
    try:
        committee = agency(f"{one.code}.{COMMITTEE}")
    except NotFound:
        return False
    return is_below(committee, own)


def check_place(actor: Actor, one: Place) -> None:
    """Raises NotAllowed."""
    if not may_see(actor, one):
        raise NotAllowed(
            "Bạn không xem được số liệu của nơi này.",
            remedy="Lãnh đạo và người quản trị xem được nơi mình và các nơi bên dưới.",
        )


def check_agency(actor: Actor, one: Agency) -> None:
    """Raises NotAllowed for an agency that is neither one's own nor below it."""
    own = seat(actor)
    if own.unit is not None and not is_below(one, own):
        raise NotAllowed("Bạn không xem được số liệu của cơ quan này.")
