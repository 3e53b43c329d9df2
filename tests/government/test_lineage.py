from datetime import date, timedelta

import pytest

from toantrinh.government import memory, queries
from toantrinh.government.competence import competent_agency, receiving_desk
from toantrinh.government.lineage import forebears, heirs, old_grounds, old_places
from toantrinh.government.models import Agency, Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def at(key: str) -> Agency:
    return queries.agency(key, TODAY)


def ended(key: str, successor: Agency, last: date = TODAY - DAY) -> Agency:
    """An agency as somebody closed it."""
    agency = at(key)
    Agency.objects.filter(pk=agency.pk).update(valid_to=last, successor=successor)
    memory.forget()
    return agency


def test_a_line_of_successors_leads_to_who_is_there_on_the_day() -> None:
    first, second, third = at("00004.ubnd"), at("00008.ubnd"), at("00025.ubnd")
    ended("00004.ubnd", second, TODAY - 3 * DAY)
    ended("00008.ubnd", third)
    assert heirs(TODAY)[first.pk].key == heirs(TODAY)[second.pk].key == "00025.ubnd"
    assert heirs(TODAY - DAY)[first.pk].key == "00008.ubnd"
    assert first.pk not in heirs(TODAY - 3 * DAY)
    assert forebears(third.pk, TODAY) == {first.pk, second.pk}
    assert forebears(second.pk, TODAY) == frozenset()
    assert forebears(second.pk, TODAY - DAY) == {first.pk}


def test_nobody_goes_on_where_the_line_ends_or_turns_back() -> None:
    first, second = at("00004.ubnd"), at("00008.ubnd")
    ended("00004.ubnd", second)
    Agency.objects.filter(pk=second.pk).update(valid_to=TODAY - DAY)
    memory.forget()
    assert first.pk not in heirs(TODAY)
    Agency.objects.filter(pk=second.pk).update(successor=first)
    memory.forget()
    assert first.pk not in heirs(TODAY) and second.pk not in heirs(TODAY)


def test_old_grounds_are_those_outside_of_one_s_own() -> None:
    province, neighbour = at("01.ubnd"), at("38.ubnd")
    ended("14797.ubnd", at("00004.ubnd"))
    ended("14797.ttpvhcc", at("00004.ttpvhcc"))
    ended("00008.ubnd", at("00004.ubnd"))
    theirs = "00.cp/38.ubnd/14797.ubnd/"
    assert old_grounds(province.pk, TODAY) == (theirs,)
    assert old_grounds(at("00004.ubnd").pk, TODAY) == ("00.cp/01.ubnd/00008.ubnd/", theirs)
    assert old_grounds(at("00004.ttpvhcc").pk, TODAY) == (f"{theirs}14797.ttpvhcc/",)
    assert old_places(at("00004.ubnd").pk, TODAY) == ("00.cp/01.ubnd/00008.ubnd/", theirs)
    assert old_places(province.pk, TODAY) == ()
    assert old_grounds(neighbour.pk, TODAY) == ()
    assert old_grounds(province.pk, TODAY - DAY) == ()


def test_words_that_meant_a_closed_agency_lead_to_its_successor() -> None:
    ended("01.so-tp", at("01.so-nv"))
    ended("00004.ttpvhcc", at("00008.ttpvhcc"))
    assert competent_agency("Cấp Tỉnh", "Sở Tư pháp", "01", TODAY).key == "01.so-nv"
    assert competent_agency("Cấp Tỉnh", "Sở Tư pháp", "01", TODAY - DAY).key == "01.so-tp"
    assert receiving_desk(at("00004.ubnd"), "00004", TODAY).key == "00008.ttpvhcc"


def test_a_unit_of_before_is_found_as_what_it_became() -> None:
    assert queries.unit_now("02", TODAY) == queries.unit("08", TODAY)
    assert queries.unit_now("02", date(2025, 6, 1)) == queries.unit("02", date(2025, 6, 1))
    assert queries.unit_now("99999", TODAY) is None
    called = [unit.name for unit in queries.find_unit("ha giang", TODAY)]
    assert called.index("Hà Giang 1") < called.index("Tuyên Quang")
    assert queries.find_unit("ha giang", date(2025, 6, 1))[0].code == "02"
    alone = queries.unit("00004", TODAY)
    Unit.objects.filter(pk=alone.pk).update(valid_to=TODAY - DAY)
    assert alone not in queries.find_unit(alone.name, TODAY)
