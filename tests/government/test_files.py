"""The data files: whole, in order, and the same as another opinion has it."""

import csv
import json
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import vietnam_provinces

from toantrinh.government import days, files
from toantrinh.government.files import UnitRow
from toantrinh.government.models import UnitKind
from toantrinh.kernel.errors import Invalid
from toantrinh.kernel.text import same_name, sort_key

MERGER = date(2025, 7, 1)
# Nghị quyết 30/2026/QH16 and 237/NQ-UBTVQH16.
DONG_NAI = date(2026, 4, 30)
# Nghị quyết 202/2025/QH15: the new province and those it was made of.
MADE_OF = {
    "Tuyên Quang": {"Hà Giang", "Tuyên Quang"},
    "Lào Cai": {"Yên Bái", "Lào Cai"},
    "Thái Nguyên": {"Bắc Kạn", "Thái Nguyên"},
    "Phú Thọ": {"Hòa Bình", "Vĩnh Phúc", "Phú Thọ"},
    "Bắc Ninh": {"Bắc Giang", "Bắc Ninh"},
    "Hưng Yên": {"Thái Bình", "Hưng Yên"},
    "Hải Phòng": {"Hải Dương", "Hải Phòng"},
    "Ninh Bình": {"Hà Nam", "Nam Định", "Ninh Bình"},
    "Quảng Trị": {"Quảng Bình", "Quảng Trị"},
    "Đà Nẵng": {"Quảng Nam", "Đà Nẵng"},
    "Quảng Ngãi": {"Kon Tum", "Quảng Ngãi"},
    "Gia Lai": {"Bình Định", "Gia Lai"},
    "Khánh Hòa": {"Ninh Thuận", "Khánh Hòa"},
    "Lâm Đồng": {"Đắk Nông", "Bình Thuận", "Lâm Đồng"},
    "Đắk Lắk": {"Phú Yên", "Đắk Lắk"},
    "Hồ Chí Minh": {"Bà Rịa - Vũng Tàu", "Bình Dương", "Hồ Chí Minh"},
    "Đồng Nai": {"Bình Phước", "Đồng Nai"},
    "Tây Ninh": {"Long An", "Tây Ninh"},
    "Cần Thơ": {"Sóc Trăng", "Hậu Giang", "Cần Thơ"},
    "Vĩnh Long": {"Bến Tre", "Trà Vinh", "Vĩnh Long"},
    "Đồng Tháp": {"Tiền Giang", "Đồng Tháp"},
    "Cà Mau": {"Bạc Liêu", "Cà Mau"},
    "An Giang": {"Kiên Giang", "An Giang"},
}
UNCHANGED = {
    *("Hà Nội", "Huế", "Lai Châu", "Điện Biên", "Sơn La", "Lạng Sơn", "Quảng Ninh"),
    *("Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Cao Bằng"),
}

UNITS = files.read("units.csv", UnitRow)


def on(day: date) -> dict[str, UnitRow]:
    held = [u for u in UNITS if u.valid_from <= day and (u.valid_to is None or day <= u.valid_to)]
    assert len({unit.code for unit in held}) == len(held)
    return {unit.code: unit for unit in held}


def count(units: dict[str, UnitRow], *kinds: str) -> int:
    return sum(unit.kind in kinds for unit in units.values())


def test_sixty_three_provinces_before_the_mergers() -> None:
    before = on(MERGER - timedelta(days=1))
    assert len(before) == 63
    assert count(before, "thanh_pho") == 6


def test_thirty_four_provinces_and_all_communes_since() -> None:
    since = on(MERGER)
    assert (count(since, "tinh"), count(since, "thanh_pho")) == (28, 6)
    assert (count(since, "xa"), count(since, "phuong"), count(since, "dac_khu")) == (2621, 687, 13)


def test_dong_nai_is_a_city_and_ten_of_its_communes_are_wards_since_30_april_2026() -> None:
    before, since = on(DONG_NAI - timedelta(days=1)), on(DONG_NAI)
    assert before.keys() == since.keys()
    changed = {code for code in since if since[code].kind != before[code].kind}
    assert "75" in changed
    assert {since[code].parent for code in changed - {"75"}} == {"75"}
    assert len(changed) == 11
    assert (count(since, "tinh"), count(since, "thanh_pho")) == (27, 7)


def test_every_commune_lies_in_a_province_of_its_day() -> None:
    for day in (MERGER, DONG_NAI):
        held = on(day)
        for unit in held.values():
            assert (len(unit.code) == 5) == bool(unit.parent)
            assert not unit.parent or len(held[unit.parent].code) == 2


def test_rows_of_one_code_follow_one_another() -> None:
    ordered = sorted(UNITS, key=lambda unit: (unit.code, unit.valid_from))
    for one, other in pairwise(ordered):
        if one.code == other.code:
            assert one.valid_to is not None
            assert one.valid_to + timedelta(days=1) == other.valid_from


def test_the_provinces_are_made_of_the_63_as_the_resolution_says() -> None:
    before, since = on(MERGER - timedelta(days=1)), on(MERGER)
    made_of = {
        unit.name: {before[code].name for code in unit.predecessors}
        for unit in since.values()
        if not unit.parent
    }
    assert made_of == MADE_OF | {name: {name} for name in UNCHANGED}
    used = [code for unit in since.values() for code in unit.predecessors]
    assert sorted(used) == sorted(before)


def test_the_other_opinion_has_the_same_names_and_all_codes_but_those_listed() -> None:
    """Of August 2025; the statistics office (letter 1027/CTK-CSCL of 25/6/2025) has our codes."""
    text = Path(vietnam_provinces.NESTED_DIVISIONS_JSON_PATH).read_text(encoding="utf-8")
    theirs = {}
    for province in json.loads(text):
        code = f"{province['code']:02}"
        theirs[("", sort_key(province["name"]))] = code
        for commune in province["wards"]:
            theirs[(code, sort_key(commune["name"]))] = f"{commune['code']:05}"
    ours = {(u.parent, sort_key(_as_they_say(u))): u.code for u in on(MERGER).values()}
    assert ours.keys() == theirs.keys()
    with (Path(__file__).parent / "codes_otherwise.csv").open(encoding="utf-8") as file:
        listed = {(row["ours"], row["theirs"]) for row in csv.DictReader(file)}
    assert {(ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]} == listed


def _as_they_say(unit: UnitRow) -> str:
    """The package names provinces without their kind, but for cities."""
    return unit.name if unit.kind == "tinh" else UnitKind(unit.kind).label + " " + unit.name


def test_no_name_is_spelt_two_ways() -> None:
    latest = on(DONG_NAI)
    for code, unit in on(MERGER).items():
        assert same_name(unit.name, latest[code].name)
        assert unit.name == latest[code].name


def test_the_days_off_are_those_drawn() -> None:
    assert files.read("days.csv", files.DayRow) == days.draw()


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-01-02", "off"),
        ("2026-01-10", "made_up"),
        ("2026-02-16", "off"),
        ("2026-02-20", "off"),
        ("2026-04-27", "off"),
        ("2026-08-22", "made_up"),
        ("2026-08-31", "off"),
        ("2026-11-24", "off"),
        ("2027-02-08", "off"),
        ("2027-11-24", "off"),
    ],
)
def test_days_that_were_announced(day: str, kind: str) -> None:
    known = {row.day: row.kind for row in files.read("days.csv", files.DayRow)}
    assert known[date.fromisoformat(day)] == kind


def test_24_november_was_worked_before_2026() -> None:
    known = {row.day for row in files.read("days.csv", files.DayRow)}
    assert date(2025, 11, 24) not in known


def test_a_made_up_day_is_a_weekend_and_replaces_a_weekday_off() -> None:
    rows = files.read("days.csv", files.DayRow)
    off = {row.day for row in rows if row.kind == "off"}
    for row in rows:
        if row.kind == "made_up":
            assert row.day.weekday() >= 5
            assert row.replaces in off


def test_rules_have_keys_sources_and_no_two_rows_for_a_day() -> None:
    rows = files.read("rules.csv", files.RuleRow)
    assert len({(r.key, r.agency, r.kind, r.unit, r.valid_from) for r in rows}) == len(rows)
    values = {row.key: row.value for row in rows}
    assert values["clock.same_day_cutoff"] == "15:00"
    assert values["supplement.close_working_days"] == 15
    assert values["extension.max"] == 1
    assert values["clock.online_check_working_hours"] == 8


def test_hours_are_pairs_of_clock_times() -> None:
    for row in files.read("hours.csv", files.HoursRow):
        assert len(row.week()) == 7
        for spell in (spell for day in row.week() for spell in day):
            assert [bool(re.fullmatch(r"\d{2}:\d{2}", clock)) for clock in spell] == [True, True]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1,Hà Nội,thanh_pho,,2025-01-01,,", "code"),
        ("01,,thanh_pho,,2025-01-01,,", "name"),
        ("01,Hà Nội,quan,,2025-01-01,,", "kind"),
        ("01,Hà Nội,thanh_pho,,01/01/2025,,", "valid_from"),
        ("01,Hà Nội,thanh_pho,,2025-01-01,2024-01-01,", "-"),
        ("01,Hà Nội,thanh_pho,,2025-01-01,,,too much", "?"),
    ],
)
def test_a_wrong_row_is_refused_with_file_and_line(line: str, column: str, tmp_path: Path) -> None:
    header = "code,name,kind,parent,valid_from,valid_to,predecessors"
    good = "02,Hà Giang,tinh,,2025-01-01,2025-06-30,"
    (tmp_path / "units.csv").write_text(f"{header}\n{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        files.read("units.csv", UnitRow, tmp_path)
    (problem,) = refused.value.problems
    assert (problem.where, problem.line, problem.params["column"]) == ("units.csv", 3, column)


def test_the_digest_is_of_content(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    before = files.digest(tmp_path)
    assert files.digest(tmp_path) == before
    (tmp_path / "a.csv").write_text("y", encoding="utf-8")
    assert files.digest(tmp_path) != before
