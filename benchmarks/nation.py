"""An invented year of the country, and what counting over it takes: `benchmarks.nation LAKE TIMES`.

Counting runs in a process of its own, so that its memory is its own. It prints `{all, peak_gb,
each: {measure: {counting, scan, is_spread}}}`; what something took is `[seconds, seconds of
processor]`, for each measure the best of so many times.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import PLACE, REPOSITORY, Size, Took, house, took

if TYPE_CHECKING:
    from toantrinh.measures.engines import DuckDB
    from toantrinh.measures.measure import Measure
    from toantrinh.measures.period import Period

DOSSIERS: dict[Size, int] = {"small": 250_000, "full": 32_000_000}
_SEED, LAST = 1, date(2026, 11, 25)
FIRST = LAST - timedelta(days=364)
_TIMES: dict[Size, int] = {"small": 1, "full": 2}


def home_of(size: Size) -> str:
    """The home of that year: the same as `toantrinh simulate --nation --seed 1` fills."""
    return f"nation-{size}"


def nation(size: Size) -> Path:
    """A lake with that year, written where there is none yet."""
    from toantrinh.lake.manifest import Folder

    path = PLACE / home_of(size) / "lake"
    known = Folder(path).read()
    if known is None or known.rows("cases") != DOSSIERS[size]:
        with house(home_of(size)):
            from toantrinh.synthetic.nation import Asked, invent

            invent(Folder(path), Asked(DOSSIERS[size], _SEED, FIRST, LAST))
    return path


def counted(size: Size) -> dict[str, Any]:
    """What counting over that year takes, in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.nation", str(nation(size)), str(_TIMES[size])],
        cwd=REPOSITORY,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "toantrinh.host.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def year() -> "Period":
    """The whole year, as it looks the day after."""
    from datetime import UTC, datetime

    from toantrinh.measures.period import Period

    return Period.of(FIRST, LAST, datetime(2026, 11, 26, tzinfo=UTC))


def _count(lake: Path, times: int) -> dict[str, object]:
    import django

    django.setup()
    from toantrinh.lake.manifest import Folder
    from toantrinh.measures.asking import By
    from toantrinh.measures.engines import DuckDB
    from toantrinh.measures.measure import measures

    folder = Folder(lake)
    engine, period = DuckDB(folder, folder.current()), year()
    kinds = (By.NATION, By.PROVINCE, By.COMMUNE)
    files = folder.files(folder.current())["cases"]
    whole = took(lambda: engine.tally(measures(), period, kinds))
    # In kilobytes on Linux.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    each = {
        one.key: _each(engine, files, one, period, times)
        for one in measures()
        if one.table == "cases"
    }
    return {"all": whole, "peak_gb": peak, "each": each}


def _each(
    engine: "DuckDB", files: Sequence[str], one: "Measure", period: "Period", times: int
) -> dict[str, object]:
    """The best of some times of a measure for all places, and of reading its columns alone."""
    from sqlglot import exp, parse_one

    from toantrinh.lake.shapes import CASES
    from toantrinh.measures import asking
    from toantrinh.measures.asking import Atom, By

    asked = (
        asking.spread(one.key, Atom.AGENCY, period)
        if one.is_spread
        else asking.ratios([one.key], "cases", Atom.AGENCY, period)
    )
    parsed = parse_one(asking.sql(asked, "duckdb"), dialect="duckdb")
    columns = sorted({found.name for found in parsed.find_all(exp.Column)} & {*CASES})
    kinds = (By.NATION, By.PROVINCE, By.COMMUNE)
    counting = _best(lambda: engine.tally([one], period, kinds), times)
    scanning = _best(lambda: _scan(files, columns), times)
    return {"counting": counting, "scan": scanning, "is_spread": one.is_spread}


def _best(work: Callable[[], object], times: int) -> Took:
    """The least that it took, on the clock and of the processor."""
    return Took(*map(min, zip(*(took(work) for _ in range(times)), strict=True)))


def _scan(files: Sequence[str], columns: Sequence[str]) -> None:
    """Read columns whole, and do no more with them than has to be for that."""
    import duckdb

    asked = ", ".join(f'max("{name}")' for name in columns)
    duckdb.execute(f"SELECT {asked} FROM read_parquet(?)", [files]).fetchall()


if __name__ == "__main__":
    print(json.dumps(_count(Path(sys.argv[1]), int(sys.argv[2]))))
