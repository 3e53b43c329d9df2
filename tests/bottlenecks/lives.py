"""Dossiers of which it is known where their time went."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.measures.lakes import lake_of
from toantrinh.kernel.time import HANOI
from toantrinh.lake.folding import minute
from toantrinh.lake.shapes import AGENCIES, CASES, EVENTS, Row, table_of

CODE = "1.001193"


def happened(
    dossier: str,
    of: str,
    states: list[tuple[str, int]],
    due: int | None,
    steps: Sequence[tuple[str, int]] = (),
) -> list[Row]:
    """A case, then its events: each state and the minute in which it began.

    `steps` are the steps that each event leads to, with the minute in which each is due; an empty
    one says nothing.
    """
    decided = states[-1][1]
    case: Row = {
        "dossier": dossier,
        "procedure": CODE,
        "agency": of,
        "submitted": states[0][1],
        "decided": decided,
        "due": None if due is None else decided + due,
        "extended_minutes": 0,
        "supplements": sum(state == "supplementing" for state, _at in states),
        "supplements_before": 0,
        "send_backs": 0,
    }
    events: list[Row] = [
        {
            "dossier": dossier,
            "seq": seq,
            "action": state,
            "actor": "officer",
            "state": state,
            "at": at * 60_000_000 + 7,
            "at_step": steps[seq - 1][0] or None if steps else None,
            "step_due": steps[seq - 1][1] if steps and steps[seq - 1][0] else None,
        }
        for seq, (state, at) in enumerate(states, 1)
    ]
    return [case, *events]


# The steps of the version that ships, as the acts below lead to them.
STEPS = ("tiep_nhan", "tham_tra", "", "ky", "tra")


def moment(day: int, hour: int) -> int:
    return minute(datetime(2026, 3, day, hour, tzinfo=HANOI))


def plain(of: str, number: int, *, signed: tuple[int, int], by: str = "officer") -> list[Row]:
    """Handed in on a Monday at eight, in an officer's hands for an hour, then waiting to be signed.

    Due on Wednesday at ten.
    """
    states = [
        ("submitted", moment(2, 8)),
        ("accepted", moment(2, 9)),
        ("processing", moment(2, 10)),
        ("proposed", moment(2, 11)),
        ("ready", moment(*signed)),
    ]
    steps = [(step, moment(2, 12)) for step in STEPS]
    rows = happened(f"{of}{number:03}", of, states, None, steps)
    rows[0]["due"] = moment(4, 10)
    for row in rows[1:]:
        row["actor"] = by
    return rows


def two_agencies(quick: str, slow_one: str) -> tuple[list[Row], list[Row]]:
    """One signs within an hour, the other on Friday; there six of thirty came in time."""
    lives = [plain(quick, n, signed=(2, 13 + n % 2)) for n in range(30)]
    lives += [plain(slow_one, n, signed=(6, 14) if n >= 6 else (3, 15)) for n in range(30)]
    return [one[0] for one in lives], [event for one in lives for event in one[1:]]


def lake_in_march(path: Path, quick: str, slow_one: str) -> None:
    """The same as a lake, for agencies that there are."""
    cases, events = two_agencies(quick, slow_one)
    own: list[Row] = [{"agency": one, "heir": one} for one in (quick, slow_one)]
    told = {"cases": (cases, CASES), "events": (events, EVENTS), "agencies": (own, AGENCIES)}
    lake_of(
        path,
        **{
            name: table_of(name, [dict.fromkeys(columns) | row for row in rows])
            for name, (rows, columns) in told.items()
        },
    )
