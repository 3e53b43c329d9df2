"""A lake of thousands of odd dossiers: lives of every kind, and some that can't be."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.random import Generator, default_rng

from tests.measures.lakes import lake_of
from toantrinh.lake.manifest import Folder
from toantrinh.lake.shapes import AGENCIES, CASES, VERSIONS, Row, schema
from toantrinh.measures.examples import PERIOD

DOSSIERS = 10_000
_PROVINCES, COMMUNES = ("01", "38", "79"), 40
_DAY = 1440
# What is 0 or a small number, whatever the life.
_SMALL = (
    *("extensions", "corrections", "hand_ons"),
    *("supplements", "supplements_before", "send_backs", "proposals", "officer_acts"),
    *("system_acts", "consultations", "pauses", "late_pauses"),
)
_FLAGS = ("denial", "reopened", "signed_result", "part", "by_mandate")
_MINUTES = [name for name in CASES if name.endswith("_minutes")]


def agencies() -> list[Row]:
    """Forty communes, each with a commune that was merged into it; a province; a ministry.

    Half of the communes stand below the ministry, the others below the province's committee.
    """
    rows: list[Row] = []
    for number in range(COMMUNES):
        place = {"province_now": _PROVINCES[number % 3], "commune_now": f"{number:05}"}
        path = f"{'bo/so' if number % 2 else '01.ubnd'}/a{number}/"
        rows.append({"agency": f"a{number}", "heir": f"a{number}", "path": path, **place})
        rows.append({"agency": f"before{number}", "heir": f"a{number}", **place})
    for name, path, province in (("so", "bo/so/", "01"), ("bo", "bo/", None)):
        row = {"agency": name, "heir": name, "path": path, "province_now": province}
        rows.append({**row, "commune_now": None})
    return [dict.fromkeys(AGENCIES) | row for row in rows]


def versions() -> list[Row]:
    """Two versions each of twenty procedures, some of them closed, some that nobody ever used."""
    rng = default_rng(3)
    return [
        dict.fromkeys(VERSIONS)
        | {name: int(rng.random() < 0.9) for name in VERSIONS if name.startswith("has_")}
        | {
            "version": f"v{number}.{turn}",
            "procedure": f"p{number}",
            "number": turn,
            "valid_from": 20260101 + 20 * number if turn == 1 else 20260310,
            "in_force": int(turn == 2 and number % 7 != 0),
            "open": int(number % 7 != 0),
            "level": [None, "partial", "end_to_end"][number % 3],
            "partial_reason": "presence" if number % 6 == 1 else None,
            "papers": number,
            "papers_held": number // 2,
        }
        for number in range(20)
        for turn in (1, 2)
    ]


def _maybe(rng: Generator, values: np.ndarray, lacking: float) -> pa.Array:
    return pa.array(values, mask=rng.random(len(values)) < lacking)


def cases(seed: int, count: int = DOSSIERS) -> pa.Table:
    """Lives of every kind and some that can't be, drawn column by column."""
    rng = default_rng(seed)

    def drawn(low: int, high: int) -> np.ndarray:
        return rng.integers(low, high, count)

    # Half on the very edges of days and of the period.
    received = PERIOD.since + drawn(-20 * _DAY, 50 * _DAY)
    received = np.where(rng.random(count) < 0.1, PERIOD.since, received)
    decided = received + drawn(3000, 20 * _DAY)
    due = received + drawn(3000, 20 * _DAY)
    due = np.where(rng.random(count) < 0.1, decided, due)
    columns: dict[str, object] = {
        name: pa.nulls(count, schema("cases").field(name).type) for name in CASES
    }
    columns |= {name: drawn(0, 4) for name in _SMALL} | {name: drawn(0, 2) for name in _FLAGS}
    columns |= {name: drawn(0, 900) for name in _MINUTES}
    columns |= {
        "dossier": [f"d{number}" for number in range(count)],
        # Some procedures are not in the catalogue, some agencies nowhere in the tree.
        "procedure": np.char.add("p", drawn(0, 17).astype(str)),
        "version": np.char.add("v", drawn(0, 20).astype(str)),
        "level": _maybe(rng, rng.choice(["partial", "end_to_end"], count), 0.2),
        "channel": _maybe(rng, rng.choice(["online", "direct", "post"], count), 0.1),
        "agency": rng.choice([str(row["agency"]) for row in agencies()] + ["nowhere"], count),
        "status": drawn(1, 11),
        "submitted": _maybe(rng, received - drawn(0, 3 * _DAY), 0.02),
        "received": _maybe(rng, received, 0.08),
        "accepted": _maybe(rng, received + drawn(0, 60), 0.08),
        "decided": _maybe(rng, decided, 0.3),
        "returned": _maybe(rng, decided + drawn(0, 40 * _DAY), 0.5),
        "ended": _maybe(rng, decided + drawn(-900, 40 * _DAY), 0.5),
        "due": _maybe(rng, due, 0.05),
        "original_due": due,
        "extended_minutes": np.where(rng.random(count) < 0.9, 0, drawn(1, 9000)),
        "waiting_since": _maybe(rng, received + drawn(60, 30 * _DAY), 0.85),
    }
    return pa.table(columns).cast(schema("cases"))


def odd_lake(path: Path) -> Folder:
    """The lake of all of them."""
    return lake_of(path, cases=cases(7), agencies=agencies(), versions=versions())
