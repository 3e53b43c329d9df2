"""Numbers are drawn, called, called again, skipped, done with; each by one row, without a name.

A hall numbers from 1 each day without a gap: whoever draws holds the hall's row meanwhile, and what
fails gives its number back.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from toantrinh.counter.halls import lock_window, of_today
from toantrinh.counter.models import Hall, Matter, Ticket, TicketState, Window
from toantrinh.government.queries import rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today

FIRST_GROUPS, FIRST_AT_MOST = "counter.first_groups", "counter.first_at_most"
# More than any hall serves in a day; a machine that draws by itself is stopped here.
_MOST_A_DAY = 5000


@transaction.atomic
def draw(hall: Hall, letter: str, *, first: bool = False) -> Ticket:
    """The next number of today. Raises Refusal for a matter that is not taken."""
    locked = Hall.objects.select_for_update(of=("self",)).get(pk=hall.pk)
    if not Matter.objects.filter(hall=locked, letter=letter, closed=False).exists():
        raise Refusal("Hãy chọn loại việc.", field="letter")
    today_s = Ticket.objects.filter(**of_today(locked))
    number = (today_s.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > _MOST_A_DAY:
        raise Conflict("Hôm nay đã phát hết số.", remedy="Hãy hỏi cán bộ ở quầy.")
    return Ticket.objects.create(
        hall=locked, day=today(), number=number, letter=letter, first=first, drawn_at=now()
    )


def first_groups(hall: Hall) -> list[str]:
    """Who goes first here, by the dated rule: codes."""
    found = rule(FIRST_GROUPS, today(), hall.desk)
    return [str(code) for code in found] if isinstance(found, list | tuple) else []


@transaction.atomic
def call_next(window_id: UUID, *, actor: Actor) -> Ticket | None:
    """Call the next number to one's window; whom it served before is done. None when nobody waits.

    Who goes first does, but not for ever: after so many of them in a row one of the others is
    called, by the dated rule.
    """
    window = _own(window_id, actor)
    _end(window, TicketState.SERVED)
    ticket = _next(window)
    if ticket is None:
        return None
    at = now()
    ticket.state, ticket.window = TicketState.CALLED, window
    ticket.called_at = ticket.last_called_at = at
    ticket.save(update_fields=["state", "window", "called_at", "last_called_at"])
    return ticket


@transaction.atomic
def call_again(window_id: UUID, *, actor: Actor) -> Ticket:
    """Call the same number once more."""
    ticket = _called(_own(window_id, actor))
    ticket.last_called_at = now()
    ticket.save(update_fields=["last_called_at"])
    return ticket


@transaction.atomic
def skip(window_id: UUID, *, actor: Actor) -> Ticket:
    """Nobody came to the number; it is called no more."""
    return _ended(_own(window_id, actor), TicketState.SKIPPED)


@transaction.atomic
def finish(window_id: UUID, *, actor: Actor) -> Ticket:
    """Whoever had the number is served."""
    return _ended(_own(window_id, actor), TicketState.SERVED)


def _own(window_id: UUID, actor: Actor) -> Window:
    """The window where the officer sits, held."""
    window = lock_window(window_id, actor)
    if window.officer_id != actor.id:
        raise NotAllowed("Bạn không ngồi ở quầy này.")
    return window


def _called(window: Window) -> Ticket:
    rows = Ticket.objects.select_for_update().filter(window=window, state=TicketState.CALLED)
    found = rows.first()
    if found is None:
        raise NotFound("Quầy này chưa gọi số nào.")
    return found


def _end(window: Window, state: TicketState) -> None:
    rows = Ticket.objects.filter(window=window, state=TicketState.CALLED)
    rows.update(state=state, ended_at=now())


def _ended(window: Window, state: TicketState) -> Ticket:
    ticket = _called(window)
    ticket.state, ticket.ended_at = state, now()
    ticket.save(update_fields=["state", "ended_at"])
    return ticket


def _next(window: Window) -> Ticket | None:
    """Whose turn it is. A row that a colleague is just calling is passed over."""
    # Of both who go first and who do not, one order: that of the numbers.
    waiting = Ticket.objects.select_for_update(skip_locked=True).filter(
        **of_today(window.hall), state=TicketState.WAITING
    )
    if window.letters:
        waiting = waiting.filter(letter__in=window.letters)
    others_turn = _in_a_row(window) >= int(str(rule(FIRST_AT_MOST, today(), window.hall.desk)))
    order = ["first", "number"] if others_turn else ["-first", "number"]
    return waiting.order_by(*order).first()


def _in_a_row(window: Window) -> int:
    """How many who went first were called in this hall since somebody else was."""
    called = Ticket.objects.filter(**of_today(window.hall), called_at__isnull=False)
    last = called.filter(first=False).order_by("-called_at").values_list("called_at", flat=True)
    since = last.first()
    firsts = called.filter(first=True)
    return (firsts.filter(called_at__gt=since) if since else firsts).count()
