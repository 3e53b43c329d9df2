"""Find procedures by what people type, with accents or none, in the law's words or in their own.

A query is read word by word (`wording`, `mending`), put in several ways
(`phrasing`, with the `sayings` of people), and each way is compared with all names (`fitting`).
"""

import re
from dataclasses import dataclass

from toantrinh.catalogue.fitting import Fitting
from toantrinh.catalogue.index import current
from toantrinh.catalogue.mending import mended
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.phrasing import phrasings
from toantrinh.catalogue.wording import typed
from toantrinh.kernel.text import clean

_LONGEST_QUERY = 200
_MOST_WORDS = 24
_CODE = re.compile(r"[0-9A-Z][0-9A-Za-z.]{2,19}")
# A code among other words, with its point or without.
_CODE_WITHIN = re.compile(r"(?<![\w.])(\d)\.?(\d{6})(?![\w.])")


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


def search(query: str, *, limit: int = 20) -> list[Hit]:
    """The procedures that fit best, best first. An exact code finds its procedure alone."""
    asked = clean(query)[:_LONGEST_QUERY]
    if exact := _by_code(asked):
        return [Hit(exact.code, exact.plain_name, 1.0, exact)]
    index = current()
    words = mended(typed(asked, index.known)[:_MOST_WORDS], index)
    fitting = Fitting(index, words[-1] if words else None)
    best: dict[int, float] = {}
    for phrasing in phrasings(words, index):
        for place, fit in fitting.ranked(phrasing):
            score = phrasing.worth * fit + index.entries[place].favour
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
