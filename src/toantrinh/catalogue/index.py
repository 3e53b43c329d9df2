"""The words of all open procedures, held in memory: a few thousand names fit, and rank better here.

It is read anew whenever the catalogue's stream in the journal has moved, for nothing changes the
catalogue without an event.
"""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from toantrinh.catalogue.models import Procedure, Version
from toantrinh.catalogue.sayings import vocabulary
from toantrinh.catalogue.wording import Word, written
from toantrinh.kernel.text import fold

# Numbers of entries, and for each entry how well something fits.
Places = NDArray[np.int32]
Fits = NDArray[np.float32]
Reach = tuple[Places, Fits]
_NOWHERE: Places = np.array([], dtype=np.int32)
# What a word is worth that stands not in the names of a procedure but in what else is said of it.
ELSEWHERE = 0.4
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
    "yếu tố nước ngoài",
)
# People go to the commune first; what only embassies do has no level at all.
_LEVELS = {"Cấp Xã": 0.10, "Cấp Tỉnh": 0.07, "Cấp Bộ/Trung ương": 0.04}
# What a ministry decided holds everywhere, what a province decided only there.
_OF_A_PROVINCE = re.compile(r"UBND|QĐ-VP|TTr-S|dacthu|TTPVHCC", re.IGNORECASE)
_EVERYWHERE, _FOR_CITIZENS, _FILED_HERE = 0.06, 0.05, 0.04
# What the Ministry of Defence decided is for its own people, who say so.
_OF_DEFENCE = re.compile(r"BQP")
_FOR_SOLDIERS = -0.08
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

    `favour` is how likely somebody means it who might mean others too, `alike` what it shares with
    the same procedure at another level or in another province.
    """

    shown: Shown
    names: tuple[Name, ...]
    alike: str
    elsewhere: frozenset[str]
    sector: frozenset[str]
    marked: frozenset[str]
    favour: float


@dataclass(frozen=True)
class Index:
    """All entries, in which of them each word stands, and the words of names in order.

    `lightest` is what the shortest name of each entry weighs, `favours` what speaks for each.
    `neighbours` are words that stand next to one another in any name, `whole` all names; `known`
    and `marked` are all words that are said here or there, folded and with their marks. `kept` are
    the places and fits of phrasings that are the same for all who ask. `stamp` is where the
    catalogue's stream stood.
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
    whole: frozenset[tuple[str, ...]]
    known: frozenset[str]
    marked: frozenset[str]
    kept: dict[tuple[Word, ...], tuple[tuple[int, float], ...]] = field(default_factory=dict)
    stamp: bytes = b""
    _reaches: dict[str, Reach] = field(default_factory=dict)

    def reach(self, word: str) -> Reach:
        """Where a folded word stands, and how well it fits there: fully, or less outside names."""
        found = self._reaches.get(word)
        if found is None:
            outside = self.elsewhere.get(word, _NOWHERE)
            inside = self.in_names.get(word, _NOWHERE)
            outside = np.setdiff1d(outside, inside, assume_unique=True)
            fits = np.full(len(outside) + len(inside), 1.0, dtype=np.float32)
            fits[: len(outside)] = ELSEWHERE
            found = self._reaches[word] = np.concatenate([outside, inside]), fits
        return found

    def beginning(self, part: str) -> list[str]:
        """The words of names that begin so, the part itself not among them."""
        start = bisect_left(self.ordered, part)
        end = bisect_left(self.ordered, part + "\uffff")
        return [word for word in self.ordered[start:end] if word != part]


@dataclass(frozen=True)
class Row:
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
# The last index read.
_last: list[Index] = []
# Asked with every search, so that it is one question to the database and not two.
_STANDING = (
    "SELECT (SELECT head_hash FROM journal_stream WHERE name = 'catalogue'),"
    " ARRAY(SELECT code FROM catalogue_procedure WHERE code = ANY(%s) AND open)"
)


def current() -> Index:
    """The index of the catalogue as it stands now."""
    return read_at(standing([])[0])


def at_hand() -> Index:
    """The index that this process read last, which the catalogue may have left behind."""
    return _last[0] if _last else current()


def standing(codes: list[str]) -> tuple[bytes, set[str]]:
    """Where the catalogue's stream stands, and which of the procedures are open."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [codes])
        head, still = cursor.fetchone()
    return bytes(head or b""), set(still)


def read_at(stamp: bytes) -> Index:
    """The index at a place of the stream, read anew if the last one was of another."""
    if not _last or _last[0].stamp != stamp:
        _last[:] = [made(_rows(), stamp)]
    return _last[0]


def made(rows: Sequence[Row], stamp: bytes) -> Index:
    """The index of some procedures, read when the catalogue's stream stood there."""
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
        frozenset(name.words for entry in entries for name in entry.names),
        frozenset(weights) | {word.folded for word in vocabulary()},
        frozenset(key for entry in entries for key in entry.marked)
        | {word.marked for word in vocabulary()},
        stamp=stamp,
    )


def _rows() -> list[Row]:
    told = _told()
    fields = ("pk", "code", "name", "plain_name", "other_folded", "sector", "level")
    rows = []
    for pk, code, name, plain, other, sector, level in Procedure.objects.filter(
        open=True
    ).values_list(*fields):
        version = told.get(pk, _NOTHING_TOLD)
        lines = (plain, name, *version.keywords)
        rows.append(
            Row(
                shown=Shown(code, plain, name, sector, level, version.agency),
                names=tuple({split: None for line in lines if (split := name_words(line))[0]}),
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
            + _FOR_CITIZENS * (not applicants or any(one in _CITIZENS for one in applicants))
            + _FOR_SOLDIERS * bool(_OF_DEFENCE.search(decision or "")),
        )
        for pk, agency, keywords, decision, applicants in rows
    }


def name_words(line: str) -> tuple[tuple[Word, ...], frozenset[str]]:
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


def _entry(row: Row, weights: Mapping[str, float]) -> Entry:
    every = [word for words, _bracketed in row.names for word in words]
    return Entry(
        row.shown,
        tuple(_name(words, bracketed, weights) for words, bracketed in row.names),
        fold(_BRACKETED.sub(" ", _OPENING.sub("", row.shown.law_name))),
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
