from datetime import date

import pytest

from toantrinh.government import queries
from toantrinh.government.competence import competence, competent_agency, receiving_desk
from toantrinh.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
# Tân Trào commune in Tuyên Quang; Ba Đình ward in Hà Nội; Sài Gòn ward in Hồ Chí Minh.
TAN_TRAO, BA_DINH, SAI_GON = "02545", "00004", "26740"


@pytest.mark.parametrize(
    ("level", "body", "place", "key"),
    [
        ("Cấp Xã", "Ủy ban nhân dân cấp xã", TAN_TRAO, "02545.ubnd"),
        ("Cấp Xã", "Công an cấp Xã", BA_DINH, "00004.ca"),
        ("Cấp Tỉnh", "Sở Tư pháp", TAN_TRAO, "08.so-tp"),
        ("Cấp Tỉnh", "Sở Tư pháp", "08", "08.so-tp"),
        ("Cấp Tỉnh", "Bảo hiểm xã hội tỉnh", BA_DINH, "01.bhxh"),
        ("Cấp Tỉnh", "Sở Nông nghiệp và Môi trường tỉnh Bắc Ninh", TAN_TRAO, "08.so-nnmt"),
        ("Cấp Xã", "Ủy ban nhân dân cấp huyện", TAN_TRAO, "02545.ubnd"),
        ("Cấp Bộ/Trung ương", "Bộ Kế hoạch và Đầu tư", TAN_TRAO, "00.btc"),
        ("Cấp Bộ/Trung ương", "Cục Phòng bệnh - Bộ Y tế", TAN_TRAO, "00.byt"),
        ("Cấp Tỉnh", "Sở An toàn thực phẩm - TP.HCM", SAI_GON, "79.so-attp"),
        ("Cấp Tỉnh", "Sở An toàn thực phẩm - TP.HCM", TAN_TRAO, "08.so-yt"),
        ("Cấp Tỉnh", "Sở Ngoại vụ", TAN_TRAO, "08.so-ngv"),
        ("Cấp Tỉnh", "Sở Ngoại vụ", BA_DINH, "01.vp"),
        ("Cấp Xã", "Công an cấp Xã", "08", "08.ca"),
        ("Cấp Xã", None, TAN_TRAO, "02545.ubnd"),
        ("Cấp Tỉnh", "Cơ quan khác", TAN_TRAO, "08.ubnd"),
        ("Cấp Bộ/Trung ương", None, TAN_TRAO, "00.vpcp"),
        ("Cơ quan khác", None, TAN_TRAO, "02545.ubnd"),
        ("", "", "08", "08.ubnd"),
    ],
)
def test_words_and_place_lead_to_an_agency(
    level: str, body: str | None, place: str, key: str
) -> None:
    found, why = competence(level, body, place, TODAY)
    assert found.key == key
    assert found.holds_on(TODAY)
    assert why.endswith(".")


def test_the_sector_helps_where_no_body_is_named() -> None:
    found = competent_agency("Cấp Tỉnh", None, TAN_TRAO, TODAY, sector="Hộ tịch")
    assert found.key == "08.so-tp"
    found, why = competence("Cấp Tỉnh", "Cơ quan khác", TAN_TRAO, TODAY, decision="9/QĐ-BTC")
    assert found.key == "08.so-tc"
    assert "bộ ban hành" in why


def test_the_reason_names_body_place_and_what_changed() -> None:
    _found, why = competence("Cấp Xã", "UBND cấp huyện", TAN_TRAO, TODAY)
    assert "UBND cấp huyện" in why
    assert "Xã Tân Trào" in why
    assert "không còn cấp huyện" in why
    _found, why = competence("Cấp Tỉnh", "Sở Tư pháp, " + "Sở Nội vụ, " * 40, TAN_TRAO, TODAY)
    assert len(why) < 250


def test_every_place_has_an_agency_for_every_level() -> None:
    for unit in queries.provinces(TODAY):
        commune = queries.units_of(unit, TODAY)[0]
        for level in ("Cấp Xã", "Cấp Tỉnh", "Cấp Bộ/Trung ương", "Không có thông tin"):
            found, _why = competence(level, "Không có thông tin", commune.code, TODAY)
            assert found.unit is None or found.unit.province_code == unit.code


def test_who_was_competent_before_the_mergers() -> None:
    before = date(2025, 6, 1)
    found = competent_agency("Cấp Tỉnh", "Ủy ban nhân dân cấp tỉnh", "02", before)
    assert found.name == "Ủy ban nhân dân tỉnh Hà Giang"
    assert competent_agency("Cấp Tỉnh", "Sở Tư pháp", "02", before) == found


def test_a_place_of_before_leads_to_its_successor() -> None:
    assert competent_agency("Cấp Tỉnh", "Sở Tư pháp", "02", TODAY).key == "08.so-tp"
    assert competent_agency("Cấp Tỉnh", "Sở Tư pháp", "10", TODAY).key == "15.so-tp"


def test_a_place_that_never_was_is_refused() -> None:
    with pytest.raises(NotFound) as refused:
        competence("Cấp Xã", None, "99999", TODAY)
    assert refused.value.field == "place"


@pytest.mark.parametrize(
    ("key", "place", "desk"),
    [
        ("02545.ubnd", BA_DINH, "02545.ttpvhcc"),
        ("02545.ca", TAN_TRAO, "02545.ttpvhcc"),
        ("08.so-tp", TAN_TRAO, "08.ttpvhcc"),
        ("08.bhxh", TAN_TRAO, "08.ttpvhcc"),
        ("00.byt", TAN_TRAO, "08.ttpvhcc"),
        ("08.ttpvhcc", BA_DINH, "08.ttpvhcc"),
    ],
)
def test_the_receiving_desk(key: str, place: str, desk: str) -> None:
    assert receiving_desk(queries.agency(key, TODAY), place, TODAY).key == desk


def test_an_agency_without_a_desk_receives_by_itself() -> None:
    before = date(2025, 6, 1)
    committee = queries.agency("02.ubnd", before)
    assert receiving_desk(committee, "02", before) == committee
