"""Time limits, fees and quantities as the records write them, turned into numbers and units.

Every pattern is bounded, so that a line of a million digits takes no longer than one of letters.
A number is given only where the text leaves no doubt; a guess would become somebody's due date.
"""

import re
from decimal import Decimal

from toantrinh.catalogue.national.records import Fee, FeeKind, Limit, Unit

ABSENT = "Không có thông tin"

_UNITS = {
    "WORKING_DAY": Unit.WORKING_DAY,
    "WORKING_DAYS": Unit.WORKING_DAY,
    "ngày làm việc": Unit.WORKING_DAY,
    "DAY": Unit.DAY,
    "DAYS": Unit.DAY,
    "ngày": Unit.DAY,
    "WORKING_HOUR": Unit.WORKING_HOUR,
    "giờ làm việc": Unit.WORKING_HOUR,
    "HOUR": Unit.HOUR,
    "HOURS": Unit.HOUR,
    "giờ": Unit.HOUR,
    "MINUTE": Unit.MINUTE,
    "phút": Unit.MINUTE,
    "WEEK": Unit.WEEK,
    "tuần": Unit.WEEK,
    "MONTH": Unit.MONTH,
    "tháng": Unit.MONTH,
    "YEAR": Unit.YEAR,
    "năm": Unit.YEAR,
    "OTHER": Unit.OTHER,
}
_STATED = re.compile(r"([0-9]{1,5}(?:[.,][0-9]{1,3})?) ([^\W\d]+(?: làm việc)?)$")
# A duration inside a sentence; the words in brackets are the number written out.
_DURATION = re.compile(
    r"(?<![0-9.,/])([0-9]{1,4}(?:[.,][0-9]{1,2})?) ?(?:\([^()]{1,30}\) ?)?"
    r"(ngày làm việc|ngày|giờ làm việc|giờ|phút|tuần|tháng|năm)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[-+ ]{0,4}(?:thời hạn giải quyết|thời gian giải quyết|thời hạn)?[: ]{0,2}"
    r"(?:là |trong thời hạn |trong thời gian |trong vòng |trong )?"
    r"(?:không quá |tối đa |chậm nhất )?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[.;, ]{0,3}$|,? ?(?:\(?kể từ|tính từ|sau khi|từ (?:ngày|khi))\b", re.IGNORECASE
)
# "Within the day on which the dossier came" (NĐ 23/2015 Đ7 and others), and nothing further.
_SAME_DAY = re.compile(
    r"(?:thực hiện |giải quyết |trả kết quả )?(?:ngay )?(?:trong|trong cùng) ngày(?: làm việc)?"
    r" (?:cơ quan[^,.;]{0,60} )?(?:tiếp nhận|nhận)(?: được| đủ| được đủ)? ?(?:yêu cầu|hồ sơ)"
    r"[^.;0-9]{0,60}(?:[.;,] ?(?:nếu|trường hợp|nhận)[^.;]{0,80}sau 15 giờ[^.;]{0,80}"
    r"ngày làm việc tiếp theo)?[.; ]{0,2}$",
    re.IGNORECASE,
)
# The sentence of the notes that says it is the limit.
_LABELLED = re.compile(r"(?:thời hạn|thời gian) giải quyết ?:", re.IGNORECASE)
_TO_NOTES = re.compile(r"[-. ]{0,3}(?:(?:theo|xem)(?: phần)? mô tả)?[. ]{0,2}$", re.IGNORECASE)

_CURRENCY = r"(?:VNĐ|VND|vnđ|vnd|[Đđ]ồng|đ)"
_NUMBER = r"[0-9]{1,3}(?:[., ][0-9]{3}){1,5}|[0-9]{1,15}"
_PRICED = re.compile(
    rf"(?:(?:Lệ phí|Phí) ?: ?)?({_NUMBER}) ?{_CURRENCY}(?![^\W\d_])(.*)$", re.DOTALL
)
_MONEY = re.compile(
    rf"({_NUMBER})(?:,([0-9]{{1,3}}))? ?(nghìn|ngàn|triệu|tỷ|tỉ)? ?{_CURRENCY}?\.?$", re.IGNORECASE
)
_THOUSAND = 1000
_SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}
_NEXT_PRICE = re.compile(rf" (?=(?:Lệ phí|Phí) ?: ?(?:{_NUMBER}) ?{_CURRENCY})")
_BAR = re.compile(r"(?<!\S)\|(?!\S)")
_STARTS_PRICED = re.compile(rf"(?:{_NUMBER}) ?{_CURRENCY}")
# What may stand beside a 0 that means "nothing to pay".
_NOTHING = re.compile(
    r"[-*: ]{0,3}(?:0|không|không có|không quy định|không mất phí"
    r"|không (?:thu|phải nộp)(?: (?:phí|lệ phí|phí, lệ phí|phí và lệ phí))?"
    r"|miễn(?: thu)?(?: (?:phí|lệ phí|phí, lệ phí|phí và lệ phí))?)"
    r" ?(?:\([^()]{0,300}\))?[.; ]{0,2}$",
    re.IGNORECASE,
)
# "Phí thẩm định: 9.000.000 VNĐ/hồ sơ." beside a 0: one price at the very end, no other number.
_ONE_PRICE = re.compile(
    rf"(?![^0-9]{{0,200}}(?:miễn|giảm))[^0-9]{{0,200}}?(?P<price>{_NUMBER}) ?{_CURRENCY}"
    r"(?: ?/ ?[^\W\d][^0-9/.;]{0,40}){0,3}\.?$",
    re.IGNORECASE,
)
_LE_PHI = re.compile(r"\blệ phí\b", re.IGNORECASE)
# "phí" alone: not in lệ phí, miễn phí, kinh phí, chi phí, học phí.
_PHI = re.compile(r"(?<!lệ )(?<!miễn )(?<!kinh )(?<!chi )(?<!học )\bphí\b", re.IGNORECASE)

_QUANTITY = re.compile(r"Số lượng: ?Bản chính: ?([^,]{0,20}), ?Bản sao: ?(.{0,20})$")
_COUNT = re.compile(r"[0-9]{1,6}$")


def squeeze(text: str) -> str:
    """One line with single spaces."""
    return " ".join(text.split())


def read_limit(text: str, notes: str) -> Limit | None:
    """The limit of a channel: `7 WORKING_DAY`, else a sentence that holds exactly one duration.

    `notes` are asked only where the limit itself is empty or points to them.
    """
    stated = _STATED.match(text)
    if stated and stated[2] in _UNITS:
        return Limit(_decimal(stated[1]), _UNITS[stated[2]])
    sentence = text.removesuffix("OTHER").strip()
    if not _TO_NOTES.match(sentence):
        return limit_in_sentence(sentence)
    labelled = [line for line in notes.split("\n") if _LABELLED.search(line)]
    return limit_in_sentence(labelled[0] if len(labelled) == 1 else notes)


def limit_in_sentence(sentence: str) -> Limit | None:
    """A limit from words such as `Không quá 05 ngày làm việc kể từ …`; None if more is said.

    Two durations are two cases or two steps, and which one counts is not for a program to say.
    """
    said = squeeze(sentence)
    if _SAME_DAY.match(said):
        return Limit(Decimal(1), Unit.SAME_DAY, stated=False)
    durations = list(_DURATION.finditer(said))
    if len(durations) != 1:
        return None
    only = durations[0]
    if not _OPENING.fullmatch(said, 0, only.start()) or not _CLOSING.match(said, only.end()):
        return None
    return Limit(_decimal(only[1]), _UNITS[only[2].lower()], stated=False)


def read_fees(text: str) -> tuple[Fee, ...]:
    """The fees of a channel: parts divided by ` | `, each `20000 VNĐ (what for)` or a sentence."""
    if not text or text == ABSENT:
        return ()
    parts = [one for part in _parts(text) for one in _labelled(part)]
    return tuple(_fee(part.strip()) for part in parts if part.strip())


def money(text: str) -> int | None:
    """Whole đồng from `8.000 VNĐ`, `1,5 triệu đồng` or `8000`; None for ranges and percents."""
    found = _MONEY.match(squeeze(text))
    if not found:
        return None
    whole, part, scale = re.sub(r"[., ]", "", found[1]), found[2] or "", found[3] or ""
    zeros = _SCALES.get(scale.lower(), 0)
    if len(part) > zeros:
        return None
    return int(whole + part.ljust(zeros, "0"))


def names_duration(text: str) -> bool:
    """Whether a text holds a duration at all, be it one that cannot be relied on."""
    return bool(_DURATION.search(squeeze(text)))


def read_quantity(line: str) -> tuple[int | None, int | None] | None:
    """Originals and copies from `Số lượng: Bản chính: 1, Bản sao: 0`; None for another line."""
    found = _QUANTITY.match(squeeze(line))
    return (_count(found[1]), _count(found[2])) if found else None


def _count(text: str) -> int | None:
    return int(text) if _COUNT.match(text) else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _parts(text: str) -> list[str]:
    """Divide at ` | `, except inside brackets that are still open."""
    parts: list[str] = []
    for part in _BAR.split(text):
        inside = bool(parts) and parts[-1].count("(") > parts[-1].count(")")
        if inside and not _STARTS_PRICED.match(part.strip()):
            parts[-1] = f"{parts[-1]}|{part}"
        else:
            parts.append(part)
    return parts


def _labelled(part: str) -> list[str]:
    """Divide `Lệ phí : 20.000 Đồng (…) Lệ phí : 50.000 Đồng (…)`, where no bar divides."""
    return _NEXT_PRICE.split(part) if _NEXT_PRICE.match(f" {part}") else [part]


def _fee(text: str) -> Fee:
    priced = _PRICED.match(text)
    stated = money(priced[1]) if priced else None
    description = priced[2].strip() if priced else text
    if priced and description.startswith("(") and description.endswith(")"):
        description = description[1:-1].strip()
    amount = stated
    if not stated and description:
        amount = 0 if _NOTHING.match(description) else _only_price(description)
    elif stated and _only_price(description) == stated * _THOUSAND:
        # "20 VNĐ (20.000 đ/tờ khai)": the record took the point for a decimal one.
        amount = stated * _THOUSAND
    return Fee(text, stated, amount, _fee_kind(text), description)


def _only_price(description: str) -> int | None:
    found = _ONE_PRICE.match(description)
    return money(found["price"]) if found else None


def _fee_kind(text: str) -> FeeKind:
    """By the words before any tariff is cited; a text that names both says neither."""
    opening = text[:120]
    due, service = bool(_LE_PHI.search(opening)), bool(_PHI.search(opening))
    if due == service:
        return FeeKind.OTHER
    return FeeKind.LE_PHI if due else FeeKind.PHI
