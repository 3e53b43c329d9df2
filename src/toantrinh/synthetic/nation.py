"""An invented year of the whole country, straight into a lake: no person, no event, only rows.

All provinces, communes and procedures, of sizes that fall off as they do, agency by agency so that
no more than a piece of it is in memory. The same dossiers, seed and days give the same rows.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from toantrinh.government.queries import agency, calendar_of
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import wall
from toantrinh.lake import tables
from toantrinh.lake.actions import OPEN
from toantrinh.lake.manifest import Folder, Manifest, Writing
from toantrinh.lake.shapes import Row, table_of
from toantrinh.synthetic.columns import Houses, Offers, cases
from toantrinh.synthetic.year import AHEAD, Whole, Year

# Rows that are made and written at once.
_PIECE = 500_000
# How steeply sizes fall from the largest on, and how flat the top is.
_PLACES, _PROCEDURES, _TOP = 0.8, 1.1, 8
# How much comes to an agency by its kind, beside what its rank brings.
_KINDS = {"ubnd-xa": 1.0, "ca-xa": 0.3, "ubnd-tinh": 1.0}
_SELDOM = 0.15
# Whose days of rest are those of all.
_GOVERNMENT = "00.cp"
# What departments of provinces decide of all.
_DEPARTMENTS = 0.25
# Agencies that came of a merger within the year, and those that seldom note how something came.
_MERGED, _CARELESS = 0.02, 0.05
Shares = NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """Which year: so many dossiers, handed in between two days, drawn from a seed."""

    dossiers: int
    seed: int
    first: date
    last: date

    def as_json(self) -> dict[str, object]:
        """As the lake's manifest keeps it."""
        return {**asdict(self), "first": self.first.isoformat(), "last": self.last.isoformat()}


def invent(lake: Folder, asked: Asked, progress: Progress | None = None) -> Manifest:
    """Write an invented year over this installation's agencies and versions. Raises as `write`."""
    beyond = asked.last + timedelta(days=AHEAD)
    calendar = calendar_of(agency(_GOVERNMENT), asked.first, beyond)
    days = range((beyond - asked.first).days + 1)
    working = [calendar.is_working(asked.first + timedelta(days=at)) for at in days]
    return write(lake, asked, tables.agencies(), tables.versions({}), working, progress)


def write(
    lake: Folder,
    asked: Asked,
    agencies: list[Row],
    versions: list[Row],
    working: list[bool],
    progress: Progress | None = None,
) -> Manifest:
    """Make the lake that of an invented year. Raises Conflict where it holds what happened.

    `working` says of each day from the first on, `AHEAD` beyond the last, whether offices are open.
    """
    with lake.building():
        before = lake.read()
        if before is not None and before.rows("cases") and not before.synthetic:
            raise Conflict(
                "Kho dữ liệu ở đây chứa hồ sơ của nhật ký.",
                remedy="Hãy dùng một TOANTRINH_HOME khác cho dữ liệu mô phỏng.",
            )
        rng = default_rng([asked.seed, 0])
        year = Year(asked.first, asked.last, working)
        houses, former = _houses(rng, year, agencies)
        made = Manifest(asked.dossiers, wall().isoformat(), synthetic=asked.as_json())
        dated = {"agencies": [*agencies, *former], "versions": versions}
        for table, rows in dated.items():
            made.put(table, "all", [lake.write(table, "all", table_of(table, rows))])
        _write_cases(lake, made, asked, year, (houses, _offers(rng, versions)), progress)
        lake.swap(made)
        lake.sweep(made)
    return made


def _write_cases(
    lake: Folder,
    made: Manifest,
    asked: Asked,
    year: Year,
    among: tuple[Houses, Offers],
    progress: Progress | None,
) -> None:
    """Make piece after piece while the one before is being written."""
    done = 0
    with lake.writing("cases") as writing, ThreadPoolExecutor(1) as pool:
        under_way: Future[None] | None = None
        for number, house in enumerate(_pieces(asked, among[0]), start=1):
            rng = default_rng([asked.seed, number])
            rows = cases(rng, year, *among, house, done + 1)
            if under_way is not None:
                under_way.result()
            under_way = pool.submit(_write, writing, rows)
            done += len(house)
            if progress:
                progress(done, asked.dossiers)
        if under_way is not None:
            under_way.result()
        for piece, part in writing.parts().items():
            made.put("cases", piece, [part])


def _write(writing: Writing, rows: pa.Table) -> None:
    """Each row into the month in which it ended, as the lake keeps them."""
    ended = pc.add(rows["ended"], 420)
    day = pc.cast(pc.divide(ended, 1440), pa.int32()).cast(pa.date32())
    month = pc.fill_null(pc.strftime(day, "%Y-%m"), OPEN)
    for piece in sorted(pc.unique(month).to_pylist()):
        writing.add(piece, rows.filter(pc.equal(month, piece)))


def _pieces(asked: Asked, houses: Houses) -> Iterator[Whole]:
    """For each dossier the number of the house it goes to, in order, in pieces."""
    rng = default_rng([asked.seed, 1_000_000])
    counts = rng.multinomial(asked.dossiers, _sizes(rng, houses))
    upto = np.cumsum(counts)
    for begins in range(0, asked.dossiers, _PIECE):
        numbers = np.arange(begins, min(begins + _PIECE, asked.dossiers))
        yield np.searchsorted(upto, numbers, side="right")


def _sizes(rng: Generator, houses: Houses) -> Shares:
    sizes = np.zeros(len(houses.ids))
    for among, share in ((houses.is_commune, 1 - _DEPARTMENTS), (~houses.is_commune, _DEPARTMENTS)):
        weights = _falling(rng, int(among.sum()), _PLACES) * houses.crowd[among]
        sizes[among] = share * weights / weights.sum()
    shares: Shares = sizes / sizes.sum()
    return shares


def _falling(rng: Generator, count: int, steepness: float) -> Shares:
    """Shares that fall off as sizes of places do, in an order of chance."""
    weights: Shares = np.arange(_TOP, count + _TOP, dtype=np.float64) ** -steepness
    return rng.permutation(weights / weights.sum()) if count else weights


def _houses(rng: Generator, year: Year, agencies: list[Row]) -> tuple[Houses, list[Row]]:
    """The agencies of communes and provinces that decide, and rows of those they came of."""
    desks = {row["commune"] or row["province"]: row for row in agencies if _is_desk(row)}
    deciding = sorted(
        (row for row in agencies if _decides(row)), key=lambda row: str(row["agency"])
    )
    count = len(deciding)
    merged = rng.random(count) < _MERGED
    days = year.midnight(year.first) + rng.integers(60, 240, count) * 1440
    former = [
        _before(row, int(day)) if gone else None
        for row, day, gone in zip(deciding, days, merged, strict=True)
    ]
    provinces = [str(row["province"]) for row in deciding]
    # Some provinces are far ahead of others.
    ahead = {code: rng.uniform(0.35, 0.9) for code in sorted(set(provinces))}
    base = np.array([ahead[code] for code in provinces])
    return Houses(
        ids=[str(row["agency"]) for row in deciding],
        former=[str(row["agency"]) if row else "" for row in former],
        merged=np.where(merged, days, np.int64(0)),
        desks=[
            str(desks.get(row["commune"] or row["province"], row)["agency"]) for row in deciding
        ],
        provinces=provinces,
        communes=[None if row["commune"] is None else str(row["commune"]) for row in deciding],
        late=rng.beta(1.2, 15, count),
        online=np.clip(base + rng.normal(0, 0.08, count), 0.02, 0.98),
        untold=np.where(rng.random(count) < _CARELESS, 0.08, 0.002),
        is_commune=np.array([row["commune"] is not None for row in deciding]),
        crowd=np.array([_KINDS.get(str(row["kind"]), _SELDOM) for row in deciding]),
    ), [row for row in former if row]


def _is_desk(row: Row) -> bool:
    return row["valid_to"] is None and str(row["kind"]).startswith("ttpvhcc")


def _decides(row: Row) -> bool:
    going = row["valid_to"] is None and row["province"] is not None
    return going and not _is_desk(row)


def _before(row: Row, merged: int) -> Row:
    """The agency that went into this one on a day; invented like all that is told of it."""
    day = date(1970, 1, 1) + timedelta(minutes=merged + 420)
    former = UUID(int=UUID(str(row["agency"])).int ^ 1)
    return {
        **row,
        "agency": str(former),
        "key": f"{row['key']}.truoc",
        "name": f"{row['name']} (trước sắp xếp, mô phỏng)",
        "valid_to": int(f"{day - timedelta(days=1):%Y%m%d}"),
        "heir": row["agency"],
    }


def _offers(rng: Generator, versions: list[Row]) -> Offers:
    offered = [row for row in versions if row["in_force"]]
    count = len(offered)
    days = np.clip(np.exp(rng.normal(1.9, 0.9, count)).astype(np.int64), 0, 90)
    return Offers(
        procedures=[str(row["procedure"]) for row in offered],
        versions=[str(row["version"]) for row in offered],
        levels=[None if row["level"] is None else str(row["level"]) for row in offered],
        paid=np.array([int(str(row["paid_service"])) for row in offered], np.int64),
        days=np.where(rng.random(count) < 0.04, -1, days),
        crowd=(
            np.cumsum(_falling(rng, count, _PROCEDURES)),
            np.cumsum(_falling(rng, count, _PROCEDURES)),
        ),
    )
