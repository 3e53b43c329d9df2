"""People's sayings, with no database: found at their place, with others between, marks heeded."""

import pytest

from toantrinh.catalogue.sayings import found_in, idleness, vocabulary, without_fillers
from toantrinh.catalogue.wording import typed, written

KNOWN = frozenset(word.folded for word in vocabulary())


def said(query: str) -> list[str]:
    """The sayings found in a query, folded, first what takes up most of it."""
    return [
        " ".join(word.folded for word in found.saying.said)
        for found in found_in(typed(query, KNOWN))
    ]


@pytest.mark.parametrize(
    ("query", "saying"),
    [
        ("sang tên sổ đỏ", "sang ten so do"),
        ("sang ten so do", "sang ten so do"),
        ("sang teen soor ddor", "sang ten so do"),
        ("SANG TÊN SỔ ĐỎ!", "sang ten so do"),
        ("mo quan an", "mo quan an"),
        ("lỡ làm mất cái bằng lái xe", "mat bang lai xe"),
        ("xin con nuôi", "xin con nuoi"),
    ],
)
def test_the_longest_saying_comes_first(query: str, saying: str) -> None:
    assert said(query)[0] == saying


@pytest.mark.parametrize(
    ("query", "saying"),
    [
        ("lỡ rơi bằng lái", "mat bang lai"),
        ("làm rớt bóp rồi mất giấy tờ xe", "mat giay to xe"),
        ("bầm mất tuần trước", "me mat"),
        ("cà vẹt ố nhòe", "ca vet rach"),
        ("trộm lấy mất cà vẹt", "mat ca vet"),
    ],
)
def test_what_is_said_for_another_word_or_phrase_is_found(query: str, saying: str) -> None:
    assert saying in said(query)


def test_a_word_is_said_for_another_only_with_its_marks() -> None:
    assert "mat bang lai" in said("rớt bằng lái")
    assert "mat bang lai" not in said("rot bang lai")


def test_what_lies_in_a_longer_saying_is_not_found_again() -> None:
    assert "so do" not in said("sang tên sổ đỏ")


def test_marks_tell_sayings_apart_only_where_they_were_typed() -> None:
    assert "mo quan an" in said("mo quan an")
    assert "mo quan an" not in said("mờ quần án")
    # Many people mix up the asking and the tumbling tone.
    assert "sua nha" in said("sữa nhà")
    # A short word without its marks means too much.
    assert "de" not in said("de nghi cap phep")


def test_what_is_only_read_across_the_end_of_a_longer_one_is_not_found() -> None:
    assert "hoi cho" in said("di hoi cho")
    assert "hoi cho" not in said("thue nha o xa hoi cho cong nhan")


def test_far_apart_is_not_together() -> None:
    assert "mat so do" in said("mất cuốn sổ đỏ")
    assert "mat so do" not in said("mất một tuần ở trên tỉnh để hỏi về cuốn sổ đỏ")


def test_what_is_put_around_a_question_tells_nothing() -> None:
    words = written("cho em hỏi làm thế nào xây nhà")
    assert [word.folded for word in without_fillers(words)] == ["xay", "nha"]
    assert without_fillers(written("làm thế nào")) == []
    assert idleness(*written("tôi")) < idleness(*written("cha")) < idleness(*written("đất")) == 1
