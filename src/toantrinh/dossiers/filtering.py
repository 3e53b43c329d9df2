"""Narrowing a pile: by procedure, state, channel, what is left, officer, place and agency.

A filter is spelled as an address spells it, and kept so too when an officer names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.catalogue.models import Version
from toantrinh.dossiers.alarms import alarmed
from toantrinh.dossiers.collecting import uncollected
from toantrinh.dossiers.desk_models import SavedFilter
from toantrinh.dossiers.leafing import DUE, LAST_ENDED, STEP_DUE, Listing, Order
from toantrinh.dossiers.models import Channel
from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import over_time
from toantrinh.government.models import Unit
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import local, now

_SOON = timedelta(days=3)
_LONGEST = 60
# Choices are those of the first lines: who filters further knows what to ask for.
_LOOKED_AT = 300
_MOST_SAVED = 40
_OWN = "own"


class Band(StrEnum):
    """How near the due moment is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NONE = "none"
    # Not a band of what is due: a result that waits too long to be fetched.
    UNCOLLECTED = "uncollected"
    # Nor this: something that nobody did within its working hours.
    ALARM = "alarm"
    # Nor this: the step that it is at is over its share of the time.
    STEP_LATE = "step_late"


def band_of(due: datetime | None, moment: datetime) -> Band:
    """The band of a due moment: late, up to midnight, within three days more, later."""
    if due is None:
        return Band.NONE
    midnight, soon = _edges(moment)
    if due < moment:
        return Band.LATE
    if due <= midnight:
        return Band.TODAY
    return Band.SOON if due <= soon else Band.LATER


def _edges(moment: datetime) -> tuple[datetime, datetime]:
    midnight = local(moment).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight, midnight + _SOON


def _within(band: Band, moment: datetime) -> Q:
    midnight, soon = _edges(moment)
    return {
        Band.LATE: Q(due_at__lt=moment),
        Band.TODAY: Q(due_at__gte=moment, due_at__lte=midnight),
        Band.SOON: Q(due_at__gt=midnight, due_at__lte=soon),
        Band.LATER: Q(due_at__gt=soon),
        Band.NONE: Q(due_at__isnull=True),
    }[band]


def _falling(band: Band, actor: Actor) -> Q:
    """What is in a band, or waits too long in another way."""
    match band:
        case Band.UNCOLLECTED:
            return uncollected(now(), actor.agency_id)
        case Band.ALARM:
            return alarmed()
        case Band.STEP_LATE:
            return over_time(now())
    return _within(band, now())


@dataclass(frozen=True)
class Filter:
    """What a pile is narrowed to; empty values narrow nothing."""

    procedure: str = ""
    state: str = ""
    channel: str = ""
    due: str = ""
    officer: str = ""
    place: str = ""
    # `own`: only the post's own agency, without those below.
    agency: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filter":
        """What an address asks for; what it spells wrongly narrows nothing."""
        due, officer = given.get("han", ""), given.get("can-bo", "")
        return cls(
            procedure=clean(given.get("thu-tuc", ""))[:_LONGEST],
            state=given.get("buoc", "") if given.get("buoc") in {s.value for s in State} else "",
            channel=given.get("kenh", "") if given.get("kenh") in Channel.values else "",
            due=due if due in {band.value for band in Band} else "",
            officer=officer if _is_id(officer) else "",
            place=given.get("noi", "") if given.get("noi", "").isdigit() else "",
            agency=_OWN if given.get("co-quan") == _OWN else "",
        )

    def spelled(self) -> dict[str, str]:
        """As an address spells it; only what narrows."""
        all_of_it = {
            "thu-tuc": self.procedure,
            "buoc": self.state,
            "kenh": self.channel,
            "han": self.due,
            "can-bo": self.officer,
            "noi": self.place,
            "co-quan": self.agency,
        }
        return {name: value for name, value in all_of_it.items() if value}

    def parts(self, order: Order, actor: Actor) -> tuple[Q, Q]:
        """What the lines of a list must meet: what the index of its order serves, and the rest."""
        served, rest = Q(), Q()
        if self.agency and actor.agency_id:
            served &= Q(agency_path=agency_by_id(actor.agency_id).path)
        if self.state and order is not LAST_ENDED:
            served &= Q(state=self.state)
        elif self.state:
            rest &= Q(state=self.state)
        if self.due and _serves(order, Band(self.due)):
            served &= _falling(Band(self.due), actor)
        elif self.due:
            rest &= _falling(Band(self.due), actor)
        return served, rest & self._unserved()

    def _unserved(self) -> Q:
        """What no order knows."""
        found = Q()
        if self.procedure:
            # Told which they are, the database can judge how many dossiers they have.
            versions = Version.objects.filter(procedure__code=self.procedure)
            found &= Q(version__in=list(versions.values_list("pk", flat=True)))
        if self.channel:
            found &= Q(channel=self.channel)
        if self.officer:
            found &= Q(officer_id=UUID(self.officer))
        if self.place:
            found &= Q(place=self.place)
        return found


def _serves(order: Order, band: Band) -> bool:
    """Whether what is in a band is one stretch of an order, or few whatever the order."""
    match band:
        case Band.UNCOLLECTED | Band.ALARM:
            return True
        case Band.STEP_LATE:
            return order is STEP_DUE
    return order is DUE


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Choices:
    """What a pile can be narrowed to, as value and words."""

    procedures: list[tuple[str, str]]
    officers: list[tuple[str, str]]
    places: list[tuple[str, str]]


def choices(listing: Listing) -> Choices:
    """What occurs among the first lines of a list."""
    rows = listing.first(_LOOKED_AT)
    procedures = {row.version.procedure.code: row.version.procedure.plain_name for row in rows}
    officers = {str(row.officer.pk): row.officer.full_name for row in rows if row.officer}
    codes = {row.place for row in rows if row.place}
    places = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    return Choices(*(sorted(found.items(), key=_words) for found in (procedures, officers, places)))


def _words(choice: tuple[str, str]) -> str:
    return choice[1]


def saved(actor: Actor) -> QuerySet[SavedFilter]:
    """The filters that an officer may use at a post: their own, and those shared there."""
    officer, agency = seat_of(actor)
    mine = Q(officer_id=officer) | Q(shared=True)
    return SavedFilter.objects.filter(mine, agency_id=agency).order_by("name", "pk")


def save(name: str, narrowed: Filter, *, actor: Actor, shared: bool) -> SavedFilter:
    """Keep a filter under a name; an older one of the same officer with that name is replaced."""
    words = clean(name)
    if not words:
        raise Refusal("Hãy đặt tên cho bộ lọc.", field="name")
    if len(words) > _LONGEST:
        raise Refusal("Tên dài quá %(longest)s chữ.", field="name", longest=_LONGEST)
    if not narrowed.spelled():
        raise Refusal("Bộ lọc này chưa lọc gì.", field="name")
    officer, agency = seat_of(actor)
    if saved(actor).filter(officer_id=officer).count() >= _MOST_SAVED:
        raise Conflict("Bạn đã lưu %(most)s bộ lọc. Hãy xóa bớt.", most=_MOST_SAVED)
    kept, _new = SavedFilter.objects.update_or_create(
        agency_id=agency,
        officer_id=officer,
        name=words,
        defaults={"criteria": narrowed.spelled(), "shared": shared, "created_at": now()},
    )
    return kept


def forget(filter_id: UUID, *, actor: Actor) -> None:
    """Remove a filter of one's own; a leader may remove what is shared at the agency."""
    theirs = saved(actor).filter(pk=filter_id)
    if "leader" not in actor.roles:
        theirs = theirs.filter(officer_id=seat_of(actor)[0])
    if not theirs.delete()[0]:
        raise NotFound("Không có bộ lọc này.")
