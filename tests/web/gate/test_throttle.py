"""The turnstile counts over all processes, and never lets more through than the limit."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection

from toantrinh.web.gate import throttle
from toantrinh.web.gate.throttle import Turnstile

pytestmark = pytest.mark.django_db


class Clock:
    """A wall that shows what it is told."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 8, 0, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    shown = Clock()
    monkeypatch.setattr(throttle, "wall", shown)
    return shown


@pytest.mark.parametrize("limit", [1, 5, 16, 120, 600])
def test_two_processes_share_one_limit(limit: int, clock: Clock) -> None:
    del clock
    first, second = Turnstile(), Turnstile()
    passed = sum(
        process.wait("trang|ai", limit) == 0
        for _ in range(limit + 5)
        for process in (first, second)
    )
    # At most one block of the other process is lost.
    assert limit - 2 * max(1, limit // 16) < passed <= limit


def test_the_next_minute_begins_anew(clock: Clock) -> None:
    gate = Turnstile()
    assert [gate.wait("a", 2) for _ in range(3)] == [0, 0, 50]
    clock.at = clock.at.replace(second=59)
    assert gate.wait("a", 2) == 1
    clock.at = clock.at.replace(minute=1, second=0)
    assert gate.wait("a", 2) == 0


def test_what_was_taken_is_not_kept_over_the_minute(clock: Clock) -> None:
    gate = Turnstile()
    for _ in range(3):
        assert gate.wait("a", 32) == 0
    clock.at = clock.at.replace(minute=1)
    assert sum(gate.wait("a", 32) == 0 for _ in range(40)) == 32


def test_visitors_do_not_count_for_each_other(clock: Clock) -> None:
    del clock
    gate = Turnstile()
    assert gate.wait("a", 1) == 0
    assert gate.wait("b", 1) == 0
    assert gate.wait("a", 1) > 0


def test_a_limit_beyond_all_bounds_still_counts(clock: Clock) -> None:
    del clock
    gate = Turnstile()
    assert [gate.wait("a", 600 * 10**8) for _ in range(3)] == [0, 0, 0]


def test_who_knocks_on_and_on_does_not_run_the_count_over(clock: Clock) -> None:
    del clock
    gate = Turnstile()
    for _ in range(20):
        gate.wait("a", 32)
    for _ in range(50):
        assert gate.wait("a", 3) > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM gate_knock")
        assert cursor.fetchall() == [(4,)]


def test_no_address_is_kept_in_the_clear(clock: Clock) -> None:
    del clock
    Turnstile().wait("trang|203.0.113.5", 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM gate_knock")
        keys = [bytes(key) for (key,) in cursor.fetchall()]
    assert keys and all(len(key) == 16 and b"203.0.113.5" not in key for key in keys)


def test_counts_of_past_minutes_are_swept(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_SWEEP", 3)
    gate = Turnstile()
    gate.wait("a", 1)
    clock.at = clock.at.replace(minute=5)
    gate.wait("b", 1)
    gate.wait("c", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gate_knock")
        assert cursor.fetchone() == (2,)


def test_without_its_database_nobody_is_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> int:
        raise OperationalError

    gate = Turnstile()
    monkeypatch.setattr(gate, "_take", gone)
    assert gate.wait("a", 1) == 0
