"""Wrong tries are counted by login and by address, lock for a while, and are forgotten in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from toantrinh.government import memory
from toantrinh.government.models import Rule
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import turned
from toantrinh.people import attempts
from toantrinh.people.actions import register_login, register_officer
from toantrinh.people.attempts import Tries
from toantrinh.people.models import Attempts, LoginKind, Officer

NOON = datetime(2026, 6, 8, 5, 0, tzinfo=UTC)
ME = Tries("canbo", "203.0.113.5")


def officer() -> Officer:
    user = register_login(actor=SYSTEM, username="canbo", kind=LoginKind.OFFICER)
    return register_officer(actor=SYSTEM, full_name="Lý Văn Cán", user=user, synthetic=True)


def wrong(tries: Tries) -> datetime | None:
    return attempts.begin(tries) or attempts.failed(tries)


@pytest.fixture
def at_noon(db: None) -> Iterator[None]:
    with turned(NOON):
        yield


@pytest.mark.usefixtures("at_noon")
def test_five_wrong_tries_lock_a_login_for_a_quarter_of_an_hour() -> None:
    assert [wrong(ME) for _ in range(4)] == [None] * 4
    until = NOON + timedelta(minutes=15)
    assert wrong(ME) == until
    # From another address too, and however the name is spelt.
    assert attempts.begin(Tries(" CANBO ", "198.51.100.7")) == until
    assert attempts.begin(Tries("another", "203.0.113.5")) is None
    with turned(until - timedelta(seconds=1)):
        assert attempts.begin(ME) == until
    with turned(until):
        assert attempts.locked_until("canbo") is None
        assert [wrong(ME) for _ in range(4)] == [None] * 4


@pytest.mark.usefixtures("at_noon")
def test_wrong_tries_that_lie_far_apart_do_not_lock() -> None:
    for _ in range(4):
        wrong(ME)
    with turned(NOON + timedelta(minutes=15)):
        assert wrong(ME) is None


@pytest.mark.usefixtures("at_noon")
def test_the_right_password_alone_does_not_forget_wrong_codes() -> None:
    for _ in range(4):
        # The password was right each time, the code after it wrong.
        assert attempts.begin(ME) is None
        attempts.passed(ME)
        assert wrong(ME) is None
    assert wrong(ME) is not None


@pytest.mark.usefixtures("at_noon")
def test_both_factors_forget_the_login_s_tries_and_not_the_address_s() -> None:
    for _ in range(4):
        wrong(ME)
    attempts.entered("canbo")
    assert [wrong(ME) for _ in range(4)] == [None] * 4
    left = Attempts.objects.order_by("-count").values_list("count", flat=True)
    assert list(left) == [8, 4]


@pytest.mark.usefixtures("at_noon")
def test_fifty_wrong_tries_at_many_logins_lock_an_address() -> None:
    told = [wrong(Tries(f"name{each}", "203.0.113.5")) for each in range(50)]
    assert told == [None] * 49 + [NOON + timedelta(minutes=15)]
    assert attempts.begin(Tries("fresh", "203.0.113.5")) is not None
    assert attempts.begin(Tries("fresh", "203.0.113.6")) is None


@pytest.mark.usefixtures("at_noon")
def test_how_many_is_a_dated_rule() -> None:
    Rule.objects.filter(key="signin.login_failures").update(value=2)
    memory.forget()
    assert [wrong(ME) is None for _ in range(2)] == [True, False]


@pytest.mark.usefixtures("at_noon")
def test_a_lock_is_one_event_and_one_mail_to_come() -> None:
    somebody = officer()
    for _ in range(7):
        wrong(ME)
    (event,) = Event.objects.filter(stream=somebody.stream(), action="lock_out")
    until = (NOON + timedelta(minutes=15)).isoformat()
    assert event.payload == {"locked_until": until}
    (job,) = ProcrastinateJob.objects.filter(task_name="gate.tell_locked")
    assert job.args == {"officer": str(somebody.pk), "until": until}
    # Nobody is told of a name that nobody has.
    for _ in range(5):
        wrong(Tries("nobody", "203.0.113.5"))
    assert ProcrastinateJob.objects.filter(task_name="gate.tell_locked").count() == 1


@pytest.mark.usefixtures("at_noon")
def test_whoever_governs_lets_the_owner_try_again() -> None:
    somebody = officer()
    for _ in range(5):
        wrong(ME)
    attempts.unlock(somebody, actor=SYSTEM)
    assert attempts.begin(ME) is None
    told = Event.objects.filter(stream=somebody.stream()).order_by("seq")
    assert [event.action for event in told] == ["register", "lock_out", "unlock"]
    with pytest.raises(Conflict):
        attempts.unlock(somebody, actor=SYSTEM)


@pytest.mark.usefixtures("at_noon")
def test_rows_name_nobody_and_old_ones_go() -> None:
    wrong(ME)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM people_attempts a")
        kept = str(cursor.fetchall())
    assert "canbo" not in kept and "203.0.113" not in kept
    with turned(NOON + timedelta(days=8)):
        wrong(Tries("later", "198.51.100.7"))
        assert Attempts.objects.count() == 2


@pytest.mark.usefixtures("at_noon")
def test_a_code_is_taken_once_for_each_login() -> None:
    first = officer().user
    other = register_login(actor=SYSTEM, username="khac", kind=LoginKind.OFFICER)
    taken = [(first, "123456"), (first, "123456"), (other, "123456"), (first, "654321")]
    assert [attempts.take_code(*each) for each in taken] == [True, False, True, True]


def test_a_hundred_tries_at_once_are_no_more_than_five(own_database: str) -> None:
    """Each is counted before it is looked at."""
    let_through: list[bool] = []

    def attack() -> None:
        let_through.extend(attempts.begin(ME) is None for _ in range(5))
        connections.close_all()

    threads = [Thread(target=attack) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_through) == 40
    assert sum(let_through) == 5
