"""Numbers that others published, kept as reported, each with its source and certainty.

The UN's EGDI is reproduced from its components where they are known, so that anybody can see how
it comes about; each year has its weights.
"""

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from toantrinh.measures.values import decimal

_DATA = files("toantrinh.measures") / "data"
_RANKS = ("egdi_rank", "egdi_rank_asean")
COMPONENTS = ("osi", "hci", "tii")


@dataclass(frozen=True)
class Reported:
    """One published number; `certainty` is `found`, or `unverified` until somebody checked it."""

    series: str
    # `VN`, or the code of a province.
    place: str
    year: int
    value: Fraction
    source: str
    certainty: str

    def as_json(self) -> dict[str, object]:
        """For programs, with the number as it was published."""
        ranks = self.value.denominator == 1
        return {**asdict(self), "value": str(self.value) if ranks else decimal(self.value, 5)}


@dataclass(frozen=True)
class Pillar:
    """A pillar of the provincial digital transformation index (QĐ 922/QĐ-BTTTT of 2022)."""

    number: int
    name: str
    name_en: str
    points: int
    indicators: int


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines()))


@lru_cache(maxsize=1)
def reported() -> tuple[Reported, ...]:
    """All that is kept, in the file's order."""
    return tuple(
        Reported(
            row["series"],
            row["place"],
            int(row["year"]),
            Fraction(row["value"]),
            row["source"],
            row["certainty"],
        )
        for row in _rows("reported.csv")
    )


def as_told(series: str) -> list[dict[str, object]]:
    """What was published of one series, for programs, marked as reported."""
    return [{**one.as_json(), "told": "reported"} for one in reported() if one.series == series]


@lru_cache(maxsize=1)
def pillars() -> tuple[Pillar, ...]:
    """The pillars of 2022; under NĐ 224/2026 Đ8 another index follows."""
    return tuple(
        Pillar(
            int(row["pillar"]),
            row["name"],
            row["name_en"],
            int(row["points"]),
            int(row["indicators"]),
        )
        for row in _rows("dti_2022.csv")
    )


def weights(year: int) -> dict[str, Fraction]:
    """What each component of the EGDI weighs in a year: by the last row that began before."""
    began = [row for row in _rows("egdi_weights.csv") if int(row["from"]) <= year]
    return {name: Fraction(began[-1][name]) for name in COMPONENTS}


def egdi(year: int, place: str = "VN") -> Fraction | None:
    """The index from its components; None where one of them was not published or not verified."""
    known = {
        one.series: one.value
        for one in reported()
        if (one.year, one.place, one.certainty) == (year, place, "found")
    }
    if not known.keys() >= set(COMPONENTS):
        return None
    return sum((share * known[name] for name, share in weights(year).items()), Fraction(0))


@dataclass(frozen=True)
class IndexYear:
    """A year of the EGDI: what was published, and what it comes to by verified components."""

    year: int
    published: Fraction | None
    verified: bool
    reproduced: Fraction | None
    components: Mapping[str, Fraction]
    # In the world, and in its region.
    rank: int | None
    regional: int | None

    @property
    def agrees(self) -> bool | None:
        """Whether both are equal to four decimals; None where one of them is not known."""
        if self.published is None or self.reproduced is None:
            return None
        return decimal(self.published) == decimal(self.reproduced)


def index_years(place: str = "VN") -> list[IndexYear]:
    """All years of which something was published, the first one first."""
    here = [one for one in reported() if one.place == place]
    of = {(one.year, one.series): one.value for one in here}
    sure = {(one.year, one.series) for one in here if one.certainty == "found"}
    years = sorted({year for year, series in of if series.startswith("egdi")})
    return [
        IndexYear(
            year,
            of.get((year, "egdi")),
            (year, "egdi") in sure,
            egdi(year, place),
            {name: of[year, name] for name in COMPONENTS if (year, name) in sure},
            *(int(of[at]) if (at := (year, name)) in of else None for name in _RANKS),
        )
        for year in years
    ]


def index_as_json() -> dict[str, object]:
    """The EGDI for programs: each year with its weights, components and both numbers."""
    return {
        "told": "reported",
        "weights": _rows("egdi_weights.csv"),
        "years": [
            {
                "year": one.year,
                "published": None if one.published is None else decimal(one.published, 5),
                "verified": one.verified,
                "reproduced": None if one.reproduced is None else decimal(one.reproduced),
                "agrees": one.agrees,
                "components": {name: decimal(at, 5) for name, at in one.components.items()},
                "weights": {name: str(share) for name, share in weights(one.year).items()},
                "rank": one.rank,
                "regional_rank": one.regional,
            }
            for one in index_years()
        ],
    }
