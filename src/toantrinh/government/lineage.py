"""Who came after whom: from agencies that ended to those that go on in their place."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, in_force
from toantrinh.kernel.time import today


def heirs(on: date | None = None) -> Mapping[UUID, Agency]:
    """From the id of each agency that had ended by a day to the one in force that goes on for it.

    One that nobody goes on for is left out.
    """
    return _heirs(on or today())


@remembered
def _heirs(on: date) -> Mapping[UUID, Agency]:
    ended = Agency.objects.filter(valid_to__lt=on, successor__isnull=False)
    after = dict(ended.values_list("pk", "successor_id"))
    last = {one: _end(one, after) for one in after}
    found = Agency.objects.filter(in_force(on), pk__in=set(last.values()))
    known = {agency.pk: agency for agency in found.select_related("kind", "unit")}
    return {one: known[end] for one, end in last.items() if end in known}


def _end(one: UUID, after: Mapping[UUID, UUID | None]) -> UUID | None:
    """The end of a line of successors; a line in a circle has none."""
    seen = {one}
    while (following := after.get(one)) is not None:
        if following in seen:
            return None
        seen.add(following)
        one = following
    return one


def forebears(agency_id: UUID, on: date | None = None) -> frozenset[UUID]:
    """The ids of all agencies in whose place this one stands on a day."""
    return _by_heir(on or today()).get(agency_id, frozenset())


@remembered
def _by_heir(on: date) -> Mapping[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for one, heir in _heirs(on).items():
        found.setdefault(heir.pk, set()).add(one)
    return {heir: frozenset(ids) for heir, ids in found.items()}


def old_places(agency_id: UUID, on: date | None = None) -> tuple[str, ...]:
    """The places in the tree where stood those in whose place this one stands, but its own."""
    return _old_places(agency_id, on or today())


@remembered
def _old_places(agency_id: UUID, on: date) -> tuple[str, ...]:
    return tuple(sorted(_paths(forebears(agency_id, on)) - {agency_by_id(agency_id).path}))


def old_grounds(agency_id: UUID, on: date | None = None) -> tuple[str, ...]:
    """The same with all that stood below, for the agency and those below it.

    What lies within its own ground or in another one named here is not named again.
    """
    return _old_grounds(agency_id, on or today())


@remembered
def _old_grounds(agency_id: UUID, on: date) -> tuple[str, ...]:
    own = agency_by_id(agency_id).path
    found: list[str] = []
    for path in sorted(_paths(one for one, h in _heirs(on).items() if h.path.startswith(own))):
        if not path.startswith((own, *found)):
            found.append(path)
    return tuple(found)


def _paths(ids: Iterable[UUID]) -> set[str]:
    wanted = list(ids)
    found = Agency.objects.filter(pk__in=wanted) if wanted else Agency.objects.none()
    return set(found.values_list("path", flat=True))
