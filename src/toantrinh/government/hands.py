"""Who decides a procedure once it has changed hands."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from toantrinh.government.actions import STREAM, alone, note_change
from toantrinh.government.competence import agency_of_kind
from toantrinh.government.hands_models import ChangeOfHands
from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency, AgencyKind
from toantrinh.government.perms import check_governs
from toantrinh.government.queries import agency as agency_named
from toantrinh.government.queries import in_force
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import now

_NATION = "00.cp"


def in_whose_hands(
    procedure: str, of: Agency, place: str, on: date
) -> tuple[Agency, ChangeOfHands | None]:
    """Who decides on a day what `of` decided before, and by which change; itself by none.

    Where a place has no such agency, who decided before goes on.
    """
    last = None
    for change in _changes(procedure, on):
        if concerns(change, of) and (to := taker_for(change, of, place, on)) is not None:
            of, last = to, change
    return of, last


def concerns(change: ChangeOfHands, of: Agency) -> bool:
    """Whether it takes a procedure out of the hands of this agency."""
    if change.giver not in {of.kind_id, of.key}:
        return False
    return not change.province or (of.unit is not None and of.unit.province_code == change.province)


def taker_for(change: ChangeOfHands, of: Agency, place: str, on: date) -> Agency | None:
    """The agency that goes on in place of another for a matter at a place; None without one."""
    at = place or (of.unit.code if of.unit else "")
    try:
        if "." in change.taker:
            return agency_named(change.taker, on)
        return agency_of_kind(change.taker, at, on)[0]
    except NotFound:
        return None


def givers(change: ChangeOfHands) -> QuerySet[Agency]:
    """The agencies out of whose hands it goes, those among them that ended too."""
    found = Agency.objects.filter(Q(kind_id=change.giver) | Q(key=change.giver))
    if not change.province:
        return found
    units = Q(unit__code=change.province) | Q(unit__parent_code=change.province)
    return found.filter(units)


def names_of(change: ChangeOfHands) -> tuple[str, str]:
    """Giver and taker as people read them."""
    return _name(change.giver, change.since), _name(change.taker, change.since)


def decisive_agency(province: str) -> Agency:
    """Who decides that procedures change hands: the province's committee, or the government."""
    return agency_named(f"{province}.ubnd" if province else _NATION)


def decides_hands(of: Agency) -> bool:
    """Whether it is an agency that lets procedures change hands where it governs."""
    unit = of.unit.code if of.unit else ""
    return not (of.unit and of.unit.parent_code) and of.pk == decisive_agency(unit).pk


def unsettled(on: date) -> Iterator[ChangeOfHands]:
    """The changes that hold by a day and have still something to move."""
    rows = ChangeOfHands.objects.filter(since__lte=on, settled_at=None)
    yield from rows.order_by("since", "made_at")


def change_hands(change: ChangeOfHands, *, actor: Actor) -> ChangeOfHands:
    """Let a procedure change hands: one row, one event. Raises NotAllowed.

    Dossiers follow on the day (`dossiers.changing_hands`).
    """
    with transaction.atomic():
        alone()
        check_governs(actor, decisive_agency(change.province))
        change.made_at = now()
        change.save(force_insert=True)
        note_change(ChangeOfHands, change.procedure, taker=(change.giver, change.taker))
        append_to_stream(
            STREAM,
            "change_hands",
            actor=actor,
            payload={
                "change": str(change.pk),
                "procedure": change.procedure,
                "province": change.province or None,
                "giver": change.giver,
                "taker": change.taker,
                "since": change.since.isoformat(),
            },
        )
    return change


@remembered
def _changes(procedure: str, on: date) -> Sequence[ChangeOfHands]:
    rows = ChangeOfHands.objects.filter(procedure=procedure, since__lte=on)
    return list(rows.order_by("since", "made_at"))


def _name(who: str, on: date) -> str:
    if "." not in who:
        return AgencyKind.objects.values_list("name", flat=True).get(code=who)
    found = Agency.objects.filter(in_force(on), key=who).first()
    return found.name if found else who
