"""How well a way to say something fits the names of procedures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from toantrinh.catalogue.index import Entry, Fits, Index, Name
from toantrinh.catalogue.phrasing import Phrasing
from toantrinh.catalogue.slips import near
from toantrinh.catalogue.wording import Word

# So many of the likeliest are looked at closely; more where it is done once for all.
_CANDIDATES, _LASTING_CANDIDATES = 14, 24
# What a word of the query is worth when it is found less well than as it was typed.
_BEGUN, _MISSPELT, _OTHER_TONE, _OTHER_MARKS, _ELSEWHERE = 0.8, 0.7, 0.85, 0.6, 0.4
# How much it speaks for a name that the words stand as close as asked, make up the whole of it,
# begin it, or that they name its sector, too.
_CLOSE, _WHOLE, _FIRST, _SECTOR = 0.35, 0.35, 0.1, 0.1
# An act upon an earlier result, or a rare circumstance, is seldom meant when not named.
_APART = 0.12


@dataclass(slots=True)
class _Term:
    """One word of a query and what it may stand for, and how well.

    `reached` is how well it fits in each entry, once that was asked.
    """

    word: Word
    means: dict[str, float]
    reached: Fits | None = None


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
        covered = np.zeros(len(entries), dtype=np.float32)
        for term, weight in zip(terms, phrasing.weights, strict=True):
            covered += weight * _reached(term, self.index)
        for place in self._likeliest(covered, phrasing):
            entry = entries[place]
            yield place, max(_fit(name, entry, terms, phrasing.weights) for name in entry.names)

    def _likeliest(self, covered: Fits, phrasing: Phrasing) -> list[int]:
        """The entries that may fit best, told by what is cheap to tell of all at once."""
        share = covered / (sum(phrasing.weights) or 1.0)
        whole = np.minimum(1.0, covered / self.index.lightest)
        likely = share + _WHOLE * share * whole + self.index.favours
        likely[covered == 0] = -1.0
        many = _LASTING_CANDIDATES if phrasing.lasting else _CANDIDATES
        if many < len(likely):
            most = np.argpartition(-likely, many)[:many]
        else:
            most = np.arange(len(likely))
        places: list[int] = most[likely[most] > 0].tolist()
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


def _reached(term: _Term, index: Index) -> Fits:
    """How well a term fits in each entry, worked out once a search."""
    if term.reached is None:
        term.reached = np.zeros(len(index.entries), dtype=np.float32)
        for worth, places in (
            *((fit * _ELSEWHERE, index.elsewhere.get(word)) for word, fit in term.means.items()),
            *((fit, index.in_names.get(word)) for word, fit in term.means.items()),
        ):
            if places is not None:
                term.reached[places] = np.maximum(term.reached[places], worth)
    return term.reached


def _fit(name: Name, entry: Entry, terms: list[_Term], weights: tuple[float, ...]) -> float:
    """Which share of what was asked is in a name, how close, how whole."""
    covered = told = sector = 0.0
    found: list[str] = []
    for term, weight in zip(terms, weights, strict=True):
        fit, meant = _found(term, name)
        if fit:
            told += weight
            if term.word.marked and term.word.marked not in entry.marked:
                fit *= _OTHER_TONE if term.word.toneless in entry.marked else _OTHER_MARKS
            if meant in entry.sector:
                sector += weight
        elif not entry.elsewhere.isdisjoint(term.means):
            fit = _ELSEWHERE
        found.append(meant)
        covered += fit * weight
    if not told:
        return 0.0
    every = sum(weights)
    share = covered / every
    return (
        share
        + _CLOSE * _closeness(found, weights, name)
        + _WHOLE * share * min(1.0, told / name.weight)
        + _FIRST * (name.words[: len(found)] == tuple(found))
        + _SECTOR * sector / every
        - _APART * (not name.apart.issubset(found))
    )


def _found(term: _Term, name: Name) -> tuple[float, str]:
    """How well a term is found in a name, and as which word."""
    word = term.word.folded
    if word in name.there:
        return 1.0, word
    if len(term.means) == 1:
        ((meant, fit),) = term.means.items()
        return (fit, meant) if meant in name.there else (0.0, word)
    there = [meant for meant in name.words if meant in term.means]
    return max(((term.means[meant], meant) for meant in there), default=(0.0, word))


def _closeness(found: list[str], weights: tuple[float, ...], name: Name) -> float:
    """The share of neighbours in the query that are neighbours in the name, by what they tell."""
    close = whole = 0.0
    for (one, other), pair in zip(pairwise(weights), pairwise(found), strict=True):
        weight = min(one, other)
        whole += weight
        if pair in name.neighbours:
            close += weight
    return close / whole if whole else 1.0
