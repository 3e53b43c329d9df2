"""The square on the back of an identity card: what it says, by a layout that a dated rule tells.

A hand scanner types it as a keyboard does. What the square says is not proven by it: the officer
holds the card beside the person.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.text import clean
from toantrinh.people.numbers import birth_year, fits

BETWEEN = "|"
LAYOUT = "counter.card_layout"
PARTS = frozenset({"number", "old_number", "name", "birth_date", "sex", "address", "issued", "-"})
_LONGEST = 600
_NUMBER = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Card:
    """What is known of who stands there; typed by hand it is the number alone."""

    number: str
    name: str = ""
    birth_date: date | None = None
    address: str = ""


def read(text: str, layout: str) -> Card:
    """A card's square, or a number typed by hand. Raises Refusal with the field `who`."""
    typed = unicodedata.normalize("NFC", text).strip()
    if not typed or len(typed) > _LONGEST:
        raise Refusal("Hãy quét mã QR trên thẻ hoặc gõ số định danh.", field="who")
    if BETWEEN not in typed:
        return Card(_number(typed.replace(" ", "").replace(".", "")))
    names = layout.split(BETWEEN)
    given = typed.split(BETWEEN)
    if len(given) < len(names):
        raise Refusal(
            "Mã QR này thiếu dữ liệu của thẻ căn cước.",
            field="who",
            remedy="Hãy quét lại, hoặc gõ số định danh.",
        )
    said = {name: clean(part) for name, part in zip(names, given, strict=False)}
    number = _number(said.get("number", ""))
    born = _day(said.get("birth_date", ""))
    if born is not None and not fits(number, born):
        raise Refusal(
            "Ngày sinh trong mã QR không khớp với số định danh.",
            field="who",
            remedy="Hãy so với mặt trước của thẻ, rồi gõ số định danh.",
        )
    return Card(number, said.get("name", ""), born, said.get("address", ""))


def _number(text: str) -> str:
    if not _NUMBER.fullmatch(text) or birth_year(text) is None:
        raise Refusal(
            "Số định danh cá nhân có mười hai chữ số.",
            field="who",
            remedy="Hãy quét lại thẻ hoặc gõ đủ mười hai chữ số.",
        )
    return text


def _day(text: str) -> date | None:
    """`ddmmyyyy` as the card has it; a card that gives less than a whole day gives none."""
    try:
        return datetime.strptime(text, "%d%m%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
