"""Find procedures by what people type, with accents or none, in the law's words or in their own."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from toantrinh.catalogue.index import DATA, Entry, Fits, Index, Name, current, marked, spoken
from toantrinh.catalogue.models import Procedure
from toantrinh.kernel.text import clean, has_marks

_LONGEST_QUERY = 200
_CODE = re.compile(r"[0-9A-Z][0-9A-Za-z.]{2,19}")
_MOST_WORDS = 24
_MOST_PHRASINGS = 6
# So many of those that cover most of what was asked are looked at closely.
_CANDIDATES = 40
# A find by way of people's words counts a little less than one by the law's own.
_SYNONYM_WORTH = 0.97
# What a word of the query is worth when it is found less well than as it was typed.
_BEGUN, _MISSPELT, _OTHER_MARKS, _ELSEWHERE = 0.8, 0.7, 0.6, 0.4
# A word that stands nowhere says little about what is meant.
_UNKNOWN_WEIGHT = 1.5
# An act upon an earlier result, such as withdrawing a licence, is rarely meant when not named.
_LATER = 0.12
# What people always type and procedures always say tells little apart.
_IDLE_WEIGHT = 0.15
_IDLE = (
    "thủ tục cho của và về các những làm xin tôi em anh chị mình muốn ở tại cần phải được thì là"
    " có thế nào như gì đâu bao nhiêu khi sao hồ sơ giúp hỏi cách"
)


@dataclass(frozen=True)
class Hit:
    """One find; `score` compares only within one search."""

    code: str
    name: str
    score: float
    procedure: Procedure

    def as_json(self) -> dict[str, object]:
        """`{code, name, score}`."""
        return {"code": self.code, "name": self.name, "score": self.score}


@dataclass(slots=True)
class _Term:
    """One word of a query: what it may stand for and how well, how much it tells, its marks.

    `reached` is how well it fits in each entry, once that was asked.
    """

    word: str
    means: dict[str, float]
    weight: float
    marked: str
    reached: Fits | None = None


@dataclass(frozen=True, slots=True)
class _Phrasing:
    """One way to say what was asked."""

    terms: list[_Term]
    worth: float
    weight: float


def search(query: str, *, limit: int = 20) -> list[Hit]:
    """The procedures that fit best, best first. An exact code finds its procedure alone."""
    asked = clean(query)[:_LONGEST_QUERY]
    if _CODE.fullmatch(asked) and (
        exact := Procedure.objects.filter(code=asked, open=True).first()
    ):
        return [Hit(exact.code, exact.plain_name, 1.0, exact)]
    index = current()
    best: dict[int, float] = {}
    for phrasing in _phrasings(asked, index):
        for place, score in _ranked(phrasing, index):
            best[place] = max(score, best.get(place, 0.0))
    first = sorted(best, key=lambda place: -best[place])[: limit + 10]
    found = (
        Procedure.objects.filter(open=True)
        .only("code", "plain_name", "sector", "level")
        .in_bulk([index.entries[place].id for place in first])
    )
    hits = [
        Hit(procedure.code, procedure.plain_name, round(best[place], 4), procedure)
        for place in first
        if (procedure := found.get(index.entries[place].id))
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.code))[:limit]


def _phrasings(asked: str, index: Index) -> Iterator[_Phrasing]:
    """The query as typed, then with people's words put into the law's."""
    words = spoken(asked)[:_MOST_WORDS]
    typed = _marks(asked)
    said = [(words, typed), *((text, {**marks, **typed}) for text, marks in _translations(words))]
    known: dict[tuple[str, str, bool], _Term] = {}
    for number, (phrase, marks) in enumerate(said[:_MOST_PHRASINGS]):
        unfinished = phrase[-1] if phrase and phrase[-1] == words[-1] else ""
        terms = []
        for word in dict.fromkeys(phrase):
            asked_for = (word, marks.get(word, ""), word == unfinished)
            if asked_for not in known:
                known[asked_for] = _term(word, index, *asked_for[1:])
            terms.append(known[asked_for])
        weight = sum(term.weight for term in terms)
        if weight:
            yield _Phrasing(terms, _SYNONYM_WORTH if number else 1.0, weight)


def _marks(text: str) -> dict[str, str]:
    """The words that were typed with marks, as typed."""
    return {
        word: with_marks
        for raw in text.split()
        if has_marks(raw)
        for word, with_marks in zip(spoken(raw), marked(raw), strict=False)
    }


def _translations(words: list[str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The words with what people say replaced by what the law says, all at once and one by one."""
    left = every = f" {' '.join(words)} "
    found = [synonym for synonym in _synonyms() if synonym.said in left]
    marks: dict[str, str] = {}
    for synonym in found:
        if synonym.said in every:
            every = every.replace(synonym.said, synonym.meant)
            marks |= synonym.marks
    if len(found) > 1:
        yield every.split(), marks
    for synonym in found:
        yield left.replace(synonym.said, synonym.meant).split(), synonym.marks


@dataclass(frozen=True)
class _Synonym:
    """What people say and what the law says for it, each with a space on either side."""

    said: str
    meant: str
    marks: dict[str, str]


@cache
def _synonyms() -> list[_Synonym]:
    """All synonyms, the longest sayings first."""
    with (DATA / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["said"], row["meant"]) for row in csv.DictReader(file)]
    made = [
        _Synonym(f" {' '.join(spoken(said))} ", f" {' '.join(spoken(meant))} ", _marks(meant))
        for said, meant in rows
    ]
    return sorted(made, key=lambda synonym: -len(synonym.said))


@cache
def _idle() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(spoken(_IDLE)), frozenset(marked(_IDLE))


def _term(word: str, index: Index, with_marks: str, unfinished: bool) -> _Term:
    """What a word of the query may stand for: itself, a word begun, a word misspelt."""
    means: dict[str, float] = {}
    if unfinished and len(word) > 1:
        means = dict.fromkeys(index.beginning(word), _BEGUN)
    if word in index.weights:
        means[word] = 1.0
    elif not means:
        means = dict.fromkeys(_near(word, index), _MISSPELT)
    weight = index.weights.get(word) or min(
        (index.weights[meant] for meant in means), default=_UNKNOWN_WEIGHT
    )
    folded, with_theirs = _idle()
    if with_marks in with_theirs if with_marks else word in folded:
        weight *= _IDLE_WEIGHT
    return _Term(word, means, weight, with_marks)


def _near(word: str, index: Index) -> list[str]:
    """Words of names one slip of a finger away: a letter too many, one too few, two swapped."""
    if len(word) < 3:
        return []
    less = {word[:i] + word[i + 1 :] for i in range(len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    more = {
        word[:i] + letter + word[i:]
        for i in range(len(word) + 1)
        for letter in "abcdeghiklmnopqrstuvxy"
    }
    return sorted(near for near in less | swapped | more if near in index.in_names)


def _ranked(phrasing: _Phrasing, index: Index) -> Iterator[tuple[int, float]]:
    """The candidates of a phrasing with their scores."""
    covered = np.zeros(len(index.entries), dtype=np.float32)
    for term in phrasing.terms:
        covered += term.weight * _reached(term, index)
    most = np.argsort(-covered)[:_CANDIDATES]
    for place in most[covered[most] > 0].tolist():
        entry = index.entries[place]
        best = max(_fit(name, entry, phrasing) for name in entry.names)
        yield place, phrasing.worth * best + entry.favour


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


def _fit(name: Name, entry: Entry, phrasing: _Phrasing) -> float:
    """Between 0 and about 2: which share of what was asked is there, how close, how whole."""
    covered = told = 0.0
    found: list[str] = []
    for term in phrasing.terms:
        fit, meant = _found(term, name)
        if fit and term.marked and term.marked not in entry.marked:
            fit *= _OTHER_MARKS
        if fit:
            told += term.weight
        elif any(word in entry.elsewhere for word in term.means):
            fit = _ELSEWHERE
        found.append(meant)
        covered += fit * term.weight
    if not told:
        return 0.0
    share = covered / phrasing.weight
    whole = min(1.0, told / name.weight)
    first = name.words[: len(found)] == tuple(found)
    close = _closeness(found, phrasing, name)
    later = _LATER if name.later - set(found) else 0.0
    return share + 0.35 * close + 0.35 * share * whole + 0.1 * first - later


def _found(term: _Term, name: Name) -> tuple[float, str]:
    """How well a term is found in a name, and as which word."""
    if term.word in name.there:
        return 1.0, term.word
    if len(term.means) == 1:
        ((word, fit),) = term.means.items()
        return (fit, word) if word in name.there else (0.0, term.word)
    there = [word for word in name.words if word in term.means]
    return max(((term.means[word], word) for word in there), default=(0.0, term.word))


def _closeness(found: list[str], phrasing: _Phrasing, name: Name) -> float:
    """The share of neighbours in the query that are neighbours in the name, by what they tell."""
    close = whole = 0.0
    for (one, other), pair in zip(pairwise(phrasing.terms), pairwise(found), strict=True):
        weight = min(one.weight, other.weight)
        whole += weight
        close += weight * (pair in name.neighbours)
    return close / whole if whole else 1.0
