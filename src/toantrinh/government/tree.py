"""All agencies, drawn from units and kinds: who stands below whom, under which code, from when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from toantrinh.government.files import CodeRow, KindRow, SingleRow, UnitRow, refuse

_FOREVER = date.max
_DAY = timedelta(days=1)
_SPOKEN = {
    "tinh": "tỉnh",
    "thanh_pho": "thành phố",
    "xa": "xã",
    "phuong": "phường",
    "dac_khu": "đặc khu",
}
# Its kind is part of its name.
_WITH_CAPITAL = {"Hồ Chí Minh"}

# A row is known by its key and its first day.
Ref = tuple[str, date]


@dataclass(frozen=True)
class AgencyRow:
    """An agency as the table will hold it; parent and successor by key and first day."""

    key: str
    code: str
    official: bool
    name: str
    kind: str
    unit: Ref | None
    parent_key: str
    valid_from: date
    valid_to: date | None
    successor_key: str
    parent: Ref | None = None
    successor: Ref | None = None
    path: str = ""

    @property
    def ref(self) -> Ref:
        return (self.key, self.valid_from)

    @property
    def until(self) -> date:
        return self.valid_to or _FOREVER


def spoken(kind: str, name: str) -> str:
    """A unit as it stands inside a sentence: `tỉnh Tuyên Quang`."""
    before = _SPOKEN[kind]
    return f"{before.capitalize() if name in _WITH_CAPITAL else before} {name}"


def build(
    units: Iterable[UnitRow],
    kinds: Iterable[KindRow],
    singles: Iterable[SingleRow],
    codes: Iterable[CodeRow],
) -> list[AgencyRow]:
    """Every agency with parent, successor and path. Raises Invalid when the files disagree."""
    units = list(units)
    drawn = {row.ref: row for row in _draw(units, list(kinds))}
    for line, single in enumerate(singles, start=2):
        row = _single(line, single, units)
        drawn[row.ref] = row
    for line, code in enumerate(codes, start=2):
        ref = (code.key, code.valid_from)
        if ref not in drawn:
            raise refuse("codes.csv", line, "không có cơ quan %(key)s", key=code.key)
        drawn[ref] = replace(drawn[ref], code=code.code, official=True)
    return _joined(list(drawn.values()), united(units))


def _draw(units: list[UnitRow], kinds: list[KindRow]) -> Iterable[AgencyRow]:
    everywhere = [kind for kind in kinds if kind.everywhere]
    for unit in units:
        tier = "commune" if unit.parent else "province"
        for kind in everywhere:
            first = max(kind.valid_from, unit.valid_from)
            if kind.tier != tier or first > (unit.valid_to or _FOREVER):
                continue
            key = f"{unit.code}.{kind.suffix}"
            yield AgencyRow(
                key=key,
                code=f"tam.{key}",
                official=False,
                name=f"{kind.name} {spoken(unit.kind, unit.name)}",
                kind=kind.code,
                unit=(unit.code, unit.valid_from),
                parent_key=_parent_key(unit, kind),
                valid_from=first,
                valid_to=unit.valid_to,
                successor_key="",
            )


def _parent_key(unit: UnitRow, kind: KindRow) -> str:
    if kind.parent.startswith("province."):
        return kind.parent.replace("province", unit.parent)
    return kind.parent if "." in kind.parent else f"{unit.code}.{kind.parent}"


def _single(line: int, single: SingleRow, units: list[UnitRow]) -> AgencyRow:
    first = [unit for unit in units if unit.code == single.unit]
    held = [u for u in first if u.valid_from <= single.valid_from <= (u.valid_to or _FOREVER)]
    if single.unit and not held:
        raise refuse("agencies.csv", line, "không có đơn vị %(unit)s", unit=single.unit)
    return AgencyRow(
        key=single.key,
        code=f"tam.{single.key}",
        official=False,
        name=single.name,
        kind=single.kind,
        unit=(held[0].code, held[0].valid_from) if held else None,
        parent_key=single.parent,
        valid_from=single.valid_from,
        valid_to=single.valid_to,
        successor_key=single.successor,
    )


def united(units: list[UnitRow]) -> dict[Ref, Ref]:
    """From each unit that ended to the one that took its place."""
    ended = {(unit.code, unit.valid_to): unit for unit in units if unit.valid_to}
    united = {}
    for unit in units:
        for code in unit.predecessors:
            before = ended.get((code, unit.valid_from - _DAY))
            if before:
                united[(before.code, before.valid_from)] = (unit.code, unit.valid_from)
    return united


def _joined(rows: list[AgencyRow], united: dict[Ref, Ref]) -> list[AgencyRow]:
    by_key: dict[str, list[AgencyRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.valid_from):
        by_key[row.key].append(row)
    joined = []
    for row in rows:
        successor = _successor(row, by_key, united)
        parent = _last_during(by_key.get(row.parent_key, []), row)
        if row.parent_key and parent is None:
            raise refuse("agencies.csv", 1, "%(key)s không có cấp trên", key=row.key)
        joined.append(
            replace(
                row,
                parent=parent.ref if parent else None,
                successor=successor.ref if successor else None,
            )
        )
    return _with_paths(joined)


def _successor(
    row: AgencyRow, by_key: dict[str, list[AgencyRow]], united: dict[Ref, Ref]
) -> AgencyRow | None:
    if row.valid_to is None:
        return None
    after = row.valid_to + _DAY
    key = row.successor_key or row.key
    if not row.successor_key and row.unit in united:
        key = f"{united[row.unit][0]}.{row.key.split('.', 1)[1]}"
    return next((other for other in by_key.get(key, []) if _holds(other, after)), None)


def _holds(row: AgencyRow, day: date) -> bool:
    return row.valid_from <= day <= row.until


def _last_during(rows: list[AgencyRow], child: AgencyRow) -> AgencyRow | None:
    """The parent's row in force at the child's end, which is also the one to show today."""
    return next((row for row in reversed(rows) if _holds(row, child.until)), None)


def _with_paths(rows: list[AgencyRow]) -> list[AgencyRow]:
    known = {row.ref: row for row in rows}
    paths: dict[Ref, str] = {}

    def path(ref: Ref) -> str:
        if ref not in paths:
            row = known[ref]
            if row.successor is None:
                above = path(row.parent) if row.parent else ""
                paths[ref] = f"{above}{row.key}/"
            elif row.successor[0] == row.key:
                paths[ref] = path(row.successor)
            else:
                paths[ref] = f"{path(row.successor)}{row.key}/"
        return paths[ref]

    return [replace(row, path=path(row.ref)) for row in rows]
