"""Places for which something is measured: the nation, a province, a commune; who is above whom."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from toantrinh.government.models import Agency, Unit
from toantrinh.government.queries import unit_now, units_of
from toantrinh.kernel.errors import NotFound
from toantrinh.measures.asking import NATION, By

_NATION_NAME = _("Cả nước")


@dataclass(frozen=True)
class Place:
    """A place as measures know it; `above` is the code of the one above, empty for the nation."""

    by: By
    code: str
    name: str
    above: str = ""

    @property
    def below(self) -> By | None:
        """What kind of place lies directly below."""
        return {By.NATION: By.PROVINCE, By.PROVINCE: By.COMMUNE}.get(self.by)


def nation() -> Place:
    """All of it."""
    return Place(By.NATION, NATION, str(_NATION_NAME))


def place(code: str) -> Place:
    """The place with this code, or what goes on for it today. Raises NotFound."""
    if code == NATION:
        return nation()
    found = unit_now(code)
    if found is None:
        raise NotFound("Không có đơn vị hành chính mã %(code)s.", code=code)
    return _of(found)


def place_of(agency: Agency) -> tuple[By, str] | None:
    """The province or commune of an agency, as measures know it; None for one of the nation."""
    if agency.unit is None:
        return None
    return (By.COMMUNE if agency.unit.parent_code else By.PROVINCE), agency.unit.code


def line_of(one: Place) -> list[Place]:
    """The place with all above it, from the nation down."""
    found = [one]
    while found[0].above:
        found.insert(0, place(found[0].above))
    return found


def places_below(one: Place) -> list[Place]:
    """The provinces of the nation, or the communes of a province, by name."""
    if one.by is By.COMMUNE:
        return []
    return [_of(unit) for unit in units_of("" if one.by is By.NATION else one.code)]


def peers_of(one: Place) -> list[Place]:
    """Those with which a place is compared: all provinces, or the communes of its province.

    The nation has no peer, and is compared with its provinces.
    """
    return places_below(place(one.above) if one.above else one)


def _of(unit: Unit) -> Place:
    by = By.COMMUNE if unit.parent_code else By.PROVINCE
    return Place(by, unit.code, unit.full_name, unit.parent_code or NATION)
