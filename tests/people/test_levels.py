"""What a level of electronic identity is enough for: dated rules, and a procedure's own word."""

from datetime import date

import pytest

from toantrinh.government import memory
from toantrinh.government.models import Rule
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.ids import new_id
from toantrinh.people.levels import LevelTooLow, check_level, lacking

pytestmark = pytest.mark.django_db


def at(level: int | None, **more: object) -> Actor:
    return Actor("person", id=new_id(), identity_level=level)


@pytest.mark.parametrize(
    ("level", "act", "at_least", "needs"),
    [
        (1, "submit", 1, 2),
        (2, "submit", 1, None),
        (1, "read", 1, None),
        (1, "read", 2, 2),
        (2, "read", 2, None),
        # A program: whoever gave it its token answered for it.
        (None, "submit", 2, None),
    ],
)
def test_what_is_lacking(level: int | None, act: str, at_least: int, needs: int | None) -> None:
    assert lacking(at(level), act, at_least) == needs


def test_organisations_and_officers_have_no_level() -> None:
    for_firm = Actor("person", id=new_id(), organisation_id=new_id())
    for somebody in (for_firm, Actor("officer", id=new_id()), SYSTEM):
        assert lacking(somebody, "submit", 2) is None


def test_who_lacks_it_reads_what_and_where_to_get_it() -> None:
    with pytest.raises(LevelTooLow) as told:
        check_level(at(1), "submit")
    assert isinstance(told.value, NotAllowed)
    assert "cần tài khoản định danh mức 2, còn bạn đăng nhập bằng mức 1" in told.value.text()
    assert "Công an xã" in told.value.text()


def test_a_new_rule_holds_from_its_day() -> None:
    Rule.objects.filter(key="identity.level.submit").update(valid_to=date(2026, 1, 1))
    Rule.objects.create(
        key="identity.level.submit",
        value=1,
        valid_from=date(2026, 1, 2),
        source="thử",
        certainty="low",
    )
    memory.forget()
    assert lacking(at(1), "submit") is None
