"""Slips of fingers, with no database: what was meant is told, what is right stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue.slips import is_syllable, near, untyped


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dawng", "dang"),
        ("ddawng", "dang"),
        ("keets", "ket"),
        ("hoon", "hon"),
        ("giaays", "giay"),
        ("ddoor", "do"),
        ("dduwowcj", "duoc"),
        ("ddaats", "dat"),
        ("nguwowif", "nguoi"),
        ("chuyeenr", "chuyen"),
        ("bangwf", "bang"),
        ("tuwr", "tu"),
        ("dat9", "dat"),
        ("d9a8ng", "dang"),
        ("gia61y", "giay"),
        ("ky1", "ky"),
        # Right as they are.
        ("nha", "nha"),
        ("thuoc", "thuoc"),
        ("visa", "visa"),
        ("a1", "a1"),
        ("b2", "b2"),
        ("1001193", "1001193"),
        ("passport", "passport"),
    ],
)
def test_keys_left_as_typed_become_words(typed: str, meant: str) -> None:
    assert untyped(typed, {"visa"}) == meant


@given(st.text(alphabet="abcdeghiklmnopqrstuvwxyfjz0123456789", max_size=12))
def test_what_is_meant_is_a_syllable_or_what_was_typed(word: str) -> None:
    meant = untyped(word, ())
    assert meant == word or is_syllable(meant)
    assert untyped(meant, ()) == meant
    assert untyped(word, {word}) == word


@pytest.mark.parametrize("slip", ["sin", "sinhh", "isnh", "sonh", "sknh", "shinh"])
def test_one_slip_is_near(slip: str) -> None:
    assert "sinh" in set(near(slip))


def test_two_slips_are_not() -> None:
    assert "sinh" not in set(near("sonj"))
