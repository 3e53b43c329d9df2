"""Which agency is competent, and at which desk its dossiers are received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from toantrinh.government import bodies, files
from toantrinh.government.lineage import heirs
from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency, Tier
from toantrinh.government.queries import in_force, unit_now
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today

_GOVERNMENT = "00.cp"
_GOVERNMENT_OFFICE = "00.vpcp"
_BODY_SHOWN = 160


@dataclass(frozen=True)
class _Place:
    """Where something is, by codes; the commune is empty when only the province is known."""

    commune: str
    province: str
    name: str


def competent_agency(
    level: str,
    body: str | None,
    place_unit_code: str,
    on: date,
    *,
    sector: str = "",
    decision: str = "",
) -> Agency:
    """The agency alone; see competence()."""
    found, _why = competence(level, body, place_unit_code, on, sector=sector, decision=decision)
    return found


def competence(
    level: str,
    body: str | None,
    place_unit_code: str,
    on: date,
    *,
    sector: str = "",
    decision: str = "",
) -> tuple[Agency, str]:
    """The agency that a procedure's words and a place lead to, and why; there always is one.

    `level`, `body` and `sector` are the procedure's own words; `decision` is the number of the
    decision that published it, whose ending names the ministry. The place is that of the applicant
    or of the thing asked about: a commune, or a province. Raises NotFound for a place that never
    was.
    """
    place = _place(place_unit_code, on)
    tried = [
        (key, one)
        for one in bodies.candidates(body, level, on, sector=sector, decision=decision)
        for name in one.agencies
        for key in _keys(name, place)
    ]
    last = _last_resort(level, place)
    known = _in_force((*(key for key, _one in tried), *last), on)
    for key, one in tried:
        if key in known:
            return known[key], _because(one, body or "", place)
    found = next(known[key] for key in last if key in known)
    return found, _(
        "Thủ tục không ghi cơ quan thực hiện: xét theo cấp thực hiện và nơi %(place)s."
    ) % {"place": place.name}


def agency_of_kind(kind: str, place_unit_code: str, on: date) -> tuple[Agency, str]:
    """The agency of a kind at a place, and why; the kind is one of kinds.csv.

    A kind of the nation is there once. Raises NotFound where the place has none on that day.
    """
    place = _place(place_unit_code, on)
    # A province alone does not say which commune's agency it is.
    unknown = bodies.tier_of(kind) == Tier.COMMUNE and not place.commune
    keys = () if unknown else tuple(_keys(kind, place))
    known = _in_force(keys, on)
    found = next((known[key] for key in keys if key in known), None)
    if found is None:
        raise NotFound(
            "Nơi %(place)s không có cơ quan giải quyết loại việc này.",
            place=place.name,
            field="place",
        )
    return found, _("Thủ tục giao cho %(kind)s; nơi xét: %(place)s.") % {
        "kind": found.kind.name,
        "place": place.name,
    }


def receiving_desk(of: Agency, place_unit_code: str, on: date | None = None) -> Agency:
    """The one-stop centre where dossiers of an agency are received: of its commune or province.

    For an agency of the nation it is the centre of the province where the applicant is. An agency
    that is a desk, or has none, receives by itself.
    """
    day = on or today()
    if of.kind.one_stop:
        return of
    place = _place(of.unit.code if of.unit else place_unit_code, day)
    keys = [f"{place.province}.ttpvhcc"]
    if of.kind.tier == Tier.COMMUNE:
        keys.insert(0, f"{place.commune}.ttpvhcc")
    known = _in_force(tuple(keys), day)
    return next((known[key] for key in keys if key in known), of)


@remembered
def _place(code: str, on: date) -> _Place:
    row = unit_now(code, on)
    if row is None:
        raise NotFound("Không có đơn vị hành chính mã %(code)s.", code=code, field="place")
    return _Place(row.code if row.parent_code else "", row.province_code, row.full_name)


def _keys(name: str, place: _Place) -> Iterable[str]:
    """The keys that a kind or a single agency may have at a place."""
    if name.startswith("00."):
        yield name
        if name in _successors():
            yield from _keys(_successors()[name], place)
    elif "." in name:
        if name.startswith(f"{place.province}."):
            yield name
    elif bodies.tier_of(name) == Tier.COMMUNE and place.commune:
        yield f"{place.commune}.{_suffixes()[name]}"
    else:
        yield f"{place.province}.{_suffixes()[name]}"


@cache
def _successors() -> dict[str, str]:
    return {one.key: one.successor for one in files.singles() if one.successor}


@cache
def _suffixes() -> dict[str, str]:
    return {kind.code: kind.suffix for kind in files.kinds()}


def _last_resort(level: str, place: _Place) -> list[str]:
    tier = bodies.tier_of_level(level)
    if tier == Tier.NATION:
        return [_GOVERNMENT_OFFICE, _GOVERNMENT]
    committees = [f"{place.commune}.ubnd", f"{place.province}.ubnd"]
    return [*(committees[1:] if tier == Tier.PROVINCE else committees), _GOVERNMENT]


@remembered
def _in_force(keys: tuple[str, ...], on: date) -> Mapping[str, Agency]:
    """The agencies in force that have these keys, or that go on for those that had them."""
    found = Agency.objects.filter(in_force(on), key__in=keys).select_related("kind", "unit")
    known = {row.key: row for row in found}
    gone = Agency.objects.filter(key__in=set(keys) - known.keys(), valid_to__lt=on)
    heirs_on = heirs(on)
    for pk, key in gone.order_by("valid_from").values_list("pk", "key"):
        if pk in heirs_on:
            known[key] = heirs_on[pk]
    return known


def _because(one: bodies.Candidate, body: str, place: _Place) -> str:
    if not one.words:
        return _(
            "Thủ tục không ghi cơ quan thực hiện: xét theo lĩnh vực, bộ ban hành và nơi %(place)s."
        ) % {"place": place.name}
    shown = body if len(body) <= _BODY_SHOWN else f"{body[:_BODY_SHOWN]}…"
    said = _("Thủ tục ghi “%(body)s”; nơi xét: %(place)s.") % {"body": shown, "place": place.name}
    return f"{said} {_(one.why)}." if one.why else said
