from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from toantrinh.journal.actions import append_event, append_to_stream, log_access
from toantrinh.journal.hashing import PersonalValueError, event_hash
from toantrinh.journal.models import Access, Event, Stream
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)


def test_events_chain() -> None:
    officer = Actor("officer", id=new_id(), agency_id=new_id())
    with turned(AT):
        first = append_to_stream("test/a", "begin", actor=SYSTEM, payload={"x": 1})
        second = append_to_stream("test/a", "go_on", actor=officer, payload={})
    head = Stream.objects.get(name="test/a")
    assert (head.head_seq, bytes(head.head_hash)) == (2, second.hash)
    kept = Event.objects.get(stream="test/a", seq=2)
    assert bytes(kept.prev_hash) == first.hash
    assert event_hash(kept) == second.hash
    assert (kept.at, kept.agency, kept.actor) == (AT, officer.agency_id, f"officer/{officer.id}")


def test_positions_rise_over_all_streams() -> None:
    for name in ("test/a", "test/b", "test/a"):
        append_to_stream(name, "x", actor=SYSTEM, payload={})
    events = Event.objects.filter(stream__startswith="test/").order_by("position")
    assert [event.stream for event in events] == ["test/a", "test/b", "test/a"]


def test_a_personal_value_stays_out() -> None:
    with pytest.raises(PersonalValueError, match=r"payload\.name"):
        append_to_stream("test/a", "x", actor=SYSTEM, payload={"name": "Nguyễn An"})
    assert not Event.objects.filter(stream="test/a").exists()


@pytest.mark.parametrize(("seq", "prev"), [(3, None), (2, b"0" * 32), (1, b"")])
def test_the_database_refuses_an_event_that_does_not_follow(seq: int, prev: bytes | None) -> None:
    first = append_to_stream("test/a", "x", actor=SYSTEM, payload={})
    forged = Event(
        stream="test/a",
        seq=seq,
        action="x",
        actor="system",
        at=AT,
        payload={},
        prev_hash=first.hash if prev is None else prev,
        hash=b"1" * 32,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        forged.save(force_insert=True)


def test_a_stale_head_can_not_write() -> None:
    append_to_stream("test/a", "x", actor=SYSTEM, payload={})
    stale = Stream(name="test/a", head_seq=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        append_event(stale, "x", actor=SYSTEM, payload={})


def test_a_view_is_one_row_with_all_persons() -> None:
    one, other = UUID(int=2), UUID(int=1)
    access = log_access(
        actor=Actor("officer", id=new_id()),
        page="desk:dossier",
        purpose="handling",
        persons=[one, other, one],
    )
    assert Access.objects.get(pk=access.pk).persons == [other, one]
