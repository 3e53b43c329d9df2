import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from toantrinh.government import files, tree
from toantrinh.government.models import OFFICIAL_CODE
from toantrinh.kernel.errors import Invalid

UNITS = files.read("units.csv", files.UnitRow)
CODES = files.read("codes.csv", files.CodeRow)
ROWS = tree.build(UNITS, files.kinds(), files.singles(), CODES)
BY_REF = {row.ref: row for row in ROWS}
TODAY = date(2026, 11, 22)
NOW = {row.key: row for row in ROWS if row.valid_from <= TODAY <= row.until}


def test_every_province_and_commune_has_its_agencies() -> None:
    kinds = Counter(row.kind for row in NOW.values())
    everywhere = {kind.code: kind.tier for kind in files.kinds() if kind.everywhere}
    for kind, tier in everywhere.items():
        assert kinds[kind] == {"province": 34, "commune": 3321}[tier]


def test_keys_and_codes_are_one_agency_s_at_a_time() -> None:
    assert len(BY_REF) == len(ROWS)
    assert len({(row.code, row.valid_from) for row in ROWS}) == len(ROWS)
    ordered = sorted(ROWS, key=lambda row: row.ref)
    for one, other in pairwise(ordered):
        if one.key == other.key:
            assert one.until < other.valid_from


def test_only_codes_that_the_state_issued_look_official() -> None:
    official = {row.code: row.name for row in ROWS if row.official}
    assert official == {
        "H05": "Ủy ban nhân dân tỉnh Bắc Ninh",
        "H12": "Ủy ban nhân dân tỉnh Cà Mau",
        "H13": "Ủy ban nhân dân thành phố Cần Thơ",
        "H21": "Ủy ban nhân dân tỉnh Gia Lai",
        "H35": "Ủy ban nhân dân tỉnh Lai Châu",
        "H38": "Ủy ban nhân dân tỉnh Lào Cai",
        "H42": "Ủy ban nhân dân tỉnh Ninh Bình",
        "H48": "Ủy ban nhân dân tỉnh Quảng Ngãi",
        "H50": "Ủy ban nhân dân tỉnh Quảng Trị",
        "H56": "Ủy ban nhân dân tỉnh Thanh Hóa",
        "H61": "Ủy ban nhân dân tỉnh Vĩnh Long",
    }
    for row in ROWS:
        assert bool(re.match(OFFICIAL_CODE, row.code)) == row.official
        assert row.official or row.code == f"tam.{row.key}"


def test_parents_exist_and_paths_lead_through_them() -> None:
    for row in ROWS:
        if row.parent is None:
            assert row.key == "00.cp"
        elif row.successor is None:
            assert row.path == f"{BY_REF[row.parent].path}{row.key}/"
        assert row.path.startswith("00.cp/")
        assert row.path.endswith("/")
        assert len(row.path) <= 250


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("00691.ttpvhcc", "00.cp/08.ubnd/00691.ubnd/00691.ttpvhcc/"),
        ("00691.ca", "00.cp/00.bca/08.ca/00691.ca/"),
        ("08.vpdkdd", "00.cp/08.ubnd/08.so-nnmt/08.vpdkdd/"),
        ("08.thue", "00.cp/00.btc/00.cuc-thue/08.thue/"),
        ("08.ttpvhcc", "00.cp/08.ubnd/08.vp/08.ttpvhcc/"),
        ("79.so-attp", "00.cp/79.ubnd/79.so-attp/"),
    ],
)
def test_who_stands_below_whom(key: str, path: str) -> None:
    assert NOW[key].path == path


def test_a_closed_agency_stands_below_its_successor() -> None:
    before = date(2025, 1, 1)
    for key, path in {
        "02.ubnd": "00.cp/08.ubnd/02.ubnd/",
        "08.ubnd": "00.cp/08.ubnd/",
        "10.ubnd": "00.cp/15.ubnd/10.ubnd/",
        "00.bkhdt": "00.cp/00.btc/00.bkhdt/",
    }.items():
        row = BY_REF[(key, before)]
        assert row.path == path
        assert row.successor is not None
        assert row.valid_to is not None
        assert BY_REF[row.successor].valid_from <= TODAY


def test_every_closed_agency_has_a_successor() -> None:
    closed = [row for row in ROWS if row.valid_to is not None]
    assert len([row for row in closed if row.kind == "ubnd-tinh"]) == 64
    assert all(row.successor for row in closed)


def test_names_say_the_unit_of_their_day() -> None:
    loc_ninh = [row for row in ROWS if row.key == "25270.ubnd"]
    assert [row.name for row in sorted(loc_ninh, key=lambda row: row.valid_from)] == [
        "Ủy ban nhân dân xã Lộc Ninh",
        "Ủy ban nhân dân phường Lộc Ninh",
    ]
    assert NOW["79.ubnd"].name == "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    assert NOW["01.so-vhttdl"].name == "Sở Văn hóa và Thể thao thành phố Hà Nội"


def test_a_code_of_no_agency_is_refused() -> None:
    wrong = CODES[0].model_copy(update={"key": "99.ubnd"})
    with pytest.raises(Invalid) as refused:
        tree.build(UNITS, files.kinds(), files.singles(), [*CODES, wrong])
    assert refused.value.problems[0].where == "codes.csv"
    assert refused.value.problems[0].line == len(CODES) + 2


def test_an_agency_without_its_superior_is_refused() -> None:
    orphan = files.singles()[-1].model_copy(update={"key": "01.x", "parent": "01.nowhere"})
    with pytest.raises(Invalid, match="Tệp dữ liệu agencies"):
        tree.build(UNITS, files.kinds(), [*files.singles(), orphan], CODES)


def test_an_agency_in_no_unit_is_refused() -> None:
    lost = files.singles()[-1].model_copy(update={"key": "99.x", "unit": "99"})
    with pytest.raises(Invalid) as refused:
        tree.build(UNITS, files.kinds(), [*files.singles(), lost], CODES)
    assert refused.value.problems[0].params == {"unit": "99"}


def test_a_row_knows_how_long_it_holds() -> None:
    row = NOW["08.ubnd"]
    assert row.until == date.max
    assert replace(row, valid_to=TODAY).until == TODAY
