"""Find procedures by what people type, with accents or none, in the law's words or in their own.

A query is read word by word (`wording`, `mending`), put in several ways
(`phrasing`, with the `sayings` of people), and each way is compared with all names (`fitting`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from toantrinh.catalogue.fitting import Fitting
from toantrinh.catalogue.index import Index, Shown, at_hand, read_at, standing
from toantrinh.catalogue.likeness import Meaning, likest
from toantrinh.catalogue.mending import mended
from toantrinh.catalogue.phrasing import phrasings, plainly
from toantrinh.catalogue.wording import typed
from toantrinh.kernel.text import clean

_LONGEST_QUERY = 200
_MOST_WORDS = 24
_CODE = re.compile(r"[0-9A-Z][0-9A-Za-z.]{2,19}")
# A code among other words, with its point or without.
_CODE_WITHIN = re.compile(r"(?<![\w.])(\d)\.?(\d{6})(?![\w.])")


# The same procedure at another level, or in another province, gives way to others.
_AGAIN = 0.15
# Sayings that are only like a query count the less, the better its own words fit a name: not at all
# from here on. What they find is worth less than how much they are like it; the square of it is
# added to whatever else speaks for a find.
_NO_DOUBT, _LIKE_POWER = 2.0, 0.75
# Some more are looked up than asked for, since some may just have been closed.
_SPARE = 5


@dataclass(frozen=True)
class Hit:
    """One find; `score` compares only within one search. An exact one was asked for by its code."""

    shown: Shown
    score: float
    exact: bool = False

    @property
    def code(self) -> str:
        """The national code."""
        return self.shown.code

    @property
    def name(self) -> str:
        """How people call it, the law's name when nobody wrote a better one."""
        return self.shown.name

    def as_json(self) -> dict[str, object]:
        """`{code, name, score}`."""
        return {"code": self.code, "name": self.name, "score": self.score}


def search(query: str, *, limit: int = 20) -> list[Hit]:
    """The procedures that fit best, best first. An exact code finds its procedure alone."""
    asked = clean(query)[:_LONGEST_QUERY]
    index = at_hand()
    while True:
        hits = _looked_up(asked, index, limit + _SPARE)
        stamp, still = standing([hit.code for hit in hits])
        if stamp == index.stamp:
            break
        index = read_at(stamp)
    hits = [hit for hit in hits if hit.code in still]
    exact = [hit for hit in hits if hit.exact]
    return exact[:1] or sorted(hits, key=lambda hit: (-hit.score, hit.code))[:limit]


def _looked_up(asked: str, index: Index, many: int) -> list[Hit]:
    """The first finds of an index, those whose code was asked for before all others."""
    exact = [code for code in _codes(asked) if code in index.by_code]
    best = _scores(asked, index)
    best = _spread(best, index)
    first = sorted(best, key=lambda place: -best[place])[:many]
    return [
        *(Hit(index.entries[index.by_code[code]].shown, 1.0, exact=True) for code in exact),
        *(Hit(index.entries[place].shown, round(best[place], 4)) for place in first),
    ]


def _spread(best: dict[int, float], index: Index) -> dict[int, float]:
    """The scores, less for what differs from a better find by its level or province alone."""
    seen: set[str] = set()
    spread = {}
    for place in sorted(best, key=lambda place: (-best[place], place)):
        alike = index.entries[place].alike
        spread[place] = best[place] - _AGAIN * (alike in seen)
        seen.add(alike)
    return spread


def _scores(asked: str, index: Index) -> dict[int, float]:
    """The places of procedures that fit, each with the best of its scores."""
    words = mended(typed(asked, index.known)[:_MOST_WORDS], index)
    fitting = Fitting(index, words[-1] if words else None)
    best: dict[int, float] = {}
    plain = 0.0
    for number, phrasing in enumerate(phrasings(words, index)):
        for place, fit in fitting.ranked(phrasing):
            score = phrasing.worth * fit + index.entries[place].favour
            best[place] = max(score, best.get(place, 0.0))
            if not number:
                plain = max(plain, fit)
    doubt = min(1.0, max(0.0, _NO_DOUBT - plain))
    return _borne_out(best, likest(words, index), fitting, doubt)


def _borne_out(
    best: dict[int, float], likes: Iterable[Meaning], fitting: Fitting, doubt: float
) -> dict[int, float]:
    """The scores, more for what sayings that are like the query lead to, and what only they find.

    `doubt`, from 0 to 1, is how far the words themselves leave open what is meant.
    """
    index = fitting.index
    found, more = dict(best), dict[int, float]()
    for like in likes:
        worth = doubt * like.alike**_LIKE_POWER
        for place, fit in fitting.ranked(plainly(like.meant, index)):
            found[place] = max(worth * fit + index.entries[place].favour, found.get(place, 0.0))
            more[place] = max(doubt * like.alike**2 * fit, more.get(place, 0.0))
    return {place: score + more.get(place, 0.0) for place, score in found.items()}


def _codes(asked: str) -> list[str]:
    """The codes that a query is or holds."""
    return [
        *([asked] if _CODE.fullmatch(asked) else []),
        *(f"{one}.{rest}" for one, rest in _CODE_WITHIN.findall(asked)),
    ]
