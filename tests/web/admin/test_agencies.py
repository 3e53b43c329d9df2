"""Agencies at the administrators' door: found, read, and reformed by forms."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from tests import players as p
from tests.web.admin.conftest import sign_in
from toantrinh.administration.models import Proposal
from toantrinh.command.cast import Governors
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.government.actions import carry_out
from toantrinh.government.plans import MergeUnits, OpenAgency
from toantrinh.government.queries import agency, unit_now
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today

LIST = "/quan-tri/co-quan/"
ONE, OTHER, NEW = "14797", "14758", "14999"
PAGE = f"{LIST}{ONE}.ubnd/"


@pytest.fixture
def client(who: Governors) -> Client:
    return sign_in(who.administrator)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def read(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return text_of(page.text)


def since(day: date | None = None) -> dict[str, str]:
    at = day or today()
    return {"since_day": str(at.day), "since_month": str(at.month), "since_year": str(at.year)}


def sent(client: Client, path: str, given: Mapping[str, object], status: int = 200) -> str:
    page = client.post(path, {**since(), **given})
    assert page.status_code == status, text_of(page.text)
    return text_of(page.text)


def test_agencies_are_found_by_name_and_stand_in_groups(client: Client) -> None:
    page = read(client, LIST)
    assert "Sở Tư pháp tỉnh Thanh Hóa" in page
    assert "Ủy ban nhân dân phường Hạc Thành" in page
    assert "Xã, phường, đặc khu 166" in page
    found = read(client, f"{LIST}?tim=so tu phap")
    assert "Sở Tư pháp tỉnh Thanh Hóa" in found and "Hạc Thành" not in found
    assert "Không tìm thấy cơ quan nào" in read(client, f"{LIST}?tim=so tu phap ha noi")


def test_one_agency_says_what_it_is_was_and_does(client: Client) -> None:
    dossier = p.processing(p.players())
    page = read(client, PAGE)
    for said in (
        "tam.14797.ubnd (mã tạm)",
        "Phường Hạc Thành, mã 14797",
        "Hồ sơ đang giải quyết 1",
        "08:00–12:00, 13:00–17:00",
        "thứ Bảy – Chủ nhật nghỉ",
        "Chuyên viên thụ lý",
        "01/07/2025 – nay Ủy ban nhân dân phường Hạc Thành",
        "Trung tâm Phục vụ hành chính công phường Hạc Thành",
        "Sáp nhập xã, phường",
    ):
        assert said in page, (said, page)
    assert "Báo cáo nơi cấp mã" not in page
    assert dossier.code and dossier.code not in page


def test_nobody_reads_of_agencies_that_are_not_theirs(client: Client) -> None:
    for key in ("01.ubnd", f"{ONE}.ca", "00.cp", "38.zz"):
        assert client.get(f"{LIST}{key}/").status_code == 404


def test_what_ended_and_what_came_are_told(client: Client) -> None:
    carry_out(
        MergeUnits(
            since=today(), units=(ONE, OTHER), into=NEW, name="Hàm Rồng", unit_kind="phuong"
        ),
        actor=SYSTEM,
    )
    old = read(client, PAGE)
    assert "đã chấm dứt" in old and "Cơ quan tiếp nhận Ủy ban nhân dân phường Hàm Rồng" in old
    assert "Đổi tên" not in old
    new = read(client, f"{LIST}{NEW}.ubnd/")
    assert "Tiếp nhận việc của Ủy ban nhân dân phường Hạc Thành, chấm dứt sau ngày" in new
    until = today() + timedelta(days=15)
    assert f"Báo cáo nơi cấp mã định danh trước ngày {until:%d/%m/%Y}" in new
    assert "Đã chấm dứt 2" in read(client, LIST)


def test_two_communes_are_merged_from_form_to_the_moved_dossier(
    client: Client, who: Governors
) -> None:
    dossier = p.processing(p.players())
    form = f"/quan-tri/don-vi/{ONE}/sap-nhap/"
    assert "Phường Hạc Thành" in read(client, form)
    given = {"units": [ONE, OTHER], "name": "Hàm Rồng", "unit_kind": "phuong"}
    asked = sent(client, form, given, 422)
    assert "Hãy ghi điều này cho nơi lập mới." in asked
    given["unit_code"] = NEW
    shown = sent(client, form, given)
    assert "1 hồ sơ đang giải quyết chuyển đi từ hôm nay" in shown
    assert not Proposal.objects.exists()
    answer = client.post(form, {**since(), **given, "chac_chan": "1"})
    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == f"/quan-tri/de-nghi/{proposal.pk}/"
    other = sign_in(who.other_administrator)
    assert other.post(f"/quan-tri/de-nghi/{proposal.pk}/xac-nhan/").status_code == 302
    assert "Đã xác nhận và thực hiện" in read(other, f"/quan-tri/de-nghi/{proposal.pk}/")
    assert move_all() == 1
    assert Dossier.objects.get(pk=dossier.pk).agency == agency(f"{NEW}.ubnd")


def test_a_commune_joins_one_that_goes_on(client: Client) -> None:
    given = {"units": [ONE], "into": OTHER, "name": "x", "unit_kind": "xa", "unit_code": "1"}
    assert "Mã có năm chữ số." in sent(client, f"/quan-tri/don-vi/{ONE}/sap-nhap/", given, 422)
    given["unit_code"] = ""
    shown = sent(client, f"/quan-tri/don-vi/{ONE}/sap-nhap/", given)
    assert "Từ hôm nay, Phường Hạc Thành nhập vào Phường Đông Sơn" in shown or "nhập vào" in shown


def test_the_forms_of_one_agency(client: Client) -> None:
    base = f"{LIST}38.so-dttg/"
    assert "chấm dứt; từ hôm nay Sở Nội vụ" in sent(
        client, f"{base}dong/", {"successor": "38.so-nv"}
    )
    merged = {"agencies": ["38.so-dttg", "38.so-nv"], "into": "38.so-nv"}
    assert "chấm dứt" in sent(client, f"{base}sap-nhap/", merged)
    new = {
        "agencies": ["38.so-dttg", "38.so-nv"],
        "name": "Sở Nội vụ và Dân tộc",
        "key": "so-nvdt",
        "agency_kind": "so-khac",
    }
    assert "Sở Nội vụ và Dân tộc tiếp nhận" in sent(client, f"{base}sap-nhap/", new)
    assert "mã H56.30" in sent(
        client, f"{base}ten/", {"name": agency("38.so-dttg").name, "code": "H56.30"}
    )
    assert "Mã có dạng H56" in sent(client, f"{base}ten/", {"name": "Sở", "code": "H5"}, 422)
    child = {"name": "Chi cục Một", "key": "cc-1", "agency_kind": "so-khac"}
    assert "có thêm Chi cục Một" in sent(client, f"{base}lap/", child)
    unit = {"name": "Thanh Hoa", "unit_kind": "xa"}
    assert "thành Xã Thanh Hoa" in sent(client, f"/quan-tri/don-vi/{ONE}/ten/", unit)


def test_an_administrator_of_a_commune_reforms_below_it_only(who: Governors) -> None:
    from tests.administration.governing import administrator

    below = sign_in(administrator("below", f"{ONE}.ubnd"))
    page = read(below, PAGE)
    assert "Lập cơ quan trực thuộc" in page and "Sáp nhập" not in page
    refused = below.get(f"/quan-tri/don-vi/{ONE}/sap-nhap/")
    assert refused.status_code == 403 and "cơ quan mình đang làm việc" in refused.text
    opened = OpenAgency(
        since=today(), key=f"{ONE}.to-1", name="Tổ một", agency_kind="tyt-xa", parent=f"{ONE}.ubnd"
    )
    carry_out(opened, actor=SYSTEM)
    assert "mã tạm" in read(below, f"{LIST}{ONE}.to-1/")
    assert unit_now(ONE) is not None


def test_a_procedure_changes_hands_by_a_form_that_shows_what_it_would_do(client: Client) -> None:
    assert "Chuyển thẩm quyền thủ tục" in read(client, f"{LIST}38.ubnd/")
    assert "Chuyển thẩm quyền thủ tục" not in read(client, PAGE)
    where = f"{LIST}38.ubnd/tham-quyen/"
    given = {"procedure": "1.001193", "giver": "ubnd-xa", "taker": "so-tp", "basis": "NĐ 999/2026"}
    assert "9.999999" in sent(client, where, {**given, "procedure": "9.999999"}, 422)
    shown = sent(client, where, given)
    assert "Sở Tư pháp giải quyết" in shown and "NĐ 999/2026" in shown
    answer = client.post(where, {**since(), **given, "chac_chan": "1"})
    assert "/quan-tri/de-nghi/" in answer["Location"]
