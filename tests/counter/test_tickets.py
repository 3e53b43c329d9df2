"""Numbers without a gap, each called once, and those who go first do not keep others for ever."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import players as p
from tests.web.desk.conftest import colleague
from toantrinh.counter import halls, tickets, waiting
from toantrinh.counter.cards import read
from toantrinh.counter.models import Hall, Ticket, TicketState
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import local, now, turned
from toantrinh.people.queries import as_officer

LAYOUT = "number|old_number|name|birth_date|sex|address|issued"


def second() -> Actor:
    return as_officer(colleague("tiepnhan2", "Vũ Thị Nhận", "14797.ttpvhcc", "reception"))


def test_two_at_once_draw_and_call_each_their_own(own_database: str) -> None:
    del own_database
    who, other = p.players(), second()
    hall = halls.open_hall(actor=who.reception)
    windows = [hall.windows.get(), halls.add_window(hall, actor=who.reception)]
    actors = [who.reception, other]
    for window, actor in zip(windows, actors, strict=True):
        halls.sit_down(window.pk, actor=actor)
    start = Barrier(2)

    def both(at: int) -> tuple[list[int], list[int]]:
        try:
            start.wait(20)
            drawn = [tickets.draw(hall, "A").number for _ in range(6)]
            start.wait(20)
            called = [tickets.call_next(windows[at].pk, actor=actors[at]) for _ in range(6)]
            return drawn, [one.number for one in called if one]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, two = [each.result(60) for each in [pool.submit(both, at) for at in range(2)]]
    assert sorted(one[0] + two[0]) == list(range(1, 13))
    assert sorted(one[1] + two[1]) == list(range(1, 13))


@pytest.fixture
def who(db: None) -> p.Players:
    return p.players()


@pytest.fixture
def hall(who: p.Players) -> Hall:
    return halls.open_hall(actor=who.reception)


def test_a_day_at_a_window(who: p.Players, hall: Hall) -> None:
    me, other = who.reception, second()
    window = halls.sit_down(hall.windows.get().pk, actor=me)
    assert halls.open_hall(actor=me) == hall
    halls.add_matter(hall, actor=me, name="Hộ tịch", name_en="Civil status")
    with pytest.raises(Refusal):
        tickets.draw(hall, "Z")
    assert tickets.call_next(window.pk, actor=me) is None
    with pytest.raises(NotFound):
        tickets.skip(window.pk, actor=me)
    labels = [tickets.draw(hall, letter, first=first).label for letter, first in
              (("A", False), ("B", False), *(("A", True),) * 4)]  # fmt: skip
    assert labels == ["A001", "B002", "A003", "A004", "A005", "A006"]
    # Three who go first, then one of the others, and so on.
    called = [tickets.call_next(window.pk, actor=me) for _ in range(6)]
    assert [one.number for one in called if one] == [3, 4, 5, 1, 6, 2]
    with pytest.raises(NotAllowed):
        tickets.call_next(window.pk, actor=other)
    with pytest.raises(Conflict):
        halls.sit_down(window.pk, actor=other)
    again = tickets.call_again(window.pk, actor=me)
    assert again.number == 2 and again.last_called_at != again.called_at
    assert [one.number for one in waiting.called(hall)] == [2]
    assert tickets.skip(window.pk, actor=me).state == TicketState.SKIPPED
    day = waiting.day_of(hall)
    assert (day.drawn, day.served, day.skipped) == (6, 5, 1)
    # A window of some matters calls no others; a closed one is drawn no more.
    halls.set_letters(window.pk, ["B"], actor=me)
    tickets.draw(hall, "A")
    assert tickets.call_next(window.pk, actor=me) is None
    halls.close_matter(hall, "B", actor=me)
    with pytest.raises(Refusal):
        tickets.draw(hall, "B")
    with pytest.raises(Conflict):
        halls.close_matter(hall, "A", actor=me)
    # Tomorrow begins with one, whatever waits from today.
    with turned(now() + timedelta(days=1)):
        assert tickets.draw(hall, "A").number == 1
        assert waiting.counts(hall) == {"A": 1}
    old = hall.key
    assert waiting.hall_by_key(halls.renew_key(hall, actor=me).key) == hall
    with pytest.raises(NotFound):
        waiting.hall_by_key(old)
    with pytest.raises(NotAllowed):
        halls.open_hall(actor=replace(me, roles=frozenset({"specialist"})))


def test_how_long_it_takes_is_said_only_when_it_is_known(who: p.Players, hall: Hall) -> None:
    me = who.reception
    window = halls.sit_down(hall.windows.get().pk, actor=me)
    # The numbers of a day end with it: at midnight nobody waits.
    at = local(now()).replace(hour=9, minute=0)
    for minutes in (2, 4, 6, 8, 20):
        with turned(at):
            assert waiting.expected(hall, 3) is None
            tickets.draw(hall, "A")
            tickets.call_next(window.pk, actor=me)
        at += timedelta(minutes=minutes)
        with turned(at):
            tickets.finish(window.pk, actor=me)
    with turned(at):
        assert waiting.expected(hall, 3) == waiting.Expected(usual=18, long=60)
        halls.leave(actor=me)
        assert waiting.expected(hall, 3) is None
    assert not Ticket.objects.filter(state=TicketState.CALLED).exists()


def _read(text: str) -> str:
    """The number that was read, or the field at which it was refused."""
    try:
        return read(text, LAYOUT).number
    except Refusal as refusal:
        return str(refusal.field)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_number_or_refused(text: str) -> None:
    assert re.fullmatch(r"\d{12}|who", _read(text))


def test_cards_are_read_by_the_layout_that_is_set() -> None:
    card = read("003195000731||Trần Thị Bưởi|02091995|Nữ|Xã Hà Long|01062024|more", LAYOUT)
    assert (card.name, str(card.birth_date)) == ("Trần Thị Bưởi", "1995-09-02")
    other = read("X|Trần Thị Bưởi|003195000731", "-|name|number")
    assert (other.number, other.birth_date) == ("003195000731", None)
    for wrong in ("003195000731|1|A|02091994|Nữ|X|Y", "003195000731|A", "00319500073", ""):
        with pytest.raises(Refusal):
            read(wrong, LAYOUT)
