"""From the rows of the files to those of the tables: units, agencies, calendar, rules, reasons."""

from typing import Any
from uuid import UUID

from toantrinh.government import files, tree
from toantrinh.government.merging import Load, Row, merge, standing
from toantrinh.government.models import (
    Agency,
    AgencyKind,
    CalendarDay,
    Reason,
    Rule,
    Unit,
    UnitKind,
    WorkingHours,
)
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.text import fold, sort_key

_UNIT_KEYS = ("code", "valid_from")
_AGENCY_KEYS = ("key", "valid_from")


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
    merge(load, "Đơn vị hành chính", Unit, wanted, _UNIT_KEYS)
    _link_units(rows)
    return rows


def _link_units(rows: list[files.UnitRow]) -> None:
    ids = _unit_ids()
    through = Unit.predecessors.through
    through.objects.bulk_create(
        [
            through(from_unit_id=ids[one], to_unit_id=ids[other])
            for other, one in tree.united(rows).items()
            # Rows of a unit on which the house has its own word are not there.
            if one in ids and other in ids
        ],
        ignore_conflicts=True,
    )


def _unit_ids() -> dict[tree.Ref, UUID]:
    return {
        (code, first): id_
        for code, first, id_ in Unit.objects.values_list("code", "valid_from", "id")
    }


def load_kinds(load: Load) -> None:
    """The kinds of agency."""
    wanted = [
        {
            "code": row.code,
            "name": row.name,
            "tier": row.tier,
            "vertical": row.vertical,
            "one_stop": row.one_stop,
            "helps": row.helps,
        }
        for row in files.kinds()
    ]
    merge(load, "Loại cơ quan", AgencyKind, wanted, ("code",))


def load_agencies(load: Load, units: list[files.UnitRow]) -> None:
    """All agencies, drawn from units and kinds, with parents and successors."""
    codes = files.read("codes.csv", files.CodeRow)
    rows = tree.build(units, files.kinds(), files.singles(), codes)
    unit_ids = _unit_ids()
    known = {(one.key, one.valid_from): one for one in Agency.objects.order_by("valid_from")}
    wanted: dict[tree.Ref, Row] = {
        row.ref: {
            "key": row.key,
            "code": row.code,
            "official": row.official,
            "name": row.name,
            "name_sort": sort_key(row.name),
            "folded": fold(row.name),
            "kind_id": row.kind,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in rows
        if row.unit is None or row.unit in unit_ids
    }
    stands = {key for (key,) in standing(known.values(), wanted.values(), _AGENCY_KEYS)}
    ids = {ref: new_id() for ref in wanted if ref[0] not in stands}
    ids |= {ref: one.pk for ref, one in known.items()}
    # Whose history the house tells is meant as the house has it last.
    last = {key: one.pk for (key, _first), one in known.items() if key in stands}
    for row in rows:
        if row.ref in wanted:
            wanted[row.ref] |= {
                "id": ids.get(row.ref),
                "unit_id": unit_ids[row.unit] if row.unit else None,
                "path": _path(row, known.get(row.ref)),
                "parent_id": _meant(row.parent, ids, last),
                "successor_id": _meant(row.successor, ids, last),
            }
    merge(load, "Cơ quan", Agency, wanted.values(), _AGENCY_KEYS)


def _meant(ref: tree.Ref | None, ids: dict[tree.Ref, UUID], last: dict[str, UUID]) -> UUID | None:
    return ids.get(ref, last.get(ref[0])) if ref else None


def _path(row: tree.AgencyRow, known: Agency | None) -> str:
    """Where it stands; one that ended stays where it stood, for its dossiers are found there."""
    return known.path if known and row.valid_to else row.path


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
    merge(load, "Ngày nghỉ, ngày làm bù", CalendarDay, wanted, ("day", "unit_code"))


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
    merge(load, "Giờ làm việc", WorkingHours, wanted, keys)


def load_rules(load: Load) -> None:
    """Dated rules."""
    wanted = [
        dict(key=row.key, value=row.value, **_scope(row))
        for row in files.read("rules.csv", files.RuleRow)
    ]
    keys = ("key", "agency_key", "kind_code", "unit_code", "valid_from")
    merge(load, "Quy tắc", Rule, wanted, keys)


def load_reasons(load: Load) -> None:
    """Reasons that may be given."""
    wanted = [
        dict(
            act=row.act,
            code=row.code,
            position=row.position,
            words=row.words,
            words_en=row.words_en,
            **_scope(row),
        )
        for row in files.read("reasons.csv", files.ReasonRow)
    ]
    keys = ("act", "code", "agency_key", "kind_code", "unit_code", "valid_from")
    merge(load, "Lý do", Reason, wanted, keys)


def _scope(row: files.RuleRow | files.HoursRow | files.ReasonRow) -> dict[str, Any]:
    return {
        "agency_key": row.agency,
        "kind_code": row.kind,
        "unit_code": row.unit,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "source": row.source,
        "certainty": row.certainty,
    }
