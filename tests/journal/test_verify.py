"""Whoever damages the record is found: row by row, chain by chain, seal by seal."""

from pathlib import Path

import pytest

from tests.journal.conftest import Damage, found
from tests.journal.forging import changes, forge_chain
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.models import Event, Seal, Stream
from toantrinh.journal.sealing import seal
from toantrinh.journal.seals import Content
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM


def test_an_untouched_journal_is_whole(chain: str) -> None:
    seal()
    report = verify()
    assert report.ok, report.problems
    assert (report.events, report.seals) == (Event.objects.count(), 1)
    assert report.chains == Event.objects.values("stream").distinct().count()
    assert report.as_json()["ok"] is True


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", changes(Event))
def test_one_changed_byte(chain: str, damage: Damage, seq: int, column: str) -> None:
    seal()
    changed = changes(Event)[column]
    damage(f"UPDATE journal_event SET {changed} WHERE stream = 'test/a' AND seq = {seq}")
    problems = found(verify())
    if column == "position":
        # Its place among all events is not in its hash: its neighbour or the seal tells.
        assert {stream for stream, _seq in problems} == {"test/a"}
    else:
        assert ("test/a", seq) in problems


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_deleted_row(chain: str, damage: Damage, seq: int) -> None:
    damage(f"DELETE FROM journal_event WHERE stream = 'test/a' AND seq = {seq}")
    assert found(verify()) == {("test/a", seq)}


def test_a_whole_chain_deleted(chain: str, damage: Damage) -> None:
    damage("DELETE FROM journal_event WHERE stream = 'test/a'")
    assert found(verify()) == {("test/a", 5)}


def test_a_swapped_pair(chain: str, damage: Damage) -> None:
    damage("UPDATE journal_event SET seq = seq + 100 WHERE stream = 'test/a' AND seq IN (2, 3)")
    damage("UPDATE journal_event SET seq = 105 - seq WHERE stream = 'test/a' AND seq > 100")
    damage("UPDATE journal_event SET seq = -seq WHERE stream = 'test/a' AND seq < 0")
    events = dict(Event.objects.filter(stream="test/a").values_list("seq", "action"))
    assert (events[2], events[3]) == ("act_2", "act_1")
    assert {("test/a", 2), ("test/a", 3)} <= found(verify())


def test_events_of_two_chains_swapped(chain: str, damage: Damage) -> None:
    damage("UPDATE journal_event SET stream = 'test/c' WHERE stream = 'test/a' AND seq = 2")
    damage("UPDATE journal_event SET stream = 'test/a' WHERE stream = 'test/b' AND seq = 2")
    damage("UPDATE journal_event SET stream = 'test/b' WHERE stream = 'test/c' AND seq = 2")
    assert {("test/a", 2), ("test/b", 2)} <= found(verify())


@pytest.mark.parametrize("upto", [5, 3])
def test_a_chain_forged_after_its_seal(chain: str, damage: Damage, upto: int) -> None:
    seal()
    forge_chain(damage, upto)
    report = verify()
    assert found(report) == {("test/a", 5)}
    assert "seal/1" in report.problems[0].what


def test_a_chain_forged_before_its_seal_is_the_window_we_state(chain: str, damage: Damage) -> None:
    forge_chain(damage, 5)
    assert verify().ok


def test_a_forger_who_makes_the_seals_row_anew_is_found_by_the_one_outside(
    chain: str, damage: Damage, outside: Path
) -> None:
    seal()
    kept = (next(outside.glob("*.jsonl"))).read_bytes()
    forge_chain(damage, 5)
    damage("DELETE FROM journal_seal")
    next(outside.glob("*.jsonl")).unlink()
    seal()
    next(outside.glob("*.jsonl")).write_bytes(kept)
    assert ("seal/1", 1) in found(verify())


def test_an_added_chain_after_a_seal_is_only_unsealed(chain: str) -> None:
    seal()
    append_to_stream("test/c", "new", actor=SYSTEM, payload={})
    assert verify().ok
    seal()
    assert verify().ok
    assert Seal.objects.count() == 2


def test_a_chain_slipped_into_a_sealed_window(chain: str, damage: Damage) -> None:
    seal()
    append_to_stream("test/c", "new", actor=SYSTEM, payload={})
    damage("UPDATE journal_event SET position = 0 - position WHERE stream = 'test/b' AND seq = 1")
    damage(
        "UPDATE journal_event SET position = (SELECT -position FROM journal_event "
        "WHERE stream = 'test/b' AND seq = 1) WHERE stream = 'test/c'"
    )
    assert ("test/c", 1) in found(verify())


@pytest.mark.parametrize("change", ["content = replace(content, '1', '2')", "signature = '\\x00'"])
def test_a_changed_seal(chain: str, damage: Damage, change: str) -> None:
    seal()
    damage(f"UPDATE journal_seal SET {change}")
    assert ("seal/1", 1) in found(verify())


def test_a_seal_gone_from_outside(chain: str, outside: Path) -> None:
    seal()
    next(outside.glob("*.jsonl")).unlink()
    assert ("seal/1", 1) in found(verify())


def test_a_middle_seal_gone_from_the_database(chain: str, damage: Damage) -> None:
    for _ in range(3):
        append_to_stream("test/a", "more", actor=SYSTEM, payload={})
        seal()
    damage("DELETE FROM journal_seal WHERE number = 2")
    assert ("seal/2", 2) in found(verify())


def test_nothing_new_makes_no_seal(chain: str) -> None:
    assert seal() is not None
    assert seal() is None


def test_a_crash_between_file_and_row_is_mended_not_reported(
    chain: str, damage: Damage, outside: Path
) -> None:
    seal()
    append_to_stream("test/a", "more", actor=SYSTEM, payload={})
    seal()
    damage("DELETE FROM journal_seal WHERE number = 2")
    assert verify().ok
    append_to_stream("test/a", "more", actor=SYSTEM, payload={})
    seal()
    assert sorted(Seal.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert verify().ok


def test_a_torn_line_keeps_to_itself(chain: str, outside: Path) -> None:
    seal()
    with next(outside.glob("*.jsonl")).open("a", encoding="utf-8") as file:
        file.write('{"content": "{\\"numb')
    append_to_stream("test/a", "more", actor=SYSTEM, payload={})
    seal()
    assert verify().ok
    assert [Content.read(s.content).number for s in Seal.objects.order_by("number")] == [1, 2]


def test_a_row_without_events_is_no_problem(chain: str) -> None:
    Stream.objects.create(name="test/empty")
    assert verify().ok
