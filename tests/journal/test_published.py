"""What is published suffices to find a forgery, and tells nothing of anybody."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
import time_machine

from tests.journal.by_hand import differences
from tests.journal.conftest import Damage, found, look
from tests.journal.forging import forge_chain, forge_view
from toantrinh.host.database import Database
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.days import Statement, close_days
from toantrinh.journal.models import Access, Event, Seal, SealedDay
from toantrinh.journal.publishing import key_file, public_folder, publish, unpublish
from toantrinh.journal.sealing import own_keys, seal, seal_key
from toantrinh.journal.seals import Content, key_name
from toantrinh.journal.verify import verify, verify_published
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.ids import new_id

# 23:58 of the day in Việt Nam; the day in UTC goes on until seven in the morning.
LATE = datetime(2026, 11, 23, 16, 58, tzinfo=UTC)
_ONE, _TWO = date(2026, 11, 23), date(2026, 11, 24)


def _sealed(moment: datetime) -> None:
    """Something happens, somebody looks, and the minute is sealed."""
    with time_machine.travel(moment, tick=False):
        append_to_stream("test/b", "more", actor=SYSTEM, payload={})
        look(persons=[new_id()], fields=["name"])
        assert seal() is not None


@pytest.fixture
def days(chain: str) -> Path:
    """Three seals of one day, two of the next, and one of the day on which it is published."""
    for minute in (0, 1, 2):
        moment = LATE.replace(minute=57 + minute)
        _sealed(moment)
    for minute in (1, 2):
        _sealed(datetime(2026, 11, 23, 17, minute, tzinfo=UTC))
    _sealed(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 25, 3, 1, tzinfo=UTC), tick=False):
        publish()
    return public_folder()


def test_a_day_in_viet_nam_is_closed_when_it_is_over(days: Path) -> None:
    told = [Statement.read(day.content) for day in SealedDay.objects.order_by("day")]
    assert [(said.day, said.first, said.last) for said in told] == [
        (_ONE.isoformat(), 1, 3),
        (_TWO.isoformat(), 4, 5),
    ]
    assert [(said.chains, said.views) for said in told] == [(4, 3), (2, 2)]
    assert told[0].previous == ""
    names = {place.name for place in days.iterdir()}
    assert names == {
        *("2026-11-23.json", "2026-11-24.json", "chua-chot.json", "khoa.json", "muc-luc.json")
    }
    running = json.loads((days / "chua-chot.json").read_text())
    assert (running["statement"], len(running["seals"])) == (None, 1)
    assert json.loads((days / "muc-luc.json").read_text())["days"] == [
        *("2026-11-23.json", "2026-11-24.json")
    ]


def test_a_closed_day_never_changes(days: Path) -> None:
    before = (days / "2026-11-23.json").read_bytes()
    # A clock that was set back opens no day again.
    _sealed(LATE)
    with time_machine.travel(datetime(2026, 11, 26, 3, 0, tzinfo=UTC), tick=False):
        publish()
    assert (days / "2026-11-23.json").read_bytes() == before
    assert [day.day.day for day in SealedDay.objects.order_by("day")] == [23, 24, 25]
    assert verify().ok


def test_nothing_is_closed_twice(days: Path) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 3, 2, tzinfo=UTC), tick=False):
        assert close_days() == []


def test_no_chain_and_no_person_is_named(days: Path) -> None:
    ends = [
        *Access.objects.values_list("hash", flat=True),
        *Event.objects.values_list("hash", flat=True),
    ]
    for place in days.iterdir():
        text = place.read_text()
        assert "test/" not in text and "leaves" not in text
        assert all(bytes(end).hex() not in text for end in ends)


def test_after_a_restore_newer_days_go(days: Path, damage: Damage) -> None:
    damage(f"DELETE FROM journal_sealedday WHERE day = '{_TWO}'")
    unpublish()
    assert [place.name for place in days.iterdir()] == ["2026-11-23.json"]


def test_untouched_it_is_whole_by_our_check_and_by_hand(
    days: Path, server: Database, module_database: str
) -> None:
    for report in (verify(), verify_published(days), verify_published(days, own_keys())):
        assert report.ok, report.problems
        assert (report.seals, report.days, report.uncovered_events) == (6, 2, 0)
    key = key_name(seal_key().public_key())
    assert json.loads(key_file()) == {"algorithm": "Ed25519", "key": key, "former": []}
    auditor = server.named(module_database).address("auditor").url()
    with psycopg.connect(auditor) as reader:
        assert list(differences(days, key, reader)) == []


@pytest.mark.parametrize(
    ("harm", "by_hand"),
    [
        (lambda damage: forge_chain(damage, 5), "1: chains"),
        (lambda damage: forge_chain(damage, 3), "1: chains"),
        (lambda damage: forge_view(damage, Access.objects.order_by("position")[0]), "1: views"),
        (lambda damage: damage(_DELETED.format("position ASC")), "1: views"),
        (lambda damage: damage(_DELETED.format("position DESC")), None),
    ],
    ids=["forged", "forged and cut", "forged view", "first view gone", "last view gone"],
)
def test_a_forgery_after_the_seal_is_found(
    days: Path,
    damage: Damage,
    server: Database,
    module_database: str,
    harm: Callable[[Damage], None],
    by_hand: str | None,
) -> None:
    """Also when seals, days and our own folder were made anew to fit."""
    key = key_name(seal_key().public_key())
    harm(damage)
    damage("TRUNCATE journal_seal, journal_sealedday")
    assert not verify_published(days).ok
    with psycopg.connect(server.named(module_database).address("auditor").url()) as reader:
        told = list(differences(days, key, reader))
    assert told == ([by_hand] if by_hand else [])


_DELETED = (
    "DELETE FROM journal_access WHERE id = (SELECT id FROM journal_access ORDER BY {} LIMIT 1)"
)


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_deleted_or_changed_event_is_named(days: Path, damage: Damage, seq: int) -> None:
    damage(f"UPDATE journal_event SET action = 'x' WHERE stream = 'test/a' AND seq = {seq}")
    assert found(verify_published(days)) == {("test/a", seq)}
    damage(f"DELETE FROM journal_event WHERE stream = 'test/a' AND seq = {seq}")
    assert ("test/a", seq) in found(verify_published(days))


def test_a_single_day_covers_that_day(days: Path, damage: Damage) -> None:
    report = verify_published(days / "2026-11-24.json")
    assert report.ok, report.problems
    assert (report.seals, report.uncovered_views) == (2, 4)


def _retell(place: Path, change: Callable[[dict[str, object]], object]) -> None:
    told = json.loads(place.read_text())
    change(told)
    place.write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda told: told["seals"].pop(0), "day/2026-11-23"),
        (lambda told: told["seals"].pop(1), "day/2026-11-23"),
        (lambda told: told["seals"].reverse(), "day/2026-11-23"),
        (lambda told: told.update(signature="00" * 64), "day/2026-11-23"),
        (lambda told: told.update(statement=None), None),
        (lambda told: told["seals"][0].update(signature="00" * 64), "seal/1"),
        (lambda told: told["seals"][0].update(content="{}"), "file/2026-11-23.json"),
        (lambda told: told.pop("seals"), "file/2026-11-23.json"),
    ],
    ids=[
        *("first seal gone", "second seal gone", "other order", "signature", "no statement"),
        *("a seal's signature", "a seal's content", "no seals"),
    ],
)
def test_a_damaged_file_is_told(
    days: Path, change: Callable[[dict[str, object]], object], where: str | None
) -> None:
    _retell(days / "2026-11-23.json", change)
    told = {problem.stream for problem in verify_published(days).problems}
    assert (where in told) if where else not told


def test_a_missing_day_is_told(days: Path) -> None:
    (days / "2026-11-24.json").unlink()
    assert {("seal/4", 4), ("seal/5", 5)} <= found(verify_published(days))


def test_another_key_is_told_once_ours_is_known(days: Path) -> None:
    (days / "khoa.json").unlink()
    assert verify_published(days).ok
    assert ("seal/1", 1) in found(verify_published(days, frozenset({"00" * 32})))


@pytest.mark.parametrize("day", [_ONE, _TWO])
def test_a_changed_or_deleted_day_is_found(days: Path, damage: Damage, day: date) -> None:
    damage(f"UPDATE journal_sealedday SET signature = '\\x00' WHERE day = '{day}'")
    assert (f"day/{day}", None) in found(verify())
    damage(f"DELETE FROM journal_sealedday WHERE day = '{day}'")
    assert (f"day/{day}", None) in found(verify())


def test_a_published_file_that_differs_is_found(days: Path) -> None:
    _retell(days / "2026-11-24.json", lambda told: told.update(day="2026-11-30"))
    assert found(verify()) == {("day/2026-11-24", None)}


def test_seals_follow_without_a_gap(days: Path) -> None:
    numbers = [Content.read(row.content).number for row in Seal.objects.order_by("number")]
    assert numbers == [1, 2, 3, 4, 5, 6]
