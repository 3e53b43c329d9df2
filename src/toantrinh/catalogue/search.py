"""Find procedures by what people type, with accents or none, in the law's words or in their own."""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from toantrinh.catalogue.models import Procedure, Word
from toantrinh.kernel.text import fold, has_marks, marked_tokens, tokens

_SYNONYMS = Path(__file__).parent / "data" / "synonyms.csv"
_CANDIDATES = 400
_LONGEST_QUERY = 200
# A find by way of a synonym counts a little less than one by the words themselves.
_SYNONYM_WORTH = 0.9
# What people always type and procedures always say tells nothing apart.
_IDLE = frozenset(tokens("thủ tục cho của và về các những làm xin tôi muốn ở tại cần được thế nào"))


@dataclass(frozen=True)
class Hit:
    """One find; `score` compares only within one search."""

    code: str
    name: str
    score: float
    procedure: Procedure


def search(query: str, *, limit: int = 20) -> list[Hit]:
    """The procedures that fit best, best first. An exact code finds its procedure alone."""
    asked = query.strip()[:_LONGEST_QUERY]
    exact = Procedure.objects.filter(code=asked, open=True).first()
    if exact:
        return [Hit(exact.code, exact.plain_name, 1.0, exact)]
    best: dict[str, Hit] = {}
    for phrase, worth in _phrasings(asked):
        for hit in _search_phrase(phrase, asked, worth):
            if hit.code not in best or best[hit.code].score < hit.score:
                best[hit.code] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.code))[:limit]


def _phrasings(asked: str) -> list[tuple[str, float]]:
    """The query as typed, and with each of people's words put into the law's."""
    folded = fold(asked)
    padded = f" {folded} "
    found = [(folded, 1.0)]
    for said, meant in _synonyms():
        if f" {said} " in padded:
            changed = padded.replace(f" {said} ", f" {meant} ").strip()
            found.append((" ".join(dict.fromkeys(changed.split())), _SYNONYM_WORTH))
    return found


@lru_cache(maxsize=1)
def _synonyms() -> list[tuple[str, str]]:
    with _SYNONYMS.open(encoding="utf-8", newline="") as file:
        return [(fold(row["said"]), fold(row["meant"])) for row in csv.DictReader(file)]


def _search_phrase(folded: str, asked: str, worth: float) -> Iterable[Hit]:
    words = [word for word in dict.fromkeys(folded.split()) if word not in _IDLE]
    words = words or list(dict.fromkeys(folded.split()))
    if not words:
        return
    weights = _weights(words)
    marked = marked_tokens(asked) if has_marks(asked) and worth == 1.0 else []
    for procedure in _candidates(words, weights):
        score = worth * _score(procedure, words, weights, folded, marked)
        yield Hit(procedure.code, procedure.plain_name, round(score, 4), procedure)


def _candidates(words: list[str], weights: dict[str, float]) -> list[Procedure]:
    """Rows that have all words, else those that have the words that tell most."""
    open_ones = Procedure.objects.filter(open=True)
    found = list(open_ones.filter(words=_all(words))[:_CANDIDATES])
    by_weight = sorted(words, key=lambda word: -weights[word])
    kept = len(words)
    while len(found) < 20 and kept > 1:
        kept -= 1
        seen = {procedure.pk for procedure in found}
        more = open_ones.filter(words=_all(by_weight[:kept])).exclude(pk__in=seen)
        found.extend(more[: _CANDIDATES - len(found)])
    if len(found) < 20:
        any_word = Q()
        for word in by_weight[1:4]:
            any_word |= Q(words=_all([word]))
        if any_word:
            seen = {procedure.pk for procedure in found}
            found.extend(open_ones.filter(any_word).exclude(pk__in=seen)[:_CANDIDATES])
    return found


def _all(words: list[str]) -> SearchQuery:
    """Rows with all the words; the last typed may be unfinished."""
    text = " & ".join([*words[:-1], f"{words[-1]}:*"])
    return SearchQuery(text, config="simple", search_type="raw")


def _weights(words: list[str]) -> dict[str, float]:
    """How much each word tells: rare ones more (inverse document frequency)."""
    total = max(1, Procedure.objects.filter(open=True).count())
    known = dict(Word.objects.filter(pk__in=words).values_list("word", "procedures"))
    return {word: math.log(1 + total / (1 + known.get(word, 0))) for word in words}


def _score(
    procedure: Procedure,
    words: list[str],
    weights: dict[str, float],
    folded: str,
    marked: list[str],
) -> float:
    """Between 0 and about 2: which share of what was asked is in the name, how close, how whole."""
    whole = sum(weights.values()) or 1.0
    best = 0.0
    for name in procedure.name_folded.split("\n"):
        in_name = name.split()
        there = set(in_name)
        score = sum(weights[w] for w in words if _within(w, there, last=w == words[-1]))
        score /= whole
        score += 0.4 * _pairs(words, in_name)
        if f" {folded} " in f" {name} ":
            score += 0.3
        # A short name that says it all goes before a long one that mentions it.
        score *= 1 - 0.25 * min(1.0, max(0, len(in_name) - len(words)) / 30)
        best = max(best, score)
    elsewhere = set(procedure.other_folded.split())
    best += 0.25 * sum(weights[w] for w in words if w in elsewhere) / whole
    if marked:
        right = set(procedure.name_marked.split())
        best += 0.3 * sum(1 for word in marked if word in right) / len(marked)
    return best


def _within(word: str, there: set[str], *, last: bool) -> bool:
    return word in there or (last and any(other.startswith(word) for other in there))


def _pairs(words: list[str], in_name: list[str]) -> float:
    """The share of neighbours in the query that are neighbours in the name."""
    if len(words) < 2:
        return 0.0
    neighbours = set(pairwise(in_name))
    asked = list(pairwise(words))
    return sum(pair in neighbours for pair in asked) / len(asked)
