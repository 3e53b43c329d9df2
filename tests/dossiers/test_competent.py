"""Who decides and how long it may take, by a version's own rules over the answers."""

from pathlib import Path

import pytest

from tests import players as p
from tests.publishing import publish
from toantrinh.catalogue.authored import read_authored
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.timing import limit_of
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
SHEET = """\
code: "9.800010"
valid_from: 2025-07-01
name: Đăng ký bến đò
level: Cấp Xã
agency: Ủy ban nhân dân cấp xã
competence: [{kind: ca-tinh, when: boats > 5}, {kind: so-xd, when: boats > 2}]
channels: [{kind: online, limit: {kind: working_days, amount: 3}}]
limits: [{when: boats > 5, limit: {kind: working_days, amount: 10}}]
pages:
  - key: landing
    title: Bến
    fields:
      - {key: place, kind: commune, decides_place: true, label: Nơi có bến}
      - {key: boats, kind: number, label: Số đò}
"""


def handed_in(tmp_path: Path, boats: int) -> Dossier:
    place = tmp_path / "9.800010" / "procedure.yaml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(SHEET, encoding="utf-8")
    version, _new = publish(read_authored(place), actor=SYSTEM)
    who = p.players()
    draft = actions.start(
        version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    actions.save_draft(draft, actor=who.mother, answers={"place": "14797", "boats": boats})
    return actions.submit(draft, actor=who.mother)


@pytest.mark.parametrize(
    ("boats", "key", "days"), [(1, "14797.ubnd", 3), (4, "38.so-xd", 3), (9, "38.ca", 10)]
)
def test_the_answers_lead_to_the_agency_and_the_limit(
    tmp_path: Path, boats: int, key: str, days: int
) -> None:
    dossier = handed_in(tmp_path, boats)
    assert dossier.agency is not None
    assert dossier.agency.key == key
    limit = limit_of(dossier)
    assert limit is not None
    assert limit.amount == days


def test_a_place_without_such_an_agency_is_told(tmp_path: Path) -> None:
    from toantrinh.government.competence import agency_of_kind
    from toantrinh.kernel.time import today

    with pytest.raises(NotFound, match="loại việc"):
        agency_of_kind("ca-xa", "38", today())
