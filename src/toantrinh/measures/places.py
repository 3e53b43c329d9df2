"""For which place an agency's numbers are told."""

from toantrinh.government.models import Agency
from toantrinh.measures.asking import By


def place_of(agency: Agency) -> tuple[By, str] | None:
    """The province or commune of an agency, as measures know it; None for one of the nation."""
    if agency.unit is None:
        return None
    return (By.COMMUNE if agency.unit.parent_code else By.PROVINCE), agency.unit.code
