"""Search's quick ranking against a slow one, over invented catalogues."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import slow_search
from toantrinh.catalogue.fitting import Fitting
from toantrinh.catalogue.index import Index, Row, Shown, made, name_words
from toantrinh.catalogue.phrasing import Phrasing
from toantrinh.catalogue.wording import Word, typed

_WORDS = (
    *("cấp", "cấp lại", "đăng ký", "giấy phép", "xe", "xây dựng", "nhà", "đất", "(ở xã)", "hộ"),
    *("thu hồi", "gia hạn", "lưu động", "kết hôn", "khai sinh", "thả diều", "đêm", "trống"),
)
_texts = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join)
_rows = st.lists(
    st.tuples(st.lists(_texts, min_size=1, max_size=2, unique=True), _texts, st.integers(0, 9)),
    min_size=1,
    max_size=40,
)
_asked = st.lists(
    st.sampled_from([*_WORDS, "cap", "ky", "giay phep", "xay", "xdung", "trong", "di", "kha"]),
    min_size=1,
    max_size=5,
).map(" ".join)


def _index(rows: list[tuple[list[str], str, int]]) -> Index:
    return made(
        [
            Row(
                Shown(str(number), names[0], names[0], "", "", ""),
                tuple(name_words(name) for name in names),
                frozenset(word.folded for word in typed(other, ())),
                frozenset(word.folded for word in typed(other, ())[:1]),
                favour / 100,
            )
            for number, (names, other, favour) in enumerate(rows)
        ],
        b"",
    )


@settings(max_examples=150, deadline=None)
@given(_rows, _asked, st.booleans(), st.lists(st.floats(0.1, 9), min_size=12, max_size=12))
def test_the_likeliest_are_looked_at_and_weighed_alike(
    rows: list[tuple[list[str], str, int]], asked: str, lasting: bool, weights: list[float]
) -> None:
    index = _index(rows)
    words: tuple[Word, ...] = tuple(dict.fromkeys(typed(asked, index.known)))
    phrasing = Phrasing(words, tuple(weights[: len(words)]), 1.0, lasting)
    words, last = phrasing.words, words[-1]
    found = dict(Fitting(index, last).ranked(phrasing))

    every = slow_search.fits(index, phrasing, last)
    assert found == pytest.approx({place: every[place] for place in found}, abs=1e-4)
    likely = slow_search.likely(index, phrasing, last)
    assert len(found) == min(len(likely), slow_search.most(phrasing))
    left = [worth for place, worth in likely.items() if place not in found]
    assert (
        min(likely[place] for place in found) >= max(left, default=0.0) - 1e-4
        if found
        else not left
    )
