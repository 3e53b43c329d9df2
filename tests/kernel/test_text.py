import random
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toantrinh.kernel.text import (
    clean,
    fold,
    has_marks,
    marked_tokens,
    name_sort_key,
    same_name,
    sort_key,
    tokens,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đăng ký KHAI SINH", "dang ky khai sinh"),
        ("Giấy phép – lái xe (hạng A1)", "giay phep lai xe hang a1"),
        ("Thừa Thiên‑Huế", "thua thien hue"),
        ("", ""),
        ("Ba\u0300 Ri\u0323a", "ba ria"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert tokens(text) == once.split()


def test_clean_takes_out_what_nobody_sees() -> None:
    assert clean("  Nguyễn\u200b  Thị\tHòa\n") == "Nguyễn Thị Hòa"
    assert clean("Hoa\u0300") == "Hoà"


@given(st.text())
@example("a\u2028b")
@example("a\u00a0b")
@example("o\u0302\u0301")
@example(" a")
def test_what_is_clean_already_is_told_at_once_and_nothing_else(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    unseen = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
    seen = "".join(c for c in composed if c not in unseen)
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in seen)
    assert clean(text) == " ".join(re.split(r"\s+", spaced)).strip()


def test_dictionary_order() -> None:
    right = ["a", "à", "ả", "ã", "á", "ạ", "ăn", "âm", "ba", "da", "đa", "e", "ê", "o", "ô", "ơ"]
    shuffled = right.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == right


def test_letters_of_a_syllable_count_before_its_tone_and_syllables_one_by_one() -> None:
    assert sorted(["anh", "án", "an"], key=sort_key) == ["an", "án", "anh"]
    assert sorted(["bà ba", "ba bà", "ba ba"], key=sort_key) == ["ba ba", "ba bà", "bà ba"]


def test_names_are_sorted_by_given_name_first() -> None:
    names = ["Trần Văn An", "Nguyễn Thị Bình", "Lê Ánh", "Lê Văn An", "Đỗ An"]
    assert sorted(names, key=name_sort_key) == [
        "Đỗ An",
        "Lê Văn An",
        "Trần Văn An",
        "Lê Ánh",
        "Nguyễn Thị Bình",
    ]
    assert name_sort_key("  ") == ""


def test_the_place_of_a_tone_does_not_matter() -> None:
    assert same_name("Nguyễn Thị Hoà", "NGUYỄN  thị hòa")
    assert same_name("Thuỷ", "Thủy")
    assert not same_name("Hòa", "Hóa")
    assert marked_tokens("hoà") == marked_tokens("hòa")


def test_has_marks() -> None:
    assert has_marks("đ")
    assert has_marks("khai sinh cho bé")
    assert not has_marks("khai sinh")
