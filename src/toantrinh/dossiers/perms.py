"""Who may see a dossier, and who may do what with it."""

from django.db.models import Q

from toantrinh.dossiers.lifecycle import Demand, Move, Role, moves_from
from toantrinh.dossiers.models import Dossier
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed


def is_applicant(actor: Actor, dossier: Dossier) -> bool:
    """Whether the dossier is this somebody's own, or that of the organisation they act for."""
    if actor.kind != "person":
        return False
    if dossier.organisation_id is not None or actor.organisation_id is not None:
        return dossier.organisation_id == actor.organisation_id
    return dossier.applicant_id == actor.id


def applied_for(actor: Actor) -> Q:
    """The same as a condition: somebody's own dossiers, or all of the organisation they act for."""
    if actor.kind != "person":
        return Q(pk__in=[])
    if actor.organisation_id is not None:
        return Q(organisation_id=actor.organisation_id)
    return Q(applicant_id=actor.id, organisation__isnull=True)


def check_applicant(actor: Actor, dossier: Dossier) -> None:
    """Refuse to change what is handed in to anybody but its applicant."""
    if not is_applicant(actor, dossier):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")


def roles(actor: Actor, dossier: Dossier) -> frozenset[Role]:
    """In which capacities somebody may act on this dossier."""
    if actor.kind == "person":
        return frozenset({Role.APPLICANT} if is_applicant(actor, dossier) else ())
    if actor.kind != "officer":
        return frozenset()
    found = set()
    if "reception" in actor.roles and actor.agency_id == dossier.desk_id:
        found.add(Role.RECEPTION)
    if actor.agency_id == dossier.agency_id:
        found |= {role for role in (Role.SPECIALIST, Role.LEADER) if role in actor.roles}
    return frozenset(found)


def check(actor: Actor, dossier: Dossier, move: Move) -> None:
    """Refuse an act that the table does not give to this somebody."""
    if move.role not in roles(actor, dossier):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")
    if Demand.BE_HOLDER in move.demands and dossier.officer_id != actor.id:
        raise NotAllowed("Hồ sơ đang do người khác thụ lý.")
    if Demand.OTHER_PERSON in move.demands and dossier.proposed_by_id == actor.id:
        raise Conflict("Người trình không được tự ký duyệt. Hãy chuyển cho người khác ký.")


def moves_for(actor: Actor, dossier: Dossier) -> tuple[Move, ...]:
    """The acts that somebody may do now, for buttons and for the API."""
    mine = roles(actor, dossier)
    return tuple(
        move
        for move in moves_from(dossier.stage)
        if move.role in mine
        and not (Demand.BE_HOLDER in move.demands and dossier.officer_id != actor.id)
        and not (Demand.OTHER_PERSON in move.demands and dossier.proposed_by_id == actor.id)
    )


def visible(actor: Actor) -> Q:
    """The one filter: what somebody may see, as ranges of indexes."""
    if actor.kind == "person":
        return applied_for(actor)
    if actor.kind == "officer" and actor.agency_id:
        path = agency_by_id(actor.agency_id).path
        # "0" follows "/" in the C collation, so this is the whole tree below and nothing else.
        below = Q(agency_path__gte=path, agency_path__lt=path[:-1] + "0")
        return (below | Q(desk_id=actor.agency_id)) & ~Q(state="draft")
    return Q(pk__in=[])


def check_sees(actor: Actor, dossier: Dossier) -> None:
    """Refuse to show a dossier to somebody who may not see it."""
    if not Dossier.objects.filter(visible(actor), pk=dossier.pk).exists():
        raise NotAllowed("Bạn không có quyền xem hồ sơ này.")
