"""The words of all open procedures, held in memory: a few thousand names fit, and rank better here.

It is read anew whenever the catalogue's stream in the journal has moved, for nothing changes the
catalogue without an event.
"""

import csv
import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from toantrinh.catalogue.models import Procedure
from toantrinh.journal.models import Stream
from toantrinh.kernel.text import fold, marked_tokens

# Numbers of entries, and for each entry how well something fits.
Places = NDArray[np.int32]
Fits = NDArray[np.float32]
DATA = Path(__file__).parent / "data"
# "Thủ tục đăng ký …" is compared as "đăng ký …".
_OPENING = ["thu", "tuc"]
# ký and kí, lý and lí are one word in two spellings.
_Y = re.compile(r"\b(h|k|l|m|s|t|qu|v)([yýỳỷỹỵ])\b")
_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_LATER_ACTS = (
    *("thu hồi", "cấp lại", "ký lại", "gia hạn", "sửa đổi", "điều chỉnh", "đính chính", "xóa đăng"),
    *("chấm dứt", "hủy bỏ", "giải thể", "tạm ngừng", "tạm dừng", "miễn nhiệm"),
    *("trình báo", "trả lại", "cấp đổi", "chuyển đổi", "sáp nhập", "truy lĩnh", "tước quyền"),
)
# People go to the commune first; what only embassies do has no level at all.
_FAVOURS = {"Cấp Xã": 0.10, "Cấp Tỉnh": 0.07, "Cấp Bộ/Trung ương": 0.04}


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a procedure: its words, which of them are neighbours, what they weigh.

    `later` are the words by which it names an act upon an earlier result, such as withdrawing it.
    """

    words: tuple[str, ...]
    there: frozenset[str]
    neighbours: frozenset[tuple[str, str]]
    weight: float
    later: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure as search sees it; `marked` are the words of its names with their marks."""

    id: UUID
    names: tuple[Name, ...]
    elsewhere: frozenset[str]
    marked: frozenset[str]
    favour: float


@dataclass(frozen=True)
class Index:
    """All entries, in which of them each word stands, and the words of names in order."""

    entries: tuple[Entry, ...]
    in_names: Mapping[str, Places]
    elsewhere: Mapping[str, Places]
    weights: Mapping[str, float]
    ordered: tuple[str, ...]

    def beginning(self, part: str) -> list[str]:
        """The words of names that begin so, the part itself not among them."""
        start = bisect_left(self.ordered, part)
        end = bisect_left(self.ordered, part + "\uffff")
        return [word for word in self.ordered[start:end] if word != part]


@dataclass(frozen=True)
class _Row:
    id: UUID
    names: tuple[tuple[str, ...], ...]
    elsewhere: frozenset[str]
    marked: frozenset[str]
    favour: float


def current() -> Index:
    """The index of the catalogue as it stands now."""
    head = Stream.objects.filter(name="catalogue").values_list("head_hash", flat=True).first()
    return _read(bytes(head or b""))


def spoken(text: str) -> list[str]:
    """Folded words as the index spells them: one spelling of y and i, abbreviations in full."""
    words = fold(_one_i(text)).split()
    return [full for word in words for full in _short().get(word, (word,))]


def marked(text: str) -> list[str]:
    """Words with their marks, as the index spells them."""
    return marked_tokens(_one_i(text))


def _one_i(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).lower()
    return _Y.sub(lambda found: found[1] + found[2].translate(_I), composed)


@cache
def _short() -> dict[str, tuple[str, ...]]:
    with (DATA / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {fold(row["short"]): tuple(_Y.sub(r"\1i", fold(row["full"])).split()) for row in rows}


@lru_cache(maxsize=1)
def _read(stamp: bytes) -> Index:
    del stamp
    fields = ("pk", "name_folded", "other_folded", "plain_name", "name", "level")
    rows = [
        _Row(
            id=pk,
            names=tuple({tuple(_bare(spoken(line))): None for line in names.split("\n")}),
            elsewhere=frozenset(spoken(elsewhere)),
            marked=frozenset(marked(f"{plain} {name}")),
            favour=_FAVOURS.get(level, 0.0),
        )
        for pk, names, elsewhere, plain, name, level in Procedure.objects.filter(
            open=True
        ).values_list(*fields)
    ]
    in_names = _places({word for name in row.names for word in name} for row in rows)
    elsewhere = _places(row.elsewhere for row in rows)
    known = {**elsewhere, **in_names}
    weights = {word: math.log(1 + len(rows) / len(places)) for word, places in known.items()}
    entries = tuple(
        Entry(
            row.id,
            tuple(_name(words, weights) for words in row.names if words),
            row.elsewhere,
            row.marked,
            row.favour,
        )
        for row in rows
    )
    return Index(entries, in_names, elsewhere, weights, tuple(sorted(in_names)))


def _bare(words: list[str]) -> list[str]:
    return words[2:] if words[:2] == _OPENING and len(words) > 2 else words


def _places(rows: Iterable[Iterable[str]]) -> dict[str, Places]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(rows):
        for word in words:
            places[word].append(number)
    return {word: np.array(numbers, dtype=np.int32) for word, numbers in places.items()}


def _name(words: tuple[str, ...], weights: Mapping[str, float]) -> Name:
    there = frozenset(words)
    return Name(
        words,
        there,
        frozenset(pairwise(words)),
        sum(weights[word] for word in there),
        frozenset(next((part for part in pairwise(words[:3]) if part in _later()), ())),
    )


@cache
def _later() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(spoken(part)) for part in _LATER_ACTS)
