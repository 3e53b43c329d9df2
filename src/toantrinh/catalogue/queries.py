"""What is offered, on a day."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.models import WRITTEN_HERE, Procedure, Version
from toantrinh.government.models import Tier
from toantrinh.host.ready import Ready
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today

# Of two versions in force, the one written here counts before a record.
_OURS_FIRST = Case(When(source__in=WRITTEN_HERE, then=Value(0)), default=Value(1))


def find_procedure(code: str) -> Procedure:
    """The procedure with this code."""
    found = _BY_CODE.first(code=code)
    if found is None:
        raise NotFound("Không có thủ tục mang mã %(code)s.", code=code)
    return found


def procedures_by_code(codes: Iterable[str]) -> dict[str, Procedure]:
    """Those of some codes that are procedures, by code."""
    return {row.code: row for row in Procedure.objects.filter(code__in=set(codes))}


def version_in_force(procedure: Procedure, on: date | None = None) -> Version:
    """The version that counts on a day: one written here first, then the latest."""
    version = _IN_FORCE.first(procedure=procedure.pk, on=on or today())
    if version is None:
        raise NotFound("Thủ tục này chưa có hiệu lực.")
    version.procedure = procedure
    return version


def national_version(code: str, on: date | None = None) -> Version | None:
    """What counts on a day of that which no province wrote; None where the nation says nothing."""
    local = Q(draft__agency__kind__tier__in=[Tier.PROVINCE, Tier.COMMUNE])
    return (
        Version.objects.filter(procedure__code=code, valid_from__lte=on or today())
        .exclude(local)
        .order_by(_OURS_FIRST, "-valid_from", "-number")
        .first()
    )


def version_numbered(procedure: Procedure, number: int) -> Version:
    """One version by its number. Raises NotFound."""
    version = procedure.versions.filter(number=number).first()
    if version is None:
        raise NotFound(
            "Thủ tục %(code)s không có phiên bản %(number)s.", code=procedure.code, number=number
        )
    version.procedure = procedure
    return version


def contents_in_force(on: date) -> Iterator[tuple[str, ProcedureContent]]:
    """Source and content of what counts on a day, for every procedure that is open, by code."""
    rows = _counting(on).values_list("source", "content")
    for source, content in rows.iterator():
        yield source, ProcedureContent.model_validate(content)


def ids_in_force(on: date) -> frozenset[UUID]:
    """The ids of the same versions."""
    return frozenset(_counting(on).values_list("pk", flat=True))


def _counting(on: date) -> QuerySet[Version]:
    return (
        Version.objects.filter(procedure__open=True, valid_from__lte=on)
        .order_by("procedure__code", _OURS_FIRST, "-valid_from", "-number")
        .distinct("procedure__code")
    )


def _by_code(code: str) -> QuerySet[Procedure]:
    # What only search reads is the most of a row.
    return Procedure.objects.filter(code=code).defer(
        "words", "name_folded", "other_folded", "name_marked"
    )


def _in_force(procedure: UUID, on: date) -> QuerySet[Version]:
    """What a version says is read once a process (models.py), so it is not fetched here."""
    return (
        Version.objects.filter(procedure=procedure, valid_from__lte=on)
        .order_by(_OURS_FIRST, "-valid_from", "-number")
        .defer("content", "raw")[:1]
    )


_BY_CODE = Ready(_by_code, code=str)
_IN_FORCE = Ready(_in_force, procedure=UUID, on=date)
