import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.money import _DIGITS, dong, in_words, parse_dong


@given(st.integers(min_value=0, max_value=10**15))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert parse_dong(dong(amount)) == amount


@pytest.mark.parametrize("text", ["", "mười", "1,2", "-5", "1.23.456", "8 000đồng bạc"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="không phải là một số tiền"):
        parse_dong(text)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (10, "mười đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (105, "một trăm lẻ năm đồng"),
        (8_000, "tám nghìn đồng"),
        (1_005_005, "một triệu không trăm lẻ năm nghìn không trăm lẻ năm đồng"),
        (2_000_000_000, "hai tỷ đồng"),
        (-5, "âm năm đồng"),
    ],
)
def test_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words


_VALUES = {
    **{word: value for value, word in enumerate(_DIGITS)},
    "mốt": 1,
    "lăm": 5,
}


def _read_words(words: str) -> int:
    """A slow reader of its own: sums up what is said, scale by scale."""
    total = group = digit = 0
    for word in words.removesuffix(" đồng").split():
        if word in _VALUES:
            digit = _VALUES[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in {"nghìn", "triệu"}:
            total += (group + digit) * (1000 if word == "nghìn" else 10**6)
            group = digit = 0
        elif word == "tỷ":
            total, group, digit = (total + group + digit) * 10**9, 0, 0
    return total + group + digit


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_words_say_the_amount(amount: int) -> None:
    assert _read_words(in_words(amount)) == amount
