"""The lake's tables: names and types of their columns, the same for every engine.

Text and whole numbers only, since those are equal everywhere: moments are minutes since 1970 (UTC),
days are written 20261126, flags are 0 or 1. What is not known is null.
"""

from collections.abc import Mapping
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

Kind = Literal["text", "whole", "bytes"]
Row = dict[str, object]

# What stands before a step's key wherever a state or a hand could be meant too.
STEP = "step/"
# Bump it when a column changes: a lake of another shape is rebuilt.
SHAPE = 3

EVENTS: Mapping[str, Kind] = {
    "position": "whole",
    "dossier": "text",
    "seq": "whole",
    "action": "text",
    # In what capacity: person, officer, system.
    "actor": "text",
    "agency": "text",
    # Microseconds since 1970, so that the order within a minute is kept.
    "at": "whole",
    "state": "text",
    "status": "whole",
    "because": "text",
    # In which step of its version a leader decided.
    "step": "text",
    # The step that it is at from then on, where the event says so, and the minute it is due.
    "at_step": "text",
    "step_due": "whole",
    "hash": "bytes",
}

CASES: Mapping[str, Kind] = {
    "dossier": "text",
    "procedure": "text",
    "version": "text",
    # Of the version: how far it is done online, and whether it has a fee that is not zero.
    "level": "text",
    "paid_service": "whole",
    # Null where nobody told how it came.
    "channel": "text",
    "agency": "text",
    "desk": "text",
    # Codes of the units of the agency as it was then; `agencies` tells who goes on today.
    "province": "text",
    "commune": "text",
    "state": "text",
    "status": "whole",
    # The official codes it went through, in order: 0.1.2.4.9.10
    "path": "text",
    "part": "whole",
    "by_mandate": "whole",
    # Moments.
    "created": "whole",
    "submitted": "whole",
    "received": "whole",
    "accepted": "whole",
    "decided": "whole",
    "returned": "whole",
    "ended": "whole",
    "original_due": "whole",
    "due": "whole",
    # Minutes by which apologies moved the promise; the law calls that late all the same.
    "extended_minutes": "whole",
    # Waits for the applicant after receipt that are over, and the one under way.
    "pauses": "whole",
    # How often it began to wait within the last day before it was due.
    "late_pauses": "whole",
    "paused_minutes": "whole",
    "supplements": "whole",
    "supplement_minutes": "whole",
    "waiting_since": "whole",
    # Asked to complete before it was received.
    "supplements_before": "whole",
    # In whose hands it was, for how many minutes: steps of the way.
    "desk_minutes": "whole",
    "agency_minutes": "whole",
    "officer_minutes": "whole",
    "leader_minutes": "whole",
    "other_minutes": "whole",
    "applicant_minutes": "whole",
    "collect_minutes": "whole",
    # The steps of its version that it came to, each with the minutes for which it waited there, was
    # worked on, and waited for the applicant, and how often its share of the time was not enough:
    # `tiep_nhan:40:0:0:0 ky:25:0:0:1`. Null where the version has none.
    "steps": "text",
    # How often.
    "officer_acts": "whole",
    "system_acts": "whole",
    "proposals": "whole",
    "send_backs": "whole",
    "hand_ons": "whole",
    "extensions": "whole",
    "consultations": "whole",
    "corrections": "whole",
    "denial": "whole",
    "reopened": "whole",
    # Whether the result was issued as a signed electronic document.
    "signed_result": "whole",
    # How many events tell it, and where in the journal are the last and the one that ended it.
    "events": "whole",
    "position": "whole",
    "ended_position": "whole",
}

AGENCIES: Mapping[str, Kind] = {
    "agency": "text",
    "key": "text",
    "code": "text",
    "name": "text",
    "kind": "text",
    "tier": "text",
    "province": "text",
    "commune": "text",
    "path": "text",
    "valid_from": "whole",
    "valid_to": "whole",
    # Who goes on for it on the day of building, itself while it stands, and where that one is.
    "heir": "text",
    "province_now": "text",
    "commune_now": "text",
}

VERSIONS: Mapping[str, Kind] = {
    "version": "text",
    "procedure": "text",
    "number": "whole",
    "source": "text",
    "valid_from": "whole",
    # Whether it is what counts for an open procedure on the day of building.
    "in_force": "whole",
    "open": "whole",
    "sector": "text",
    "level": "text",
    # Why it is not wholly online (NĐ 224/2026 Đ14), where it says so.
    "partial_reason": "text",
    "paid_service": "whole",
    "for_citizens": "whole",
    # The seven parts that a published procedure must have (indicator 1.3).
    "has_name": "whole",
    "has_steps": "whole",
    "has_way": "whole",
    "has_papers": "whole",
    "has_limit": "whole",
    "has_who": "whole",
    "has_agency": "whole",
    "papers": "whole",
    # Papers that the state holds already, so that nobody is asked for them (NĐ 224/2026 Đ18).
    "papers_held": "whole",
    # Its steps in order, those of one hand as one, with whose they are and their office minutes:
    # `tiep_nhan:receive:60 ky:sign:120`. Null where it has none.
    "steps": "text",
}

TABLES: Mapping[str, Mapping[str, Kind]] = {
    "events": EVENTS,
    "cases": CASES,
    "agencies": AGENCIES,
    "versions": VERSIONS,
}
# By which columns rows stand in each file: a province's cases of a procedure, a dossier's events.
ORDER: Mapping[str, tuple[str, ...]] = {
    "cases": ("province", "procedure", "agency", "submitted", "dossier"),
    "events": ("dossier", "seq"),
}
_ARROW = {"text": pa.string(), "whole": pa.int64(), "bytes": pa.binary()}


def schema(table: str) -> pa.Schema:
    """The table's columns, for Arrow."""
    return pa.schema([(name, _ARROW[kind]) for name, kind in TABLES[table].items()])


def in_order(table: str, rows: pa.Table) -> pa.Table:
    """Rows as they lie in a file: what is read together stands together."""
    by = [(name, "ascending") for name in ORDER.get(table, ())]
    if not by:
        return rows
    # Words that stand as numbers of a list are told apart by what they say.
    keys = {name: rows[name].cast(schema(table).field(name).type) for name, _way in by}
    return rows.take(pc.sort_indices(pa.table(keys), by))


def table_of(table: str, rows: list[Row]) -> pa.Table:
    """Rows as a table of the lake."""
    return pa.Table.from_pylist(rows, schema=schema(table))


def without(rows: pa.Table, dossiers: pa.ChunkedArray) -> pa.Table:
    """The rows of all other dossiers."""
    return rows.filter(pc.invert(is_among(rows["dossier"], dossiers)))


def is_among(column: pa.ChunkedArray, words: pa.ChunkedArray) -> pa.ChunkedArray:
    """Of each word of a column whether it is one of these."""
    return pc.is_in(column, value_set=words.combine_chunks())
