"""The code on a paper: read however it is typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.documents.codes import new_code, read_code
from toantrinh.documents.models import CODE


def test_codes_are_spelled_as_the_table_wants_and_differ() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.match(CODE, code) for code in codes)


@given(st.data())
def test_a_code_is_read_however_it_is_typed(data: st.DataObject) -> None:
    code = new_code()
    typed = code.replace("0", data.draw(st.sampled_from("0oO"))).replace(
        "1", data.draw(st.sampled_from("1iIlL"))
    )
    typed = typed.replace("-", data.draw(st.sampled_from(["", " ", "-", " - "])))
    if data.draw(st.booleans()):
        typed = typed.lower()
    assert read_code(f" {typed} ") == code


@pytest.mark.parametrize(
    "typed", ["", "7K2M", "7K2M-Q9XD-04W", "7K2M-Q9XD-04WTX", "7K2M-Q9XD-04W*", "Ẵ" * 12, "-" * 12]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
