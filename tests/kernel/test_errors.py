from collections.abc import Iterator

import pytest

from toantrinh.kernel import errors
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Problem, Refusal


@pytest.fixture
def english() -> Iterator[None]:
    words = {"Thiếu %(what)s.": "%(what)s is missing.", "Hãy thêm.": "Please add it."}
    before = errors._translate
    errors.translate_with(lambda text: words.get(text, text))
    yield
    errors.translate_with(before)


def test_a_refusal_speaks_the_readers_language_when_it_is_read(english: None) -> None:
    refusal = Refusal("Thiếu %(what)s.", remedy="Hãy thêm.", what="tờ khai", field="form")
    assert refusal.text() == "tờ khai is missing. Please add it."
    assert str(refusal) == refusal.text()
    assert refusal.field == "form"


def test_statuses() -> None:
    statuses = [kind("x").status for kind in (Refusal, NotAllowed, Conflict)]
    assert statuses == [422, 403, 409]


def test_invalid_tells_each_problem() -> None:
    invalid = Invalid("Sai %(count)s chỗ.", [Problem("a", "Cần %(x)s.", 3, {"x": "số"})], count=1)
    assert invalid.text() == "Sai 1 chỗ."
    assert [(p.where, p.line, p.text()) for p in invalid.problems] == [("a", 3, "Cần số.")]


def test_canonical_has_one_spelling() -> None:
    assert canonical({"b": [1, None], "a": "đ"}) == '{"a":"đ","b":[1,null]}'.encode()
    for bad in (1.5, {1: 2}, b"x", {"a": {2.0}}):
        with pytest.raises(TypeError):
            canonical(bad)
