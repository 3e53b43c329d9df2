"""What the hall's screens say: who is called where, how many wait, and how long that may take."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from toantrinh.counter import perms
from toantrinh.counter.halls import of_today
from toantrinh.counter.models import Hall, Ticket, TicketState, Window
from toantrinh.dossiers.perms import seat_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import now, today

# Fewer than so many served today tell nothing about the next.
ENOUGH = 5
_LAST = 30
_CALLED_SHOWN = 8


@dataclass(frozen=True)
class Expected:
    """How long somebody waits, in minutes: half and nine tenths of those like them wait less.

    None while too few were served today to say anything, or nobody sits at a window.
    """

    usual: int
    long: int


@dataclass(frozen=True)
class Day:
    """What a hall's day came to so far; minutes are those of the middle one."""

    drawn: int
    served: int
    skipped: int
    waited: int | None


def hall_by_key(key: str) -> Hall:
    """The hall whose screen this is. A wrong key is answered as no hall."""
    found = Hall.objects.select_related("desk").filter(key=key).first()
    if found is None:
        raise NotFound("Không có phòng chờ này.")
    return found


def hall_of(actor: Actor) -> Hall | None:
    """The hall of an officer's desk, once it was opened."""
    return Hall.objects.select_related("desk").filter(desk=perms.desk_of(actor)).first()


def own_window(actor: Actor) -> Window | None:
    """Where an officer sits at this desk."""
    rows = Window.objects.select_related("hall__desk").filter(officer_id=seat_of(actor)[0])
    return rows.filter(hall__desk=perms.desk_of(actor)).first()


def called_at(window: Window) -> Ticket | None:
    """The number that a window serves now."""
    return Ticket.objects.filter(window=window, state=TicketState.CALLED).first()


def called(hall: Hall) -> list[Ticket]:
    """The numbers called last and still served, the latest first."""
    rows = Ticket.objects.filter(**of_today(hall), state=TicketState.CALLED)
    return list(rows.select_related("window").order_by("-last_called_at")[:_CALLED_SHOWN])


def counts(hall: Hall) -> dict[str, int]:
    """How many wait, by the letter of their matter."""
    rows = Ticket.objects.filter(**of_today(hall), state=TicketState.WAITING)
    return dict(rows.values_list("letter").annotate(Count("pk")).order_by("letter"))


def ticket_of(ticket_id: UUID, hall: Hall | None = None) -> Ticket:
    """One ticket of today's, of a hall or, for who knows its id, of any."""
    rows = Ticket.objects.select_related("hall__desk", "window").filter(day=today(), pk=ticket_id)
    found = (rows if hall is None else rows.filter(hall=hall)).first()
    if found is None:
        raise NotFound("Không có số này hôm nay.")
    return found


def ahead_of(ticket: Ticket) -> int:
    """How many are called before a ticket that waits, as far as can be told now."""
    rows = Ticket.objects.filter(hall=ticket.hall, day=ticket.day, state=TicketState.WAITING)
    before = Q(number__lt=ticket.number)
    same = rows.filter(before, first=ticket.first).count()
    return same if ticket.first else same + rows.filter(first=True).count()


def expected(hall: Hall, ahead: int) -> Expected | None:
    """How long somebody with so many ahead waits, by what today's served ones took."""
    windows = hall.windows.filter(officer__isnull=False).count()
    done = Ticket.objects.filter(**of_today(hall), state=TicketState.SERVED)
    times = [
        ended - began
        for began, ended in done.order_by("-ended_at").values_list("called_at", "ended_at")[:_LAST]
        if began is not None and ended is not None
    ]
    if len(times) < ENOUGH or not windows:
        return None
    turns = ahead / windows
    return Expected(_minutes(_at(times, 5) * turns), _minutes(_at(times, 9) * turns))


def _at(times: list[timedelta], tenths: int) -> timedelta:
    """The length than which so many tenths are not longer."""
    return sorted(times)[min(len(times) * tenths // 10, len(times) - 1)]


def _minutes(length: timedelta) -> int:
    return -(-int(length.total_seconds()) // 60)


def day_of(hall: Hall) -> Day:
    """The hall's day so far."""
    rows = list(
        Ticket.objects.filter(**of_today(hall)).values_list("state", "drawn_at", "called_at")
    )
    states = [state for state, _drawn, _called in rows]
    waits = [at - drawn for _state, drawn, at in rows if at is not None]
    return Day(
        drawn=len(rows),
        served=states.count(TicketState.SERVED),
        skipped=states.count(TicketState.SKIPPED),
        waited=_minutes(_at(waits, 5)) if waits else None,
    )


def just_called(ticket: Ticket) -> bool:
    """Whether a call is so fresh that the screen should draw eyes to it."""
    at = ticket.last_called_at
    return at is not None and now() - at < timedelta(seconds=40)
