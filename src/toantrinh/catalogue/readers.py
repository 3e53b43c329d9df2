"""How each kind of question reads what was typed, and how an answer is typed again.

What was typed is flat: `name` is a question's key, or `<group>.<row>.<key>` within a repeated
group. Some kinds take several boxes, `<name>_<part>`. A reader gives the answer, None or an empty
one when nothing was typed, and refuses what can't be one.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from toantrinh.catalogue.questions import FormField
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.money import parse_dong
from toantrinh.kernel.text import clean
from toantrinh.people import tax_codes

Typed = Mapping[str, str]
DAY_PARTS = ("day", "month", "year")
# As it stood before 01/7/2025, when there were districts.
OLD_ADDRESS_PARTS = ("street", "commune", "district", "province")
SIGNER_PARTS = ("name", "number")
_PERSONAL_NUMBER = re.compile(r"\d{12}")
_COMMUNE = re.compile(r"\d{5}")
_PROVINCE = re.compile(r"\d{2}")
_LETTERS = re.compile(r"[^\W\d_]")
_YES = {"yes": True, "no": False}


def read(question: FormField, typed: Typed, name: str) -> object:
    """The answer to one question, which is no group. Raises Refusal."""
    by_parts = _BY_PARTS.get(question.kind)
    if by_parts:
        return by_parts(question, typed, name)
    text = typed.get(name, "")
    if question.kind == "long_text":
        text = "\n".join(clean(line) for line in text.splitlines()).strip()
    else:
        text = clean(text)
    _check_length(question, text)
    reader = _READERS.get(question.kind)
    return reader(question, text) if reader and text else text


def as_typed(question: FormField, value: object, name: str) -> dict[str, str]:
    """An answer as its boxes hold it; what is none yet, as it was typed."""
    if value is None:
        return {}
    if isinstance(value, bool):
        return {name: "yes" if value else "no"}
    if question.kind in {"date", "partial_date"}:
        parts = zip(DAY_PARTS, _day_parts(str(value)), strict=True)
        return {f"{name}_{part}": text for part, text in parts}
    if isinstance(value, Mapping):
        return {f"{name}_{part}": str(text) for part, text in value.items()}
    if question.kind == "choices" and isinstance(value, list | tuple):
        return {name: ",".join(map(str, value))}
    return {name: str(value)}


def raw(question: FormField, typed: Typed, name: str, most: int = 10_000) -> object:
    """What stood in the boxes of a question, to be kept although it can't be an answer."""
    if question.kind in {"date", "partial_date"}:
        parts = [typed.get(f"{name}_{part}", "").strip() for part in DAY_PARTS]
        return "/".join(parts)[:40] if any(parts) else ""
    if question.kind in {"old_address", "signature"}:
        return _boxes(question, typed, name)
    return typed.get(name, "").strip()[:most]


def _check_length(question: FormField, text: str) -> None:
    if len(text) > question.longest:
        raise Refusal(
            "“%(label)s” dài quá %(longest)s chữ.", label=question.label, longest=question.longest
        )


def _day_parts(text: str) -> list[str]:
    """Day, month and year of an ISO date, whole or not, or of what was typed with slashes."""
    if "/" in text:
        return [*text.split("/"), "", "", ""][: len(DAY_PARTS)]
    year, month, day = [*text.split("-"), "", "", ""][: len(DAY_PARTS)]
    return [day, month, year]


def _typed_day(question: FormField, typed: Typed, name: str) -> list[str]:
    """Year, month and day as typed, in three boxes or in ISO form."""
    whole = typed.get(name, "").strip()
    if whole:
        return [*whole.split("-"), "", ""][:3] if question.kind != "date" else whole.split("-")
    return [typed.get(f"{name}_{part}", "").strip() for part in reversed(DAY_PARTS)]


def _date(question: FormField, typed: Typed, name: str) -> date | None:
    parts = _typed_day(question, typed, name)
    if not any(parts):
        return None
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Refusal(
            "“%(label)s” không phải là một ngày có thật. Hãy ghi ngày, tháng và năm đủ bốn chữ số.",
            label=question.label,
        ) from None


def _partial_date(question: FormField, typed: Typed, name: str) -> str:
    """`1994`, `1994-03` or `1994-03-18`: papers of old often know no more."""
    year, month, day = _typed_day(question, typed, name)
    if not any((year, month, day)):
        return ""
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
        if day and not month:
            raise ValueError("a day without its month")
    except (ValueError, OverflowError):
        raise Refusal(
            "“%(label)s” không phải là một ngày có thật. "
            "Hãy ghi năm đủ bốn chữ số; ngày, tháng không rõ thì để trống.",
            label=question.label,
        ) from None
    return whole.isoformat()[: 10 if day else 7 if month else 4]


def _boxes(question: FormField, typed: Typed, name: str) -> dict[str, str]:
    parts = OLD_ADDRESS_PARTS if question.kind == "old_address" else SIGNER_PARTS
    found = {part: clean(typed.get(f"{name}_{part}", "")) for part in parts}
    return found if any(found.values()) else {}


def _old_address(question: FormField, typed: Typed, name: str) -> dict[str, str]:
    found = _boxes(question, typed, name)
    for text in found.values():
        _check_length(question, text)
    if found and not all(found[part] for part in OLD_ADDRESS_PARTS[1:]):
        raise Refusal(
            "“%(label)s”: hãy ghi đủ xã, huyện và tỉnh theo giấy tờ cũ.", label=question.label
        )
    return found


def _signer(question: FormField, typed: Typed, name: str) -> dict[str, str]:
    found = _boxes(question, typed, name)
    if not found:
        return {}
    _check_length(question, found["name"])
    return {
        "name": _name(question, found["name"]),
        "number": _personal_number(question, found["number"]),
    }


def _choices(question: FormField, typed: Typed, name: str) -> list[str]:
    """The chosen options, in the order of the question."""
    chosen = {part.strip() for part in typed.get(name, "").split(",") if part.strip()}
    known = [option.value for option in question.options]
    if chosen - set(known):
        raise Refusal("Hãy chọn trong các mục của “%(label)s”.", label=question.label)
    return [value for value in known if value in chosen]


def _name(question: FormField, text: str) -> str:
    if not _LETTERS.search(text) or any(sign.isdigit() for sign in text):
        raise Refusal("“%(label)s” phải viết bằng chữ, không có chữ số.", label=question.label)
    return text


def _number(question: FormField, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise Refusal("“%(label)s” phải là một số, chỉ gồm chữ số.", label=question.label)
    return int(text)


def _money(question: FormField, text: str) -> int:
    del question
    return parse_dong(text)


def _choice(question: FormField, text: str) -> str:
    if text not in {option.value for option in question.options}:
        raise Refusal("Hãy chọn một mục ở “%(label)s”.", label=question.label)
    return text


def _yes_no(question: FormField, text: str) -> bool:
    if text not in _YES:
        raise Refusal("Hãy chọn Có hoặc Không ở “%(label)s”.", label=question.label)
    return _YES[text]


def _personal_number(question: FormField, text: str) -> str:
    digits = text.replace(" ", "")
    if not _PERSONAL_NUMBER.fullmatch(digits):
        raise Refusal("“%(label)s” phải có đúng 12 chữ số.", label=question.label)
    return digits


def _tax_code(question: FormField, text: str) -> str:
    del question
    return tax_codes.read(text)


def _phone(question: FormField, text: str) -> str:
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refusal(
            "“%(label)s” không phải là số điện thoại dùng được, ví dụ 0912 345 678.",
            label=question.label,
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(question: FormField, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Refusal(
            "“%(label)s” không phải là địa chỉ thư, ví dụ ten@vidu.vn.", label=question.label
        ) from None
    return text


def _commune(question: FormField, text: str) -> str:
    if not _COMMUNE.fullmatch(text):
        raise Refusal("Hãy chọn xã hoặc phường ở “%(label)s”.", label=question.label)
    return text


def _province(question: FormField, text: str) -> str:
    if not _PROVINCE.fullmatch(text):
        raise Refusal("Hãy chọn tỉnh hoặc thành phố ở “%(label)s”.", label=question.label)
    return text


_READERS: Mapping[str, Callable[[FormField, str], object]] = {
    "name": _name,
    "number": _number,
    "money": _money,
    "choice": _choice,
    "yes_no": _yes_no,
    "personal_number": _personal_number,
    "tax_code": _tax_code,
    "phone": _phone,
    "email": _email,
    "commune": _commune,
    "province": _province,
}
_BY_PARTS: Mapping[str, Callable[[FormField, Typed, str], object]] = {
    "date": _date,
    "partial_date": _partial_date,
    "old_address": _old_address,
    "signature": _signer,
    "choices": _choices,
}
