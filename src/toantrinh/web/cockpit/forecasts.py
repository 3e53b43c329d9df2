"""Whether what people were told about how long it takes came true, month by month."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue.models import Procedure
from toantrinh.dossiers.clock_words import working_hours
from toantrinh.forecast.models import BOUNDS, Check, Scope
from toantrinh.forecast.queries import calibration
from toantrinh.web.cockpit.frame import show
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of

_WHERE = {
    Scope.AGENCY: _("Cơ quan của bạn"),
    Scope.PROVINCE: _("Cả tỉnh, thành phố"),
    Scope.NATION: _("Cả nước"),
}


@dataclass(frozen=True)
class Line:
    """One thing that was said, and how it came out."""

    check: Check
    name: str
    where: object
    most: str
    share: Fraction
    state: object
    tone: str


@officers()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """Of what was said for each month, how much held, and what did not."""
    found = calibration(actor=actor_of(visit), agency=posting_of(visit).post.agency)
    codes = {one.procedure for month in found for one in month.checks}
    names = dict(Procedure.objects.filter(code__in=codes).values_list("code", "name"))
    months: list[tuple[date, int, list[Line]]] = [
        (month.month, month.held, [_line(one, names) for one in month.checks]) for month in found
    ]
    return show(visit, "forecasts", {"months": months, "bounds": BOUNDS})


def _line(one: Check, names: dict[str, str]) -> Line:
    state, tone = _("Đúng như đã nói"), "done"
    if one.too_narrow:
        state, tone = _("Hứa quá nhanh"), "near"
    elif one.too_wide:
        state, tone = _("Nói quá lâu"), "still"
    return Line(
        one,
        names.get(one.procedure, one.procedure),
        _WHERE[Scope(one.scope)],
        working_hours(one.most),
        Fraction(one.within, one.judged),
        state,
        tone,
    )
