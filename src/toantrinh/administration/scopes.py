"""For whom a dated word holds, in words: the nation, a unit, a kind of agency, one agency."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from toantrinh.government.abstract import Scoped
from toantrinh.government.models import Agency, AgencyKind, CalendarDay, Unit
from toantrinh.government.queries import in_force
from toantrinh.kernel.time import today


class Scopes:
    """The names of all scopes of some rows, looked up once."""

    def __init__(self, rows: Iterable[Scoped | CalendarDay]) -> None:
        rows = list(rows)
        keys = {getattr(row, "agency_key", "") for row in rows} - {""}
        kinds = {getattr(row, "kind_code", "") for row in rows} - {""}
        codes = {row.unit_code for row in rows} - {""}
        agencies = Agency.objects.filter(key__in=keys).order_by("valid_from")
        self._agencies = dict(agencies.values_list("key", "name"))
        self._kinds = dict(AgencyKind.objects.filter(pk__in=kinds).values_list("code", "name"))
        units = Unit.objects.filter(in_force(today()), code__in=codes)
        self._units = {unit.code: unit.full_name for unit in units}

    def of(self, row: Scoped | CalendarDay) -> str:
        """For whom a row holds."""
        parts: Sequence[str] = (
            self._name(self._agencies, getattr(row, "agency_key", "")),
            self._name(self._kinds, getattr(row, "kind_code", "")),
            self._name(self._units, row.unit_code),
        )
        return ", ".join(part for part in parts if part) or _("Cả nước")

    def _name(self, names: dict[str, str], code: str) -> str:
        return names.get(code, code)
