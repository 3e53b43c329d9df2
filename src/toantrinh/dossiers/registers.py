"""The register of dossiers, Mẫu 07, and tallies of work: read from what happened, never typed.

A code is `<agency>-<yymmdd>-<serial>`, so the register of an agency for some days is one stretch of
the index of codes, in the order in which the dossiers were handed in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from toantrinh.dossiers import perms
from toantrinh.dossiers.models import GOING, Dossier
from toantrinh.dossiers.queries import HEAVY
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, agency_by_id, dossier_prefix, in_force
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import HANOI, now, today

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both within, in Việt Nam."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Refusal("Ngày cuối phải sau ngày đầu.", field="den")
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise Refusal("Mỗi lần xem nhiều nhất %(days)s ngày.", field="den", days=LONGEST_DAYS)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment up to, without, the second."""
        begin = datetime.combine(self.first, time(), tzinfo=HANOI)
        end = datetime.combine(self.last + timedelta(days=1), time(), tzinfo=HANOI)
        return begin, end


def register_of(actor: Actor, period: Period) -> QuerySet[Dossier]:
    """What was handed in to the agencies of somebody's post in these days, by code."""
    prefixes = {dossier_prefix(one, period.last) for one in _registered(actor)}
    stretches = (_stretch(prefix, period) for prefix in sorted(prefixes))
    rows = Dossier.objects.filter(perms.at_post(actor), reduce(or_, stretches, Q(pk__in=[])))
    return (
        rows.defer(*HEAVY)
        .select_related("version__procedure", "applicant__key", "organisation", "agency")
        .order_by("code")
    )


def _registered(actor: Actor) -> Iterator[Agency]:
    """The agencies whose register it is: one's own; at a one-stop desk all that it receives for."""
    _officer, agency_id = perms.seat_of(actor)
    own = agency_by_id(agency_id)
    yield own
    if own.kind.one_stop and own.parent is not None:
        yield own.parent
        yield from Agency.objects.filter(in_force(today()), parent=own.parent)


def _stretch(prefix: str, period: Period) -> Q:
    end = period.last + timedelta(days=1)
    return Q(code__gte=f"{prefix}-{period.first:%y%m%d}-", code__lt=f"{prefix}-{end:%y%m%d}-")


@dataclass(frozen=True)
class Tally:
    """Counts of one officer or agency: what goes on now, and what was decided in a period."""

    going: int = 0
    late_now: int = 0
    decided: int = 0
    late: int = 0

    @property
    def in_time(self) -> int:
        """Decided no later than promised."""
        return self.decided - self.late

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.going + other.going,
            self.late_now + other.late_now,
            self.decided + other.decided,
            self.late + other.late,
        )


_LATE = Count("pk", filter=Q(due_at__isnull=False, decided_at__gt=F("due_at")))


def tally_of_officer(officer_id: UUID, period: Period) -> Tally:
    """What an officer has in hand, and what they proposed, was decided, and ended in these days."""
    going = Dossier.objects.filter(GOING, officer=officer_id)
    late_now = Q(due_at__lt=now())
    decided = _decided(Q(proposed_by=officer_id), period)
    held = going.aggregate(going=Count("pk"), late_now=Count("pk", filter=late_now))
    return Tally(**held, **decided.aggregate(decided=Count("pk"), late=_LATE))


def tallies_of_agency(agency: Agency, period: Period) -> dict[UUID, Tally]:
    """The same for every officer of one agency, by officer."""
    going = Dossier.objects.filter(GOING, agency=agency, officer__isnull=False)
    ended = _decided(Q(agency_path=agency.path, proposed_by__isnull=False), period)
    found: dict[UUID, Tally] = {}
    for officer, tally in (*_going(going, "officer"), *_done(ended, "proposed_by")):
        found[officer] = found.get(officer, Tally()) + tally
    return found


def tallies_below(agency: Agency, period: Period) -> dict[Agency, Tally]:
    """For each agency right below one: what it and all below it have and did."""
    below = list(Agency.objects.filter(agencies_below(agency), in_force(today())))
    children = [one for one in below if one.parent_id == agency.pk]
    owner = {
        one.path: child for child in children for one in below if one.path.startswith(child.path)
    }
    found = {child: Tally() for child in children}
    going = Dossier.objects.filter(GOING, agency__in=[one.pk for one in below])
    rows = [*_going(going, "agency_path"), *_done(_decided(_at(owner), period), "agency_path")]
    for path, tally in rows:
        if path in owner:
            found[owner[path]] += tally
    return found


def _at(paths: Iterable[str]) -> Q:
    return Q(agency_path__in=list(paths))


def _decided(where: Q, period: Period) -> QuerySet[Dossier]:
    """By the day on which it ended: the index of what ended at an agency leads there."""
    begin, end = period.moments
    ended = Q(ended_at__gte=begin, ended_at__lt=end, decided_at__isnull=False)
    return Dossier.objects.filter(where, ended)


def _going(rows: QuerySet[Dossier], by: str) -> Iterator[tuple[Any, Tally]]:
    late = Count("pk", filter=Q(due_at__lt=now()))
    for key, going, late_now in rows.order_by().values_list(by).annotate(Count("pk"), late=late):
        yield key, Tally(going=going, late_now=late_now)


def _done(rows: QuerySet[Dossier], by: str) -> Iterator[tuple[Any, Tally]]:
    for key, decided, late in rows.order_by().values_list(by).annotate(Count("pk"), late=_LATE):
        yield key, Tally(decided=decided, late=late)
