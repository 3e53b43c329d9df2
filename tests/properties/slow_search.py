"""A second reading of search's ranking, word by word over all procedures, without arrays.

It knows the same numbers and nothing else: no places kept, nothing left out beforehand.
"""

from toantrinh.catalogue.fitting import (
    _APART,
    _BEGUN,
    _CANDIDATES,
    _CLOSE,
    _FIRST,
    _LASTING_CANDIDATES,
    _MISSPELT,
    _OTHER_MARKS,
    _OTHER_TONE,
    _SECTOR,
    _WHOLE,
)
from toantrinh.catalogue.index import ELSEWHERE, Entry, Index, Name
from toantrinh.catalogue.phrasing import Phrasing
from toantrinh.catalogue.slips import near
from toantrinh.catalogue.wording import Word

Means = dict[str, float]


def fits(index: Index, phrasing: Phrasing, last: Word | None) -> dict[int, float]:
    """How well each procedure that holds anything of a phrasing fits it."""
    means = [_means(index, word, last, phrasing) for word in phrasing.words]
    return {
        place: max(_fit(name, entry, phrasing, means) for name in entry.names)
        for place, entry in enumerate(index.entries)
        if any(_reached(entry, meant) for meant in means)
    }


def likely(index: Index, phrasing: Phrasing, last: Word | None) -> dict[int, float]:
    """What speaks for each procedure before its words are looked at closely."""
    means = [_means(index, word, last, phrasing) for word in phrasing.words]
    found = {}
    for place, entry in enumerate(index.entries):
        weighed = zip(means, phrasing.weights, strict=True)
        covered = sum(weight * _reached(entry, meant) for meant, weight in weighed)
        share = covered / (sum(phrasing.weights) or 1.0)
        lightest = min(name.weight for name in entry.names)
        if covered:
            found[place] = share + _WHOLE * share * min(1.0, covered / lightest) + entry.favour
    return found


def most(phrasing: Phrasing) -> int:
    """So many are looked at closely."""
    return _LASTING_CANDIDATES if phrasing.lasting else _CANDIDATES


def _means(index: Index, word: Word, last: Word | None, phrasing: Phrasing) -> Means:
    names = {w for entry in index.entries for name in entry.names for w in name.words}
    every = names | {w for entry in index.entries for w in entry.elsewhere}
    means: Means = {}
    if not phrasing.lasting and word is last and len(word.folded) > 1:
        means = {w: _BEGUN for w in names if w != word.folded and w.startswith(word.folded)}
    if word.folded in every:
        return {**means, word.folded: 1.0}
    if not means and len(word.folded) > 2:
        means = {w: _MISSPELT for w in near(word.folded) if w in names}
    return means


def _reached(entry: Entry, means: Means) -> float:
    inside = {word for name in entry.names for word in name.words}
    best = 0.0
    for word, fit in means.items():
        best = max(best, fit * (1.0 if word in inside else ELSEWHERE * (word in entry.elsewhere)))
    return best


def _fit(name: Name, entry: Entry, phrasing: Phrasing, means: list[Means]) -> float:
    covered = told = sector = close = whole = 0.0
    found = []
    for word, meant, weight in zip(phrasing.words, means, phrasing.weights, strict=True):
        best, as_word = _best(name, word.folded, meant)
        if best:
            told += weight
            sector += weight * (as_word in entry.sector)
            if word.marked and word.marked not in entry.marked:
                best *= _OTHER_TONE if word.marked[:-1] in entry.marked else _OTHER_MARKS
        elif any(w in entry.elsewhere for w in meant):
            best = ELSEWHERE
        covered += best * weight
        found.append(as_word)
    if not told:
        return 0.0
    for place in range(len(found) - 1):
        lesser = min(phrasing.weights[place], phrasing.weights[place + 1])
        whole += lesser
        close += lesser * ((found[place], found[place + 1]) in name.neighbours)
    every = sum(phrasing.weights)
    share = covered / every
    begins = list(name.words[: len(found)]) == found
    unasked = any(word not in found for word in name.apart)
    return (
        share * (1 + _WHOLE * min(1.0, told / name.weight))
        + _CLOSE * (close / whole if whole else 1.0)
        + _FIRST * begins
        + _SECTOR * sector / every
        - _APART * unasked
    )


def _best(name: Name, word: str, means: Means) -> tuple[float, str]:
    if word in name.words:
        return 1.0, word
    there = [(means[w], w) for w in name.words if w in means]
    return max(there, default=(0.0, word))
