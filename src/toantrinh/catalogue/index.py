"""The words of all open procedures, held in memory: a few thousand names fit, and rank better here.

It is read anew whenever the catalogue's stream in the journal has moved, for nothing changes the
catalogue without an event.
"""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from toantrinh.catalogue.models import Procedure, Version
from toantrinh.catalogue.sayings import vocabulary
from toantrinh.catalogue.wording import Word, written
from toantrinh.journal.models import Stream

# Numbers of entries, and for each entry how well something fits.
Places = NDArray[np.int32]
Fits = NDArray[np.float32]
# "Thủ tục đăng ký …" is compared as "đăng ký …".
_OPENING = re.compile(r"^\W*(?:\d+\W+)?thủ tục\W+", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]*\)?")
# What stands in brackets is rarely said.
_BRACKETED_WORTH = 0.3
# Acts upon an earlier result, told by the first words of a name.
_LATER_ACTS = (
    *("thu hồi", "cấp lại", "ký lại", "gia hạn", "sửa đổi", "điều chỉnh", "đính chính", "xóa đăng"),
    *("chấm dứt", "hủy bỏ", "giải thể", "tạm ngừng", "tạm dừng", "miễn nhiệm", "chia tách"),
    *("trình báo", "trả lại", "cấp đổi", "chuyển đổi", "sáp nhập", "truy lĩnh", "tước quyền"),
)
# Circumstances that only they name who are in them.
_APART = (
    *("lưu động", "khu vực biên giới", "quân đội", "quốc phòng", "công an nhân dân", "quân nhân"),
    *("luật thủ đô", "cơ quan đại diện", "giai đoạn chuyển tiếp", "ở nước ngoài với nhau"),
)
# People go to the commune first; what only embassies do has no level at all.
_LEVELS = {"Cấp Xã": 0.10, "Cấp Tỉnh": 0.07, "Cấp Bộ/Trung ương": 0.04}
# What a ministry decided holds everywhere, what a province decided only there.
_OF_A_PROVINCE = re.compile(r"UBND|TTr-S|dacthu|TTPVHCC", re.IGNORECASE)
_EVERYWHERE, _FOR_CITIZENS, _FILED_HERE = 0.06, 0.05, 0.04
_CITIZENS = ("Công dân Việt Nam", "Người nước ngoài", "citizen", "foreigner")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a procedure: its words, which of them are neighbours, what they weigh.

    `apart` are the words by which it names an act upon an earlier result, such as withdrawing it,
    or a circumstance that few are in.
    """

    words: tuple[str, ...]
    there: frozenset[str]
    neighbours: frozenset[tuple[str, str]]
    weight: float
    apart: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list tells of a procedure, in the words of the people who wrote it."""

    code: str
    name: str
    law_name: str
    sector: str
    level: str
    agency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure as search sees it; `marked` are the words of its names, with and without tone.

    `favour` is how likely somebody means it who might mean others too.
    """

    shown: Shown
    names: tuple[Name, ...]
    elsewhere: frozenset[str]
    sector: frozenset[str]
    marked: frozenset[str]
    favour: float


@dataclass(frozen=True)
class Index:
    """All entries, in which of them each word stands, and the words of names in order.

    `lightest` is what the shortest name of each entry weighs, `favours` what speaks for each.
    `neighbours` are words that stand next to one another in any name; `known` and `marked` are all
    words that are said here or there, folded and with their marks. `kept` are the places and fits
    of phrasings that are the same for all who ask.
    """

    entries: tuple[Entry, ...]
    by_code: Mapping[str, int]
    in_names: Mapping[str, Places]
    elsewhere: Mapping[str, Places]
    weights: Mapping[str, float]
    ordered: tuple[str, ...]
    lightest: Fits
    favours: Fits
    neighbours: frozenset[tuple[str, str]]
    known: frozenset[str]
    marked: frozenset[str]
    kept: dict[tuple[Word, ...], tuple[tuple[int, float], ...]] = field(default_factory=dict)

    def beginning(self, part: str) -> list[str]:
        """The words of names that begin so, the part itself not among them."""
        start = bisect_left(self.ordered, part)
        end = bisect_left(self.ordered, part + "\uffff")
        return [word for word in self.ordered[start:end] if word != part]


@dataclass(frozen=True)
class _Row:
    """What the index needs of a procedure; a name is its words and those of them in brackets."""

    shown: Shown
    names: tuple[tuple[tuple[Word, ...], frozenset[str]], ...]
    elsewhere: frozenset[str]
    sector: frozenset[str]
    favour: float


@dataclass(frozen=True, slots=True)
class _Told:
    """Who performs a procedure, its keywords, and how far deciders and applicants speak for it."""

    agency: str
    keywords: tuple[str, ...]
    favour: float


_NOTHING_TOLD = _Told("", (), 0.0)


def current() -> Index:
    """The index of the catalogue as it stands now."""
    head = Stream.objects.filter(name="catalogue").values_list("head_hash", flat=True).first()
    return _read(bytes(head or b""))


@lru_cache(maxsize=1)
def _read(stamp: bytes) -> Index:
    del stamp
    rows = _rows()
    in_names = _places(
        {word.folded for words, _bracketed in row.names for word in words} for row in rows
    )
    elsewhere = _places(row.elsewhere for row in rows)
    found = {**elsewhere, **in_names}
    weights = {word: math.log(1 + len(rows) / len(places)) for word, places in found.items()}
    entries = tuple(_entry(row, weights) for row in rows)
    return Index(
        entries,
        {entry.shown.code: place for place, entry in enumerate(entries)},
        in_names,
        elsewhere,
        weights,
        tuple(sorted(in_names)),
        _of_each(min((name.weight for name in entry.names), default=1.0) for entry in entries),
        _of_each(entry.favour for entry in entries),
        frozenset(pair for entry in entries for name in entry.names for pair in name.neighbours),
        frozenset(weights) | {word.folded for word in vocabulary()},
        frozenset(key for entry in entries for key in entry.marked)
        | {word.marked for word in vocabulary()},
    )


def _rows() -> list[_Row]:
    told = _told()
    fields = ("pk", "code", "name", "plain_name", "other_folded", "sector", "level")
    rows = []
    for pk, code, name, plain, other, sector, level in Procedure.objects.filter(
        open=True
    ).values_list(*fields):
        version = told.get(pk, _NOTHING_TOLD)
        lines = (plain, name, *version.keywords)
        rows.append(
            _Row(
                shown=Shown(code, plain, name, sector, level, version.agency),
                names=tuple({split: None for line in lines if (split := _split(line))[0]}),
                elsewhere=_folded(other),
                sector=_folded(sector),
                favour=_LEVELS.get(level, 0.0) + version.favour + _FILED_HERE * (plain != name),
            )
        )
    return rows


def _told() -> dict[UUID, _Told]:
    """What the last version of each procedure tells."""
    rows = Version.objects.order_by("number").values_list(
        "procedure_id",
        *(f"content__{key}" for key in ("agency", "keywords", "decision", "applicants")),
    )
    return {
        pk: _Told(
            agency or "",
            tuple(keywords or ()),
            _EVERYWHERE * (not _OF_A_PROVINCE.search(decision or ""))
            + _FOR_CITIZENS * (not applicants or any(one in _CITIZENS for one in applicants)),
        )
        for pk, agency, keywords, decision, applicants in rows
    }


def _split(line: str) -> tuple[tuple[Word, ...], frozenset[str]]:
    """The words of a name, and those of them that stand only in brackets."""
    bare = _OPENING.sub("", line)
    every = tuple(written(bare))
    outside = {word.folded for word in written(_BRACKETED.sub(" ", bare))}
    return every, frozenset(word.folded for word in every if word.folded not in outside)


def _folded(text: str) -> frozenset[str]:
    return frozenset(word.folded for word in written(text))


def _places(rows: Iterable[Iterable[str]]) -> dict[str, Places]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(rows):
        for word in words:
            places[word].append(number)
    return {word: np.array(numbers, dtype=np.int32) for word, numbers in places.items()}


def _of_each(values: Iterable[float]) -> Fits:
    return np.fromiter(values, dtype=np.float32)


def _entry(row: _Row, weights: Mapping[str, float]) -> Entry:
    every = [word for words, _bracketed in row.names for word in words]
    return Entry(
        row.shown,
        tuple(_name(words, bracketed, weights) for words, bracketed in row.names),
        row.elsewhere,
        row.sector,
        frozenset(word.marked for word in every) | {word.toneless for word in every},
        row.favour,
    )


def _name(words: tuple[Word, ...], bracketed: frozenset[str], weights: Mapping[str, float]) -> Name:
    folded = tuple(word.folded for word in words)
    there = frozenset(folded)
    pairs = frozenset(pairwise(folded))
    return Name(
        folded,
        there,
        pairs,
        sum(weights[word] * (_BRACKETED_WORTH if word in bracketed else 1.0) for word in there),
        frozenset(
            word
            for part in (*(p for p in pairwise(folded[:3]) if p in _later()), *_apart())
            if pairs.issuperset(pairwise(part))
            for word in part
        ),
    )


@cache
def _later() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(word.folded for word in written(part)) for part in _LATER_ACTS)


@cache
def _apart() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.folded for word in written(part)) for part in _APART)
