"""Bodies as the national records name them, and who is meant."""

from datetime import date

import pytest

from toantrinh.government import bodies, files

TODAY = date(2026, 11, 22)
XA, TINH, BO = "Cấp Xã", "Cấp Tỉnh", "Cấp Bộ/Trung ương"


@pytest.mark.parametrize(
    ("level", "body", "agency"),
    [
        (TINH, "Ủy ban nhân dân cấp tỉnh", "ubnd-tinh"),
        (TINH, "Chủ tịch ủy ban nhân dân cấp tỉnh", "ubnd-tinh"),
        (TINH, "Chủ tịch ủy ban nhân dân cấp tỉnh, Cục Đường sắt Việt Nam", "ubnd-tinh"),
        (BO, "Chủ tịch ủy ban nhân dân cấp tỉnh, Cục Đường sắt Việt Nam", "00.ds"),
        (TINH, "Ủy ban nhân dân tỉnh và thành phố trực thuộc Trung ương", "ubnd-tinh"),
        (TINH, "UBND Thành phố Huế", "ubnd-tinh"),
        (XA, "Ủy ban Nhân dân xã, phường, thị trấn.", "ubnd-xa"),
        (XA, "Uỷ ban Nhân dân cấp xã, phường, thị trấn", "ubnd-xa"),
        (XA, "Chủ tịch UBND cấp xã", "ubnd-xa"),
        (XA, "UBND Phường Bắc Giang, tỉnh Bắc Ninh", "ubnd-xa"),
        (XA, "Phòng Kinh tế, Phòng Kinh tế, Hạ tầng và Đô thị", "ubnd-xa"),
        (XA, "Cơ quan quản lý đất đai cấp xã", "ubnd-xa"),
        (
            XA,
            "Cơ quan chuyên môn về Nông nghiệp và Môi trường thuộc UBND cấp xã",
            "ubnd-xa",
        ),
        (XA, "Ủy ban nhân dân cấp huyện", "ubnd-xa"),
        (XA, "Phòng Tư Pháp", "ubnd-xa"),
        (XA, "Ban chỉ huy quân sự cấp Xã", "ubnd-xa"),
        (XA, "Công an cấp Xã", "ca-xa"),
        (XA, "Công an Xã", "ca-xa"),
        (XA, "Công an huyện", "ca-xa"),
        (XA, "Công an tỉnh, Cục cảnh sát giao thông, Công an cấp Xã", "ca-xa"),
        (TINH, "Công an cấp Xã, Công an tỉnh, Cục cảnh sát giao thông", "ca-tinh"),
        (BO, "Công an cấp Xã, Công an tỉnh, Cục cảnh sát giao thông", "00.c08"),
        (TINH, "Phòng quản lý xuất nhập cảnh", "ca-tinh"),
        (TINH, "Phòng cảnh sát quản lý hành chính về trật tự xã hội", "ca-tinh"),
        (BO, "Bộ Công an, Công an cấp Xã, Công an cấp Tỉnh", "00.bca"),
        (BO, "Cục cảnh sát quản lý hành chính về trật tự, xã hội", "00.c06"),
        (BO, "Cục y tế-Bộ Công an", "00.bca"),
        (TINH, "Sở Tư pháp", "so-tp"),
        (TINH, "Sở Nông nghiệp và Môi trường - Tỉnh Đắk Lắk", "so-nnmt"),
        (TINH, "Sở Tài chính các tỉnh, thành phố", "so-tc"),
        (TINH, "Sở Văn hóa, Thể thao và Du lịch", "so-vhttdl"),
        (TINH, "Sở Văn hóa - Thể thao và Du lịch tỉnh Bắc Ninh", "so-vhttdl"),
        (
            TINH,
            "Sở Văn hóa và Thể thao Thành phố Hà Nội, Sở Văn hóa, Thể thao và Du lịch",
            "so-vhttdl",
        ),
        (TINH, "Sở Công thương", "so-ct"),
        (TINH, "Sở Giao thông vận tải", "so-xd"),
        (TINH, "Sở Kế hoạch và Đầu tư", "so-tc"),
        (TINH, "Sở Lao động - Thương binh và Xã hội", "so-nv"),
        (TINH, "Giám đốc Sở Giáo dục và Đào tạo", "so-gddt"),
        (TINH, "Cơ quan chuyên môn về y tế thuộc Uỷ ban nhân dân cấp tỉnh", "so-yt"),
        (
            TINH,
            "Cơ quan chuyên môn về thể dục, thể thao thuộc Ủy ban nhân dân cấp tỉnh",
            "so-vhttdl",
        ),
        (TINH, "Cơ quan quản lý nhà nước về thủy sản cấp tỉnh", "so-nnmt"),
        (TINH, "Văn phòng đăng ký đất đai", "vpdkdd"),
        (
            TINH,
            "Chi nhánh Văn phòng đăng ký đất đai Hoài Nhơn - tỉnh Gia Lai",
            "vpdkdd",
        ),
        (
            XA,
            "Chi nhánh Văn phòng đăng ký đất đai, Chủ tịch Ủy ban nhân dân xã",
            "ubnd-xa",
        ),
        (TINH, "Bảo hiểm xã hội tỉnh", "bhxh-tinh"),
        (XA, "Bảo hiểm xã hội cấp huyện, Bảo hiểm xã hội tỉnh", "bhxh-tinh"),
        (TINH, "Cơ quan Bảo hiểm xã hội", "bhxh-tinh"),
        (BO, "Bảo hiểm xã hội Việt Nam", "00.bhxh"),
        (XA, "Cục Thuế - Bộ tài chính, Thuế tỉnh, thành phố, Thuế cơ sở", "thue-tinh"),
        (XA, "Chi cục Thuế", "thue-tinh"),
        (BO, "Cục Thuế - Bộ tài chính", "00.cuc-thue"),
        (XA, "Chi cục Hải quan khu vực", "00.hq"),
        (BO, "Quân chủng Hải quân", "00.bqp"),
        (TINH, "Ngân hàng Nhà nước Khu vực", "00.nhnn"),
        (BO, "Bộ Y tế", "00.byt"),
        (BO, "Cục Quản lý Dược - Bộ Y tế", "00.qld"),
        (BO, "Cục Phòng bệnh - Bộ Y tế", "00.byt"),
        (BO, "Cục Trồng trọt và Bảo vệ thực vật - Bộ NN và MT", "00.bnnmt"),
        (BO, "Ủy ban Chứng khoán Nhà nước - Bộ tài chính", "00.ubck"),
        (BO, "Bộ Kế hoạch và Đầu tư", "00.bkhdt"),
        (BO, "Bộ trưởng Bộ Giáo dục và Đào tạo", "00.bgddt"),
        (BO, "Bộ Khoa học và Công nghệ ( Bộ TTTT cũ)", "00.bkhcn"),
        (BO, "Ban Tôn giáo Chính phủ - Bộ Dân tộc và Tôn giáo", "00.btg"),
        (BO, "Cục Hàng hải và Đường thủy Việt Nam, Bộ Xây dựng", "00.hhdt"),
        (XA, "Đội Thủ tục Biên phòng cửa khẩu cảng", "00.bqp"),
        (TINH, "Ban QL KKT Nghi sơn và các Khu công nghiệp", "bql-kcn"),
        ("", "Cơ quan đại diện ngoại giao", "00.bng"),
        (BO, "Thủ tướng Chính phủ", "00.vpcp"),
        (TINH, "Trung tâm Hành chính công", "ttpvhcc-tinh"),
        (TINH, "Trung tâm Giám định Y khoa TP.Đà Nẵng", "so-yt"),
    ],
)
def test_a_body_is_recognised(level: str, body: str, agency: str) -> None:
    found = bodies.candidates(body, level, TODAY)
    assert found[0].words
    assert found[0].agencies[0] == agency


@pytest.mark.parametrize("body", [None, "", "Không có thông tin", "Cơ quan khác"])
def test_without_a_body_the_sector_speaks_then_the_ministry(body: str | None) -> None:
    found = bodies.candidates(body, XA, TODAY, sector="Hộ tịch", decision="1/QĐ-BTP")
    assert [one.agencies[0] for one in found] == ["ubnd-xa", "ubnd-xa"]
    assert not any(one.words for one in found)
    (only,) = bodies.candidates(body, TINH, TODAY, decision="2628/QĐ-BTC")
    assert only.agencies == ("so-tc",)
    assert bodies.candidates(body, TINH, TODAY) == []


def test_the_longer_sector_goes_first() -> None:
    found = bodies.candidates(None, BO, TODAY, sector="Bảo hiểm xã hội", decision="1/QĐ-BNV")
    assert [one.agencies[0] for one in found] == ["00.bhxh", "00.bnv"]


def test_the_district_ended_on_a_day() -> None:
    assert bodies.candidates("UBND cấp huyện", XA, date(2025, 6, 30)) == []
    (found,) = bodies.candidates("Phòng Tư pháp", XA, date(2025, 7, 1))
    assert found.agencies == ("ubnd-xa",)
    assert "cấp huyện" in found.why
    assert bodies.candidates("Phòng Tư pháp", XA, date(2025, 6, 30)) == []


def test_levels() -> None:
    assert [bodies.tier_of_level(level) for level in (XA, TINH, BO, "Cơ quan khác", "")] == [
        *("commune", "province", "nation"),
        *("", ""),
    ]
    assert bodies.tier_of("79.so-attp") == "province"


def test_all_that_the_files_point_to_exists() -> None:
    known = {kind.code for kind in files.kinds()} | {one.key for one in files.singles()}
    named = {agency for row in files.bodies() for agency in row.agency}
    named |= {who for row in files.sectors() for who in (row.nation, row.province, row.commune)}
    assert named <= known
