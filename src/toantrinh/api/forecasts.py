"""How long a procedure takes, by program: what anybody reads on its page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from toantrinh.api import schemas as s
from toantrinh.api.common import ANSWERS, plain
from toantrinh.catalogue.queries import find_procedure
from toantrinh.forecast.actions import DAYS
from toantrinh.forecast.curve import LEAST
from toantrinh.forecast.queries import usual
from toantrinh.government.queries import agency as agency_named
from toantrinh.government.queries import province as province_named

forecasts = Router(tags=["procedures"])


@forecasts.get("/{code}/forecast", auth=None, response={200: s.ForecastOut, **ANSWERS})
def foretell(
    request: HttpRequest, code: str, agency: str = "", province: str = ""
) -> s.ForecastOut:
    """Within how many working hours half, and nine in ten, are decided: at an agency, else in the
    province, else in the nation, from the nearest dossiers of which there are enough."""
    procedure = find_procedure(plain(code))
    where = agency_named(plain(agency)) if agency else None
    named = province_named(plain(province)).code if province else ""
    found = usual(procedure.code, agency=where, province=named)
    told: dict[str, Any] = {"procedure": procedure.code, "name": procedure.name}
    if found is None:
        why_not = _("Chưa đủ %(least)s hồ sơ giống vậy trong %(days)s ngày qua để dự báo.")
        return s.ForecastOut(**told, why_not=why_not % {"least": LEAST, "days": DAYS})
    return s.ForecastOut(
        **told,
        scope=found.scope.value,
        cases=found.cases,
        since=found.since,
        counted_on=found.made_on,
        half_hours=found.half,
        most_hours=found.most,
        in_a_hundred=found.rank,
        hours_a_day=found.hours_a_day,
        last_failed=f"{found.failed.month:%Y-%m}" if found.failed else None,
        why_not=""
        if found.most is not None
        else _("Còn quá nhiều hồ sơ chưa xong để nói chắc hơn."),
    )
