"""Answers of all measures, month by month, kept beside the lake: pages read these few rows.

Whoever asks for a year's figures reads small files and no dossiers. `keeping.py` renews them.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from toantrinh.kernel.errors import NotFound
from toantrinh.lake.manifest import release, swap
from toantrinh.measures.asking import By, columns
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period
from toantrinh.measures.tally import Tally
from toantrinh.measures.values import Answer, Counts

_NAME = "kept.json"
# Bump it when the files look otherwise.
_SHAPE = 4


@dataclass(frozen=True)
class Over:
    """Of a month that runs, what comes of files in which all is over: no clock moves that."""

    ratios: str
    hours: str
    # How far the lake was then, those files of it, and how many cases they held.
    upto: int
    cases: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Month:
    """A month's answers: two files, and what of the lake they were counted from."""

    # Its first day.
    first: str
    as_of: int
    ratios: str
    hours: str
    # What all counts hang on: how measures are written, agencies and their heirs.
    basis: str
    # The versions, on which only counts of the catalogue hang.
    versions: str
    # How far the lake was, and its files of cases, each with the list of what is gone from it.
    upto: int
    cases: tuple[str, ...]
    over: Over | None = None

    @property
    def period(self) -> Period:
        """The month as it was counted."""
        first = date.fromisoformat(self.first)
        return Period(first, last_day(first), self.as_of)


def folder() -> Path:
    """Where this installation keeps its answers."""
    return Path(settings.LAKE_FOLDER) / "kept"


def load() -> dict[str, Month]:
    """The kept months by their first day, oldest first."""
    try:
        told = json.loads((folder() / _NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if told["shape"] != _SHAPE:
        return {}
    return {month["first"]: _month(month) for month in told["months"]}


def _month(told: dict[str, Any]) -> Month:
    over = told.get("over")
    if over is not None:
        over = Over(**{**over, "cases": tuple(over["cases"])})
    return Month(**{**told, "cases": tuple(told["cases"]), "over": over})


def save(known: dict[str, Month]) -> None:
    """Let these be the kept months from now on, at once and for every reader."""
    before = load()
    months = [asdict(known[first]) for first in sorted(known)]
    swap(folder() / _NAME, {"shape": _SHAPE, "months": months})
    release(folder(), files(before) - files(known))


def files(known: dict[str, Month]) -> set[str]:
    """The names of their files."""
    found: list[Month | Over] = [*known.values()]
    found += [month.over for month in known.values() if month.over]
    return {name for each in found for name in (each.ratios, each.hours)}


def months() -> list[Period]:
    """The months that can be read, oldest first; the running one as of its last counting."""
    return [month.period for month in load().values()]


def as_of() -> int | None:
    """The minute as of which the newest month was counted; None where nothing is kept."""
    return max((month.as_of for month in load().values()), default=None)


def read(
    keys: Sequence[str], by: By, month: Period, places: Collection[str] | None = None
) -> Answer:
    """What measures came to in a month at places of a kind, all where none is named.

    Raises NotFound for a month that is not kept, or a measure that there is not.
    """
    return _read(_found(load(), month), keys, by, places)


def series(key: str, by: By, place: str, asked: Iterable[Period]) -> dict[Period, Counts]:
    """What one measure came to at one place in each of these months. Raises NotFound as `read`."""
    known = load()
    return {
        month: _read(_found(known, month), [key], by, [place]).get((key, place), Counts())
        for month in asked
    }


def has(by: By, place: str, month: Period) -> bool:
    """Whether anything was counted there. Raises NotFound as `read`."""
    return bool(_rows(_found(load(), month).ratios, (), by, [place]).num_rows)


def numbers(names: Sequence[str], by: By, place: str, month: Period) -> dict[str, int]:
    """What columns of `of_work.py` come to at one place. Raises NotFound as `read`."""
    rows = _rows(_found(load(), month).ratios, names, by, [place])
    return {
        name: pc.sum(rows[name]).as_py() or 0 if name in rows.column_names else 0 for name in names
    }


def _found(known: dict[str, Month], month: Period) -> Month:
    found = known.get(month.first.isoformat())
    if found is None or month.last != last_day(month.first):
        raise NotFound(
            "Chưa có số liệu tháng %(month)s.",
            remedy="Hãy chạy: toantrinh measures keep",
            month=f"{month.first:%m/%Y}",
        )
    return found


def _read(month: Month, keys: Sequence[str], by: By, places: Collection[str] | None) -> Answer:
    return _tally(month, keys, by, places).answer([find(key) for key in keys], by)


def _tally(month: Month, keys: Sequence[str], by: By, places: Collection[str] | None) -> Tally:
    """What is kept of some measures at some places; nothing is read that none of them needs."""
    wanted = [find(key) for key in keys]
    ratios = [name for one in wanted if not one.is_spread for name in columns(one.key)]
    spreads = any(one.is_spread for one in wanted)
    return Tally(
        _rows(month.ratios, ratios, by, places if ratios else ()),
        _rows(month.hours, ["measure", "bucket", "rows"], by, places if spreads else ()),
    )


def tally(month: Month | Over) -> Tally:
    """All that is kept of a month, or of what is over of it."""
    return Tally(*(pq.read_table(folder() / name) for name in (month.ratios, month.hours)))


def _rows(name: str, asked: Sequence[str], by: By, places: Collection[str] | None) -> pa.Table:
    """Some columns of the rows of these places; of the file only what holds them is read."""
    path = folder() / name
    inside = _inside(path)
    chosen = ["by", "place", *(column for column in asked if column in inside.columns)]
    with pq.ParquetFile(path, metadata=inside.footer, memory_map=True) as file:
        rows = file.read_row_groups(inside.groups(by, places), columns=chosen, use_threads=False)
    here = pc.field("by") == by.value
    if places is None:
        return rows.filter(here)
    return rows.filter(here & pc.field("place").isin(pa.array([*places], pa.string())))


@dataclass(frozen=True)
class _Inside:
    """What a file says of itself: its columns, and which places lie in which group of rows."""

    footer: Any
    columns: frozenset[str]
    # Of each kind of place, in their order: the first and the last place of a group, its number.
    bounds: Mapping[str, tuple[list[str], list[str], list[int]]]

    def groups(self, by: By, places: Collection[str] | None) -> list[int]:
        """The groups in which rows of these places may lie."""
        firsts, lasts, numbers = self.bounds.get(by.value, ([], [], []))
        if places is None:
            return numbers
        found: set[int] = set()
        for one in places:
            found.update(numbers[bisect_left(lasts, one) : bisect_right(firsts, one)])
        return sorted(found)


@lru_cache(maxsize=128)
def _inside(path: Path) -> _Inside:
    """The same of one file, which never changes, so that it is asked once."""
    footer = pq.read_metadata(path)
    bounds: dict[str, tuple[list[str], list[str], list[int]]] = {}
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        kind, place = (group.column(at).statistics for at in (0, 1))
        # Each group is of one kind, see `keeping`; its rows stand in the order of their places.
        firsts, lasts, numbers = bounds.setdefault(kind.min, ([], [], []))
        firsts.append(place.min)
        lasts.append(place.max)
        numbers.append(number)
    return _Inside(footer, frozenset(footer.schema.names), bounds)


def last_day(first: date) -> date:
    """The last day of the month that begins on a day."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
