"""An invented year of the whole country, straight into a lake: no person, only rows to count.

Events are told of whole procedures, as many as make up a small share of all dossiers: those whose
versions have steps come first. Of a dossier there are some eight, which cost more than its row.

All provinces, communes and procedures, of sizes that fall off as they do, agency by agency so that
no more than a piece of it is in memory. The same dossiers, seed and days give the same rows.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
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
from toantrinh.lake.going import OPEN
from toantrinh.lake.manifest import Folder, Manifest, Writing
from toantrinh.lake.shapes import Row, in_order, table_of
from toantrinh.synthetic.columns import Houses, Offers, cases
from toantrinh.synthetic.happening import Ways
from toantrinh.synthetic.year import AHEAD, Whole, Year

# Rows that are made and written at once.
_PIECE = 500_000
# Of so many dossiers in a hundred there are events, where nobody asks for more or less.
EVENTS = 5
# Shares add up to one but for this.
_ROUNDED = 1e-6
# Events that wait for their files.
_WAITING = 2_000_000
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
    # Of so many in a hundred of the dossiers, at most, there are events too.
    events: int = EVENTS

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
        offers = _offers(rng, versions, asked.events)
        _write_pieces(lake, made, asked, year, (houses, offers), progress)
        lake.swap(made)
        lake.sweep(made)
    return made


def _write_pieces(
    lake: Folder,
    made: Manifest,
    asked: Asked,
    year: Year,
    among: tuple[Houses, Offers],
    progress: Progress | None,
) -> None:
    """Make piece after piece while the one before is being written."""
    done = 0
    with (
        lake.writing("cases") as writing,
        lake.writing("events") as telling,
        ThreadPoolExecutor(1) as pool,
    ):
        gathered = _Gathered(telling)
        under_way: Future[None] | None = None
        for number, house in enumerate(_pieces(asked, among[0]), start=1):
            rng = default_rng([asked.seed, number])
            rows, events = cases(rng, year, *among, house, done + 1)
            if under_way is not None:
                under_way.result()
            under_way = pool.submit(_write, writing, rows, gathered, events)
            done += len(house)
            if progress:
                progress(done, asked.dossiers)
        if under_way is not None:
            under_way.result()
        gathered.write()
        for table, written in (("cases", writing), ("events", telling)):
            for piece, part in written.parts().items():
                made.put(table, piece, [part])


@dataclass
class _Gathered:
    """Events until there are enough of them for each day's file."""

    telling: Writing
    rows: list[pa.Table] = field(default_factory=list)

    def add(self, events: pa.Table) -> None:
        """Let these wait too."""
        self.rows.append(events)
        if sum(map(len, self.rows)) > _WAITING:
            self.write()

    def write(self) -> None:
        """Each into the file of its day in Việt Nam."""
        if not any(map(len, self.rows)):
            return
        rows = pa.concat_tables(self.rows).combine_chunks()
        day = (rows["at"].to_numpy() // 60_000_000 + 420) // 1440
        rows = rows.take(np.argsort(day, kind="stable"))
        days, counts = np.unique(day, return_counts=True)
        begins = np.cumsum(counts) - counts
        for number, first, many in zip(days, begins, counts, strict=True):
            name = (date(1970, 1, 1) + timedelta(days=int(number))).isoformat()
            self.telling.add(name, rows.slice(int(first), int(many)))
        self.rows = []


def _write(writing: Writing, rows: pa.Table, gathered: _Gathered, events: pa.Table) -> None:
    """Each row into the month in which it ended, as the lake keeps them."""
    gathered.add(events)
    ended = pc.add(rows["ended"], 420)
    day = pc.cast(pc.divide(ended, 1440), pa.int32()).cast(pa.date32())
    month = pc.fill_null(pc.strftime(day, "%Y-%m"), OPEN)
    for piece in sorted(pc.unique(month).to_pylist()):
        writing.add(piece, in_order("cases", rows.filter(pc.equal(month, piece))))


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


def _offers(rng: Generator, versions: list[Row], events: int) -> Offers:
    offered = [row for row in versions if row["in_force"]]
    count = len(offered)
    days = np.clip(np.exp(rng.normal(1.9, 0.9, count)).astype(np.int64), 0, 90)
    untaken = np.where(rng.random(count) < 0.04, -1, days)
    crowd = [_falling(rng, count, _PROCEDURES) for _tier in range(2)]
    return Offers(
        procedures=[str(row["procedure"]) for row in offered],
        versions=[str(row["version"]) for row in offered],
        levels=[None if row["level"] is None else str(row["level"]) for row in offered],
        paid=np.array([int(str(row["paid_service"])) for row in offered], np.int64),
        days=untaken,
        crowd=(np.cumsum(crowd[0]), np.cumsum(crowd[1])),
        ways=_ways(offered, crowd[0] * (1 - _DEPARTMENTS) + crowd[1] * _DEPARTMENTS, events),
    )


def _ways(offered: list[Row], shares: Shares, events: int) -> Ways:
    """Those of whom events are told: procedures with steps first, the least asked for first."""
    steps = [row["steps"] for row in offered]
    has = np.array([not one for one in steps])
    order = np.lexsort((shares, has))
    told = np.zeros(len(offered), np.bool_)
    told[order] = np.cumsum(shares[order]) * 100 <= events + _ROUNDED
    return Ways.read(steps, told)
