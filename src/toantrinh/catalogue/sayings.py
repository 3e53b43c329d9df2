"""What people say and what the law says for it, as data that anybody may add to.

`data/synonyms.csv` leads from sayings to words of the law, `data/rarer.csv` for what people seldom
need; `data/alike.csv` holds what is said for another word or phrase in any saying;
`data/fillers.csv` what people put around a question, and what each is worth;
`data/abbreviations.csv` what is written short.
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
# A saying is a little less sure for each word that stands for another one of it.
_ALIKE = 0.98
# So many other words may stand between those of a saying, and no more than one above its own.
_MOST_BETWEEN = 5
# A saying without its marks is not read across the end of one that has so many words more.
_BY_FAR = 2
# Two words apart in another order are too often something else, and so are two without their marks.
_FEWEST_MIXED = 3

# Phrases that are said for another.
_Others = tuple[tuple[Word, ...], ...]


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
        for folded in {word.folded, *(like.folded for like in _likes(word))}:
            places[folded].append(place)
    every = [
        (found, number)
        for word in places
        for number in _by_rarest().get(word, ())
        if _synonyms()[number].folded <= places.keys()
        and (found := _place(_synonyms()[number], words, places))
    ]
    every.sort(key=lambda one: (*_rank(one[0]), one[1]))
    chosen: list[Found] = []
    for found, _number in every:
        bare = not any(words[place].marked for place in found.places)
        if not any(_yields(found, other, bare=bare) for other in chosen):
            chosen.append(found)
    return chosen


def _yields(found: Found, longer: Found, *, bare: bool) -> bool:
    """Whether a saying lies in a longer one, or without its marks is only read across its end."""
    own, others = set(found.places), set(longer.places)
    return own < others or (bare and bool(own & others) and len(others) >= len(own) + _BY_FAR)


def _rank(found: Found) -> tuple[int, float, int, tuple[int, ...]]:
    """What comes first: most words, surest, closest together, earliest."""
    span = max(found.places) - min(found.places)
    return -len(found.places), -found.sure, span, found.places


@cache
def vocabulary() -> frozenset[Word]:
    """All words that people are known to say."""
    said = {word for saying in _synonyms() for word in saying.said}
    alike = {word for said_for, _like in _alike_rows() for word in said_for}
    return frozenset(said | alike | {word for filler in _fillers() for word in filler})


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
        [place for place in places[word.folded] if _says(words[place], word)]
        for word in saying.said
    ]
    best: tuple[int, bool, tuple[int, ...]] | None = None
    for way in product(*fitting):
        between = max(way) - min(way) + 1 - len(way)
        mixed = any(one > other for one, other in pairwise(way))
        if len(set(way)) < len(way) or between > min(len(way) + 1, _MOST_BETWEEN):
            continue
        bare = not all(words[place].marked for place in way)
        if len(way) < _FEWEST_MIXED and ((mixed and between) or (bare and (mixed or between))):
            continue
        if best is None or (between, mixed) < best[:2]:
            best = (between, mixed, way)
    if best is None:
        return None
    between, mixed, way = best
    sure = _IN_ANY_ORDER if mixed else _IN_ORDER if between else _TOGETHER
    alike = sum(words[n].folded != word.folded for n, word in zip(way, saying.said, strict=True))
    return Found(way, saying, sure * _ALIKE**alike)


def _says(word: Word, said: Word) -> bool:
    """Whether a word is one of a saying, or is said for it."""
    return same_said(word, said) or said in _likes(word)


def _likes(word: Word) -> tuple[Word, ...]:
    """The words that one is said for; without its marks it might be another, and is for none."""
    return _alike().get(word.marked, ()) if word.marked else ()


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
def taught() -> tuple[tuple[tuple[Word, ...], tuple[Word, ...]], ...]:
    """What people say and what the law says for it, as written down."""
    rows = [*_rows("synonyms.csv"), *_rows("rarer.csv")]
    return tuple((tuple(written(said)), tuple(written(meant))) for said, meant in rows)


@cache
def _synonyms() -> tuple[Saying, ...]:
    every = dict.fromkeys((way, meant) for said, meant in taught() for way in _ways(said))
    return tuple(
        Saying(said, meant, frozenset(word.folded for word in said)) for said, meant in every
    )


def _ways(said: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """A saying, and with a phrase of it put in another way."""
    yield said
    phrases = {
        number: (phrase, others)
        for word in said
        for number, phrase, others in _alike_by_first().get(word, ())
    }
    for _number, (phrase, others) in sorted(phrases.items()):
        length = len(phrase)
        for start in range(len(said) - length + 1):
            if said[start : start + length] == phrase:
                yield from (said[:start] + other + said[start + length :] for other in others)


@cache
def _by_rarest() -> dict[str, tuple[int, ...]]:
    """Which synonyms to look at where a word is said: those that say no rarer one."""
    often = Counter(word for saying in _synonyms() for word in saying.folded)
    found: dict[str, list[int]] = defaultdict(list)
    for number, saying in enumerate(_synonyms()):
        found[min(saying.folded, key=lambda word: (often[word], word))].append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


@cache
def _alike() -> dict[str, tuple[Word, ...]]:
    """Words of sayings by the mark of those that are said for them."""
    found: defaultdict[str, tuple[Word, ...]] = defaultdict(tuple)
    for said, like in _alike_rows():
        if len(said) == len(like) == 1:
            found[said[0].marked] += like
    return dict(found)


@cache
def _alike_phrases() -> dict[tuple[Word, ...], _Others]:
    """What is said for a phrase of sayings, where either is more than a word."""
    found: defaultdict[tuple[Word, ...], _Others] = defaultdict(tuple)
    for said, like in _alike_rows():
        if len(said) > 1 or len(like) > 1:
            found[like] += (said,)
    return dict(found)


@cache
def _alike_by_first() -> dict[Word, tuple[tuple[int, tuple[Word, ...], _Others], ...]]:
    """The same by the first word of the phrase, numbered in their order."""
    found: defaultdict[Word, tuple[tuple[int, tuple[Word, ...], _Others], ...]] = defaultdict(tuple)
    for number, (phrase, others) in enumerate(_alike_phrases().items()):
        found[phrase[0]] += ((number, phrase, others),)
    return dict(found)


@cache
def _alike_rows() -> tuple[tuple[tuple[Word, ...], tuple[Word, ...]], ...]:
    return tuple((tuple(written(said)), tuple(written(like))) for said, like in _rows("alike.csv"))


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
