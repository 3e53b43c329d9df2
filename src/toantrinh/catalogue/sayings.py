"""What people say and what the law says for it, as data that anybody may add to.

`data/synonyms.csv` leads from sayings to words of the law; `data/fillers.csv` holds what people put
around a question, and what each is worth; `data/abbreviations.csv` what is written short.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path

from toantrinh.catalogue.wording import Word, same_said, written

DATA = Path(__file__).parent / "data"
# A short word without its marks may be any of ten words.
_TELLING_LENGTH = 4
# How sure a saying is whose words stand side by side, in order with others between, in any order.
_TOGETHER, _IN_ORDER, _IN_ANY_ORDER = 1.0, 0.93, 0.85
# So many other words may stand between those of a saying, and no more than it has itself.
_MOST_BETWEEN = 4
# Two words in another order are too often something else, and so are two apart without their marks.
_FEWEST_MIXED = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """What people say, what the law says for it, and the folded words that are said."""

    said: tuple[Word, ...]
    meant: tuple[Word, ...]
    folded: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A saying, the places of its words in a query, and how sure it is that it is meant."""

    places: tuple[int, ...]
    saying: Saying
    sure: float


def without_fillers(words: Sequence[Word]) -> list[Word]:
    """The words without phrases that are put around a question and tell nothing."""
    kept, place = [], 0
    while place < len(words):
        length = _filler_at(words, place)
        if not length:
            kept.append(words[place])
        place += length or 1
    return kept


def idleness(word: Word) -> float:
    """What a word is worth in a question, 1 unless people say it whatever they ask."""
    by_mark, by_letters = _idle()
    if word.marked:
        return by_mark.get(word.marked, 1.0)
    return by_letters.get(word.folded, 1.0)


def found_in(words: Sequence[Word]) -> list[Found]:
    """The sayings in a query, those that take up most words first; none that lies in another."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word.folded].append(place)
    every = [
        (found, number)
        for word in places
        for number in _by_rarest().get(word, ())
        if _synonyms()[number].folded <= places.keys()
        and (found := _place(_synonyms()[number], words, places))
    ]
    every.sort(key=lambda one: (-len(one[0].places), -one[0].sure, one[0].places, one[1]))
    chosen: list[Found] = []
    for found, _number in every:
        within = set(found.places)
        if not any(within < set(other.places) for other in chosen):
            chosen.append(found)
    return chosen


@cache
def vocabulary() -> frozenset[Word]:
    """All words that people are known to say."""
    said = {word for saying in _synonyms() for word in saying.said}
    return frozenset(said | {word for filler in _fillers() for word in filler})


@cache
def said_together() -> frozenset[tuple[str, str]]:
    """All folded words that stand next to one another in a saying."""
    return frozenset(
        (one.folded, other.folded) for saying in _synonyms() for one, other in pairwise(saying.said)
    )


def _place(saying: Saying, words: Sequence[Word], places: dict[str, list[int]]) -> Found | None:
    """Where the words of a saying stand closest to one another, if close enough."""
    if len(saying.said) == 1:
        (word,) = saying.said
        there = next((p for p in places[word.folded] if _alone(words[p], word)), None)
        return None if there is None else Found((there,), saying, _TOGETHER)
    fitting = [
        [place for place in places[word.folded] if same_said(words[place], word)]
        for word in saying.said
    ]
    best: tuple[int, bool, tuple[int, ...]] | None = None
    for way in product(*fitting):
        between = max(way) - min(way) + 1 - len(way)
        mixed = any(one > other for one, other in pairwise(way))
        if len(set(way)) < len(way) or between > min(len(way), _MOST_BETWEEN):
            continue
        bare = between and not any(words[place].marked for place in way)
        if (mixed or bare) and len(way) < _FEWEST_MIXED:
            continue
        if best is None or (between, mixed) < best[:2]:
            best = (between, mixed, way)
    if best is None:
        return None
    between, mixed, way = best
    sure = _IN_ANY_ORDER if mixed else _IN_ORDER if between else _TOGETHER
    return Found(way, saying, sure)


def _alone(word: Word, said: Word) -> bool:
    """Whether a word alone is a saying: short ones without their marks mean too much."""
    telling = word.marked or said.plain or len(said.folded) >= _TELLING_LENGTH
    return bool(telling) and same_said(word, said)


def _filler_at(words: Sequence[Word], place: int) -> int:
    """How many words a filler takes up at a place, 0 if there is none."""
    for filler in _fillers_by_first().get(words[place].folded, ()):
        there = words[place : place + len(filler)]
        if len(there) == len(filler) and all(
            same_said(*pair) for pair in zip(there, filler, strict=True)
        ):
            return len(filler)
    return 0


@cache
def _synonyms() -> tuple[Saying, ...]:
    rows = [(tuple(written(said)), tuple(written(meant))) for said, meant in _rows("synonyms.csv")]
    return tuple(
        Saying(said, meant, frozenset(word.folded for word in said)) for said, meant in rows
    )


@cache
def _by_rarest() -> dict[str, tuple[int, ...]]:
    """Which synonyms to look at where a word is said: those that say no rarer one."""
    often = Counter(word for saying in _synonyms() for word in saying.folded)
    found: dict[str, list[int]] = defaultdict(list)
    for number, saying in enumerate(_synonyms()):
        found[min(saying.folded, key=lambda word: (often[word], word))].append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


@cache
def _fillers() -> dict[tuple[Word, ...], float]:
    return {tuple(written(said)): float(worth) for said, worth in _rows("fillers.csv")}


@cache
def _fillers_by_first() -> dict[str, tuple[tuple[Word, ...], ...]]:
    """Fillers of several words by their first, the longest first."""
    found: dict[str, list[tuple[Word, ...]]] = defaultdict(list)
    for filler in sorted(_fillers(), key=lambda filler: -len(filler)):
        if len(filler) > 1:
            found[filler[0].folded].append(filler)
    return {first: tuple(fillers) for first, fillers in found.items()}


@cache
def _idle() -> tuple[dict[str, float], dict[str, float]]:
    """What single words are worth, by their marks and, where written without, by their letters."""
    single = {filler[0]: worth for filler, worth in _fillers().items() if len(filler) == 1}
    return (
        {word.marked: worth for word, worth in single.items()},
        {word.folded: worth for word, worth in single.items() if word.plain},
    )


def _rows(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from list(csv.reader(file))[1:]
