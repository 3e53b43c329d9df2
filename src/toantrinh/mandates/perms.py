"""Who may confirm a mandate, refuse it, end it, see it, and record one at a desk."""

from uuid import UUID

from django.db.models import Q

from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.mandates.models import Mandate, Route


def person_of(actor: Actor) -> UUID:
    """The person who acts. Raises NotAllowed for everybody else."""
    if actor.kind != "person" or actor.id is None:
        raise NotAllowed("Chỉ công dân ủy quyền hoặc nhận ủy quyền cho mình.")
    return actor.id


def holder_of(actor: Actor) -> UUID:
    """The person who will act for another. Raises NotAllowed for who acts for an organisation."""
    if actor.organisation_id is not None:
        raise NotAllowed(
            "Bạn đang làm việc cho một tổ chức nên không nhận ủy quyền được.",
            remedy="Hãy chuyển sang làm cho chính mình.",
        )
    return person_of(actor)


def desk_of(actor: Actor) -> str:
    """The commune for whose people an officer of a desk acts, by its code. Raises NotAllowed."""
    place = _place_of(actor)
    if not place:
        raise NotAllowed("Chỉ Bộ phận Một cửa cấp xã ghi và kiểm tra ủy quyền.")
    return place


def gives(actor: Actor, mandate: Mandate) -> bool:
    """Whether it is this person's to give, or that of the organisation they act for."""
    if actor.kind != "person" or actor.id is None:
        return False
    if actor.organisation_id is not None or mandate.organisation_id is not None:
        return actor.organisation_id == mandate.organisation_id
    return actor.id == mandate.grantor_id


def holds(actor: Actor, mandate: Mandate) -> bool:
    """Whether this person may act by it; for an organisation nobody acts by a mandate."""
    own = actor.kind == "person" and actor.organisation_id is None
    return own and actor.id == mandate.holder_id


def may_confirm(actor: Actor, mandate: Mandate) -> bool:
    """The grantor when asked; an officer of the desk for what was declared with proof."""
    if mandate.route == Route.ASKED:
        return gives(actor, mandate)
    return mandate.route == Route.DECLARED and _at_its_desk(actor, mandate)


def may_end(actor: Actor, mandate: Mandate) -> bool:
    """Both persons at any time, and the desk for somebody who comes to it."""
    return gives(actor, mandate) or holds(actor, mandate) or _at_its_desk(actor, mandate)


def check_confirm(actor: Actor, mandate: Mandate) -> None:
    """Raises NotAllowed when the answer is not theirs to give."""
    if not may_confirm(actor, mandate):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với ủy quyền này.")


def check_end(actor: Actor, mandate: Mandate) -> None:
    """Raises NotAllowed when it is not theirs to end."""
    if not may_end(actor, mandate):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với ủy quyền này.")


def visible(actor: Actor) -> Q:
    """What somebody may see: their own on either side; a desk what it checks or recorded."""
    if actor.organisation_id is not None:
        return Q(organisation_id=actor.organisation_id)
    if actor.kind == "person":
        return Q(grantor_id=actor.id, organisation__isnull=True) | Q(holder_id=actor.id)
    place = _place_of(actor)
    return Q(place=place) if place else Q(pk__in=[])


def _at_its_desk(actor: Actor, mandate: Mandate) -> bool:
    return bool(mandate.place) and _place_of(actor) == mandate.place


def _place_of(actor: Actor) -> str:
    """The commune at whose desk an officer receives; empty for everybody else."""
    if actor.kind != "officer" or "reception" not in actor.roles or actor.agency_id is None:
        return ""
    desk = agency_by_id(actor.agency_id)
    unit = desk.unit if desk.kind.one_stop else None
    return unit.code if unit is not None and unit.parent_code else ""
