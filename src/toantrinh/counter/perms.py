"""Who works at a counter: officers who receive, at a desk; windows are set up by them too."""

from toantrinh.counter.reception_models import Reception
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed


def desk_of(actor: Actor) -> Agency:
    """The desk at which an officer receives. Raises NotAllowed for everybody else."""
    if actor.kind == "officer" and "reception" in actor.roles and actor.agency_id is not None:
        desk = agency_by_id(actor.agency_id)
        if desk.kind.one_stop:
            return desk
    raise NotAllowed("Chỉ cán bộ tiếp nhận ở Bộ phận Một cửa làm việc tại quầy.")


def is_theirs(actor: Actor, reception: Reception) -> bool:
    """Whether the officer began it, and still sits at the desk where they did."""
    return reception.officer_id == actor.id and reception.desk_id == actor.agency_id
