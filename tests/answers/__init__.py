"""What is answered to each procedure that ships, where a question's kind does not tell it.

By code, then by question; people and things are invented.
"""

from collections.abc import Mapping

from tests.answers.building import BUILDING
from tests.answers.business import BUSINESS
from tests.answers.certification import CERTIFICATION
from tests.answers.civil_status import CIVIL_STATUS
from tests.answers.driving import DRIVING
from tests.answers.residence import RESIDENCE
from tests.answers.support import SUPPORT

OWN: Mapping[str, Mapping[str, object]] = {
    **CIVIL_STATUS,
    **RESIDENCE,
    **CERTIFICATION,
    **BUSINESS,
    **SUPPORT,
    **DRIVING,
    **BUILDING,
}
