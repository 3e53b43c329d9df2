"""Who may see a dossier, and who may do what with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q

from toantrinh.dossiers.across_models import Consultation
from toantrinh.dossiers.allowance import allows
from toantrinh.dossiers.delegating import held_by, signs_for, stands_in
from toantrinh.dossiers.lifecycle import Demand, Move, Role, moves_from
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.signing_models import Delegation
from toantrinh.dossiers.standing_in import mandate_over, under_mandate
from toantrinh.dossiers.states import State
from toantrinh.dossiers.word_models import Glass
from toantrinh.government.lineage import forebears, heirs, old_grounds, old_places
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.host.arrays import AnyOf
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.time import now
from toantrinh.people.confirming import check_confirmed

# While somebody works on it, or waits for the applicant.
_ASKABLE = sorted(s.value for s in State if s.code in {4, 5, 6})
_WITH_DOSSIERS = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER})


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


def stands_for_applicant(actor: Actor, dossier: Dossier) -> bool:
    """Whether somebody is the applicant, or acts for them under a mandate."""
    return is_applicant(actor, dossier) or mandate_over(actor, dossier) is not None


def check_applicant(actor: Actor, dossier: Dossier) -> None:
    """Refuse to change what is handed in to anybody but its applicant and who acts for them."""
    if not stands_for_applicant(actor, dossier):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")


def check_hands_in(actor: Actor, dossier: Dossier) -> None:
    """Refuse papers of anybody but those who stand for the applicant, and the desk that writes down
    what is brought there; no draft is at a desk."""
    if Role.RECEPTION not in roles(actor, dossier):
        check_applicant(actor, dossier)


def roles(actor: Actor, dossier: Dossier) -> frozenset[Role]:
    """In which capacities somebody may act on this dossier."""
    if actor.kind == "person":
        return frozenset({Role.APPLICANT} if stands_for_applicant(actor, dossier) else ())
    if actor == SYSTEM:
        return frozenset({Role.SYSTEM})
    if actor.kind != "officer":
        return frozenset()
    found = set()
    if "reception" in actor.roles and actor.agency_id == dossier.desk_id:
        found.add(Role.RECEPTION)
    if actor.agency_id == _decides(dossier):
        found |= {role for role in (Role.SPECIALIST, Role.LEADER) if role in actor.roles}
    elif is_asked(actor, dossier):
        found.add(Role.CONSULTED)
    return frozenset(found)


def _decides(dossier: Dossier) -> UUID | None:
    """Which agency decides on it; for what has ended, the one that stands there today."""
    heir = heirs().get(dossier.agency_id) if dossier.agency_id and dossier.stage.terminal else None
    return heir.pk if heir else dossier.agency_id


def check(actor: Actor, dossier: Dossier, move: Move) -> None:
    """Refuse an act that the table does not give to this somebody."""
    held = held_by(actor, dossier) if _may_need(actor, dossier, move) else []
    if move.role not in roles(actor, dossier) and not _delegated(held, dossier, move):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")
    if Demand.BE_HOLDER in move.demands and not _in_hand(actor, dossier, held):
        raise NotAllowed("Hồ sơ đang do người khác thụ lý.")
    if Demand.OTHER_PERSON in move.demands and dossier.proposed_by_id == actor.id:
        raise Conflict("Người trình không được tự ký duyệt. Hãy chuyển cho người khác ký.")
    if Demand.SIGNATURE in move.demands:
        check_confirmed(actor, move.action)


def _may_need(actor: Actor, dossier: Dossier, move: Move) -> bool:
    """Whether it may matter in whose place somebody acts."""
    mine = Demand.BE_HOLDER in move.demands and dossier.officer_id != actor.id
    return mine or (move.role is Role.LEADER and Role.LEADER not in actor.roles)


def _in_hand(actor: Actor, dossier: Dossier, held: Sequence[Delegation]) -> bool:
    """Whether an officer has it in hand, or stands in for who has."""
    return dossier.officer_id == actor.id or stands_in(held, dossier) is not None


def _delegated(held: Sequence[Delegation], dossier: Dossier, move: Move) -> bool:
    """Whether a leader lets this officer sign the act in their place."""
    return move.role is Role.LEADER and signs_for(held, dossier, move.action) is not None


def moves_for(actor: Actor, dossier: Dossier) -> tuple[Move, ...]:
    """The acts that somebody may do now, for buttons and for the API."""
    mine, held = roles(actor, dossier), held_by(actor, dossier)
    return tuple(
        move
        for move in moves_from(dossier.stage)
        if (move.role in mine or _delegated(held, dossier, move))
        and not (Demand.BE_HOLDER in move.demands and not _in_hand(actor, dossier, held))
        and not (Demand.OTHER_PERSON in move.demands and dossier.proposed_by_id == actor.id)
        and allows(move, dossier)
    )


@dataclass(frozen=True)
class Sight:
    """A stretch of one index: the dossiers whose `field` lies from `first` up to, without, `end`.

    Without an end it is `first` alone. The same stretch is a condition of a list, and is held
    against a dossier that was read already.
    """

    field: str
    first: object
    end: str | None = None

    def condition(self) -> Q:
        """The stretch as a condition of the database."""
        if self.end is None:
            return Q(**{self.field: self.first})
        return Q(**{f"{self.field}__gte": self.first, f"{self.field}__lt": self.end})

    def holds(self, dossier: Dossier) -> bool:
        """Whether a dossier lies in the stretch."""
        value = getattr(dossier, self.field)
        # Paths are ASCII and their column is in the C collation, so both compare alike.
        return bool(value == self.first if self.end is None else self.first <= value < self.end)


def seat_of(actor: Actor) -> tuple[UUID, UUID]:
    """Who an officer is and at which agency; refuses everybody else."""
    if actor.kind != "officer" or actor.id is None or actor.agency_id is None:
        raise NotAllowed("Việc này chỉ dành cho cán bộ.")
    return actor.id, actor.agency_id


def sights(actor: Actor) -> tuple[Sight, ...]:
    """What an officer may see by the post through which they act.

    One stretch for every usual post, and one more for each agency outside of it in whose place
    theirs, or one below, stands since a reform: what ended there is still found where it ended.
    None for posts that have no dossiers.
    """
    if actor.kind == "officer" and actor.agency_id and actor.roles & _WITH_DOSSIERS:
        return _of_post(actor, agency_by_id(actor.agency_id))
    return ()


def _of_post(actor: Actor, agency: Agency) -> tuple[Sight, ...]:
    """A leader sees the agency and all below, a specialist the agency's, reception the desk's."""
    desks = [Sight("desk_id", desk) for desk in (agency.pk, *sorted(forebears(agency.pk)))]
    if agency.kind.one_stop:
        # What a centre decides itself lies at its own desk too.
        return tuple(desks)
    found = desks if Role.RECEPTION in actor.roles else []
    if Role.LEADER in actor.roles:
        found += [_tree(path) for path in (agency.path, *old_grounds(agency.pk))]
    elif Role.SPECIALIST in actor.roles:
        found += [Sight("agency_path", at) for at in (agency.path, *old_places(agency.pk))]
    return tuple(found)


def _tree(path: str) -> Sight:
    # "0" follows "/", so this is the whole tree below and nothing else.
    return Sight("agency_path", path, f"{path[:-1]}0")


def visible(actor: Actor) -> Q:
    """The one filter of what somebody may see.

    No draft is at an agency or a desk, nor is anybody asked about one, so no officer sees one.
    """
    if actor.kind == "person":
        return applied_for(actor) | under_mandate(actor)
    asked = asking(actor)
    return at_post(actor) | Q(_among(asked)) if asked else at_post(actor)


def at_post(actor: Actor) -> Q:
    """What lies where an officer's post looks: the filter of piles and books."""
    conditions = [sight.condition() for sight in sights(actor)]
    return reduce(or_, conditions) if conditions else Q(pk__in=[])


def asking(actor: Actor) -> Q:
    """The consultations that are open at the agency of an officer who handles dossiers.

    As long as they are the agency reads the dossier, and no longer than it is worked on.
    """
    if actor.kind != "officer" or not actor.roles & {Role.SPECIALIST, Role.LEADER}:
        return Q()
    return asked_of(actor.agency_id)


def asked_of(agency: UUID | None) -> Q:
    """The consultations that are open at an agency, about dossiers that are worked on."""
    return Q(agency_id=agency, outcome="", dossier__state__in=_ASKABLE)


def is_asked(actor: Actor, dossier: Dossier) -> bool:
    """Whether the officer's agency is asked about a dossier now."""
    asked = asking(actor)
    if not asked or dossier.stage.value not in _ASKABLE:
        return False
    return Consultation.objects.filter(asked, dossier=dossier).exists()


def _among(asked: Q) -> AnyOf:
    # Worked out once, and before the rest: the other conditions keep their indexes.
    return AnyOf(F("pk"), ArraySubquery(Consultation.objects.filter(asked).values("dossier")))


def lies_with(actor: Actor, dossier: Dossier) -> bool:
    """Whether a dossier is one of those that an officer's post looks at anyway."""
    return any(sight.holds(dossier) for sight in sights(actor))


def reads_within(actor: Actor, dossier: Dossier) -> bool:
    """Whether an officer reads what is said among those who handle a dossier.

    Whose post it lies with does, and who answers for the data of its agency or of one above. Who
    is only asked what they think, or only looks in an emergency, does not.
    """
    return lies_with(actor, dossier) or _answers_for_its_data(actor, dossier)


def _answers_for_its_data(actor: Actor, dossier: Dossier) -> bool:
    if actor.kind != "officer" or not actor.agency_id or "data_officer" not in actor.roles:
        return False
    return _tree(agency_by_id(actor.agency_id).path).holds(dossier)


def handles(actor: Actor, dossier: Dossier) -> bool:
    """Whether an officer has to do with it, as who receives or decides it.

    Whoever is only asked what they think reads, and changes nothing.
    """
    return actor.kind == "officer" and bool(roles(actor, dossier) - {Role.CONSULTED})


def sees(actor: Actor, dossier: Dossier) -> bool:
    """Whether `visible` has this dossier; mandates and questions are asked of the database."""
    if lies_with(actor, dossier) or stands_for_applicant(actor, dossier):
        return True
    return is_asked(actor, dossier)


def may_take_result(actor: Actor, dossier: Dossier) -> bool:
    """Whether a reader may have the signed result: who applied, once it was handed over."""
    return actor.kind == "officer" or dossier.stage is State.RETURNED


def through_glass(actor: Actor) -> Q:
    """The glasses that stand open to an officer now, at the agency of the post; see `glass`."""
    return Q(officer_id=actor.id, agency_id=actor.agency_id, until__gt=now())


def looks_through(actor: Actor, dossier: Dossier) -> bool:
    """Whether an officer may read a dossier through a glass, and do nothing with it."""
    if actor.kind != "officer":
        return False
    return Glass.objects.filter(through_glass(actor), dossier=dossier).exists()


def check_writes(actor: Actor, dossier: Dossier) -> None:
    """Refuse to write on a dossier that is neither theirs nor lies with their post."""
    if not (lies_with(actor, dossier) or stands_for_applicant(actor, dossier)):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")
