"""Money: whole đồng, written and read as people here do."""

import re

from toantrinh.kernel.errors import Refusal

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_SCALES = ("", " nghìn", " triệu")
_AMOUNT = re.compile(r"^(\d{1,3}(?:[.,\s]\d{3})+|\d+)\s*(?:đồng|đ|vnđ|vnd)?\.?$", re.IGNORECASE)
_BILLION = 1_000_000_000


def dong(amount: int) -> str:
    """The amount with dots between thousands, e.g. `1.250.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def parse_dong(text: str) -> int:
    """Read what somebody wrote as an amount of đồng; refuses what is not one."""
    found = _AMOUNT.match(text.strip())
    if not found:
        raise Refusal(
            "“%(text)s” không phải là một số tiền.",
            remedy="Hãy ghi bằng chữ số, ví dụ 8.000 đ.",
            text=text,
        )
    return int(re.sub(r"\D", "", found[1]))


def in_words(amount: int) -> str:
    """The amount in Vietnamese words, as receipts must have it (NĐ 254/2026 Đ23 k2 đ)."""
    if amount < 0:
        return f"âm {in_words(-amount)}"
    return f"{_number(amount)} đồng"


def _number(value: int) -> str:
    if value < 1000:
        return _hundreds(value, whole=False)
    if value >= _BILLION:
        head, tail = divmod(value, _BILLION)
        rest = f" {_below_billion(tail, whole=True)}" if tail else ""
        return f"{_number(head)} tỷ{rest}"
    return _below_billion(value, whole=False)


def _below_billion(value: int, *, whole: bool) -> str:
    """Groups of three from the left; once something was said, a group says its zeros too."""
    said: list[str] = []
    for power in (2, 1, 0):
        group = value // 1000**power % 1000
        if group:
            said.append(_hundreds(group, whole=whole or bool(said)) + _SCALES[power])
    return " ".join(said)


def _hundreds(value: int, *, whole: bool) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or whole else []
    if tens:
        said.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif ones and said:
        said.append("lẻ")
    if ones or not said:
        said.append(_ones(ones, tens))
    return " ".join(said)


def _ones(ones: int, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens > 0:
        return "lăm"
    return _DIGITS[ones]
