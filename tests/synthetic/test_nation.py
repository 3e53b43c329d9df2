"""An invented year of the country: the same for the same seed, of rows that are lives."""

import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pytest_django import Settings

from toantrinh.command import running
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import now
from toantrinh.lake.actions import build, is_synthetic
from toantrinh.lake.checking import check
from toantrinh.lake.folding import HANDS, Told, fold
from toantrinh.lake.manifest import Folder, Manifest
from toantrinh.lake.shapes import AGENCIES, CASES, VERSIONS, Row, schema
from toantrinh.measures.asking import By
from toantrinh.measures.engines import engine
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period
from toantrinh.synthetic.nation import Asked, write
from toantrinh.synthetic.year import AHEAD

ASKED = Asked(20_000, 7, date(2025, 11, 26), date(2026, 11, 25), events=60)
_STEPS = "tiep_nhan:receive:60 xu_ly:work:240 ky:sign:120 tra:return:60"
_TET = (date(2026, 2, 14), date(2026, 2, 22))


def _agencies() -> list[Row]:
    """A committee, police and a desk of thirty communes, and of their three provinces."""
    rows: list[Row] = []
    for number in range(33):
        province = f"{number % 3:02}"
        commune = None if number >= 30 else f"{number:05}"
        tier = "xa" if commune else "tinh"
        place = {"province": province, "province_now": province, "commune": commune}
        for at, kind in enumerate(("ubnd", "ca", "ttpvhcc")):
            told = {
                "agency": f"00000000-0000-7000-8000-0000{number:06}{at}0",
                "kind": f"{kind}-{tier}",
            }
            rows.append(
                dict.fromkeys(AGENCIES)
                | place
                | told
                | {"key": f"{number}.{kind}", "name": kind, "heir": told["agency"]}
                | {"commune_now": commune, "valid_from": 20250701}
            )
    return rows


def _versions() -> list[Row]:
    told = {"number": 1, "in_force": 1, "open": 1, "paid_service": 0, "papers": 3, "papers_held": 1}
    return [
        dict.fromkeys(VERSIONS)
        | told
        | {"version": f"v{number}", "procedure": f"p{number}"}
        | {"level": [None, "partial", "end_to_end"][number % 3]}
        | {"steps": _STEPS if number % 3 == 0 else None}
        for number in range(60)
    ]


def _working() -> list[bool]:
    days = [ASKED.first + timedelta(days=at) for at in range(365 + AHEAD)]
    return [day.weekday() < 5 and not _TET[0] <= day <= _TET[1] for day in days]


def _made(path: Path, asked: Asked = ASKED) -> tuple[Folder, Manifest]:
    lake = Folder(path)
    return lake, write(lake, asked, _agencies(), _versions(), _working())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Manifest]:
    return _made(tmp_path_factory.mktemp("nation") / "lake")


@pytest.fixture
def rows(made: tuple[Folder, Manifest]) -> pa.Table:
    lake, manifest = made
    return lake.load("cases", manifest.parts("cases"))


def _hash(lake: Folder, made: Manifest) -> str:
    told = pa.BufferOutputStream()
    for name in sorted(made.pieces):
        rows = lake.load(name, made.parts(name)).combine_chunks()
        with pa.ipc.new_stream(told, rows.schema) as stream:
            stream.write_table(rows)
    return hashlib.sha256(told.getvalue()).hexdigest()


def test_the_same_seed_makes_the_same_lake(made: tuple[Folder, Manifest], tmp_path: Path) -> None:
    again = _made(tmp_path / "again")
    assert _hash(*again) == _hash(*made)
    other = _made(tmp_path / "other", replace(ASKED, seed=8, events=0))
    assert _hash(*other) != _hash(*made)


def test_rows_are_lives_that_can_be(made: tuple[Folder, Manifest], rows: pa.Table) -> None:
    assert rows.schema.equals(schema("cases"))
    assert rows.num_rows == ASKED.dossiers == len(pc.unique(rows["dossier"]))
    order = ("created", "submitted", "received", "accepted", "decided", "returned")
    for before, after in pairwise(order):
        known = rows.filter(pc.field(before).is_valid() & pc.field(after).is_valid())
        assert pc.all(pc.less_equal(known[before], known[after])).as_py(), after
    # In whose hands it was, adds up to how long it took.
    over = rows.filter(pc.field("ended").is_valid())
    hands = sum(over[f"{hand}_minutes"].to_numpy() for hand in set(HANDS.values()))
    spans = over["ended"].to_numpy() - over["submitted"].to_numpy()
    assert np.array_equal(hands, spans)
    ended = dict(zip(*(over[name].to_pylist() for name in ("state", "status")), strict=True))
    assert ended == {"denied": 3, "withdrawn": 7, "returned": 10}
    assert {str(path).split(".")[0] for path in rows["path"].to_pylist()} == {"0"}
    # Files are as the journal's lake has them: words once, province by province, by procedure.
    manifest = made[1]
    names = sorted(part.file for part in manifest.parts("cases"))
    for name in (names[0], made[0].write("cases", "x", rows.slice(0, 9)).file):
        file = pq.ParquetFile(made[0].path / name)
        assert file.schema_arrow.equals(schema("cases"))
        agency = file.metadata.row_group(0).column(list(CASES).index("agency"))
        assert agency.dictionary_page_offset is not None
        read = file.read(["province", "procedure", "agency"])
        places = [*zip(*(column.to_pylist() for column in read.columns), strict=True)]
        assert places == sorted(places)
    # Pieces are as the journal's lake has them: by the month of the end, the open ones apart.
    still = made[0].load("cases", manifest.parts("cases", "open"))
    assert still["ended"].null_count == still.num_rows > 100
    assert all(
        part.last
        for piece in manifest.pieces["cases"]
        for part in manifest.parts("cases", piece)
        if piece != "open"
    )


def test_what_events_tell_is_what_rows_say(made: tuple[Folder, Manifest], rows: pa.Table) -> None:
    lake, manifest = made
    events = lake.load("events", manifest.parts("events"))
    procedures = rows.filter(pc.is_in(rows["dossier"], value_set=pc.unique(events["dossier"])))
    told = set(pc.unique(procedures["procedure"]).to_pylist())
    # All that have steps, and some of the others; of those every dossier, within what was asked.
    assert procedures.num_rows < rows.num_rows * 0.62
    assert {f"p{number}" for number in range(0, 60, 3)} < told < {f"p{n}" for n in range(60)}
    assert (
        procedures.num_rows
        == pc.sum(pc.is_in(rows["procedure"], value_set=pa.array(sorted(told)))).as_py()
    )
    assert pc.sum(procedures["events"]).as_py() == events.num_rows
    day = date.fromisoformat(next(iter(manifest.pieces["events"])))
    first = lake.load("events", manifest.parts("events", day.isoformat()))["at"].to_numpy()
    assert {*((first // 60_000_000 + 420) // 1440)} == {(day - date(1970, 1, 1)).days}
    cases = {row["dossier"]: row for row in procedures.slice(0, 1200).to_pylist()}
    chains = defaultdict[str, list[Told]](list)
    for event in events.sort_by([("dossier", "ascending"), ("seq", "ascending")]).to_pylist():
        if event["dossier"] in cases:
            chains[event["dossier"]].append(_event(event))
    for dossier, chain in chains.items():
        assert [event.seq for event in chain] == [*range(1, len(chain) + 1)]
        folded, row = fold(dossier, chain), cases[dossier]
        assert folded is not None
        assert {name: folded[name] for name in _SAID} == {name: row[name] for name in _SAID}
        # Time that ran over a step's share is told by events and row alike.
        assert bool(row["steps"]) == (int(row["procedure"][1:]) % 3 == 0)
    assert any(":1 " in (row["steps"] or "") for row in cases.values())


# Promises are in the events of the journal, not in those of the lake.
_SAID = (
    *("state", "status", "path", "steps", "events", "decided", "returned", "ended", "created"),
    *("submitted", "accepted", "waiting_since", "pauses", "paused_minutes", "supplements"),
    *("supplement_minutes", "supplements_before", "denial", "proposals", "send_backs"),
    *("hand_ons", "extensions", "consultations", "corrections", "reopened", "signed_result"),
    *(f"{hand}_minutes" for hand in sorted(set(HANDS.values()))),
)


def _event(row: Row) -> Told:
    due, at = row["step_due"], datetime.fromtimestamp(int(str(row["at"])) / 1e6, UTC)
    told = {"state": row["state"], "at_step": row["at_step"]}
    payload = {name: value for name, value in told.items() if value is not None}
    if due is not None:
        payload["step_due_at"] = datetime.fromtimestamp(int(str(due)) * 60, UTC).isoformat()
    seq = int(str(row["seq"]))
    return Told(seq, seq, str(row["action"]), str(row["actor"]), None, at, payload)


def test_it_is_as_uneven_as_a_country(rows: pa.Table) -> None:
    sizes = sorted(pc.value_counts(rows["agency"]).field("counts").to_pylist())
    assert sizes[-1] > 8 * sizes[0]
    days = (rows["submitted"].to_numpy() + 420) // 1440
    counts = np.bincount(days - days.min(), minlength=365)
    tet = (_TET[0] - ASKED.first).days
    usual = np.median(counts[counts > 20])
    assert counts[tet : tet + 9].mean() < usual / 3 < usual < counts[tet + 9 : tet + 19].max() / 1.5
    shares = (
        rows.group_by("province").aggregate([("channel", "count")]),
        pc.value_counts(rows["channel"]),
    )
    assert shares[0].num_rows == 3
    assert {one["values"] for one in shares[1].to_pylist()} == {"online", "direct", "post", None}
    for odd in ("pauses", "extensions", "supplements_before", "send_backs", "denial", "hand_ons"):
        assert pc.sum(rows[odd]).as_py() > 20, odd
    late = rows.filter(pc.field("decided") > pc.field("due"))
    assert 0.01 < late.num_rows / rows.num_rows < 0.2
    assert rows["due"].null_count > 0


def test_what_was_merged_counts_where_it_went(tmp_path: Path) -> None:
    lake, manifest = _made(tmp_path / "lake", replace(ASKED, seed=3, events=0))
    agencies = {
        row["agency"]: row for row in lake.load("agencies", manifest.parts("agencies")).to_pylist()
    }
    before = {one for one, row in agencies.items() if row["heir"] != one}
    told = lake.load("cases", manifest.parts("cases"))
    of_before = told.filter(pc.field("agency").isin([*before]))
    assert before
    assert 0 < of_before.num_rows < told.num_rows / 4
    year = Period.of(ASKED.first, ASKED.last, now())
    answer = engine("duckdb", lake).answer([find("nd224.b1")], By.COMMUNE, year)
    assert {place for _key, place in answer} <= {f"{number:05}" for number in range(30)}


@pytest.mark.django_db
def test_it_says_that_it_is_invented(tmp_path: Path, settings: Settings) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    lake, manifest = _made(settings.LAKE_FOLDER, replace(ASKED, events=0))
    assert manifest.synthetic == {
        "dossiers": 20_000,
        "seed": 7,
        "first": "2025-11-26",
        "last": "2026-11-25",
        "events": 0,
    }
    assert is_synthetic()
    with pytest.raises(Conflict, match="mô phỏng"):
        check()
    assert any("mô phỏng" in line for line in running._not_ready())
    # The worker's round leaves it alone, and it never takes the place of what happened.
    assert build() == lake.current() == manifest
    manifest.synthetic = None
    lake.swap(manifest)
    with pytest.raises(Conflict, match="TOANTRINH_HOME"):
        _made(settings.LAKE_FOLDER)
