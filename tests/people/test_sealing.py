"""Envelopes: they open for their own place and key, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from toantrinh.kernel.errors import Refusal
from toantrinh.people.sealing import keyed_hash, new_key, seal, unseal

PLACE = "person/1/number"


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
    with pytest.raises(Refusal, match="xóa theo quy định"):
        unseal(None, b"", PLACE)


def test_a_new_wrapping_key_takes_over_while_old_rows_still_open(
    settings: Settings,
) -> None:
    before = new_key()
    sealed = seal(before, "cũ", PLACE)
    settings.WRAPPING_KEYS = {**settings.WRAPPING_KEYS, "wrapping_key_2": "ab" * 32}
    settings.WRAPPING_KEY = "wrapping_key_2"
    after = new_key()
    assert after.wrapping_key == "wrapping_key_2"
    assert unseal(after, seal(after, "mới", PLACE), PLACE) == "mới"
    assert unseal(before, sealed, PLACE) == "cũ"


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
