from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from toantrinh.journal.actions import append_event, append_to_stream, log_access
from toantrinh.journal.hashing import PersonalValueError, access_hash, event_hash
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
        basis="handling",
        persons=[one, other, one],
        fields=["b", "a"],
        masked=["number"],
    )
    kept = Access.objects.get(pk=access.pk)
    assert (kept.persons, kept.fields, kept.masked) == ([other, one], ["a", "b"], ["number"])
    assert access_hash(kept) == bytes(kept.hash)


def test_a_view_needs_a_right_that_is_known_and_fields_that_are_codes() -> None:
    with pytest.raises(LookupError):
        log_access(actor=SYSTEM, page="p", purpose="q", basis="curiosity", persons=[], fields=["a"])
    with pytest.raises(PersonalValueError, match="fields"):
        log_access(
            actor=SYSTEM, page="p", purpose="q", basis="own", persons=[], fields=["Nguyễn An"]
        )
    assert not Access.objects.exists()


def test_a_view_from_before_fields_were_kept_has_the_hash_it_had() -> None:
    said: dict[str, Any] = {
        "id": UUID(int=5),
        "at": AT,
        "actor": "system",
        "page": "p",
        "purpose": "q",
        "persons": [UUID(int=1)],
    }
    before = Access(**said)
    spelled = (
        '["00000000-0000-0000-0000-000000000005","2026-11-23T01:02:03.456789+00:00","system",null,'
        '"p","q","",["00000000-0000-0000-0000-000000000001"]]'
    )
    assert access_hash(before) == sha256(spelled.encode()).digest()
    for field, value in {
        "post": "x",
        "basis": "own",
        "dossiers": [UUID(int=1)],
        "fields": ["x"],
        "masked": ["x"],
    }.items():
        assert access_hash(Access(**said, **{field: value})) != access_hash(before), field
