"""Words as search compares them: one spelling of y and i, abbreviations in full, marks apart."""

import csv
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from toantrinh.catalogue.slips import untyped
from toantrinh.kernel.text import fold, has_marks, marked_tokens

_ABBREVIATIONS = Path(__file__).parent / "data" / "abbreviations.csv"
# ký and kí, lý and lí are one word in two spellings.
_Y = re.compile(r"\b(h|k|l|m|s|t|qu|v)([yýỳỷỹỵ])\b")
_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, and how it was written if somebody took the trouble to write its marks.

    `marked` is a key of `marked_tokens`: letters, then "!" and the tone.
    """

    folded: str
    marked: str = ""

    @property
    def plain(self) -> bool:
        """Whether the word has no marks to write."""
        return self.marked == _key(self.folded)

    @property
    def toneless(self) -> str:
        """The written letters without the tone."""
        return self.marked[:-1]


def written(text: str) -> list[Word]:
    """The words of a text that somebody wrote with care, so that no mark means none."""
    return [word for raw in _raw(text) for word in _written(raw)]


def typed(text: str, known: Container[str]) -> list[Word]:
    """The words of a query. What is not among the known words is freed of keys left as typed."""
    words: list[Word] = []
    for raw in _raw(text):
        if has_marks(raw) or fold(raw) in _short():
            words.extend(_written(raw))
        else:
            words.append(Word(_one_i(untyped(fold(raw), known))))
    return words


def same_said(one: Word, said: Word) -> bool:
    """Whether a typed word may be one of a saying: its marks count only if they were typed."""
    if one.folded != said.folded:
        return False
    return not one.marked or (one.toneless == said.toneless and _one_tone(one, said))


def _one_tone(one: Word, other: Word) -> bool:
    """Whether two words have the tone in common; many people mix up the asking and the tumbling."""
    mixed = {"2", "3"}
    tones = {one.marked[-1:], other.marked[-1:]}
    return len(tones) == 1 or tones == mixed


def _one_i(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).lower()
    return _Y.sub(lambda found: found[1] + found[2].translate(_I), composed)


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    return marked_tokens(word)[0]


@lru_cache(maxsize=20_000)
def _written(raw: str) -> tuple[Word, ...]:
    folded = _folded(raw)
    return _short().get(folded) or (Word(folded, _key(raw)),)


def _raw(text: str) -> list[str]:
    return [raw for raw in _WORD.findall(_one_i(text)) if _folded(raw)]


# A whole catalogue with its sayings is some hundred thousand words, and a few thousand that differ.
_folded = lru_cache(maxsize=20_000)(fold)


@cache
def _short() -> dict[str, tuple[Word, ...]]:
    with _ABBREVIATIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        fold(row["short"]): tuple(
            Word(fold(raw), marked_tokens(raw)[0]) for raw in _raw(row["full"])
        )
        for row in rows
    }
