"""Limits, fees and quantities: what is a number, and what must not become one."""

from decimal import Decimal

import pytest

from toantrinh.catalogue.national.amounts import (
    limit_in_sentence,
    money,
    names_duration,
    read_fees,
    read_limit,
    read_quantity,
)
from toantrinh.catalogue.national.records import FeeKind, Limit, Unit


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("7 WORKING_DAY", "7", Unit.WORKING_DAY),
        ("3.5 WORKING_DAY", "3.5", Unit.WORKING_DAY),
        ("12,5 ngày làm việc", "12.5", Unit.WORKING_DAY),
        ("30 ngày", "30", Unit.DAY),
        ("30 DAY", "30", Unit.DAY),
        ("24 HOUR", "24", Unit.HOUR),
        ("2 MONTH", "2", Unit.MONTH),
        ("3 YEAR", "3", Unit.YEAR),
        ("1 OTHER", "1", Unit.OTHER),
        ("0 OTHER", "0", Unit.OTHER),
    ],
)
def test_stated_limits(text: str, amount: str, unit: Unit) -> None:
    assert read_limit(text, "") == Limit(Decimal(amount), unit)


@pytest.mark.parametrize(
    ("sentence", "amount", "unit"),
    [
        ("Không quá 05 ngày làm việc", "5", Unit.WORKING_DAY),
        ("Không quá 15 ngày kể từ ngày nhận đủ hồ sơ.", "15", Unit.DAY),
        ("Trong thời hạn 03 (ba) ngày làm việc, kể từ ngày nhận đủ", "3", Unit.WORKING_DAY),
        ("- Thời hạn giải quyết: 8 giờ làm việc;", "8", Unit.WORKING_HOUR),
        ("tối đa 2 tháng", "2", Unit.MONTH),
    ],
)
def test_limits_in_a_sentence(sentence: str, amount: str, unit: Unit) -> None:
    assert limit_in_sentence(sentence) == Limit(Decimal(amount), unit, stated=False)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Không",
        "Ngay trong ngày",
        "5 ngày hoặc 7 ngày",
        "Không quá 10 ngày làm việc. Vùng núi thêm không quá 05 ngày",
        "Trước ngày 30 tháng 8",
        "Bước 2: không quá 5 ngày",
        "5 ngày làm việc với hồ sơ giấy",
        "12.5 ngày làm việc + thời gian in",
        "15/12 hàng năm",
        "1234567 ngày",
    ],
)
def test_doubtful_limits_stay_words(sentence: str) -> None:
    assert limit_in_sentence(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "promised"),
    [
        ("Thực hiện trong ngày làm việc nhận được hồ sơ đầy đủ, chính xác", True),
        ("Ngay trong ngày tiếp nhận yêu cầu", True),
        (
            "Trong ngày làm việc nhận đủ hồ sơ; nhận sau 15 giờ, trả ngày làm việc tiếp theo.",
            True,
        ),
        ("Trong ngày nhận hồ sơ; trường hợp phải xác minh thì không quá 3 ngày", False),
        ("Trả lời trong ngày 15 tháng 3", False),
        ("Báo cáo trong ngày", False),
    ],
)
def test_the_same_day(sentence: str, promised: bool) -> None:
    found = limit_in_sentence(sentence)
    assert found == (Limit(Decimal(1), Unit.SAME_DAY, stated=False) if promised else None)


def test_the_sentence_that_says_it_is_the_limit_counts() -> None:
    notes = "Nộp tại bàn số 5 trong 2 giờ.\nThời hạn giải quyết: 13 ngày làm việc, kể từ ngày nhận."
    assert read_limit("OTHER", notes) == Limit(Decimal(13), Unit.WORKING_DAY, stated=False)
    assert read_limit("OTHER", f"{notes}\nThời hạn giải quyết: 5 ngày") is None
    assert names_duration(notes)
    assert not names_duration("Theo thông báo hằng năm")


def test_notes_speak_only_where_the_limit_is_silent() -> None:
    notes = "05 ngày làm việc kể từ ngày nhận đủ"
    for silent in ("OTHER", "Theo mô tả OTHER", "Xem phần mô tả OTHER", "- OTHER"):
        assert read_limit(silent, notes) == Limit(Decimal(5), Unit.WORKING_DAY, stated=False)
    assert read_limit("Tùy trường hợp OTHER", notes) is None
    assert read_limit("7 ngày", notes) == Limit(Decimal(7), Unit.DAY)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("8.000 VNĐ", 8000),
        ("8000", 8000),
        ("1 500 000 đồng", 1_500_000),
        ("35 triệu đồng", 35_000_000),
        ("1,5 triệu đồng", 1_500_000),
        ("2 tỷ", 2_000_000_000),
        ("20 nghìn đồng.", 20_000),
        ("0 VNĐ", 0),
        ("0,5%", None),
        ("50%", None),
        ("từ 10.000 đến 20.000 đồng", None),
        ("10 USD", None),
        ("1,5 đồng", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_money(text: str, amount: int | None) -> None:
    assert money(text) == amount


@pytest.mark.parametrize(
    ("text", "stated", "amount"),
    [
        ("20000 VNĐ (Lệ phí)", 20000, 20000),
        ("20.000 Đồng (Lệ phí)", 20000, 20000),
        ("0 VNĐ ()", 0, 0),
        ("0 VNĐ (Miễn phí)", 0, 0),
        ("0 VNĐ (Không thu lệ phí (Thông tư 1))", 0, 0),
        ("0 VNĐ (Không thu lệ phí đối với tổ thả diều)", 0, None),
        ("0 VNĐ (Không quy định.)", 0, 0),
        ("0 VNĐ (Theo biểu của tỉnh)", 0, None),
        ("0 VNĐ (Phí: 200.000 đồng)", 0, 200_000),
        ("0 VNĐ (Cấp lại giấy: 1.500.000 VNĐ/lần/cơ sở.)", 0, 1_500_000),
        ("0 VNĐ (Cấp mới 40.000 đồng; cấp lại 20.000 đồng)", 0, None),
        ("0 VNĐ (Giảm còn 20.000 đồng/lần)", 0, None),
        ("0 VNĐ (Mức thu theo Thông tư 9 là 20.000 đồng)", 0, None),
        ("20 VNĐ (20.000 đ/tờ khai)", 20, 20_000),
        ("20 VNĐ (30.000 đ/tờ khai)", 20, 20),
        ("20 VNĐ ()", 20, 20),
        ("Không", None, 0),
        ("Do Hội đồng nhân dân quy định", None, None),
        ("5% giá trị", None, None),
        ("10000 - 20000 VNĐ (tùy cỡ)", None, None),
    ],
)
def test_a_zero_beside_a_tariff_is_not_free(
    text: str, stated: int | None, amount: int | None
) -> None:
    (fee,) = read_fees(text)
    assert (fee.text, fee.stated, fee.amount) == (text, stated, amount)


def test_several_fees_in_a_channel() -> None:
    fees = read_fees("100 VNĐ (Phí xem (a) | phí nghe) | 0 VNĐ () | Theo biểu | ")
    assert [(fee.amount, fee.description) for fee in fees] == [
        (100, "Phí xem (a) | phí nghe"),
        (0, ""),
        (None, "Theo biểu"),
    ]
    labelled = read_fees("Lệ phí : 20.000 Đồng (cấp) Lệ phí : 50.000 Đồng (đổi)")
    assert [fee.amount for fee in labelled] == [20000, 50000]
    # An open bracket never swallows the next price.
    assert [fee.amount for fee in read_fees("1 VNĐ (a | 2 VNĐ (b)")] == [1, 2]
    assert [fee.amount for fee in read_fees("5 VNĐ (gồm Phí: 1.000 đồng)")] == [5]
    assert read_fees("Không có thông tin") == read_fees("") == read_fees("| |") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 VNĐ (Phí thẩm định)", FeeKind.PHI),
        ("1 VNĐ (Lệ phí cấp thẻ)", FeeKind.LE_PHI),
        ("1 VNĐ (Phí, lệ phí theo biểu)", FeeKind.OTHER),
        ("1 VNĐ (Phí thẩm định và lệ phí cấp thẻ)", FeeKind.OTHER),
        ("0 VNĐ (Miễn phí)", FeeKind.OTHER),
        ("1 VNĐ (giá sổ)", FeeKind.OTHER),
    ],
)
def test_kinds_of_fees(text: str, kind: FeeKind) -> None:
    assert read_fees(text)[0].kind is kind


def test_quantities() -> None:
    assert read_quantity("Số lượng: Bản chính: 1, Bản sao: 0") == (1, 0)
    assert read_quantity("  Số lượng: Bản chính: mười,  Bản sao: 12 ") == (None, 12)
    assert read_quantity("Số lượng: 1") is None
