"""From the rows of the files to the rows of the tables: new ones added, changed ones mended."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

from toantrinh.government import files, tree
from toantrinh.government.models import (
    Agency,
    AgencyKind,
    CalendarDay,
    Origin,
    Rule,
    Unit,
    UnitKind,
    WorkingHours,
)
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.text import fold, sort_key

Progress = Callable[[str, int, int], None]
Row = dict[str, Any]
Table = TypeVar("Table", bound=models.Model)
_BATCH = 2000


@dataclass
class Load:
    """What one load did: rows new and changed by table, and each changed value."""

    progress: Progress | None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)

    def tell(self, label: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(label, done, total)


def load_units(load: Load) -> list[files.UnitRow]:
    """The units and their predecessors."""
    rows = files.read("units.csv", files.UnitRow)
    wanted = [
        {
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "parent_code": row.parent,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "name_sort": sort_key(row.name),
            "folded": fold(f"{UnitKind(row.kind).label} {row.name}"),
        }
        for row in rows
    ]
    _merge(load, "Đơn vị hành chính", Unit, wanted, ("code", "valid_from"))
    _link_units(rows)
    return rows


def _link_units(rows: list[files.UnitRow]) -> None:
    ids = {
        (code, first): id_
        for code, first, id_ in Unit.objects.values_list("code", "valid_from", "id")
    }
    through = Unit.predecessors.through
    through.objects.bulk_create(
        [
            through(from_unit_id=ids[one], to_unit_id=ids[other])
            for other, one in tree.united(rows).items()
        ],
        ignore_conflicts=True,
    )


def load_kinds(load: Load) -> None:
    """The kinds of agency."""
    wanted = [
        {
            "code": row.code,
            "name": row.name,
            "tier": row.tier,
            "vertical": row.vertical,
            "one_stop": row.one_stop,
        }
        for row in files.kinds()
    ]
    _merge(load, "Loại cơ quan", AgencyKind, wanted, ("code",))


def load_agencies(load: Load, units: list[files.UnitRow]) -> None:
    """All agencies, drawn from units and kinds, with parents and successors."""
    codes = files.read("codes.csv", files.CodeRow)
    rows = tree.build(units, files.kinds(), files.singles(), codes)
    unit_ids = {
        (code, first): id_
        for code, first, id_ in Unit.objects.values_list("code", "valid_from", "id")
    }
    wanted = {
        row.ref: {
            "key": row.key,
            "code": row.code,
            "official": row.official,
            "name": row.name,
            "name_sort": sort_key(row.name),
            "folded": fold(row.name),
            "kind_id": row.kind,
            "unit_id": unit_ids[row.unit] if row.unit else None,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "path": row.path,
        }
        for row in rows
    }
    known = Agency.objects.values_list("key", "valid_from", "id")
    ids = {ref: new_id() for ref in wanted}
    ids |= {(key, first): id_ for key, first, id_ in known}
    for row in rows:
        wanted[row.ref] |= {
            "id": ids[row.ref],
            "parent_id": ids[row.parent] if row.parent else None,
            "successor_id": ids[row.successor] if row.successor else None,
        }
    _merge(load, "Cơ quan", Agency, wanted.values(), ("key", "valid_from"))


def load_days(load: Load) -> None:
    """Days off and days made up for."""
    wanted = [
        {
            "day": row.day,
            "kind": row.kind,
            "name": row.name,
            "replaces": row.replaces,
            "unit_code": row.unit,
            "source": row.source,
            "certainty": row.certainty,
        }
        for row in files.read("days.csv", files.DayRow)
    ]
    _merge(load, "Ngày nghỉ, ngày làm bù", CalendarDay, wanted, ("day", "unit_code"))


def load_hours(load: Load) -> None:
    """Working hours."""
    wanted = [
        dict(
            spells=row.week(),
            season_from=row.season_from,
            season_to=row.season_to,
            **_scope(row),
        )
        for row in files.read("hours.csv", files.HoursRow)
    ]
    keys = ("agency_key", "kind_code", "unit_code", "season_from", "valid_from")
    _merge(load, "Giờ làm việc", WorkingHours, wanted, keys)


def load_rules(load: Load) -> None:
    """Dated rules."""
    wanted = [
        dict(key=row.key, value=row.value, **_scope(row))
        for row in files.read("rules.csv", files.RuleRow)
    ]
    keys = ("key", "agency_key", "kind_code", "unit_code", "valid_from")
    _merge(load, "Quy tắc", Rule, wanted, keys)


def _scope(row: files.RuleRow | files.HoursRow) -> dict[str, Any]:
    return {
        "agency_key": row.agency,
        "kind_code": row.kind,
        "unit_code": row.unit,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "source": row.source,
        "certainty": row.certainty,
    }


def _merge(
    load: Load, label: str, table: type[Table], wanted: Collection[Row], keys: Sequence[str]
) -> None:
    """Add what is missing and mend what differs.

    A row that the files no longer name stays, and so does one that an administrator has made or
    changed: it is theirs until they say otherwise.
    """
    rows: QuerySet[Table] = QuerySet(table)
    found = {tuple(getattr(row, key) for key in keys): row for row in rows}
    fresh, mended = [], []
    for row in wanted:
        before = found.get(tuple(row[key] for key in keys))
        if before is None:
            fresh.append(table(**row))
        elif not _theirs(before) and _mend(load, before, row, keys):
            mended.append(before)
    for start in range(0, len(fresh), _BATCH):
        rows.bulk_create(fresh[start : start + _BATCH])
        load.tell(label, min(start + _BATCH, len(fresh)), len(fresh))
    if mended:
        names = {name.removesuffix("_id") for row in wanted for name in row} - {*keys, "id"}
        rows.bulk_update(mended, sorted(names), batch_size=_BATCH)
    load.counts[table.__name__] = {"new": len(fresh), "changed": len(mended)}


def _theirs(row: models.Model) -> bool:
    return getattr(row, "origin", Origin.FILES) == Origin.HOUSE


def _mend(load: Load, before: models.Model, row: Row, keys: Sequence[str]) -> bool:
    changed = False
    for name, new in row.items():
        old = getattr(before, name)
        if old != new:
            changed = True
            load.changes.append(
                {
                    "table": type(before).__name__,
                    "key": " ".join(str(row[key]) for key in keys),
                    "field": name,
                    "before": str(old),
                    "after": str(new),
                }
            )
            setattr(before, name, new)
    return changed
