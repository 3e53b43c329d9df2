"""What is read of the register: lists by what somebody asks for, one system with its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count as Tally
from django.db.models import Q, QuerySet, Sum

from toantrinh.government.models import Agency
from toantrinh.inventory import perms
from toantrinh.inventory.content import Costs, Said, said_of
from toantrinh.inventory.models import Cost, System
from toantrinh.inventory.states import State, in_state, is_unapproved, state_of, unapproved
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound


@dataclass(frozen=True)
class Asked:
    """By what a list is narrowed; what is empty narrows nothing."""

    owner: str = ""
    state: State | None = None
    level: int | None = None
    layer: str = ""
    procedure: str = ""
    # Only what runs without its level approved.
    unapproved: bool = False


def systems(asked: Asked, on: date, *, actor: Actor) -> QuerySet[System]:
    """The systems that somebody may read, by owner from the top down, then by code."""
    wanted = perms.readable(actor)
    if asked.owner:
        wanted &= Q(owner__key=asked.owner)
    if asked.state is not None:
        wanted &= in_state(asked.state, on)
    if asked.level is not None:
        wanted &= Q(level=asked.level)
    if asked.layer:
        wanted &= Q(layer=asked.layer)
    if asked.procedure:
        wanted &= Q(procedures__contains=[asked.procedure])
    if asked.unapproved:
        wanted &= unapproved(on)
    found = System.objects.filter(wanted).select_related("owner").prefetch_related("costs")
    return found.order_by("owner__path", "code", "id")


def owners(*, actor: Actor) -> list[Agency]:
    """Whose systems somebody may read, by name."""
    named = System.objects.filter(perms.readable(actor)).values("owner_id")
    return list(Agency.objects.filter(pk__in=named).order_by("name_sort"))


def find_system(system_id: UUID, *, actor: Actor) -> System:
    """A system that somebody may read. Raises NotFound."""
    found = (
        System.objects.filter(perms.readable(actor), pk=system_id).select_related("owner").first()
    )
    if found is None:
        raise NotFound("Không tìm thấy hệ thống này.")
    return found


@dataclass(frozen=True)
class Count:
    """How many systems there are, by state, how many run unapproved, what a year costs."""

    total: int
    by: dict[State, int]
    unapproved: int
    year: int
    costs: Costs


def count(found: QuerySet[System], on: date) -> Count:
    """Count systems as of a day, in two queries."""
    by = {state.value: Tally("pk", filter=in_state(state, on)) for state in State}
    told = found.order_by().aggregate(
        total=Tally("pk"), level_is_missing=Tally("pk", filter=unapproved(on)), **by
    )
    spent = Cost.objects.filter(system__in=found.order_by().values("pk"), year=on.year)
    sums = spent.aggregate(build=Sum("build", default=0), run=Sum("run", default=0))
    return Count(
        told["total"],
        {state: told[state.value] for state in State},
        told["level_is_missing"],
        on.year,
        Costs(int(sums["build"]), int(sums["run"])),
    )


@dataclass(frozen=True)
class Change:
    """One revision: when, by whose hand, and each field with what it said before and after."""

    number: int
    at: datetime
    by: str
    fields: Sequence[tuple[str, object, object]]


def history(system: System) -> list[Change]:
    """All that was said of a system, the latest first; of the first only that it was entered."""
    changes: list[Change] = []
    before: dict[str, object] | None = None
    for each in system.revisions.select_related("by").order_by("number"):
        after = dict(each.said)
        fields = [] if before is None else _differing(before, after)
        changes.append(Change(each.number, each.at, each.by.full_name if each.by else "", fields))
        before = after
    return changes[::-1]


def _differing(
    before: dict[str, object], after: dict[str, object]
) -> list[tuple[str, object, object]]:
    keys = [key for key in Said.__dataclass_fields__ if before.get(key) != after.get(key)]
    return [(key, before.get(key), after.get(key)) for key in keys]


def told(found: Iterable[System], on: date) -> list[dict[str, object]]:
    """Systems for programs."""
    return [
        {
            "id": str(each.pk),
            "owner": each.owner.key,
            "owner_name": each.owner.name,
            "code": each.code,
            **said_of(each).as_json(),
            "state": state_of(each, on).value,
            "level_is_missing": is_unapproved(each, each.level_approved, on),
            "revision": each.revision,
        }
        for each in found
    ]
