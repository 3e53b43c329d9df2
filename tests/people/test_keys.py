"""Wrapping keys change in batches that may be killed, and old ones go when nothing needs them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from toantrinh.host.home import Home
from toantrinh.host.keyring import FIRST, Keyring
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.people import keys
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import new_key, seal, unseal

pytestmark = pytest.mark.django_db
PLACE = "test/1"


@pytest.fixture
def ring(tmp_path: Path, settings: Settings) -> Keyring:
    """Wrapping keys of the test's own, with no data key yet."""
    settings.KEYRING = Keyring(Home(tmp_path))
    DataKey.objects.all().delete()
    return Keyring(Home(tmp_path))


def kept(count: int) -> list[tuple[DataKey, bytes]]:
    """Data keys, each with something sealed."""
    made = [new_key() for _ in range(count)]
    DataKey.objects.bulk_create(made)
    return [(key, seal(key, str(place), PLACE)) for place, key in enumerate(made)]


def read(sealed: list[tuple[DataKey, bytes]]) -> list[str]:
    rows = DataKey.objects.in_bulk([key.pk for key, _ in sealed])
    return [unseal(rows[key.pk], closed, PLACE) for key, closed in sealed]


def rotations() -> list[dict[str, object]]:
    told = Event.objects.filter(stream=keys.STREAM, action="rotate").order_by("seq")
    return [event.payload for event in told]


def test_all_keys_are_wrapped_anew_and_what_they_sealed_still_opens(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_BATCH", 3)
    sealed = kept(8)
    before = DataKey.objects.get(pk=sealed[0][0].pk)
    keys.erase_key(sealed[7][0])
    seen: list[tuple[int, int]] = []
    done = keys.rotate(actor=SYSTEM, progress=lambda at, of: seen.append((at, of)))
    assert (done.rewrapped, done.continued) == (7, False)
    assert seen[:3] == [(3, 7), (6, 7), (7, 7)]
    assert read(sealed[:7]) == [str(place) for place in range(7)]
    assert keys.standing() == keys.Standing(done.name, {done.name: 7}, 1)
    assert rotations() == [{"to": done.name, "data_keys": 7}]
    keys.remove_wrapping_key(FIRST, actor=SYSTEM)
    assert read(sealed[:7]) == [str(place) for place in range(7)]
    # Somebody who kept a copy of the row from before finds that its wrapping key is no more.
    with pytest.raises(KeyError):
        ring.key(FIRST)
    assert before.wrapping_key == FIRST


class Killed(Exception):
    """What the test throws where a process would be killed."""


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_rotation_that_was_killed_is_gone_on_with(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    monkeypatch.setattr(keys, "_BATCH", 2)
    sealed = kept(5)

    def until(at: int, of: int) -> None:
        if at >= 2 * batches:
            raise Killed

    rewrap_some = keys._rewrap_some
    if not batches:
        monkeypatch.setattr(keys, "_rewrap_some", _killing)
    with pytest.raises(Killed):
        keys.rotate(actor=SYSTEM, progress=until)
    monkeypatch.setattr(keys, "_rewrap_some", rewrap_some)
    assert rotations() == [] and read(sealed) == list("01234")
    begun = ring.current()
    done = keys.rotate(actor=SYSTEM)
    assert (done.name, done.rewrapped, done.continued) == (begun, 5 - 2 * batches, True)
    assert rotations() == [{"to": begun, "data_keys": 5}]
    assert keys.rotate(actor=SYSTEM).name != begun


def _killing(_name: str) -> int:
    raise Killed


def test_killed_just_before_it_was_told_it_is_told_once(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(2)
    finish = keys._finish
    monkeypatch.setattr(keys, "_finish", lambda name, actor: _killing(name))
    with pytest.raises(Killed):
        keys.rotate(actor=SYSTEM)
    monkeypatch.setattr(keys, "_finish", finish)
    assert keys.rotate(actor=SYSTEM).rewrapped == 0
    assert rotations() == [{"to": ring.current(), "data_keys": 2}]


def test_who_still_wrapped_with_the_old_key_is_waited_for(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(1)
    late = new_key()
    wait = keys._wait_for_writers

    def one_more() -> None:
        if not DataKey.objects.filter(pk=late.pk).exists():
            late.save(force_insert=True)
        wait()

    monkeypatch.setattr(keys, "_wait_for_writers", one_more)
    assert keys.rotate(actor=SYSTEM).rewrapped == 2
    late.refresh_from_db()
    assert late.wrapping_key == ring.current()


def test_a_key_that_is_needed_does_not_go(ring: Keyring) -> None:
    kept(1)
    with pytest.raises(Conflict, match="đang được dùng"):
        keys.remove_wrapping_key(FIRST, actor=SYSTEM)
    ring.make()
    with pytest.raises(Conflict, match="còn gói 1"):
        keys.remove_wrapping_key(FIRST, actor=SYSTEM)
    with pytest.raises(Conflict, match="Không có tệp"):
        keys.remove_wrapping_key("wrapping_key_none", actor=SYSTEM)
    assert not Event.objects.filter(stream=keys.STREAM).exists()


def test_where_the_environment_names_the_key_only_its_keeper_changes_it(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = kept(1)
    monkeypatch.setenv("TOANTRINH_WRAPPING_KEY_NAME", FIRST)
    with pytest.raises(Conflict, match="biến môi trường"):
        keys.rotate(actor=SYSTEM)
    monkeypatch.setenv("TOANTRINH_WRAPPING_KEY_NAME", "wrapping_key_2")
    monkeypatch.setenv("TOANTRINH_WRAPPING_KEY_2", "cd" * 32)
    assert keys.rotate(actor=SYSTEM).name == "wrapping_key_2"
    assert read(sealed) == ["0"]


@pytest.mark.parametrize(
    "act", [keys.rotate, lambda actor: keys.remove_wrapping_key("x", actor=actor)]
)
def test_no_officer_does_it(ring: Keyring, act: Callable[..., object]) -> None:
    with pytest.raises(NotAllowed):
        act(actor=Actor("officer", id=new_id()))


def test_an_erased_key_is_empty_by_the_table_s_own_rule(ring: Keyring) -> None:
    from django.db import IntegrityError, transaction

    [(key, _)] = kept(1)
    for change in ({"wrapped": b""}, {"erased_at": key.created_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataKey.objects.filter(pk=key.pk).update(**change)
    keys.erase_key(key)
    with pytest.raises(Refusal):
        unseal(DataKey.objects.get(pk=key.pk), b"", PLACE)
