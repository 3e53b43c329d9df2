"""Worked examples: the rows that a measure's data tell, as a lake in small."""

from collections.abc import Mapping
from datetime import date, datetime

from toantrinh.kernel.time import HANOI
from toantrinh.lake.folding import minute
from toantrinh.lake.shapes import AGENCIES, CASES, VERSIONS, Kind, Row
from toantrinh.measures.measure import Cell, Example
from toantrinh.measures.period import Period

PERIOD = Period.of(date(2026, 3, 1), date(2026, 3, 31), datetime(2026, 4, 1, tzinfo=HANOI))
AGENCY = "agency"
_MOMENT = "%Y-%m-%d %H:%M"
# An ordinary dossier: came online, was decided in two days, a day before it was due, and collected.
_CASE: dict[str, Cell] = {
    "dossier": "dossier",
    "procedure": "1.001193",
    "version": "version",
    "level": "end_to_end",
    "channel": "online",
    "agency": AGENCY,
    "state": "returned",
    "status": 10,
    "created": "2026-03-02 07:40",
    "submitted": "2026-03-02 07:50",
    "received": "2026-03-02 08:00",
    "accepted": "2026-03-02 08:00",
    "decided": "2026-03-04 08:00",
    "returned": "2026-03-05 09:00",
    "ended": "2026-03-05 09:00",
    "original_due": "2026-03-05 17:00",
    "due": "2026-03-05 17:00",
    "waiting_since": None,
}
_VERSION: dict[str, Cell] = {
    "version": "version",
    "procedure": "1.001193",
    "number": 1,
    "valid_from": 20250701,
    "in_force": 1,
    "open": 1,
    "level": "end_to_end",
    **{name: 1 for name in VERSIONS if name.startswith("has_")},
    "papers": 4,
    "papers_held": 1,
}


def tables(example: Example, table: str) -> dict[str, list[Row]]:
    """The example's rows, whole, by table of the lake."""
    told = example.rows if table == "cases" else example.cases
    return {
        "cases": [case(**row) for row in told],
        "versions": []
        if table == "cases"
        else [_whole(VERSIONS, _VERSION, r) for r in example.rows],
        "agencies": [agency()],
    }


def ordinary(table: str) -> dict[str, Cell]:
    """What a row of an example says where the example does not."""
    return dict(_CASE if table == "cases" else _VERSION)


def case(**changes: Cell) -> Row:
    """An ordinary dossier but for these; moments may be spelled."""
    return _whole(CASES, _CASE, changes)


def agency() -> Row:
    """The agency of the examples."""
    known = {"agency": AGENCY, "heir": AGENCY, "province_now": "38", "commune_now": "14797"}
    return dict.fromkeys(AGENCIES) | known


def _whole(columns: Mapping[str, Kind], usual: dict[str, Cell], changes: dict[str, Cell]) -> Row:
    # What nobody tells is not known, and of what is counted there is none.
    empty = {name: 0 if _is_number(name) else None for name in columns}
    return {name: _cell(value) for name, value in {**empty, **usual, **changes}.items()}


def _is_number(name: str) -> bool:
    return name not in _CASE and CASES.get(name) == "whole" and name != "ended_position"


def _cell(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    try:
        return minute(datetime.strptime(value, _MOMENT).replace(tzinfo=HANOI))
    except ValueError:
        return value
