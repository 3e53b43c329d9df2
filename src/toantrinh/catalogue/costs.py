"""What it costs to ask the state for something, after the standard cost model.

Hours to learn, to prepare each paper and to go there; đồng for copies, certification, travel and
fees. Every number is a dated row of `data/costs.csv` or `data/paper_kinds.csv` with its source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from toantrinh.catalogue.content import Paper
from toantrinh.catalogue.parts import Key
from toantrinh.catalogue.registers import marked, said
from toantrinh.government.files import Certainty, Dated, Line, Text, read
from toantrinh.kernel.text import fold

FOLDER = Path(__file__).parent / "data"
Way = Literal["online", "direct", "post"]
_MINUTES = 60
_WHOLE = 100
# From the third page of a certified copy on, a page costs half.
_DEAR_PAGES = 2


class CostRow(Dated):
    """One number of the model, in whole units."""

    key: Key
    value: int = Field(ge=0)
    unit: Text
    source: Text
    certainty: Certainty


class KindRow(Line):
    """A kind of paper by the words in its text; the earliest in the text counts, `*` all others."""

    kind: Key
    words: Text
    minutes: int = Field(ge=0)
    name: Text
    certainty: Certainty


@dataclass(frozen=True)
class Cost:
    """Minutes of somebody's time, and đồng besides."""

    minutes: int = 0
    money: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.minutes + other.minutes, self.money + other.money)

    def share(self, hundredths: int) -> "Cost":
        """A share of it, rounded down."""
        return Cost(self.minutes * hundredths // _WHOLE, self.money * hundredths // _WHOLE)

    def times(self, number: int) -> "Cost":
        """It, so many times."""
        return Cost(self.minutes * number, self.money * number)

    @property
    def hours(self) -> float:
        """The time in hours, with two places."""
        return round(self.minutes / _MINUTES, 2)


@dataclass(frozen=True)
class Model:
    """The numbers that hold on a day."""

    rows: Mapping[str, CostRow]

    def __getitem__(self, key: str) -> int:
        return self.rows[key].value

    def total(self, cost: Cost) -> int:
        """Time and money together in đồng."""
        return cost.money + cost.minutes * self["hour_value"] // _MINUTES

    def handing_in(self, way: Way) -> Cost:
        """To learn of it, hand it in and fetch the result this way; without papers and fee."""
        learn = Cost(self["learn_minutes"])
        if way == "online":
            return learn + Cost(self["online_minutes"])
        if way == "post":
            return learn + Cost(self["post_minutes"], self["post_cost"])
        visit = Cost(self["visit_minutes"], self["visit_cost"])
        return learn + visit.times(self["direct_visits"])

    def paper(self, paper: Paper, words: str = "") -> Cost:
        """To prepare one paper: the time of its kind, its copies, and certifying them if asked.

        `words` are those of one document that the paper names among others; then only that counts.
        """
        certified = marked(paper.name, "certified")
        sheets = paper.copies or int(certified)
        cost = Cost(kind_of(words or paper.name).minutes)
        cost += Cost(0, self["copy_pages"] * self["copy_page_cost"]).times(sheets)
        if certified:
            cost += Cost(self["certify_minutes"], self._certifying()).times(sheets)
        return cost.share(self["case_share"]) if sometimes(paper) else cost

    def _certifying(self) -> int:
        pages = self["copy_pages"]
        dear = min(pages, _DEAR_PAGES)
        return self["certify_page_cost"] * dear + self["certify_page_cost"] // 2 * (pages - dear)


def model_on(day: date) -> Model:
    """The numbers in force on a day; of two rows for a key the later one counts."""
    rows = sorted(read("costs.csv", CostRow, FOLDER), key=lambda row: row.valid_from)
    return Model(
        {
            row.key: row
            for row in rows
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        }
    )


def sometimes(paper: Paper) -> bool:
    """Whether a paper is asked in some cases only, by its words, its heading or its rule."""
    return bool(paper.condition) or marked(paper.name, "some") or marked(paper.group, "some")


@lru_cache(maxsize=50_000)
def kind_of(text: str) -> KindRow:
    """What kind of paper a text asks for."""
    found = _kind_words().search(said(text))
    return _kinds()[found[1] if found else ""]


@cache
def _kinds() -> Mapping[str, KindRow]:
    return {fold(row.words): row for row in read("paper_kinds.csv", KindRow, FOLDER)}


@cache
def _kind_words() -> re.Pattern[str]:
    longest_first = sorted(filter(None, _kinds()), key=len, reverse=True)
    return re.compile(f" ({'|'.join(map(re.escape, longest_first))})(?= )")
