"""A desk sets up its hall: matters, windows, and the key by which a screen and a kiosk know it."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from toantrinh.counter import perms
from toantrinh.counter.models import Hall, Matter, Ticket, TicketState, Window
from toantrinh.dossiers.perms import seat_of
from toantrinh.government.models import Agency
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now, today

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 80
_MOST_WINDOWS = 99


def stream(hall: Hall) -> str:
    """The chain in which a hall's setting up is told."""
    return f"hall/{hall.id}"


@transaction.atomic
def open_hall(*, actor: Actor) -> Hall:
    """The hall of an officer's desk, made the first time with one matter and one window."""
    desk = perms.desk_of(actor)
    # Two who open it at once wait for each other at the desk's row.
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=desk.pk)
    found = Hall.objects.filter(desk=desk).first()
    if found is not None:
        return found
    hall = Hall.objects.create(desk=desk, key=secrets.token_urlsafe(32), opened_at=now())
    Matter.objects.create(hall=hall, letter="A", name="Mọi việc", name_en="All matters")
    Window.objects.create(hall=hall, number=1)
    append_to_stream(stream(hall), "open_hall", actor=actor, payload={"desk": str(desk.pk)})
    return hall


@transaction.atomic
def renew_key(hall: Hall, *, actor: Actor) -> Hall:
    """Another key, after the address of a screen or kiosk came into wrong hands."""
    locked = lock(hall, actor)
    locked.key = secrets.token_urlsafe(32)
    locked.save(update_fields=["key"])
    append_to_stream(stream(locked), "renew_key", actor=actor, payload={})
    return locked


@transaction.atomic
def add_matter(hall: Hall, *, actor: Actor, name: str, name_en: str = "") -> Matter:
    """One more kind of matter, under the next letter."""
    locked = lock(hall, actor)
    words = clean(name)
    if not words or len(words) > _LONGEST or len(clean(name_en)) > _LONGEST:
        raise Refusal(
            "Hãy ghi tên loại việc, nhiều nhất %(most)s chữ.", field="name", most=_LONGEST
        )
    used = set(locked.matters.values_list("letter", flat=True))
    free = next((letter for letter in _LETTERS if letter not in used), None)
    if free is None:
        raise Conflict("Đã dùng hết 26 chữ cái cho các loại việc.")
    made = Matter.objects.create(hall=locked, letter=free, name=words, name_en=clean(name_en))
    append_to_stream(stream(locked), "add_matter", actor=actor, payload={"letter": free})
    return made


@transaction.atomic
def close_matter(hall: Hall, letter: str, *, actor: Actor) -> None:
    """Draw no more tickets for a matter; one must stay."""
    locked = lock(hall, actor)
    going = locked.matters.filter(closed=False)
    if not going.exclude(letter=letter).exists():
        raise Conflict("Phải còn ít nhất một loại việc để lấy số.")
    if not going.filter(letter=letter).update(closed=True):
        raise NotFound("Không có loại việc này.")
    append_to_stream(stream(locked), "close_matter", actor=actor, payload={"letter": letter})


@transaction.atomic
def add_window(hall: Hall, *, actor: Actor) -> Window:
    """One more window, under the next number."""
    locked = lock(hall, actor)
    last: int = locked.windows.aggregate(last=Max("number"))["last"] or 0
    if last >= _MOST_WINDOWS:
        raise Conflict("Nhiều nhất 99 quầy một nơi.")
    made = Window.objects.create(hall=locked, number=last + 1)
    append_to_stream(stream(locked), "add_window", actor=actor, payload={"number": made.number})
    return made


@transaction.atomic
def set_letters(window_id: UUID, letters: Sequence[str], *, actor: Actor) -> Window:
    """Which matters a window takes; none named means all."""
    window = lock_window(window_id, actor)
    known = set(window.hall.matters.values_list("letter", flat=True))
    if not set(letters) <= known:
        raise NotFound("Không có loại việc này.")
    window.letters = sorted(set(letters))
    window.save(update_fields=["letters"])
    payload = {"number": window.number, "letters": window.letters}
    append_to_stream(stream(window.hall), "set_letters", actor=actor, payload=payload)
    return window


@transaction.atomic
def sit_down(window_id: UUID, *, actor: Actor) -> Window:
    """Take a window; the one where the officer sat before is free. Raises Conflict if somebody
    sits there who is in the middle of serving."""
    window = lock_window(window_id, actor)
    serving = Ticket.objects.filter(window=window, state=TicketState.CALLED).exists()
    if window.officer_id not in {None, actor.id} and serving:
        raise Conflict("Quầy này đang có người tiếp.")
    leave(actor=actor)
    window.officer_id = actor.id
    window.save(update_fields=["officer"])
    return window


@transaction.atomic
def leave(*, actor: Actor) -> None:
    """Leave one's window; whom it was serving counts as served."""
    perms.desk_of(actor)
    windows = Window.objects.select_for_update(of=("self",)).filter(officer_id=seat_of(actor)[0])
    for window in windows:
        Ticket.objects.filter(window=window, state=TicketState.CALLED).update(
            state=TicketState.SERVED, ended_at=now()
        )
        window.officer = None
        window.save(update_fields=["officer"])


def lock(hall: Hall, actor: Actor) -> Hall:
    """The hall of the officer's own desk, held."""
    desk = perms.desk_of(actor)
    found = Hall.objects.select_for_update(of=("self",)).filter(pk=hall.pk, desk=desk).first()
    if found is None:
        raise NotFound("Không có phòng chờ này.")
    return found


def lock_window(window_id: UUID, actor: Actor) -> Window:
    """A window of the officer's own desk, held."""
    desk = perms.desk_of(actor)
    rows = Window.objects.select_for_update(of=("self",)).select_related("hall__desk")
    found = rows.filter(pk=window_id, hall__desk=desk).first()
    if found is None:
        raise NotFound("Không có quầy này.")
    return found


def of_today(hall: Hall) -> dict[str, object]:
    """The condition of a hall's tickets of today."""
    return {"hall": hall, "day": today()}
