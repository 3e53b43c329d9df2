"""What each plan means for units and agencies, drawn afresh whenever it is shown or carried out."""

from toantrinh.government import files
from toantrinh.government.models import Agency, AgencyKind, Unit, UnitKind
from toantrinh.government.outline import COMMITTEE, Drawing, Outline
from toantrinh.government.plans import (
    CloseAgency,
    MergeAgencies,
    MergeUnits,
    OpenAgency,
    Plan,
    RenameAgency,
    RenameUnit,
)
from toantrinh.government.queries import in_force
from toantrinh.government.tree import spoken
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today

_OF_PROVINCES = {UnitKind.PROVINCE, UnitKind.CITY}


def draw(plan: Plan) -> Outline:
    """Work a plan out. Raises Refusal, naming the plan's field, where it cannot be done."""
    if plan.since < today():
        raise Refusal("Ngày có hiệu lực không được ở trong quá khứ.", field="since")
    drawing = Drawing(plan.since)
    match plan:
        case OpenAgency():
            _open_agency(drawing, plan)
        case RenameAgency():
            _rename_agency(drawing, plan)
        case RenameUnit():
            _rename_unit(drawing, plan)
        case MergeAgencies():
            _merge_agencies(drawing, plan)
        case MergeUnits():
            _merge_units(drawing, plan)
        case CloseAgency():
            old = drawing.agency(plan.agency, "agency")
            successor = drawing.agency(plan.successor, "successor", ends=False)
            _end_all(drawing, [old], successor, "successor")
    return drawing.outline


def _open_agency(drawing: Drawing, plan: OpenAgency) -> None:
    kind = _kind(plan.agency_kind)
    code, _dot, _rest = plan.key.partition(".")
    unit = drawing.unit(code, "key", ends=False) if code != "00" else None
    tier = "nation" if unit is None else "commune" if unit.parent_code else "province"
    if kind.tier != tier:
        raise Refusal("Loại cơ quan này không thuộc cấp đã chọn.", field="agency_kind")
    parent = drawing.agency(plan.parent, "parent", ends=False)
    drawing.begin(
        plan.key, plan.name, kind=kind, unit=unit, parent=parent, code=plan.code, field="key"
    )


def _rename_agency(drawing: Drawing, plan: RenameAgency) -> None:
    old = drawing.agency(plan.agency, "agency")
    if (plan.name, plan.code or old.code) == (old.name, old.code):
        raise Refusal("Tên và mã này đang là của cơ quan rồi.", field="name")
    drawing.go_on(old, name=plan.name, code=plan.code)


def _rename_unit(drawing: Drawing, plan: RenameUnit) -> None:
    old = drawing.unit(plan.unit, "unit")
    if (plan.name, plan.unit_kind) == (old.name, old.kind):
        raise Refusal("Tên và loại này đang là của đơn vị rồi.", field="name")
    if bool(old.parent_code) == (plan.unit_kind in _OF_PROVINCES):
        raise Refusal("Loại này không hợp với cấp của đơn vị.", field="unit_kind")
    new = drawing.begin_unit(old.code, plan.name, plan.unit_kind, old.parent_code)
    drawing.outline.units.append((old, new))
    for agency in drawing.agencies_of([old]):
        named_after = agency.name == named(agency.kind, old)
        drawing.go_on(agency, name=named(agency.kind, new) if named_after else "", unit=new)


def _merge_agencies(drawing: Drawing, plan: MergeAgencies) -> None:
    olds = [drawing.agency(key, "agencies") for key in dict.fromkeys(plan.agencies)]
    if not plan.name:
        new = drawing.agency(plan.into, "into", ends=False)
        _end_all(drawing, [old for old in olds if old.key != new.key], new, "into")
        return
    kind = _kind(plan.agency_kind)
    if {old.kind.tier for old in olds} != {kind.tier}:
        raise Refusal("Các cơ quan sáp nhập phải cùng cấp với cơ quan mới.", field="agency_kind")
    new = drawing.begin(
        plan.into,
        plan.name,
        kind=kind,
        unit=olds[0].unit,
        parent=drawing.above(olds[0]),
        code=plan.code,
        instead=plan.into in {old.key for old in olds},
    )
    _end_all(drawing, olds, new, "into")


def _end_all(drawing: Drawing, olds: list[Agency], new: Agency, field: str) -> None:
    """End agencies for one that goes on, and let those below them follow."""
    if not olds:
        raise Refusal("Hãy chọn ít nhất một cơ quan chấm dứt hoạt động.", field="agencies")
    for old in olds:
        if old.key.endswith(COMMITTEE) or old.parent_id is None:
            raise Refusal(
                "%(name)s chỉ chấm dứt cùng với đơn vị hành chính.",
                field=field,
                remedy="Hãy dùng “Sáp nhập xã, phường”.",
                name=old.name,
            )
        if new.path.startswith(old.path) and new.key != old.key:
            raise Refusal(
                "%(new)s đang trực thuộc %(old)s nên không thể tiếp nhận cơ quan đó.",
                field=field,
                new=new.name,
                old=old.name,
            )
        drawing.end(old, new)
    drawing.rehang()


def _merge_units(drawing: Drawing, plan: MergeUnits) -> None:
    units = [drawing.unit(code, "units") for code in dict.fromkeys(plan.units)]
    if len({unit.parent_code for unit in units}) > 1:
        raise Refusal("Các xã, phường sáp nhập phải cùng một tỉnh.", field="units")
    target = _target(drawing, plan, units)
    ended = [unit for unit in units if unit.pk != target.pk]
    if not ended:
        raise Refusal("Hãy chọn ít nhất một xã, phường nhập vào đơn vị khác.", field="units")
    drawing.outline.units += [(unit, target) for unit in ended]
    everywhere = {kind.code: kind for kind in files.kinds() if kind.everywhere}
    own = (
        {} if plan.name else {one.kind_id: one for one in drawing.agencies_of([target], ends=False)}
    )
    agencies = drawing.agencies_of(ended)
    keys = {agency.key for agency in agencies}
    for old in agencies:
        if old.kind_id not in everywhere:
            continue
        if old.kind_id not in own:
            key = f"{target.code}.{everywhere[old.kind_id].suffix}"
            own[old.kind_id] = drawing.begin(
                key,
                named(old.kind, target),
                kind=old.kind,
                unit=target,
                parent=drawing.above(old),
                code=plan.code if key.endswith(COMMITTEE) else "",
                instead=key in keys,
            )
        drawing.end(old, own[old.kind_id])
    for old in agencies:
        if old.kind_id not in everywhere:
            drawing.go_on(old, unit=target)
    drawing.rehang()


def _target(drawing: Drawing, plan: MergeUnits, units: list[Unit]) -> Unit:
    """The commune that goes on: one that is there, or a new one."""
    parent_code = units[0].parent_code
    if not plan.name:
        found = drawing.unit(plan.into, "into", ends=False)
        if found.parent_code != parent_code:
            raise Refusal("Các xã, phường sáp nhập phải cùng một tỉnh.", field="into")
        return found
    if not plan.unit_kind:
        raise Refusal("Hãy chọn loại của đơn vị mới.", field="unit_kind")
    taken = Unit.objects.filter(in_force(drawing.outline.since), code=plan.into)
    if taken.exists() and plan.into not in plan.units:
        raise Refusal("Mã %(code)s đang là của đơn vị khác.", field="into", code=plan.into)
    return drawing.begin_unit(plan.into, plan.name, plan.unit_kind, parent_code)


def _kind(code: str) -> AgencyKind:
    found = AgencyKind.objects.filter(code=code).first()
    if found is None:
        raise Refusal("Hãy chọn loại cơ quan.", field="agency_kind")
    return found


def named(kind: AgencyKind, unit: Unit) -> str:
    """What an agency is called that a unit has because every such unit has one."""
    return f"{kind.name} {spoken(unit.kind, unit.name)}"
