"""Names that hold commas stay whole; lists are divided."""

import pytest

from toantrinh.catalogue.national.lists import (
    agencies,
    applicants,
    keywords,
    legal_basis,
    results,
)


@pytest.mark.parametrize(
    "one",
    [
        "Bộ Văn hóa, Thể thao và Du lịch",
        "Cục Xuất bản, In và Phát hành",
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Sở Tài chính các tỉnh, thành phố",
        "UBND Phường Gió, tỉnh Mây",
        "Ban quản lý (Khu A, Sở B; Cục C)",
        ") Cục Một (",
    ],
)
def test_one_agency(one: str) -> None:
    assert agencies(one) == (one,)


def test_several_agencies() -> None:
    assert agencies(
        "Sở Văn hóa, Thể thao, Cục Thông tin, Thống kê;  Bộ Y (Cục A, Vụ B), Công an xã"
    ) == (
        "Sở Văn hóa, Thể thao",
        "Cục Thông tin, Thống kê",
        "Bộ Y (Cục A, Vụ B)",
        "Công an xã",
    )
    # A bracket that never closes holds nothing together.
    assert agencies("Cục Một (cũ, Sở Hai") == ("Cục Một (cũ", "Sở Hai")
    assert agencies("Không có thông tin") == agencies("") == agencies(" ,; ") == ()


def test_applicants() -> None:
    assert applicants(
        "Cán bộ, công chức, viên chức, Tổ chức (không bao gồm doanh nghiệp, HTX), Hợp tác xã"
    ) == ("Cán bộ, công chức, viên chức", "Tổ chức (không bao gồm doanh nghiệp, HTX)", "Hợp tác xã")


def test_results() -> None:
    assert results("Giấy phép; - Văn bản từ chối, nêu rõ lý do, b) Thông báo") == (
        "Giấy phép",
        "- Văn bản từ chối, nêu rõ lý do",
        "b) Thông báo",
    )
    cited = "Quyết định theo Nghị định số 1, Quyết định số 2"
    assert results(cited) == (cited,)


def test_keywords() -> None:
    assert keywords("diều, gió; đêm") == ("diều", "gió", "đêm")
    sentence = "cho phép người dân thả diều vào ban đêm ở xã, phường"
    assert keywords(f"{sentence}; diều") == (sentence, "diều")
    assert keywords("Không có thông tin") == ()


@pytest.mark.parametrize(
    ("text", "title", "written", "number"),
    [
        ("Luật Gió (1/2099/QH99)", "Luật Gió", "1/2099/QH99", "1/2099/QH99"),
        (
            "Luật (sửa đổi) (Luật số 1/2099/QH99)",
            "Luật (sửa đổi)",
            "Luật số 1/2099/QH99",
            "1/2099/QH99",
        ),
        ("Về gió (05/QĐ-UBND (tỉnh Mây))", "Về gió", "05/QĐ-UBND (tỉnh Mây)", "05/QĐ-UBND"),
        ("Thông tư 2/2099/TT-BG (2/2099)", "Thông tư 2/2099/TT-BG", "2/2099", "2/2099/TT-BG"),
        ("Nghị quyết (66.7 /2099/NQ- CP)", "Nghị quyết", "66.7 /2099/NQ- CP", "66.7/2099/NQ-CP"),
        ("Luật Gió", "Luật Gió", "", ""),
        ("Luật Gió (2099)", "Luật Gió", "2099", ""),
        ("(1/2099/QH99)", "(1/2099/QH99)", "", "1/2099/QH99"),
    ],
)
def test_legal_bases(text: str, title: str, written: str, number: str) -> None:
    basis = legal_basis(text)
    assert (basis.title, basis.number_text, basis.number) == (title, written, number)
