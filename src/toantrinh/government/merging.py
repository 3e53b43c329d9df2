"""Bring a table to what the files say, except where an administrator has the last word.

The files win over the house only by a later edition: one that says something new of a key, and
tells the same history of it, from the same days to the same days, as the house has made. Otherwise
what the house did stands, and the load says that the files differ. See
docs/decisions/0004-files-and-house.md.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

from toantrinh.government.abstract import Filed, Origin

Progress = Callable[[str, int, int], None]
Row = dict[str, Any]
# What tells rows of one table apart, whatever their days.
Identity = tuple[object, ...]
Table = TypeVar("Table", bound=models.Model)
_BATCH = 2000
_SINCE = "valid_from"
# Ids that this installation made up say nothing of what the files say.
_OWN = ("id", "unit_id", "parent_id", "successor_id", "path")


@dataclass
class Load:
    """What one load did: rows new and changed by table, and each changed value."""

    progress: Progress | None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)

    def tell(self, label: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(label, done, total)

    def note(
        self, table: type[models.Model], key: object, name: str, before: object, after: object
    ) -> None:
        """Keep one changed value."""
        self.changes.append(
            {
                "table": table.__name__,
                "key": str(key),
                "field": name,
                "before": str(before),
                "after": str(after),
            }
        )


def merge(
    load: Load, label: str, table: type[Table], wanted: Collection[Row], keys: Sequence[str]
) -> None:
    """Add what is missing and mend what differs; a row that the files no longer name stays."""
    rows: QuerySet[Table] = QuerySet(table)
    found = {tuple(getattr(row, key) for key in keys): row for row in rows}
    stands = standing(found.values(), wanted, keys)
    fresh, mended, filed = [], [], []
    for row in wanted:
        before = found.get(tuple(row[key] for key in keys))
        if _identity(row, keys) in stands:
            continue
        if before is None:
            fresh.append(table(**row, **_as_filed(table, row)))
        elif _mend(load, before, row, keys):
            mended.append(before)
        if before is not None and _refile(before, row):
            filed.append(before)
    for start in range(0, len(fresh), _BATCH):
        rows.bulk_create(fresh[start : start + _BATCH])
        load.tell(label, min(start + _BATCH, len(fresh)), len(fresh))
    if mended:
        names = {name.removesuffix("_id") for row in wanted for name in row} - {*keys, "id"}
        rows.bulk_update(mended, sorted(names), batch_size=_BATCH)
    if filed:
        rows.bulk_update(filed, ["origin", "filed"], batch_size=_BATCH)
    _note_standing(load, found.values(), wanted, keys, stands)
    load.counts[table.__name__] = {"new": len(fresh), "changed": len(mended)}


def standing(
    found: Iterable[models.Model], wanted: Iterable[Row], keys: Sequence[str]
) -> set[Identity]:
    """Of what the house has changed: where its word stands against these files."""
    ours: dict[Identity, list[Filed]] = defaultdict(list)
    for one in found:
        if isinstance(one, Filed):
            ours[_identity(vars(one), keys)].append(one)
    theirs: dict[Identity, list[Row]] = defaultdict(list)
    for row in wanted:
        theirs[_identity(row, keys)].append(row)
    return {
        identity
        for identity, rows in ours.items()
        if any(row.origin == Origin.HOUSE for row in rows)
        and (
            not _news(rows, theirs[identity]) or _spans(map(vars, rows)) != _spans(theirs[identity])
        )
    }


def _news(ours: list[Filed], theirs: list[Row]) -> bool:
    """Whether the files say something that they did not say when they were last loaded."""
    known = {row.filed for row in ours}
    return any(digest_of(row) not in known for row in theirs)


def _spans(rows: Iterable[dict[str, Any]]) -> set[tuple[date | None, date | None]]:
    return {(row.get(_SINCE), row.get("valid_to")) for row in rows}


def _identity(row: dict[str, Any], keys: Sequence[str]) -> Identity:
    return tuple(row[key] for key in keys if key != _SINCE)


def digest_of(row: Row) -> str:
    """What the files say of a row, in 32 hex digits."""
    said = {name: value for name, value in row.items() if name not in _OWN}
    spelled = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.blake2b(spelled.encode(), digest_size=16).hexdigest()


def _as_filed(table: type[models.Model], row: Row) -> Row:
    return {"filed": digest_of(row)} if issubclass(table, Filed) else {}


def _refile(before: models.Model, row: Row) -> bool:
    """Make the row the files' own, saying what they say; whether it was not."""
    if not isinstance(before, Filed):
        return False
    was = (before.origin, before.filed)
    before.origin, before.filed = Origin.FILES, digest_of(row)
    return was != (before.origin, before.filed)


def _mend(load: Load, before: models.Model, row: Row, keys: Sequence[str]) -> bool:
    changed = False
    for name, new in row.items():
        old = getattr(before, name)
        if old != new:
            changed = True
            load.note(type(before), " ".join(str(row[key]) for key in keys), name, old, new)
            setattr(before, name, new)
    return changed


def _note_standing(
    load: Load,
    found: Iterable[models.Model],
    wanted: Iterable[Row],
    keys: Sequence[str],
    stands: set[Identity],
) -> None:
    """Say where the files have news that was not taken."""
    known = {one.filed for one in found if isinstance(one, Filed)}
    kept = {_identity(vars(one), keys): one for one in found}
    for row in wanted:
        identity = _identity(row, keys)
        if identity in stands and digest_of(row) not in known:
            load.note(type(kept[identity]), identity[0], "kept", Origin.HOUSE, row.get(_SINCE, ""))
