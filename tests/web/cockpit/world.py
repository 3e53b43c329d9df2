"""A year and more of dossiers at real agencies, as a lake with kept answers, for the cockpit."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.random import default_rng

from tests.measures.lakes import lake_of
from toantrinh.government.models import Agency
from toantrinh.kernel.time import now
from toantrinh.lake import tables
from toantrinh.lake.folding import minute
from toantrinh.lake.shapes import VERSIONS, schema
from toantrinh.measures.keeping import keep

PROVINCE, COMMUNE = "38", "14797"
PROCEDURE = "1.001193"
_OTHERS = ("1.001193", "1.000656", "1.004222")
_DAY = 1440
_DAYS = 430


def world(path: Path, dossiers: int = 6000) -> None:
    """Write the lake and keep its answers; `LAKE_FOLDER` must be `path`.

    Half of all dossiers lie at the communes of one province; the last months go worse than a year
    before, and one commune closes most of its dossiers in the last minutes.
    """
    lake_of(path, agencies=tables.agencies(), versions=_versions(), cases=_cases(dossiers))
    keep()


def _versions() -> list[dict[str, object]]:
    told = {name: 1 for name in VERSIONS if name.startswith("has_") or name in {"open", "in_force"}}
    return [
        dict.fromkeys(VERSIONS)
        | told
        | {"version": code, "procedure": code, "number": 1, "valid_from": 20250701, "papers": 3}
        | {"papers_held": 1, "level": "end_to_end" if code == PROCEDURE else "partial"}
        for code in _OTHERS
    ]


def _cases(count: int) -> pa.Table:
    rng = default_rng(7)
    here = _places(f"{PROVINCE}", 30)
    everywhere = [place for code in ("01", "48", "79", "92") for place in _places(code, 6)]
    own = str(Agency.objects.get(key=f"{COMMUNE}.ubnd").pk)
    agencies = np.array([own, *here, *everywhere])
    weights = np.array([0.3, *([0.3 / len(here)] * len(here))])
    weights = np.append(weights, [0.4 / len(everywhere)] * len(everywhere))
    agency = rng.choice(agencies, count, p=weights / weights.sum())
    provinces = {str(row["agency"]): row["province"] for row in tables.agencies()}
    end = minute(now())
    received = end - rng.integers(0, _DAYS * _DAY, count)
    worse = received > end - 90 * _DAY
    took = rng.integers(200, 5 * _DAY, count) + np.where(worse, _DAY, 0)
    due = received + 5 * _DAY
    decided = received + took
    # The commune ends three in five of its dossiers just before they are due.
    hurried = (agency == own) & (rng.random(count) < 0.6)
    decided = np.where(hurried, due - rng.integers(1, 15, count), decided)
    still = decided > end
    steps = rng.integers(1, 100, (4, count))
    minutes = {
        f"{hand}_minutes": took * steps[at] // steps.sum(axis=0)
        for at, hand in enumerate(("desk", "officer", "leader", "applicant"))
    }
    procedure = rng.choice(np.array(_OTHERS), count)
    columns: dict[str, object] = {
        "dossier": [f"01900000-0000-7000-8000-{number:012}" for number in range(count)],
        "procedure": procedure,
        "steps": _steps(procedure, minutes),
        "version": ["v"] * count,
        "agency": agency,
        "desk": agency,
        "province": [provinces[one] for one in agency],
        "level": np.where(rng.random(count) < 0.7, "end_to_end", "partial"),
        "channel": np.where(rng.random(count) < np.where(worse, 0.5, 0.7), "online", "in_person"),
        "state": np.where(still, "processing", "returned"),
        "status": np.where(still, 4, 10),
        "created": received - 20,
        "submitted": received - 10,
        "received": received,
        "accepted": received,
        "original_due": due,
        "due": due,
        **minutes,
        "officer_acts": rng.integers(1, 5, count),
        "system_acts": rng.integers(0, 5, count),
        "signed_result": (rng.random(count) < 0.8).astype(int),
        "events": np.full(count, 6),
        "position": np.arange(count),
        "ended_position": np.arange(count),
    }
    for name in ("decided", "returned", "ended"):
        columns[name] = pa.array(decided, mask=still)
    return _whole(columns, count)


def _steps(procedure: np.ndarray, minutes: dict[str, np.ndarray]) -> list[str | None]:
    """Of one procedure; the versions of the others have none."""
    hands = (minutes[f"{hand}_minutes"] for hand in ("desk", "officer", "applicant", "leader"))
    return [
        f"tiep_nhan:{desk}:0:0:0 tham_tra:0:{work}:{wait}:{int(work > 900)} ky:{sign}:0:0:0"
        if code == PROCEDURE
        else None
        for code, desk, work, wait, sign in zip(procedure, *hands, strict=True)
    ]


def _whole(columns: dict[str, object], count: int) -> pa.Table:
    """The columns in the lake's order; other numbers are none, and texts are not known."""
    made = []
    for field in schema("cases"):
        if field.name in columns:
            made.append(pa.array(columns[field.name]).cast(field.type))
        elif pa.types.is_integer(field.type) and field.name != "waiting_since":
            made.append(pa.array(np.zeros(count, dtype="int64")))
        else:
            made.append(pa.nulls(count, field.type))
    return pa.Table.from_arrays(made, schema=schema("cases"))


def _places(province: str, most: int) -> list[str]:
    """The committees of some communes of a province."""
    found = Agency.objects.filter(
        key__endswith=".ubnd", unit__parent_code=province, valid_to__isnull=True
    )
    return [str(pk) for pk in found.order_by("key").values_list("pk", flat=True)[:most]]
