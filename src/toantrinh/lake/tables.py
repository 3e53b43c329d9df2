"""The dated tables beside events and cases: agencies with their heirs, versions in short."""

from collections.abc import Iterable, Mapping
from datetime import date

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.models import Version
from toantrinh.catalogue.queries import ids_in_force
from toantrinh.dossiers.stepping import stretches
from toantrinh.dossiers.steps import way
from toantrinh.government.lineage import heirs
from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency
from toantrinh.kernel.time import today
from toantrinh.lake.shapes import Row


def agencies(on: date | None = None) -> list[Row]:
    """Every agency that ever was, each with who goes on for it on a day. Nobody may change it."""
    return _agencies(on or today())


@remembered
def _agencies(on: date) -> list[Row]:
    onward = heirs(on)
    rows = Agency.objects.select_related("kind", "unit").order_by("key", "valid_from")
    return [_agency(agency, onward.get(agency.pk, agency)) for agency in rows]


def _agency(agency: Agency, heir: Agency) -> Row:
    province, commune = _units(agency)
    province_now, commune_now = _units(heir)
    return {
        "agency": str(agency.pk),
        "key": agency.key,
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind_id,
        "tier": agency.kind.tier,
        "province": province,
        "commune": commune,
        "path": agency.path,
        "valid_from": _day(agency.valid_from),
        "valid_to": _day(agency.valid_to),
        "heir": str(heir.pk),
        "province_now": province_now,
        "commune_now": commune_now,
    }


def _units(agency: Agency) -> tuple[str | None, str | None]:
    """The codes of its province and its commune, where it has them."""
    unit = agency.unit
    if unit is None:
        return None, None
    return unit.province_code, unit.code if unit.parent_code else None


def versions(known: Mapping[object, Row], on: date | None = None) -> list[Row]:
    """Every version of every procedure; what is `known` of one never changes but for its days."""
    counting = ids_in_force(on or today())
    rows = Version.objects.order_by("procedure__code", "number")
    unknown = rows.exclude(pk__in=list(known)).select_related("procedure").defer("raw")
    read = {str(one.pk): _version(one) for one in unknown.iterator(chunk_size=500)}
    return [
        {
            **(read.get(str(pk)) or known[str(pk)]),
            "in_force": int(pk in counting),
            "open": int(open_),
        }
        for pk, open_ in rows.values_list("pk", "procedure__open")
    ]


def _version(version: Version) -> Row:
    content = ProcedureContent.model_validate(version.content)
    return {
        "version": str(version.pk),
        "procedure": version.procedure.code,
        "number": version.number,
        "source": version.source,
        "valid_from": _day(version.valid_from),
        "sector": content.sector,
        "level": content.service_level or None,
        "partial_reason": content.partial_reason.kind if content.partial_reason else None,
        "paid_service": int(_is_paid(content)),
        "for_citizens": int("citizen" in content.who),
        "has_name": int(bool(content.name)),
        "has_steps": int(bool(content.steps)),
        "has_way": int(bool(content.channels)),
        "has_papers": int(bool(content.papers)),
        "has_limit": int(any(way.limit or way.limit_text for way in content.channels)),
        "has_who": int(bool(content.who or content.applicants)),
        "has_agency": int(bool(content.agency or content.competent or content.competence)),
        "papers": len(content.papers),
        "papers_held": sum(paper.in_database for paper in content.papers),
        "steps": _steps(content),
    }


def _steps(content: ProcedureContent) -> str | None:
    """Its usual way in stretches."""
    told = (
        f"{one.key}:{one.phase.name.lower()}:{one.minutes}" for one in stretches(way(content, {}))
    )
    return " ".join(told) or None


def _is_paid(content: ProcedureContent) -> bool:
    """Whether any line of its fees is not zero; one without a number is set elsewhere."""
    lines = [fee.amount for way in content.channels for fee in way.fees]
    lines += [row.amount for row in content.fees]
    return any(amount is None or amount > 0 for amount in lines)


def completed(rows: Iterable[Row], agencies: list[Row], versions: list[Row]) -> Iterable[Row]:
    """Cases with what agencies and versions say of them."""
    units = {row["agency"]: row for row in agencies}
    contents = {row["version"]: row for row in versions}
    for row in rows:
        unit, content = units.get(row["agency"], {}), contents.get(row["version"], {})
        yield {
            **row,
            "province": unit.get("province"),
            "commune": unit.get("commune"),
            "level": content.get("level"),
            "paid_service": content.get("paid_service"),
        }


def _day(day: date | None) -> int | None:
    return int(f"{day:%Y%m%d}") if day else None
