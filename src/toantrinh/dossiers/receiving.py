"""Where a dossier is received: at the desk of who decides, or at any other of the province.

Any one-stop desk receives what any agency of its province decides (NĐ 118/2025 Đ14); whether that
holds for an agency is the dated rule `receipt.any_desk`, since some receive at their own desk only.
"""

from collections.abc import Mapping

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.dossiers.competent import competent
from toantrinh.government.competence import receiving_desk
from toantrinh.government.desks import find_desks, is_desk_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import province, rule
from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.time import today

ANY_DESK = "receipt.any_desk"


def place_of(content: ProcedureContent, answers: Mapping[str, object]) -> str:
    """The code of the unit where the matter is, by the answer that decides it; empty for none."""
    decides = next((field.key for field in content.fields() if field.decides_place), "")
    return str(answers.get(decides, ""))


def usual_desk(content: ProcedureContent, answers: Mapping[str, object]) -> Agency:
    """The desk that receives when nobody chose another. Raises NotFound for an unknown place."""
    place = place_of(content, answers)
    agency, _why = competent(content, place, today(), answers)
    return receiving_desk(agency, place)


def other_desks(
    content: ProcedureContent, answers: Mapping[str, object], text: str = ""
) -> list[Agency]:
    """The desks that may receive it, the province's own first; with `text` those so called.

    Raises NotFound for an unknown place.
    """
    place = place_of(content, answers)
    agency, _why = competent(content, place, today(), answers)
    found = find_desks(text, province_of(agency, place))
    return [one for one in found if may_receive(one, agency, place)]


def may_receive(desk: Agency, agency: Agency, place: str) -> bool:
    """Whether a desk receives what this agency decides on a matter at this place."""
    if desk.pk == receiving_desk(agency, place).pk:
        return True
    if not rule(ANY_DESK, today(), agency):
        return False
    return is_desk_of(desk, province_of(agency, place))


def desk_for(agency: Agency, place: str, chosen: Agency | None) -> Agency:
    """The desk that receives: the chosen one, else that of who decides.

    Raises Invalid at `desk` for one that does not receive it.
    """
    if chosen is None:
        return receiving_desk(agency, place)
    if not may_receive(chosen, agency, place):
        wrong = Problem(
            "desk",
            "%(desk)s không nhận hồ sơ của %(agency)s. Hãy chọn nơi tiếp nhận khác.",
            params={"desk": chosen.name, "agency": agency.name},
        )
        raise Invalid("Nơi tiếp nhận đã chọn không nhận được hồ sơ này.", [wrong])
    return chosen


def province_of(agency: Agency, place: str) -> str:
    """The code of the province whose desks receive what this agency decides on a place."""
    return agency.unit.province_code if agency.unit else province(place, today()).code
