import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.journal.hashing import PersonalValueError, check_payload, merkle_root


@pytest.mark.parametrize(
    "value",
    [
        "Nguyễn Thị Hòa",
        "two words",
        "003194000137",
        "+84912345678",
        912345678,
        3.5,
        b"bytes",
        {"Họ tên": "x"},
        ["ok", {"deep": "a b"}],
    ],
)
def test_what_could_tell_a_person_is_refused(value: object) -> None:
    with pytest.raises(PersonalValueError):
        check_payload({"x": value})


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        10,
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "H56-261123-0001",
        "2026-11-23T08:00:00.000000+00:00",
        "ab" * 32,
        ["a", "b"],
        {"k": 1},
    ],
)
def test_codes_pass(value: object) -> None:
    check_payload({"x": value})


@given(st.lists(st.binary(min_size=1, max_size=8), min_size=1, max_size=20), st.data())
def test_every_leaf_and_their_order_make_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = leaves.copy()
    changed[place] += b"!"
    assert merkle_root(changed) != merkle_root(leaves)
    assert merkle_root([*leaves, leaves[-1]]) != merkle_root(leaves)
    if leaves[0] != leaves[-1]:
        assert merkle_root([leaves[-1], *leaves[1:-1], leaves[0]]) != merkle_root(leaves)


def test_a_node_is_no_leaf() -> None:
    inner = merkle_root([b"a", b"b"])
    assert merkle_root([inner]) != inner
