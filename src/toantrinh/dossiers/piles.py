"""What lies on the desk: the piles of an officer, and the condition of lying in one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

from toantrinh.dossiers import delegated, perms
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.government.queries import agency_by_id, paths_below
from toantrinh.host.plans import Plans
from toantrinh.kernel.actors import Actor

# So many agencies below somebody are asked for one by one, and so many by a list.
_NAMED, _LISTED = 3, 60
ENDED = tuple(state for state in State if state.terminal)
GOING = (State.ACCEPTED, State.PROCESSING, State.CONSULTING, State.PROPOSED)
_CITIZENS = (State.INCOMPLETE, State.UNPAID, State.SUPPLEMENTING, State.PAYING)


class Pile(StrEnum):
    """What lies on the desk, by what it waits for."""

    RECEIVE = "receive"
    ASSIGN = "assign"
    MINE = "mine"
    # In the hands of colleagues for whom the officer stands in.
    COVERED = "covered"
    SIGN = "sign"
    RETURN = "return"
    GOING = "going"
    CITIZEN = "citizen"
    ENDED = "ended"


# For whom a pile is; the others see all that their agency may see. Where nothing was delegated to
# somebody, the piles of what was are empty without being looked for.
_ROLES: dict[Pile, frozenset[Role]] = {
    Pile.RECEIVE: frozenset({Role.RECEPTION}),
    Pile.ASSIGN: frozenset({Role.SPECIALIST, Role.LEADER}),
    Pile.MINE: frozenset({Role.SPECIALIST}),
    Pile.COVERED: frozenset({Role.SPECIALIST}),
    # A leader may let somebody else sign.
    Pile.SIGN: frozenset({Role.LEADER, Role.SPECIALIST}),
    Pile.RETURN: frozenset({Role.RECEPTION}),
}


def piles(actor: Actor) -> list[Pile]:
    """The piles that concern an officer, their own work first; none for who sees no dossier."""
    if not perms.sights(actor):
        return []
    return [pile for pile in Pile if pile not in _ROLES or _ROLES[pile] & actor.roles]


def by_delegation(pile: Pile, actor: Actor) -> bool:
    """Whether only what others delegated to the officer lies in a pile."""
    return pile is Pile.COVERED or (pile is Pile.SIGN and Role.LEADER not in actor.roles)


@dataclass(frozen=True)
class Lying:
    """What a dossier must be to lie in a pile: in one of these states, with these values.

    The same holds as a condition of lists, and against a dossier that was read already.
    """

    states: tuple[State, ...]
    same: Mapping[str, object] = field(default_factory=dict)
    # Not this value; nothing at all is not this value either.
    other: Mapping[str, object] = field(default_factory=dict)
    # Delegated to the officer, as a condition and as a question about one dossier.
    delegated: tuple[Q, Callable[[Dossier], bool]] | None = None

    def condition(self, states: tuple[State, ...] | None = None) -> Q:
        """As a condition of the database, for some of the states or for all."""
        chosen = [state.value for state in states or self.states]
        found = Q(state=chosen[0]) if len(chosen) == 1 else Q(state__in=chosen)
        found &= Q(**self.same)
        for name, value in self.other.items():
            found &= Q(**{f"{name}__isnull": True}) | ~Q(**{name: value})
        return found & self.delegated[0] if self.delegated else found

    def holds(self, dossier: Dossier) -> bool:
        """Whether it holds for a dossier."""
        return (
            dossier.stage in self.states
            and all(getattr(dossier, name) == value for name, value in self.same.items())
            and all(getattr(dossier, name) != value for name, value in self.other.items())
            and (self.delegated is None or self.delegated[1](dossier))
        )


def lying(pile: Pile, actor: Actor) -> Lying:
    """The condition of a pile; what the officer may see comes on top."""
    match pile:
        case Pile.RECEIVE:
            return Lying((State.SUBMITTED,), {"desk_id": actor.agency_id})
        case Pile.ASSIGN:
            return Lying((State.ACCEPTED,), _own(actor))
        case Pile.MINE:
            return Lying((State.PROCESSING,), {"officer_id": actor.id})
        case Pile.COVERED:
            return Lying((State.PROCESSING,), _own(actor), delegated=delegated.covered(actor))
        case Pile.SIGN:
            theirs = delegated.to_sign(actor) if by_delegation(pile, actor) else None
            return Lying((State.PROPOSED,), _own(actor), {"proposed_by_id": actor.id}, theirs)
        case Pile.RETURN:
            return Lying((State.READY,), {"desk_id": actor.agency_id})
        case Pile.GOING:
            return Lying(GOING)
        case Pile.CITIZEN:
            return Lying(_CITIZENS)
    return Lying(ENDED)


def _own(actor: Actor) -> dict[str, object]:
    """At the officer's own agency; its place in the tree is what the index of lists begins with."""
    if actor.agency_id is None:
        return {"agency_id": None}
    return {"agency_id": actor.agency_id, "agency_path": agency_by_id(actor.agency_id).path}


def legs(pile: Pile, actor: Actor) -> tuple[Q, ...]:
    """The pile in pieces of which each is one stretch of one index, in the order of the pile."""
    if by_delegation(pile, actor) and not delegated.anything(actor):
        return ()
    what = lying(pile, actor)
    if what.same:
        return (perms.at_post(actor) & what.condition(),)
    seen = [each for sight in perms.sights(actor) for each in _stretches(sight)]
    if pile is Pile.ENDED:
        return tuple(each & Q(ended_at__isnull=False) for each in seen)
    return tuple(each & what.condition((state,)) for each in seen for state in what.states)


def going(actor: Actor) -> tuple[Q, ...]:
    """All that has not ended; where few agencies are seen, all states of each in one piece."""
    states = [state.value for state in State if state.code and not state.terminal]
    seen = [each for sight in perms.sights(actor) for each in _stretches(sight)]
    if named(actor):
        return tuple(each & Q(state__in=states) for each in seen)
    return tuple(each & Q(state=state) for each in seen for state in states)


def named(actor: Actor) -> bool:
    """Whether every piece of what an officer sees names its agency or its desk."""
    return all(_few(sight) for sight in perms.sights(actor))


def plans_of(actor: Actor) -> Plans:
    """How lists of piles are planned: once, if each piece is a stretch of an index in any case."""
    return Plans.ONCE if named(actor) else Plans.ITSELF


def _few(sight: perms.Sight) -> bool:
    return sight.end is None or len(paths_below(str(sight.first))) <= _NAMED


def _stretches(sight: perms.Sight) -> list[Q]:
    """What an officer sees, in stretches of which each is in the order of an index if it can be.

    Few agencies are named one by one; of some more only what goes on is read and sorted; whoever
    sees most of a province or more finds lines soon in the order of all.
    """
    if sight.end is None:
        return [sight.condition()]
    paths = paths_below(str(sight.first))
    if _few(sight):
        return [Q(**{sight.field: path}) for path in paths]
    if len(paths) <= _LISTED:
        return [Q(**{f"{sight.field}__in": paths})]
    return [sight.condition()]


def pile_of(dossier: Dossier, *, actor: Actor) -> Pile | None:
    """The first pile of this officer in which a dossier lies."""
    if not perms.lies_with(actor, dossier):
        return None
    return next((pile for pile in piles(actor) if lying(pile, actor).holds(dossier)), None)
