"""Spark on a real cluster of two workers comes to the same, and nothing of it stays behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import ibis
import pytest

from tests.measures.odd import odd_lake
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.lake.manifest import Folder
from toantrinh.measures import jvm, queries
from toantrinh.measures.asking import By
from toantrinh.measures.cluster import Cluster, own_cluster
from toantrinh.measures.engines import engine
from toantrinh.measures.examples import PERIOD
from toantrinh.measures.expressions import RATIOS, Expr, count
from toantrinh.measures.measure import find, measures
from toantrinh.measures.period import Period
from toantrinh.measures.queries import agreement
from toantrinh.measures.scratch import scratch
from toantrinh.measures.spark import Spark

pytestmark = [pytest.mark.slow, pytest.mark.spark]
_DAEMONS = ["Master", "Worker", "Worker"]
_EXECUTORS = ["CoarseGrainedExecutorBackend"] * 2
# Another process that counts on a cluster of its own, tells what it found, and is killed then.
_ANOTHER = """
import sys, time
from pathlib import Path
from toantrinh.lake.manifest import Folder
from toantrinh.measures.asking import By
from toantrinh.measures.engines import engine
from toantrinh.measures.examples import PERIOD
from toantrinh.measures.measure import find
counting = engine("", Folder(Path(sys.argv[1])))
found = counting.answer([find("nd224.b1")], By.NATION, PERIOD)
print(found["nd224.b1", "VN"].numerator, flush=True)
time.sleep(600)
"""


def _running(folder: Path) -> list[str]:
    """What Spark runs that works in a folder, by the last part of its name."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().decode().split("\0")
            whole = (place / "environ").read_bytes() + " ".join(words).encode()
        except OSError:
            continue
        if str(folder).encode() in whole:
            found += [word.rpartition(".")[2] for word in words if "org.apache.spark." in word]
    return sorted(name for name in found if name in {*_DAEMONS, *_EXECUTORS, "SparkSubmit"})


def _folders(within: Path) -> list[Path]:
    return [place for place in within.iterdir() if place.is_dir()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="module")
def lake(folder: Path) -> Folder:
    return odd_lake(folder / "lake")


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[Cluster]:
    with scratch(folder / "cluster") as own, own_cluster(own) as running:
        yield running
    assert _running(folder / "cluster") == []
    assert _folders(folder / "cluster") == []


@pytest.fixture(scope="module")
def spark(folder: Path, lake: Folder, cluster: Cluster) -> Iterator[Spark]:
    """One engine for the whole file, to which the cluster is named as an operator names it."""
    told = folder / "spark.conf"
    told.write_text("# theirs\n" + "".join(f"{k}  {v}\n" for k, v in cluster.settings.items()))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.MEASURES_ENGINE", cluster.address)
        patched.setattr("django.conf.settings.MEASURES_SPARK_SETTINGS", str(told))
        patched.setattr("django.conf.settings.MEASURES_SCRATCH", folder / "asking")
        opened = engine("spark", lake)
    assert isinstance(opened, Spark)
    yield opened
    opened.close()
    assert _running(folder / "asking") == []


def test_three_engines_agree_everywhere(folder: Path, lake: Folder, spark: Spark) -> None:
    engines = [engine("duckdb", lake), spark, engine("slow", lake)]
    found = agreement(engines, PERIOD).as_json()
    assert found["differences"] == []
    assert (found["equal"], found["measures"]) == (True, len(measures()))
    assert found["engines"] == ["duckdb", "spark", "slow"]
    assert _running(folder) == sorted([*_DAEMONS, *_EXECUTORS, "SparkSubmit"])


def test_a_wrong_expression_is_found(
    lake: Folder, spark: Spark, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whenever(t: Expr, p: Period) -> tuple[Expr, Expr]:
        return count(t.channel == "online"), count(t.received >= p.since)

    monkeypatch.setitem(RATIOS, "nd224.b1", whenever)
    monkeypatch.setattr(queries, "measures", lambda: (find("nd224.b1"),))
    found = agreement([spark, engine("slow", lake)], PERIOD)
    assert {"VN", "01", "00001", "p1"} <= {row["place"] for row in found.differences}


def test_what_overflows_is_an_error_and_no_number(spark: Spark) -> None:
    cases = ibis.table({"received": "int64"}, name="cases")
    with pytest.raises(Conflict, match="ARITHMETIC_OVERFLOW"):
        spark.run(cases.aggregate(much=(cases.received + (2**63 - 1)).max()))


def test_nothing_outlives_who_was_killed(folder: Path, lake: Folder) -> None:
    home = {"TOANTRINH_HOME": str(folder / "home"), "MEASURES_ENGINE": "spark"}
    killed = subprocess.Popen(
        [sys.executable, "-c", _ANOTHER, str(lake.path)],
        env={**os.environ, **home, "DJANGO_SETTINGS_MODULE": "toantrinh.host.settings"},
        stdout=subprocess.PIPE,
    )
    assert killed.stdout
    with killed:
        told = killed.stdout.readline()
        left = _running(folder / "home")
        killed.kill()
    found = engine("slow", lake).answer([find("nd224.b1")], By.NATION, PERIOD)
    assert int(told) == found["nd224.b1", "VN"].numerator
    assert left == sorted([*_DAEMONS, *_EXECUTORS, "SparkSubmit"])
    ends = time.monotonic() + 30
    while _running(folder / "home") and time.monotonic() < ends:
        time.sleep(0.1)
    assert _running(folder / "home") == []
    # What it put aside is swept by the next one.
    counting = folder / "home" / "run" / "counting"
    assert len(_folders(counting)) == 1
    with scratch(counting) as own:
        assert _folders(counting) == [own]


@pytest.mark.parametrize("lacking", ["pyspark", "java"])
def test_what_is_missing_is_told(
    lacking: str, lake: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lacking == "pyspark":
        monkeypatch.setattr(jvm, "find_spec", lambda name: None)
    else:
        monkeypatch.setenv("JAVA_HOME", "/nowhere")
    remedy = {"pyspark": "make install SPARK=1", "java": "openjdk-17-jre-headless"}[lacking]
    with pytest.raises(NotFound, match=remedy):
        engine("spark", lake)
