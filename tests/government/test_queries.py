from datetime import date

import pytest

from toantrinh.government import actions, queries
from toantrinh.government.models import Agency, CalendarDay, Rule, WorkingHours
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
BEFORE_CITY = date(2026, 4, 29)


def at(key: str, on: date = TODAY) -> Agency:
    return queries.agency(key, on)


def test_a_unit_is_what_it_was_on_its_day() -> None:
    assert queries.unit("75", TODAY).full_name == "Thành phố Đồng Nai"
    assert queries.unit("75", BEFORE_CITY).full_name == "Tỉnh Đồng Nai"
    assert queries.unit("02", date(2025, 6, 30)).name == "Hà Giang"
    assert queries.province("25270", TODAY).code == "75"
    assert queries.province("08", TODAY).name == "Tuyên Quang"
    with pytest.raises(NotFound):
        queries.unit("02", TODAY)


def test_units_come_in_the_order_of_the_dictionary() -> None:
    names = [unit.name for unit in queries.provinces(TODAY)]
    assert len(names) == 34
    assert names.index("Đà Nẵng") < names.index("Đắk Lắk") < names.index("Điện Biên")
    assert names.index("Cà Mau") < names.index("Cần Thơ") < names.index("Đà Nẵng")
    assert queries.units_of("75", TODAY).count() == 95
    assert queries.units_of(queries.unit("79", TODAY), TODAY).count() == 168


def test_units_and_agencies_are_found_by_hurried_words() -> None:
    assert "Xã Tân Trào" in [unit.full_name for unit in queries.find_unit("tan trao", TODAY)]
    found = queries.find_agency("tu phap tuyen quang", TODAY)
    assert [agency.key for agency in found] == ["08.so-tp"]
    assert queries.find_agency("SỞ TƯ PHÁP tuyên q", TODAY)[0].key == "08.so-tp"
    assert queries.find_agency("bo tu phap", TODAY)[0].key == "00.btp"
    assert queries.find_agency("  ' & | !", TODAY) == []
    assert queries.find_unit("", TODAY) == []


def test_an_agency_is_found_by_code_and_by_key() -> None:
    assert at("H05") == at("24.ubnd")
    assert at("24.ubnd", date(2025, 6, 30)).name == "Ủy ban nhân dân tỉnh Bắc Giang"
    with pytest.raises(NotFound):
        at("H99")


def test_what_stands_below_is_one_range() -> None:
    below = Agency.objects.filter(queries.in_force(TODAY), queries.agencies_below(at("08.ubnd")))
    keys = set(below.values_list("key", flat=True))
    assert {"08.ubnd", "08.so-tp", "08.ttpvhcc", "00691.ubnd", "00691.ttpvhcc"} <= keys
    assert not {"08.ca", "00.cp", "00691.ca", "24.ubnd"} & keys
    for agency in below:
        assert queries.is_below(agency, at("08.ubnd"))
    police = Agency.objects.filter(queries.agencies_below(at("08.ca")))
    assert set(police.values_list("kind_id", flat=True)) == {"ca-tinh", "ca-xa"}
    once = Agency.objects.filter(queries.agencies_below(at("08.ubnd")), key="02.ubnd")
    assert once.get().name == "Ủy ban nhân dân tỉnh Hà Giang"


def test_the_range_can_stand_on_another_row() -> None:
    actions.open_usual_posts(at("08.so-tp"), actor=SYSTEM)
    from toantrinh.government.models import Post

    below = queries.agencies_below(at("08.ubnd"), "agency__path")
    assert Post.objects.filter(below).count() == 2


def test_the_chain_leads_down_from_the_government() -> None:
    assert [agency.key for agency in queries.chain(at("00691.ttpvhcc"), TODAY)] == [
        "00.cp",
        "08.ubnd",
        "00691.ubnd",
        "00691.ttpvhcc",
    ]


@pytest.mark.parametrize(
    ("key", "prefix"),
    [
        ("24.ubnd", "H05"),
        ("24.so-tp", "H05"),
        ("08.so-tp", "tam.08.ubnd"),
        ("08.ubnd", "tam.08.ubnd"),
        ("00.byt", "tam.00.byt"),
        ("00.qld", "tam.00.byt"),
        ("24.ca", "tam.00.bca"),
        ("00.cp", "tam.00.cp"),
    ],
)
def test_dossier_codes_begin_with_the_nearest_official_code(key: str, prefix: str) -> None:
    assert queries.dossier_prefix(at(key), TODAY) == prefix


def test_rules_hold_from_day_to_day_and_the_nearer_word_counts_more() -> None:
    assert queries.rule("clock.same_day_cutoff", TODAY) == "15:00"
    common = {"source": "x", "certainty": "found", "valid_from": date(2026, 1, 1)}
    Rule.objects.create(key="extension.max", value=2, unit_code="08", **common)
    Rule.objects.create(key="extension.max", value=3, kind_code="so-tp", **common)
    Rule.objects.create(key="extension.max", value=4, agency_key="08.so-tp", **common)
    for key, value in (("01.ubnd", 1), ("00691.ubnd", 2), ("01.so-tp", 3), ("08.so-tp", 4)):
        assert queries.rule("extension.max", TODAY, at(key)) == value
    assert queries.rule("extension.max", TODAY) == 1
    assert queries.rule("extension.max", date(2025, 12, 31), at("08.so-tp")) == 1
    with pytest.raises(NotFound):
        queries.rule("extension.max", date(2020, 1, 1))


def test_rules_of_a_prefix_come_together() -> None:
    clock = queries.rules("clock.", TODAY)
    assert clock["clock.hours_per_working_day"] == 8
    assert all(key.startswith("clock.") for key in clock)


def test_the_calendar_of_the_nation() -> None:
    calendar = queries.calendar_of(at("08.so-tp"), date(2026, 1, 1), date(2026, 12, 31))
    assert calendar.office(date(2026, 11, 23)) == ((480, 720), (780, 1020))
    assert calendar.name(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert not calendar.is_working(date(2026, 11, 24))
    assert not calendar.is_working(date(2026, 11, 22))
    assert calendar.office(date(2026, 8, 22)) == ((480, 720), (780, 1020))
    assert not calendar.is_working(date(2026, 8, 31))
    assert (date(2026, 8, 22), date(2026, 8, 31)) in calendar.replaces


def test_a_province_s_own_days_and_hours_go_before_the_nation_s() -> None:
    common = {"source": "Quyết định của tỉnh", "certainty": "found"}
    CalendarDay.objects.create(
        day=date(2026, 11, 24), kind="made_up", name="Làm bù", unit_code="08", **common
    )
    week = [[["07:00", "11:30"], ["13:30", "17:00"]]] * 5 + [[["07:30", "11:30"]], []]
    WorkingHours.objects.create(spells=week, unit_code="08", valid_from=date(2026, 1, 1), **common)
    summer = [[["06:30", "10:30"]]] * 5 + [[], []]
    WorkingHours.objects.create(
        spells=summer,
        unit_code="08",
        season_from="05-01",
        season_to="08-31",
        valid_from=date(2026, 1, 1),
        **common,
    )
    span = (date(2026, 1, 1), date(2026, 12, 31))
    theirs = queries.calendar_of(at("00691.ubnd"), *span)
    assert theirs.is_working(date(2026, 11, 24))
    assert theirs.office(date(2026, 11, 23)) == ((420, 690), (810, 1020))
    assert theirs.office(date(2026, 11, 21)) == ((450, 690),)
    assert theirs.office(date(2026, 7, 1)) == ((390, 630),)
    others = queries.calendar_of(at("01.ubnd"), *span)
    assert not others.is_working(date(2026, 11, 24))
    assert others.office(date(2026, 7, 1)) == ((480, 720), (780, 1020))
