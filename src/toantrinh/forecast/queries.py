"""How long it takes, told to whoever asks: from the nearest dossiers of which there are enough."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from toantrinh.forecast import perms
from toantrinh.forecast.actions import working_day
from toantrinh.forecast.curve import HALF, LEAST, Curve
from toantrinh.forecast.models import Check, Forecast, Scope
from toantrinh.forecast.watching import NATION
from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import local, now


@dataclass(frozen=True)
class Outlook:
    """What is told: hours in which half and `rank` in a hundred are decided, and on what it rests.

    `cases` dossiers of `scope` since a day, as of another; `failed` tells of the month in which
    fewer held than was said. Hours are null where too many are open still to say them.
    """

    scope: Scope
    cases: int
    since: date
    made_on: date
    half: int | None
    most: int | None
    rank: int
    hours_a_day: int
    failed: Check | None = None


def usual(procedure: str, *, agency: Agency | None = None, province: str = "") -> Outlook | None:
    """How long a procedure takes at an agency, else in its province, else in the nation.

    None where nowhere enough like dossiers were decided lately.
    """
    for found in _from_near(procedure, agency, province):
        return _outlook(found, found.half, found.most, found.cases)
    return None


def left_of(
    procedure: str, agency: Agency, submitted_at: datetime, moment: datetime | None = None
) -> Outlook | None:
    """How long it takes from now on, by dossiers that lasted at least as long as this one has.

    None where too few of them did.
    """
    moment = moment or now()
    calendar = calendar_of(agency, local(submitted_at).date(), local(moment).date())
    age = calendar.working_minutes_between(submitted_at, moment) // 60
    hours_a_day = working_day(local(moment).date())
    for found in _from_near(procedure, agency, ""):
        curve = curve_of(found)
        if curve.since(age) >= LEAST:
            half, most = (curve.said(rank, hours_a_day, age) for rank in (HALF, found.rank))
            return _outlook(found, half, most, curve.since(age))
    return None


def curve_of(found: Forecast) -> Curve:
    """The curve on which a forecast rests."""
    return Curve(tuple(zip(found.hours, found.decided, found.left, strict=True)))


def _from_near(procedure: str, agency: Agency | None, province: str) -> list[Forecast]:
    """What is foretold for an agency, its province and the nation, as far as it is."""
    places = {Scope.NATION: NATION}
    if agency is not None and agency.unit is not None:
        province = agency.unit.province_code
    if province:
        places[Scope.PROVINCE] = province
    if agency is not None:
        places[Scope.AGENCY] = str(agency.pk)
    there = Q()
    for scope, place in places.items():
        there |= Q(scope=scope, place=place)
    kept = {one.scope: one for one in Forecast.objects.filter(there, procedure=procedure)}
    return [kept[scope] for scope in Scope if scope in kept]


def _outlook(found: Forecast, half: int | None, most: int | None, cases: int) -> Outlook:
    checks = checks_of(found.procedure, found.scope, found.place).order_by("-month")
    last = next((one for one in checks if one.enough), None)
    return Outlook(
        Scope(found.scope),
        cases,
        found.since,
        found.made_on,
        half,
        most,
        found.rank,
        working_day(found.made_on),
        last if last is not None and last.too_narrow else None,
    )


def checks_of(procedure: str, scope: str, place: str) -> QuerySet[Check]:
    """All months of a forecast."""
    return Check.objects.filter(procedure=procedure, scope=scope, place=place)


@dataclass(frozen=True)
class Held:
    """How well what was said for a month held: of each place where enough is known."""

    month: date
    checks: list[Check]

    @property
    def held(self) -> int:
        """How many came out as was said."""
        return sum(not (one.too_narrow or one.too_wide) for one in self.checks)


def calibration(*, actor: Actor, agency: Agency | None) -> list[Held]:
    """Month by month, the latest first: what was said of the nation, and of an agency's places.

    Of a month what failed stands first.
    """
    perms.check_sees(actor)
    there = Q(scope=Scope.NATION)
    if agency is not None:
        there |= Q(scope=Scope.AGENCY, place=str(agency.pk))
        if agency.unit is not None:
            there |= Q(scope=Scope.PROVINCE, place=agency.unit.province_code)
    rows = Check.objects.filter(there, judged__gte=LEAST).order_by("-month", "procedure", "scope")
    months: dict[date, list[Check]] = {}
    for one in rows:
        months.setdefault(one.month, []).append(one)
    return [Held(month, sorted(checks, key=_gravest)) for month, checks in months.items()]


def _gravest(one: Check) -> int:
    return 0 if one.too_narrow else 1 if one.too_wide else 2
