"""What rows share: the measured figure, the place of their data, and the installation they use."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from toantrinh.command.ground import ground
from toantrinh.command.telling import Teller
from toantrinh.host.database import Database
from toantrinh.host.home import Home, home

Size = Literal["small", "full"]
REPOSITORY = Path(__file__).resolve().parent.parent
# Where benchmarks keep their data: they never touch that of the home itself.
PLACE = home().path / "bench"


@dataclass(frozen=True)
class Figure:
    """One measured value; `baseline` is what it is compared with, in the same unit."""

    value: float
    unit: str
    baseline: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.baseline, 4) if self.baseline else None

    def as_json(self) -> dict[str, object]:
        """`{value, unit, baseline, ratio, note}`."""
        return {**asdict(self), "ratio": self.ratio}


@contextmanager
def house(name: str = "house") -> Iterator[Database]:
    """An installation of the benchmarks' own with its database up; this process works for it."""
    before = os.environ.get("TOANTRINH_HOME")
    at = Home(PLACE / name)
    os.environ["TOANTRINH_HOME"] = str(at.path)
    os.environ.pop("DATABASE_URL", None)
    try:
        with ground(Teller(quiet=True), at) as base:
            try:
                yield base
            finally:
                # The server may stop now; the next row asks anew.
                from django.db import connections

                connections.close_all()
    finally:
        if before is None:
            del os.environ["TOANTRINH_HOME"]
        else:
            os.environ["TOANTRINH_HOME"] = before


def command(at: Path, *words: str) -> float:
    """Run a toantrinh command in a home; the seconds it took. Raises when it fails."""
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "toantrinh.command", *words],
        env={**kept, "TOANTRINH_HOME": str(at)},
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - began


class Took(NamedTuple):
    """What something took: seconds on the clock, and of the processor."""

    clock: float
    processor: float


def took(work: Callable[[], object], used: Callable[[], float] = time.process_time) -> Took:
    """What something takes, once, where `used` tells the processor time of who does it."""
    began, before = time.perf_counter(), used()
    work()
    clock = time.perf_counter() - began
    return Took(clock, used() - before)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes on the clock, once."""
    return took(work).clock


def records() -> Path | None:
    """The archive of national records, where TOANTRINH_RECORDS names it or ../shared holds it."""
    named = os.environ.get("TOANTRINH_RECORDS")
    found = Path(named) if named else REPOSITORY.parent / "shared/data/national-procedures.tar.xz"
    return found if found.exists() else None


def invented_records() -> Path:
    """The ten invented records, which everybody has."""
    return REPOSITORY / "tests/catalogue/records"


def measured(name: str, size: Size) -> dict[str, Figure]:
    """What a row says: one figure, or several under names of their own."""
    print(f"· {name}", file=sys.stderr)
    measure: Callable[[Size], Figure | dict[str, Figure]]
    measure = import_module(f"benchmarks.rows.{name}").measure
    told = measure(size)
    return told if isinstance(told, dict) else {name: told}
