"""A builder that is killed with no time for anything leaves the lake, and its place to the next."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from toantrinh.kernel.errors import Conflict
from toantrinh.lake import manifest as manifests
from toantrinh.lake.manifest import NAME, Folder, Manifest
from toantrinh.lake.shapes import Row, table_of

# Writes a file and half a manifest, says so, and is never done.
_BUILDER = """
import sys, time
from pathlib import Path
from toantrinh.lake.manifest import NAME, Folder
from toantrinh.lake.shapes import table_of

lake = Folder(Path(sys.argv[1]))
with lake.building():
    lake.write("events", "2026-11-26", table_of("events", [{"position": 2, "hash": b""}]))
    (lake.path / f"{NAME}.1").write_text('{"upto": 2, "pie')
    print("half", flush=True)
    time.sleep(60)
"""


def test_a_builder_killed_halfway_leaves_the_lake_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, made = Folder(tmp_path), Manifest(1)
    rows: list[Row] = [{"position": 1, "dossier": "x", "hash": b""}]
    made.put("events", "2026-11-26", [lake.write("events", "2026-11-26", table_of("events", rows))])
    lake.swap(made)
    with subprocess.Popen(
        [sys.executable, "-c", _BUILDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "half\n"
        with pytest.raises(Conflict), lake.building():
            pass
        builder.send_signal(signal.SIGKILL)
        assert builder.wait() == -signal.SIGKILL
    assert lake.current() == made
    assert lake.load("events", made.parts("events")).num_rows == 1
    orphans = {place.name for place in tmp_path.glob("*.parquet")} - made.names()
    assert len(orphans) == 1
    monkeypatch.setattr(manifests, "_GRACE_SECONDS", -1)
    with lake.building():
        lake.sweep(made)
    assert {place.name for place in tmp_path.iterdir()} == {*made.names(), NAME, "building"}
