"""An hour of the country's events over a year of it: `benchmarks.hour YEAR`.

The lake is the invented year's, as if the journal had told it up to the hour; only of agencies that
are merged in that year nothing is known here. What was written since goes the worker's way, in a
process of its own, so that its memory is its own. It prints `{events, first, round, page, seen}`:
seconds, seconds of processor and the peak of memory in GB of keeping the year's answers for the
first time, of the round that takes the hour in, and of the leader's page after it; what the page
said before and after.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import REPOSITORY, took

if TYPE_CHECKING:
    from django.test import Client

    from toantrinh.lake.manifest import Folder

_PROVINCE = "38"
# The card of what stands open, with how many of how many are late.
_OPEN = re.compile(r"chi-so/work\.late_backlog/.*?([\d.]+ trong [\d.]+)", re.DOTALL)


def taken_in(year: Path) -> dict[str, Any]:
    """What it takes over this lake, in the installation that is up."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.hour", str(year)],
        cwd=REPOSITORY,
        env=dict(os.environ),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def _take_in(year: Path) -> dict[str, Any]:
    from toantrinh.command.ground import load_django

    load_django()
    from django.conf import settings

    from toantrinh.journal.models import Event
    from toantrinh.lake.manifest import Folder
    from toantrinh.measures.keeping import keep
    from toantrinh.measures.tasks import keep_answers
    from toantrinh.synthetic.actions import STREAM

    settings.LAKE_FOLDER = year.with_name("hour")
    begun = Event.objects.get(stream=STREAM, action="begin").position
    _before(Folder(year), Folder(settings.LAKE_FOLDER), begun)
    leader = _leader()
    told: dict[str, Any] = {"first": _taken(keep), "seen": [_page(leader)]}
    told["round"] = _taken(lambda: keep_answers.func(timestamp=0))
    told["page"] = _taken(lambda: told["seen"].append(_page(leader)))
    told["events"] = Event.objects.filter(position__gt=begun, stream__gt="dossier/").count()
    shutil.rmtree(settings.LAKE_FOLDER)
    return told


def _before(year: "Folder", hour: "Folder", position: int) -> None:
    """The year as a lake of this journal, which tells what lies beyond a position itself."""
    import numpy as np
    import pyarrow as pa

    from toantrinh.lake import reading, tables
    from toantrinh.lake.actions import ALL
    from toantrinh.lake.going import OPEN
    from toantrinh.lake.manifest import Manifest
    from toantrinh.lake.shapes import table_of

    shutil.rmtree(hour.path, ignore_errors=True)
    hour.path.mkdir()
    known = year.current()
    made = Manifest(position, known.made_at, reading.head(position))
    for table, rows in (("agencies", tables.agencies()), ("versions", tables.versions({}))):
        made.put(table, ALL, [hour.write(table, ALL, table_of(table, rows))])
    for piece, parts in known.pieces["cases"].items():
        if piece == OPEN:
            # They go on being written with what is open, so they are from before the hour.
            going = year.load("cases", parts)
            at = going.schema.get_field_index("position")
            going = going.set_column(at, "position", pa.array(np.zeros(len(going), np.int64)))
            made.put("cases", piece, [hour.write("cases", piece, going)])
            continue
        for part in parts:
            os.link(year.path / part.file, hour.path / part.file)
        made.put("cases", piece, parts)
    hour.swap(made)


def _leader() -> "Client":
    """The browser of who leads a province."""
    from tests.authored import officer_of
    from tests.signed_in import officer_client

    from toantrinh.government.queries import agency

    return officer_client(officer_of(agency(f"{_PROVINCE}.ubnd"), "leader"))


def _page(leader: "Client") -> str:
    """What the page of the province says of its dossiers under way."""
    page = leader.get("/dieu-hanh/", headers={"host": "localhost"}).content.decode()
    [counted, *_] = _OPEN.findall(page)
    return str(counted).replace(".", "")


def _taken(work: Callable[[], object]) -> tuple[float, float, float]:
    # From here on Linux tells the peak anew.
    Path("/proc/self/clear_refs").write_text("5")
    clock, processor = took(work)
    status = Path("/proc/self/status").read_text()
    [kilobytes] = re.findall(r"VmHWM:\s*(\d+)", status)
    return clock, processor, int(kilobytes) / 1024**2


if __name__ == "__main__":
    print(json.dumps(_take_in(Path(sys.argv[1]))))
