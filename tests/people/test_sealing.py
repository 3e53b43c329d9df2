"""Envelopes: they open for their own place and key, and for nothing else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from toantrinh.host.home import Home
from toantrinh.host.keyring import FIRST, Keyring
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import now
from toantrinh.people.sealing import keyed_hash, new_key, rewrap, salt_of, seal, unseal

PLACE = "person/1/number"


@pytest.fixture
def ring(tmp_path: Path, settings: Settings) -> Keyring:
    """Wrapping keys of the test's own."""
    settings.KEYRING = Keyring(Home(tmp_path))
    return Keyring(Home(tmp_path))


@given(text=st.text(max_size=200))
def test_what_is_sealed_opens_and_shows_nothing(text: str) -> None:
    key = new_key()
    sealed = seal(key, text, PLACE)
    assert unseal(key, sealed, PLACE) == text
    assert unseal(key, memoryview(sealed), PLACE) == text
    if len(text) > 3:
        assert text.encode() not in sealed


def test_the_same_text_is_never_sealed_the_same() -> None:
    key = new_key()
    assert seal(key, "003194000137", PLACE) != seal(key, "003194000137", PLACE)


def test_another_place_does_not_open_it() -> None:
    key = new_key()
    with pytest.raises(Refusal):
        unseal(key, seal(key, "x", PLACE), "person/2/number")


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Refusal):
        unseal(new_key(), seal(new_key(), "x", PLACE), PLACE)


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_one_changed_bit_is_found(place: int) -> None:
    key = new_key()
    sealed = bytearray(seal(key, "x", PLACE))
    sealed[place] ^= 1
    with pytest.raises(Refusal):
        unseal(key, bytes(sealed), PLACE)


def test_an_erased_key_says_that_the_law_erased_it() -> None:
    erased = new_key()
    sealed = seal(erased, "x", PLACE)
    erased.wrapped, erased.wrapping_key, erased.erased_at = b"", "", now()
    for key in (None, erased):
        with pytest.raises(Refusal, match="xóa theo quy định"):
            unseal(key, sealed, PLACE)
        with pytest.raises(Refusal, match="xóa theo quy định"):
            seal(key, "x", PLACE)
        with pytest.raises(Refusal, match="xóa theo quy định"):
            salt_of(key, PLACE)


def test_a_salt_is_the_key_s_own_and_the_place_s_own() -> None:
    key = new_key()
    assert salt_of(key, PLACE) == salt_of(key, PLACE)
    assert salt_of(key, PLACE) != salt_of(key, "person/2/number")
    assert salt_of(key, PLACE) != salt_of(new_key(), PLACE)


def test_a_new_wrapping_key_takes_over_while_old_rows_still_open(ring: Keyring) -> None:
    before = new_key()
    sealed, salt = seal(before, "cũ", PLACE), salt_of(before, PLACE)
    name = ring.make()
    after = new_key()
    assert (before.wrapping_key, after.wrapping_key) == (FIRST, name)
    assert unseal(after, seal(after, "mới", PLACE), PLACE) == "mới"
    assert unseal(before, sealed, PLACE) == "cũ"
    rewrap(before, name)
    assert before.wrapping_key == name
    assert unseal(before, sealed, PLACE) == "cũ" and salt_of(before, PLACE) == salt


@pytest.mark.parametrize("name", ["lookup_key", "../secrets/lookup_key", "wrapping_key_x/../y"])
def test_a_row_cannot_name_any_other_file(ring: Keyring, name: str) -> None:
    ring.home.secret("lookup_key")
    with pytest.raises(KeyError):
        ring.key(name)
    ring.remove(name)
    assert ring.home.kept("lookup_key")


def test_the_environment_may_keep_the_keys(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOANTRINH_WRAPPING_KEY_NAME", "wrapping_key_2")
    monkeypatch.setenv("TOANTRINH_WRAPPING_KEY_2", "ab" * 32)
    assert ring.fixed
    key = new_key()
    assert key.wrapping_key == "wrapping_key_2"
    assert not ring.in_file("wrapping_key_2")
    assert ring.key("wrapping_key_2") == bytes.fromhex("ab" * 32)


def test_a_missing_wrapping_key_is_named() -> None:
    key = new_key()
    key.wrapping_key = "nobody's"
    with pytest.raises(Refusal, match="nobody's"):
        seal(key, "x", PLACE)


def test_a_keyed_hash_finds_the_same_and_only_within_its_kind() -> None:
    assert keyed_hash("number", "003194000137") == keyed_hash("number", "003194000137")
    assert keyed_hash("number", "003194000137") != keyed_hash("phone", "003194000137")
    assert keyed_hash("number", "003194000137") != keyed_hash("number", "003194000138")
    assert b"003194000137" not in keyed_hash("number", "003194000137")
