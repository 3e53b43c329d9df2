"""What the desk reads: piles of dossiers in order, how many lie there, what is left, who acted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from toantrinh.dossiers import perms
from toantrinh.dossiers.clock import Left, remaining
from toantrinh.dossiers.lifecycle import Role, State
from toantrinh.dossiers.limits import PauseMode
from toantrinh.dossiers.looking import BREAK_GLASS
from toantrinh.dossiers.models import Dossier, Pause
from toantrinh.government.calendar import Calendar
from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of, dossier_prefix
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.text import clean, tokens
from toantrinh.kernel.time import local, now, today
from toantrinh.people.models import Officer, Organisation, Person

_SERIAL_DIGITS = 4
# A serial typed alone is looked for among the codes given since so many days.
_SERIAL_DAYS = 60

_ENDED = tuple(state.value for state in State if state.terminal)
_GOING = (State.ACCEPTED.value, State.PROCESSING.value, State.PROPOSED.value)
_CITIZENS = (State.INCOMPLETE.value, State.SUPPLEMENTING.value, State.PAYING.value)


class Pile(StrEnum):
    """What lies on the desk, by what it waits for."""

    RECEIVE = "receive"
    ASSIGN = "assign"
    MINE = "mine"
    SIGN = "sign"
    RETURN = "return"
    GOING = "going"
    CITIZEN = "citizen"
    ENDED = "ended"


# For whom a pile is; the others see all that their agency may see.
_ROLES: dict[Pile, frozenset[Role]] = {
    Pile.RECEIVE: frozenset({Role.RECEPTION}),
    Pile.ASSIGN: frozenset({Role.SPECIALIST, Role.LEADER}),
    Pile.MINE: frozenset({Role.SPECIALIST}),
    Pile.SIGN: frozenset({Role.LEADER}),
    Pile.RETURN: frozenset({Role.RECEPTION}),
}


def piles(actor: Actor) -> list[Pile]:
    """The piles that concern an officer, their own work first; none for who sees no dossier."""
    if not perms.sights(actor):
        return []
    return [pile for pile in Pile if pile not in _ROLES or _ROLES[pile] & actor.roles]


def _lies_in(pile: Pile, actor: Actor) -> Q:
    """The condition of a pile; what the officer may see comes on top."""
    match pile:
        case Pile.RECEIVE:
            return Q(state=State.SUBMITTED, desk_id=actor.agency_id)
        case Pile.ASSIGN:
            return Q(state=State.ACCEPTED, agency_id=actor.agency_id)
        case Pile.MINE:
            return Q(state=State.PROCESSING, officer_id=actor.id)
        case Pile.SIGN:
            return Q(state=State.PROPOSED, agency_id=actor.agency_id) & ~Q(proposed_by=actor.id)
        case Pile.RETURN:
            return Q(state=State.READY, desk_id=actor.agency_id)
        case Pile.GOING:
            return Q(state__in=_GOING)
        case Pile.CITIZEN:
            return Q(state__in=_CITIZENS)
    return Q(state__in=_ENDED)


def pile_of(dossier: Dossier, *, actor: Actor) -> Pile | None:
    """The first pile of this officer in which a dossier lies."""
    if not perms.sees(actor, dossier):
        return None
    row = Dossier.objects.filter(pk=dossier.pk)
    mine = piles(actor)
    found = row.aggregate(**{pile: Count("pk", filter=_lies_in(pile, actor)) for pile in mine})
    return next((pile for pile in mine if found[pile]), None)


@dataclass(frozen=True)
class Order:
    """By which moment a list is sorted; those without it come last, and the id decides ties."""

    field: str
    newest_first: bool = False

    def sort(self, rows: QuerySet[Dossier], *, back: bool = False) -> QuerySet[Dossier]:
        """The rows in this order, or backwards."""
        if self.newest_first:
            return (
                rows.order_by(self.field, "pk") if back else rows.order_by(f"-{self.field}", "-pk")
            )
        if back:
            return rows.order_by(F(self.field).desc(nulls_first=True), "-pk")
        return rows.order_by(F(self.field).asc(nulls_last=True), "pk")

    def place(self, dossier: Dossier) -> "Place":
        """Where a dossier stands."""
        return Place(getattr(dossier, self.field), dossier.pk)

    def beyond(self, place: "Place", *, back: bool = False) -> Q:
        """The condition of standing behind a place, or before it."""
        down = back != self.newest_first
        sign = "lt" if down else "gt"
        tie = Q(**{self.field: place.at, f"pk__{sign}": place.id})
        if place.at is None:
            tie = Q(**{f"{self.field}__isnull": True, f"pk__{sign}": place.id})
            return tie | Q(**{f"{self.field}__isnull": False}) if back else tie
        beyond = Q(**{f"{self.field}__{sign}": place.at}) | tie
        return (
            beyond if back or self.newest_first else beyond | Q(**{f"{self.field}__isnull": True})
        )


@dataclass(frozen=True)
class Place:
    """A place in an order, as an address can carry it."""

    at: datetime | None
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat() if self.at else ''}~{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that an address names; None when it names none."""
        at, _, key = text.partition("~")
        try:
            moment = datetime.fromisoformat(at) if at else None
            found = cls(moment, UUID(key))
        except ValueError:
            return None
        return None if moment and moment.tzinfo is None else found


NEWEST = Order("submitted_at", newest_first=True)
_ORDERS = {
    Pile.RECEIVE: Order("submitted_at"),
    Pile.ENDED: Order("ended_at", newest_first=True),
}


def order_of(pile: Pile) -> Order:
    """How a pile is sorted: what falls due first lies on top."""
    return _ORDERS.get(pile, Order("due_at"))


def lying_in(pile: Pile, *, actor: Actor) -> QuerySet[Dossier]:
    """The dossiers of a pile, without order."""
    return _rows(perms.visible(actor) & _lies_in(pile, actor))


def _rows(condition: Q) -> QuerySet[Dossier]:
    """Dossiers with all that a line of a list says; contents of procedures stay where they are."""
    open_pause = Pause.objects.filter(
        dossier=OuterRef("pk"), until__isnull=True, mode=PauseMode.PAUSE
    )
    return (
        Dossier.objects.filter(condition)
        .select_related(
            "applicant", "organisation", "version__procedure", "agency__unit", "officer"
        )
        .defer("version__content", "version__raw")
        .annotate(standing=Subquery(open_pause.values("since")[:1]))
    )


@dataclass(frozen=True)
class Leaf:
    """Some lines of a list, and the place after which it goes on."""

    rows: list[Dossier]
    following: Place | None


def leaf(rows: QuerySet[Dossier], order: Order, *, since: Place | None, size: int) -> Leaf:
    """The lines behind a place, or the first ones."""
    found = list(order.sort(rows.filter(order.beyond(since)) if since else rows)[: size + 1])
    shown = found[:size]
    return Leaf(shown, order.place(shown[-1]) if len(found) > size else None)


def around(pile: Pile, dossier: Dossier, *, actor: Actor, before: int, after: int) -> list[Dossier]:
    """What lies next to a dossier in a pile, the dossier itself too if it lies there."""
    order, rows = order_of(pile), lying_in(pile, actor=actor)
    place = order.place(dossier)
    above = order.sort(rows.filter(order.beyond(place, back=True)), back=True)[:before]
    below = order.sort(rows.filter(order.beyond(place) | Q(pk=dossier.pk)))[: after + 1]
    return [*reversed(above), *below]


def following(pile: Pile, dossier: Dossier, *, actor: Actor) -> str | None:
    """The code of the dossier to go on with: the next one below, else the one on top."""
    order = order_of(pile)
    rows = lying_in(pile, actor=actor).exclude(pk=dossier.pk)
    below = order.sort(rows.filter(order.beyond(order.place(dossier))))
    found = below.values_list("code", flat=True).first()
    return found or order.sort(rows).values_list("code", flat=True).first()


@dataclass(frozen=True)
class Counts:
    """How many dossiers lie in each pile, how many are late, and how many fall due today."""

    piles: dict[Pile, int]
    late: int
    today: int


def counts(actor: Actor) -> Counts:
    """Count what waits; what has ended is not counted. One query over what the officer may see."""
    counted = [pile for pile in piles(actor) if pile is not Pile.ENDED]
    moment = now()
    midnight = local(moment).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    running = Q(state__in=_GOING)
    found = (
        Dossier.objects.filter(perms.visible(actor))
        .exclude(state__in=_ENDED)
        .aggregate(
            late=Count("pk", filter=running & Q(due_at__lt=moment)),
            today=Count("pk", filter=running & Q(due_at__gte=moment, due_at__lte=midnight)),
            **{f"in_{pile}": Count("pk", filter=_lies_in(pile, actor)) for pile in counted},
        )
    )
    return Counts({pile: found[f"in_{pile}"] for pile in counted}, found["late"], found["today"])


def search(text: str, *, actor: Actor) -> QuerySet[Dossier]:
    """Dossiers by the beginning of their code, by the serial alone, or by words of the name of the
    applicant, person or organisation."""
    typed = clean(text).replace(" ", "")
    words = tokens(text)
    sees = perms.visible(actor)
    if not words:
        return Dossier.objects.none()
    if typed.isascii() and typed.isdigit():
        return _rows(sees & Q(code__in=_codes(typed, actor)))
    if any(sign.isdigit() for sign in typed):
        return _rows(sees & (Q(code__startswith=typed) | Q(code__startswith=typed.upper())))
    query = " & ".join(f"{word}:*" for word in words)
    found = SearchQuery(query, config="simple", search_type="raw")
    persons = Person.objects.filter(name_words=found).values("pk")
    organisations = Organisation.objects.filter(name_words=found).values("pk")
    return _rows(sees & (Q(applicant__in=persons) | Q(organisation__in=organisations)))


def _codes(serial: str, actor: Actor) -> list[str]:
    """The codes that end in a serial, of the last days, at the officer's own agency."""
    agency = Agency.objects.filter(pk__in=[actor.agency_id]).first()
    if agency is None:
        return []
    prefix = dossier_prefix(agency)
    number = serial.lstrip("0").rjust(_SERIAL_DIGITS, "0")
    days = (today() - timedelta(days=back) for back in range(_SERIAL_DAYS))
    return [f"{prefix}-{day:%y%m%d}-{number}" for day in days]


def left_of(rows: Sequence[Dossier]) -> dict[UUID, Left]:
    """How much office time is left for each dossier that has a due moment and goes on."""
    timed = [row for row in rows if row.due_at and row.agency and not row.stage.terminal]
    if not timed:
        return {}
    moment = now()
    moments = [moment, *(cast("datetime", row.due_at) for row in timed)]
    first, last = local(min(moments)).date(), local(max(moments)).date()
    calendars: dict[UUID, Calendar] = {}
    left = {}
    for row in timed:
        agency = cast("Agency", row.agency)
        if agency.pk not in calendars:
            calendars[agency.pk] = calendar_of(agency, first, last)
        # Set by the annotation of `_rows`.
        standing = cast("datetime | None", vars(row).get("standing"))
        at = cast("datetime", row.due_at)
        left[row.pk] = remaining(
            at, row.decided_at or moment, calendars[agency.pk], standing=standing
        )
    return left


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names behind the journal's actors, `officer/<id>` and `person/<id>`."""
    split = [actor.partition("/") for actor in set(actors)]
    keys: dict[str, list[str]] = {"officer": [], "person": []}
    for kind, _, key in split:
        if kind in keys and key:
            keys[kind].append(key)
    named: dict[str, str] = {}
    for kind, model in (("officer", Officer), ("person", Person)):
        found = model.objects.filter(pk__in=keys[kind]) if keys[kind] else model.objects.none()
        named |= {f"{kind}/{key}": name for key, name in found.values_list("pk", "full_name")}
    return named


def changes_since(dossier: Dossier, seen: int, *, but: Actor) -> list[Event]:
    """What others did to a dossier since an officer saw it at this event; who only read is none."""
    later = Event.objects.filter(stream=dossier.stream(), seq__gt=seen)
    others = later.exclude(actor__in=[str(but), str(SYSTEM)]).exclude(action=BREAK_GLASS)
    return list(others.order_by("seq"))
