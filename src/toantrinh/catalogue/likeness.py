"""Sayings that are like what is asked, though none of them stands in it.

Each saying is an example of how people ask for something. A query is compared with all of them by
the words and the pairs of neighbours that they have in common, those that tell most counting most
(the cosine of their weights), so that what was never said before leads where most of it led.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise, takewhile

import numpy as np
from numpy.typing import NDArray

from toantrinh.catalogue.index import Index
from toantrinh.catalogue.phrasing import is_name
from toantrinh.catalogue.sayings import idleness, taught, without_fillers
from toantrinh.catalogue.wording import Word

# So many meanings are followed. Words that are fewer, and are no name, may be part of anything.
_MOST, _FEWEST_WORDS = 4, 4
# What the marks of a word tell beside its letters, and two words that are neighbours beside each.
_MARKS, _PAIR = 0.5, 0.7
# A word that is in no saying weighs as much as a rather rare one: the query is less alike for it.
_UNSAID, _UNSAID_PAIR = 4.0, 0.8

# A folded word, a word with its marks, or two folded words.
_Trait = str | Word | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What sayings mean, in words of the law, and how like the query the likest is, up to 1."""

    meant: tuple[Word, ...]
    alike: float


@dataclass(frozen=True, slots=True)
class _Examples:
    """All sayings laid out to be compared with a query at once.

    `having` tells of each trait which sayings have it and its share of each; `meaning` numbers what
    each saying means among `meanings`; `weights` are what each trait tells.
    """

    having: Mapping[_Trait, tuple[NDArray[np.int32], NDArray[np.float32]]]
    meaning: NDArray[np.int32]
    meanings: tuple[tuple[Word, ...], ...]
    weights: Mapping[_Trait, float]


def likest(words: Sequence[Word], index: Index) -> Iterator[Meaning]:
    """What the sayings mean that are most like the words, the likest first."""
    examples = _examples()
    telling = without_fillers(words) or words
    asked = _asked(telling, examples.weights)
    size = math.sqrt(sum(weight * weight for weight in asked.values()))
    if not size:
        return
    alike = np.zeros(len(examples.meaning), dtype=np.float32)
    for trait, weight in asked.items():
        if trait in examples.having:
            numbers, shares = examples.having[trait]
            alike[numbers] += np.float32(weight / size) * shares
    best = np.zeros(len(examples.meanings), dtype=np.float32)
    np.maximum.at(best, examples.meaning, alike)
    telling_much = (
        Meaning(examples.meanings[number], float(best[number]))
        for number in np.argsort(-best, kind="stable").tolist()
        if len(examples.meanings[number]) >= _FEWEST_WORDS
        or is_name(examples.meanings[number], index)
    )
    yield from islice(takewhile(lambda meaning: meaning.alike > 0, telling_much), _MOST)


def _asked(words: Sequence[Word], weights: Mapping[_Trait, float]) -> dict[_Trait, float]:
    """What each trait of a query weighs, less where people say its words whatever they ask."""
    idle = {word.folded: idleness(word) for word in words}
    asked: dict[_Trait, float] = {}
    for trait in _traits(words):
        if isinstance(trait, tuple):
            asked[trait] = weights.get(trait, _UNSAID_PAIR)
        elif isinstance(trait, Word):
            asked[trait] = weights.get(trait, _MARKS * _UNSAID) * idle[trait.folded]
        else:
            asked[trait] = weights.get(trait, _UNSAID) * idle[trait]
    return asked


def _traits(words: Sequence[Word]) -> tuple[_Trait, ...]:
    """What there is to compare, each once, always in the same order, as sums depend on it.

    A number or a single letter tells something only beside a neighbour.
    """
    single = [word for word in words if len(word.folded) > 1 and not word.folded.isdigit()]
    every: list[_Trait] = [word.folded for word in single]
    every += [word for word in single if word.marked]
    every += pairwise(word.folded for word in words)
    return tuple(dict.fromkeys(every))


@cache
def _examples() -> _Examples:
    number_of: dict[tuple[Word, ...], int] = {}
    meaning = [number_of.setdefault(meant, len(number_of)) for _said, meant in taught()]
    traits = [_traits(said) for said, _meant in taught()]
    weights = _weights(traits, meaning)
    having: defaultdict[_Trait, list[tuple[int, float]]] = defaultdict(list)
    for number, those in enumerate(traits):
        size = math.sqrt(sum(weights[trait] ** 2 for trait in those))
        for trait in those:
            having[trait].append((number, weights[trait] / size))
    return _Examples(
        {
            trait: (
                np.array([number for number, _share in rows], dtype=np.int32),
                np.array([share for _number, share in rows], dtype=np.float32),
            )
            for trait, rows in having.items()
        },
        np.array(meaning, dtype=np.int32),
        tuple(number_of),
        weights,
    )


def _weights(traits: Sequence[tuple[_Trait, ...]], meaning: Sequence[int]) -> dict[_Trait, float]:
    """How much each trait tells: the fewer meanings it may have, the more."""
    together: defaultdict[int, set[_Trait]] = defaultdict(set)
    for number, those in zip(meaning, traits, strict=True):
        together[number].update(those)
    often = Counter(trait for those in together.values() for trait in those)
    return {
        trait: _worth(trait) * math.log(1 + len(together) / many) for trait, many in often.items()
    }


def _worth(trait: _Trait) -> float:
    if isinstance(trait, Word):
        return _MARKS
    return _PAIR if isinstance(trait, tuple) else 1.0
