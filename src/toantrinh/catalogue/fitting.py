"""How well a way to say something fits the names of procedures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from toantrinh.catalogue.index import ELSEWHERE, Entry, Fits, Index, Name, Reach
from toantrinh.catalogue.phrasing import Phrasing
from toantrinh.catalogue.slips import near
from toantrinh.catalogue.wording import Word

# So many of the likeliest are looked at closely; more where it is done once for all.
_CANDIDATES, _LASTING_CANDIDATES = 12, 24
# What a word of the query is worth when it is found less well than as it was typed.
_BEGUN, _MISSPELT, _OTHER_TONE, _OTHER_MARKS = 0.8, 0.7, 0.85, 0.6
# How much it speaks for a name that the words stand as close as asked, make up the whole of it,
# begin it, or that they name its sector, too.
_CLOSE, _WHOLE, _FIRST, _SECTOR = 0.35, 0.28, 0.1, 0.1
# An act upon an earlier result, or a rare circumstance, is seldom meant when not named.
_APART = 0.12


@dataclass(slots=True)
class _Term:
    """One word of a query and what it may stand for, and how well.

    `reached` is in which entries it is found and how well, once that was asked.
    """

    word: Word
    means: dict[str, float]
    reached: Reach | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A phrasing laid out once for all names that it is compared with.

    `terms` are (word, what it may mean, whether that is only itself, as typed, weight); `pairs` are
    neighbours with the lesser of their weights, which `close` are alone.
    """

    terms: list[tuple[str, dict[str, float], bool, Word, float]]
    words: tuple[str, ...]
    every: float
    pairs: list[tuple[tuple[str, str], float]]
    close: list[float]


class Fitting:
    """Fits the phrasings of one query, whose last word may be unfinished."""

    def __init__(self, index: Index, last: Word | None) -> None:
        self.index = index
        self.last = last
        self.terms: dict[tuple[Word, bool], _Term] = {}

    def ranked(self, phrasing: Phrasing) -> Iterable[tuple[int, float]]:
        """The entries that fit best with how well, from 0 to about 2, in no order."""
        if not phrasing.lasting:
            return self._rank(phrasing)
        kept = self.index.kept.get(phrasing.words)
        if kept is None:
            kept = self.index.kept[phrasing.words] = tuple(self._rank(phrasing))
        return kept

    def _rank(self, phrasing: Phrasing) -> Iterator[tuple[int, float]]:
        entries = self.index.entries
        terms = [self._term(word, lasting=phrasing.lasting) for word in phrasing.words]
        asked = _asked(terms, phrasing.weights)
        covered = np.zeros(len(entries), dtype=np.float32)
        for term, weight in zip(terms, phrasing.weights, strict=True):
            places, fits = _reached(term, self.index)
            covered[places] += np.float32(weight) * fits
        for place in self._likeliest(covered, asked.every, phrasing):
            entry = entries[place]
            yield place, max(_fit(name, entry, asked) for name in entry.names)

    def _likeliest(self, covered: Fits, every: float, phrasing: Phrasing) -> list[int]:
        """The entries that may fit best, told by what is cheap to tell of all at once.

        Of those that are equal to the last, the first ones: nothing is left to chance.
        """
        reached = np.flatnonzero(covered)
        share = covered[reached] / np.float32(every or 1.0)
        whole = np.minimum(np.float32(1.0), covered[reached] / self.index.lightest[reached])
        likely = share + np.float32(_WHOLE) * share * whole + self.index.favours[reached]
        many = _LASTING_CANDIDATES if phrasing.lasting else _CANDIDATES
        if many < len(reached):
            least = np.partition(likely, -many)[-many]
            better = reached[likely > least]
            equal = reached[likely == least][: many - len(better)]
            reached = np.concatenate([better, equal])
        places: list[int] = reached.tolist()
        return places

    def _term(self, word: Word, *, lasting: bool) -> _Term:
        key = (word, not lasting and word is self.last)
        if key not in self.terms:
            self.terms[key] = _Term(word, _means(word, self.index, unfinished=key[1]))
        return self.terms[key]


def _means(word: Word, index: Index, *, unfinished: bool) -> dict[str, float]:
    """What a word of the query may stand for: itself, a word begun, a word misspelt."""
    folded = word.folded
    means: dict[str, float] = {}
    if unfinished and len(folded) > 1:
        means = dict.fromkeys(index.beginning(folded), _BEGUN)
    if folded in index.weights:
        means[folded] = 1.0
    elif not means and len(folded) > 2:
        means = {other: _MISSPELT for other in near(folded) if other in index.in_names}
    return means


def _reached(term: _Term, index: Index) -> Reach:
    """In which entries a term is found and how well, worked out once a search."""
    if term.reached is None:
        if len(term.means) == 1:
            ((word, fit),) = term.means.items()
            places, fits = index.reach(word)
            term.reached = places, np.float32(fit) * fits
        else:
            best = np.zeros(len(index.entries), dtype=np.float32)
            for word, fit in term.means.items():
                places, fits = index.reach(word)
                best[places] = np.maximum(best[places], np.float32(fit) * fits)
            places = np.flatnonzero(best).astype(np.int32)
            term.reached = places, best[places]
    return term.reached


def _asked(terms: list[_Term], weights: tuple[float, ...]) -> _Asked:
    words = tuple(term.word.folded for term in terms)
    close = [min(pair) for pair in pairwise(weights)]
    return _Asked(
        [
            (word, term.means, term.means.keys() == {word}, term.word, weight)
            for word, term, weight in zip(words, terms, weights, strict=True)
        ],
        words,
        sum(weights),
        list(zip(pairwise(words), close, strict=True)),
        close,
    )


def _fit(name: Name, entry: Entry, asked: _Asked) -> float:
    """Which share of what was asked is in a name, how close, how whole."""
    there = name.there
    covered = told = sector = 0.0
    found: dict[int, str] = {}
    for place, (word, means, itself, typed, weight) in enumerate(asked.terms):
        fit, meant = 1.0, word
        if word not in there:
            fit = 0.0
            if not itself:
                fit, meant = _meant(name, means, word)
                found[place] = meant
        if fit:
            told += weight
            if typed.marked and typed.marked not in entry.marked:
                fit *= _OTHER_TONE if typed.toneless in entry.marked else _OTHER_MARKS
            if meant in entry.sector:
                sector += weight
        elif word in entry.elsewhere if itself else not entry.elsewhere.isdisjoint(means):
            fit = ELSEWHERE
        covered += fit * weight
    if not told:
        return 0.0
    words = (
        tuple(found.get(n, word) for n, word in enumerate(asked.words)) if found else asked.words
    )
    pairs = zip(pairwise(words), asked.close, strict=True) if found else asked.pairs
    share = covered / asked.every
    return (
        share
        + _CLOSE * _closeness(pairs, name)
        + _WHOLE * share * min(1.0, told / name.weight)
        + _FIRST * (name.words[: len(words)] == words)
        + _SECTOR * sector / asked.every
        - _APART * (not name.apart.issubset(words))
    )


def _meant(name: Name, means: dict[str, float], word: str) -> tuple[float, str]:
    """How well what a word may stand for is found in a name, and which of it."""
    if len(means) == 1:
        ((meant, fit),) = means.items()
        return (fit, meant) if meant in name.there else (0.0, word)
    return max(
        ((means[meant], meant) for meant in name.words if meant in means), default=(0.0, word)
    )


def _closeness(pairs: Iterable[tuple[tuple[str, str], float]], name: Name) -> float:
    """The share of neighbours in the query that are neighbours in the name, by what they tell."""
    close = whole = 0.0
    for pair, weight in pairs:
        whole += weight
        if pair in name.neighbours:
            close += weight
    return close / whole if whole else 1.0
