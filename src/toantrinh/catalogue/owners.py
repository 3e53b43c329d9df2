"""Which agency answers for a procedure's record: the one whose decision published it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from toantrinh.government.files import Line, Text, Words, read, singles

FOLDER = Path(__file__).parent / "data"
LOCAL = "local"
UNKNOWN = "unknown"
_NAMES = {
    # The number of a local decision does not say which province it is.
    LOCAL: gettext_noop("Ủy ban nhân dân cấp tỉnh đã công bố"),
    UNKNOWN: gettext_noop("Chưa rõ cơ quan công bố"),
}
_WORD = re.compile(r"[^\W\d_]+")


class OwnerRow(Line):
    """Letters in the number of a decision, and the key of the agency they stand for."""

    mark: Words
    agency: Text


@dataclass(frozen=True)
class Owner:
    """An agency: its key in `government/data/agencies.csv`, `local` or `unknown`; and its name."""

    key: str
    name: str


def owner_of(decision: str) -> Owner:
    """The agency whose decision has this number, such as `163/QĐ-BTP`; its first mark counts."""
    marks = _marks()
    words = (word.lower() for word in _WORD.findall(decision.replace("Đ", "D").replace("đ", "d")))
    key = next((marks[word] for word in words if word in marks), UNKNOWN)
    return Owner(key, named(key))


def named(key: str) -> str:
    """The name of an owner."""
    return _(_NAMES[key]) if key in _NAMES else _agencies()[key]


@cache
def _marks() -> Mapping[str, str]:
    return {row.mark: row.agency for row in read("owners.csv", OwnerRow, FOLDER)}


@cache
def _agencies() -> Mapping[str, str]:
    return {row.key: row.name for row in singles() if row.valid_to is None}
