"""What is offered, on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, QuerySet, Value, When

from toantrinh.catalogue.models import Procedure, Source, Version
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today


def find_procedure(code: str) -> Procedure:
    """The procedure with this code."""
    found = Procedure.objects.filter(code=code).first()
    if found is None:
        raise NotFound("Không có thủ tục mang mã %(code)s.", code=code)
    return found


def procedures_by_code(codes: Iterable[str]) -> dict[str, Procedure]:
    """Those of some codes that are procedures, by code."""
    return {row.code: row for row in Procedure.objects.filter(code__in=set(codes))}


def version_in_force(procedure: Procedure, on: date | None = None) -> Version:
    """The version that counts on a day: an authored one first, then the latest."""
    version = _in_force(procedure, on or today()).first()
    if version is None:
        raise NotFound("Thủ tục này chưa có hiệu lực.")
    version.procedure = procedure
    return version


def version_numbered(procedure: Procedure, number: int) -> Version:
    """One version by its number. Raises NotFound."""
    version = procedure.versions.filter(number=number).first()
    if version is None:
        raise NotFound(
            "Thủ tục %(code)s không có phiên bản %(number)s.", code=procedure.code, number=number
        )
    version.procedure = procedure
    return version


def _in_force(procedure: Procedure, on: date) -> QuerySet[Version]:
    authored_first = Case(When(source=Source.AUTHORED, then=Value(0)), default=Value(1))
    return procedure.versions.filter(valid_from__lte=on).order_by(
        authored_first, "-valid_from", "-number"
    )
