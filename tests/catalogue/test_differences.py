"""What changed between two versions is told at its place, and nothing else."""

from typing import Any

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.differences import differences

SAID: dict[str, Any] = {
    "code": "9.800001",
    "name": "Ghi tên con mèo",
    "papers": [{"key": "photo", "name": "Ảnh"}, {"key": "note", "name": "Giấy"}],
    "channels": [{"kind": "post", "fees": [{"name": "Phí", "amount": 0}]}],
    "keywords": ["mèo", "tên"],
}


def told(**changes: Any) -> list[tuple[object, object, object]]:
    before = ProcedureContent.model_validate(SAID)
    after = ProcedureContent.model_validate({**SAID, **changes})
    found = [difference.as_json() for difference in differences(before, after)]
    return [(one["words"], one["before"], one["after"]) for one in found]


def test_a_field_is_told_with_its_words() -> None:
    assert told(name="Ghi tên mèo") == [("Tên", "Ghi tên con mèo", "Ghi tên mèo")]
    with translation.override("en"):
        assert told(name="x") == [("Name", "Ghi tên con mèo", "x")]


def test_items_are_compared_by_name_whatever_their_place() -> None:
    papers = [{"key": "note", "name": "Giấy"}, {"key": "photo", "name": "Ảnh", "copies": 2}]
    assert told(papers=papers) == [("Giấy tờ › Ảnh › Số bản sao", 0, 2)]
    assert told(papers=papers[:1]) == [
        ("Giấy tờ › Ảnh", {"key": "photo", "name": "Ảnh"}, None),
    ]


def test_a_mere_change_of_order_is_told() -> None:
    assert told(keywords=["tên", "mèo"]) == [("Từ khóa", ["mèo", "tên"], ["tên", "mèo"])]


def test_nothing_and_zero_are_two_things() -> None:
    channels = [{"kind": "post", "fees": [{"name": "Phí"}]}]
    assert told(channels=channels) == [
        ("Cách nộp › post › Phí, lệ phí › Phí › Số tiền hoặc số lượng", 0, None)
    ]


WORDS = st.sampled_from(["", "a", "b"])
PAPERS = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from("abc"), "name": WORDS, "copies": st.integers(0, 2)}
    ),
    max_size=3,
    unique_by=lambda paper: paper["key"],
)


@given(PAPERS, PAPERS, WORDS, WORDS)
def test_something_is_told_just_when_something_differs(
    before: list[Any], after: list[Any], one: str, other: str
) -> None:
    first = ProcedureContent.model_validate({**SAID, "papers": before, "sector": one})
    second = ProcedureContent.model_validate({**SAID, "papers": after, "sector": other})
    assert bool(differences(first, second)) == (first != second)
    assert differences(first, first) == []
