"""Movers that are killed, movers side by side, and people who act meanwhile: real commits."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction

from tests import players as p
from tests.dossiers.crowd import crowd
from tests.host.installation import until
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.government.actions import carry_out
from toantrinh.government.plans import MergeUnits
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today

ONE, OTHER, NEW = "14797", "14758", "14999"
MANY = 400


pytestmark = pytest.mark.usefixtures("own_seals")


@pytest.fixture
def who(own_database: str) -> Iterator[p.Players]:
    """A commune that ends today, with many dossiers that go on."""
    made = p.players()
    crowd(p.processing(made), MANY - 1)
    plan = MergeUnits(
        since=today(), units=(ONE, OTHER), into=NEW, name="Hàm Rồng", unit_kind="phuong"
    )
    carry_out(plan, actor=SYSTEM)
    yield made
    connection.close()


def mover(name: str, batch: int = 5) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.dossiers.mover", name, str(batch)],
        stdout=subprocess.PIPE,
        text=True,
    )


def transfers() -> Counter[str]:
    return Counter(Event.objects.filter(action="transfer").values_list("stream", flat=True))


def left() -> int:
    return Dossier.objects.filter(agency_path=f"00.cp/38.ubnd/{ONE}.ubnd/").count()


def all_moved_once() -> None:
    assert left() == 0
    told = transfers()
    assert len(told) == MANY and set(told.values()) == {1}
    assert Dossier.objects.filter(agency=agency(f"{NEW}.ubnd")).count() == MANY
    assert verify().problems == []


def test_killed_in_the_middle_it_goes_on_where_it_was(who: p.Players, own_database: str) -> None:
    for some in (20, 120, 220):
        process = mover(own_database)
        until(lambda some=some: transfers().total() >= some)
        process.kill()
        process.communicate()
        assert process.returncode == -9
        assert 0 < left() == MANY - transfers().total()
    move_all()
    all_moved_once()


def test_two_movers_share_the_work(who: p.Players, own_database: str) -> None:
    processes = [mover(own_database) for _ in range(2)]
    told = [int(process.communicate()[0]) for process in processes]
    assert sum(told) == MANY
    all_moved_once()


def test_who_acts_meanwhile_is_passed_by_and_loses_nothing(who: p.Players) -> None:
    dossier = Dossier.objects.filter(code__startswith="X-").order_by("code")[0]
    holds, lets_go = Signal(), Signal()

    def act() -> None:
        with transaction.atomic():
            write_message(dossier, actor=who.mother, text="Tôi hỏi thêm.")
            holds.set()
            lets_go.wait(30)
        connection.close()

    acting = Thread(target=act)
    acting.start()
    assert holds.wait(30)
    assert move_all() == MANY - 1
    assert left() == 1
    lets_go.set()
    acting.join()
    assert move_all() == 1
    story = Event.objects.filter(stream=dossier.stream()).order_by("seq")
    assert list(story.values_list("action", flat=True)) == ["accept", "write_message", "transfer"]
    all_moved_once()


def test_who_acts_on_what_just_moved_acts_on_it_as_it_is_now(who: p.Players) -> None:
    """The mover holds a dossier while its applicant writes: the message follows the move."""
    dossier = Dossier.objects.filter(code__startswith="X-").order_by("code")[0]
    began, done = Signal(), Signal()

    def act() -> None:
        began.set()
        write_message(dossier, actor=who.mother, text="Tôi hỏi thêm.")
        done.set()
        connection.close()

    writing = Thread(target=act)
    with transaction.atomic():
        move_all()
        writing.start()
        assert began.wait(30)
        assert not done.wait(0.3)
    writing.join()
    story = Event.objects.filter(stream=dossier.stream()).order_by("seq")
    assert list(story.values_list("action", flat=True)) == ["accept", "transfer", "write_message"]
    assert Dossier.objects.get(pk=dossier.pk).agency == agency(f"{NEW}.ubnd")
    all_moved_once()
