"""What people say and what the law says for it, as data that anybody may add to.

`data/synonyms.csv` leads from sayings to words of the law, `data/fillers.csv` holds what people put
around a question, `data/abbreviations.csv` what is written short.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toantrinh.catalogue.wording import Word, same_said, written

# A short word without its marks may be any of ten words.
_TELLING_LENGTH = 4
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Saying:
    """What people say, and what the law says for it; nothing for what tells nothing."""

    said: tuple[Word, ...]
    meant: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A saying at its place among the words of a query."""

    start: int
    saying: Saying

    @property
    def end(self) -> int:
        """The place after its last word."""
        return self.start + len(self.saying.said)


def without_fillers(words: Sequence[Word]) -> list[Word]:
    """The words without what people put around a question."""
    kept, place = [], 0
    while place < len(words):
        filler = next(_at(words, place, _fillers()), None)
        if filler is None:
            kept.append(words[place])
        place += len(filler.said) if filler else 1
    return kept


def found_in(words: Sequence[Word]) -> list[Found]:
    """The sayings in a query, from left to right, the longest where several begin or overlap."""
    every = [
        Found(place, saying)
        for place in range(len(words))
        for saying in _at(words, place, _synonyms())
    ]
    every.sort(key=lambda found: (-len(found.saying.said), found.start))
    taken: dict[int, tuple[int, int]] = {}
    chosen = []
    for found in every:
        span = (found.start, found.end)
        if all(taken.get(place, span) == span for place in range(*span)):
            taken.update(dict.fromkeys(range(*span), span))
            chosen.append(found)
    return sorted(chosen, key=lambda found: found.start)


@cache
def vocabulary() -> frozenset[str]:
    """All folded words that people are known to say."""
    return frozenset(
        word.folded
        for sayings in (_synonyms(), _fillers())
        for begun in sayings.values()
        for saying in begun
        for word in saying.said
    )


def _at(
    words: Sequence[Word], place: int, sayings: dict[str, tuple[Saying, ...]]
) -> Iterator[Saying]:
    """The sayings that stand at a place, the longest first."""
    for saying in sayings.get(words[place].folded, ()):
        there = words[place : place + len(saying.said)]
        if len(there) < len(saying.said):
            continue
        if len(there) == 1 and not (there[0].marked or _stands_alone(saying.said[0])):
            continue
        if all(same_said(*pair) for pair in zip(there, saying.said, strict=True)):
            yield saying


def _stands_alone(word: Word) -> bool:
    """Whether a word can be told without its marks: short ones mean too much."""
    return word.plain or len(word.folded) >= _TELLING_LENGTH


@cache
def _synonyms() -> dict[str, tuple[Saying, ...]]:
    return _by_first_word(_rows("synonyms.csv"))


@cache
def _fillers() -> dict[str, tuple[Saying, ...]]:
    return _by_first_word((said, "") for (said,) in _rows("fillers.csv"))


def _rows(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from list(csv.reader(file))[1:]


def _by_first_word(rows: "Iterator[Sequence[str]]") -> dict[str, tuple[Saying, ...]]:
    found: dict[str, list[Saying]] = {}
    for said, meant in rows:
        saying = Saying(tuple(written(said)), tuple(written(meant)))
        found.setdefault(saying.said[0].folded, []).append(saying)
    return {
        first: tuple(sorted(begun, key=lambda saying: -len(saying.said)))
        for first, begun in found.items()
    }
