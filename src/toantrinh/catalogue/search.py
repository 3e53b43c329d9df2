"""Find procedures by what people type, with accents or none, in the law's words or in their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from toantrinh.catalogue.index import Entry, Fits, Index, Name, current
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.sayings import Found, found_in, without_fillers
from toantrinh.catalogue.slips import near
from toantrinh.catalogue.wording import Word, typed, written
from toantrinh.kernel.text import clean

_LONGEST_QUERY = 200
_CODE = re.compile(r"[0-9A-Z][0-9A-Za-z.]{2,19}")
_CODE_WITHIN = re.compile(r"(?<![\w.])(\d)\.?(\d{6})(?![\w.])")
_MOST_WORDS = 24
# So many ways to put sayings into words of the law, each once with the rest and once alone.
_MOST_WAYS = 5
# So many of those that cover most of what was asked are looked at closely.
_CANDIDATES = 30
# A find by way of people's words counts a little less than one by the law's own; one that leaves
# aside what else was said counts by the share of the query that it rests on.
_SYNONYM_WORTH = 0.97
_ALONE_WORTH, _ALONE_SHARE = 0.55, 0.4
# What a word of the query is worth when it is found less well than as it was typed.
_BEGUN, _MISSPELT, _OTHER_TONE, _OTHER_MARKS, _ELSEWHERE = 0.8, 0.7, 0.85, 0.6, 0.4
# A word that stands nowhere says little about what is meant.
_UNKNOWN_WEIGHT = 1.5
# An act upon an earlier result, or a rare circumstance, is seldom meant when not named.
_APART = 0.12
# How much it speaks for a find that what was asked names its sector, too.
_SECTOR = 0.1
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
    """One word of a query: what it may stand for and how well, how much it tells.

    `reached` is how well it fits in each entry, once that was asked.
    """

    word: Word
    means: dict[str, float]
    weight: float
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
    if exact := _by_code(asked):
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


def _by_code(asked: str) -> Procedure | None:
    codes = [asked] if _CODE.fullmatch(asked) else []
    codes += [f"{one}.{rest}" for one, rest in _CODE_WITHIN.findall(asked)]
    return Procedure.objects.filter(code__in=codes, open=True).first() if codes else None


def _phrasings(asked: str, index: Index) -> Iterator[_Phrasing]:
    """The query as typed, then with people's words put into the law's."""
    words = typed(asked, index.known)[:_MOST_WORDS]
    known: dict[tuple[Word, bool], _Term] = {}
    for said, worth in _said(words, index):
        terms = []
        for word in dict.fromkeys(said):
            key = (word, word is words[-1])
            if key not in known:
                known[key] = _term(word, index, unfinished=key[1])
            terms.append(known[key])
        if weight := sum(term.weight for term in terms):
            yield _Phrasing(terms, worth, weight)


def _said(words: list[Word], index: Index) -> Iterator[tuple[list[Word], float]]:
    """Ways to say the same, and what they are worth."""
    yield without_fillers(words) or words, 1.0
    found = found_in(words)
    if not found:
        return
    first = list({one.start: one for one in reversed(found)}.values())[::-1]
    asked = sum(_weight(word, index) for word in _put(words, first, replaced=False)) or 1.0
    ways = [*([first] if len(first) > 1 else []), *([one] for one in found)]
    for chosen in ways[:_MOST_WAYS]:
        yield _put(words, chosen), _SYNONYM_WORTH
        rests_on = sum(
            _weight(word, index) for one in chosen for word in words[one.start : one.end]
        )
        alone = [word for one in chosen for word in one.saying.meant]
        yield alone, _ALONE_WORTH + _ALONE_SHARE * min(1.0, rests_on / asked)


def _put(words: list[Word], chosen: Sequence[Found], *, replaced: bool = True) -> list[Word]:
    """The words with sayings replaced by what they mean, the rest without fillers."""
    said: list[Word] = []
    place = 0
    for one in chosen:
        said += without_fillers(words[place : one.start])
        said += one.saying.meant if replaced else words[one.start : one.end]
        place = one.end
    return said + without_fillers(words[place:])


@cache
def _idle() -> tuple[frozenset[str], frozenset[str]]:
    words = written(_IDLE)
    return frozenset(word.folded for word in words), frozenset(word.marked for word in words)


def _weight(word: Word, index: Index) -> float:
    """How much a word tells."""
    folded, marked = _idle()
    idle = word.marked in marked if word.marked else word.folded in folded
    return index.weights.get(word.folded, _UNKNOWN_WEIGHT) * (_IDLE_WEIGHT if idle else 1.0)


def _term(word: Word, index: Index, *, unfinished: bool) -> _Term:
    """What a word of the query may stand for: itself, a word begun, a word misspelt."""
    means: dict[str, float] = {}
    folded = word.folded
    if unfinished and len(folded) > 1:
        means = dict.fromkeys(index.beginning(folded), _BEGUN)
    if folded in index.weights:
        means[folded] = 1.0
    elif not means and len(folded) > 2:
        means = {other: _MISSPELT for other in near(folded) if other in index.in_names}
    weight = _weight(word, index)
    if means and folded not in index.weights:
        weight = min(index.weights[meant] for meant in means)
    return _Term(word, means, weight)


def _ranked(phrasing: _Phrasing, index: Index) -> Iterator[tuple[int, float]]:
    """The candidates of a phrasing with their scores."""
    covered = np.zeros(len(index.entries), dtype=np.float32)
    for term in phrasing.terms:
        covered += term.weight * _reached(term, index)
    most = (
        np.argpartition(-covered, _CANDIDATES)[:_CANDIDATES]
        if len(covered) > _CANDIDATES
        else np.arange(len(covered))
    )
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
    covered = told = sector = 0.0
    found: list[str] = []
    for term in phrasing.terms:
        fit, meant = _found(term, name)
        if fit and term.word.marked and term.word.marked not in entry.marked:
            fit *= _OTHER_TONE if term.word.toneless in entry.marked else _OTHER_MARKS
        if fit:
            told += term.weight
            if meant in entry.sector:
                sector += term.weight
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
    apart = _APART if name.apart - set(found) else 0.0
    return (
        share
        + 0.35 * close
        + 0.35 * share * whole
        + 0.1 * first
        + _SECTOR * sector / phrasing.weight
        - apart
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


def _closeness(found: list[str], phrasing: _Phrasing, name: Name) -> float:
    """The share of neighbours in the query that are neighbours in the name, by what they tell."""
    close = whole = 0.0
    for (one, other), pair in zip(pairwise(phrasing.terms), pairwise(found), strict=True):
        weight = min(one.weight, other.weight)
        whole += weight
        close += weight * (pair in name.neighbours)
    return close / whole if whole else 1.0
