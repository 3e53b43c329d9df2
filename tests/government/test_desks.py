"""The desks of a province, found by hurried thumbs; none of another province."""

import pytest

from toantrinh.government.desks import desks_of, find_desks, is_desk_of
from toantrinh.government.queries import agency

pytestmark = pytest.mark.django_db


def test_the_provinces_own_desk_comes_first_and_words_find_the_others() -> None:
    every = desks_of("38")
    assert every[0].key == "38.ttpvhcc"
    assert {one.unit.province_code for one in every if one.unit} == {"38"}
    names = [one.name_sort for one in every[1:]]
    assert len(names) > 100 and names == sorted(names)
    assert [one.key for one in find_desks("ham rong", "38")] == ["14758.ttpvhcc"]
    assert find_desks("", "38") == list(every)
    assert find_desks("Sa Đéc", "38") == []
    assert is_desk_of(agency("14758.ttpvhcc"), "38")
    assert not is_desk_of(agency("14758.ttpvhcc"), "01")
    assert not is_desk_of(agency("14758.ubnd"), "38")
