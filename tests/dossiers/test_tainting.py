"""A paper with a virus that the scanner found late: the dossier says so, and asks for another."""

import pytest
from pytest_django import Settings

from tests import players as p
from tests.documents.test_scanning import NOBODY, sick
from tests.simulators.scanner.conftest import scanner
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.tainting import TAINT, scan_papers
from toantrinh.journal.models import Event
from toantrinh.kernel.errors import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
__all__ = ["scanner"]

KEY = "giay_chung_sinh"


@pytest.fixture
def who() -> p.Players:
    return p.players()


def add_sick(dossier: Dossier, who: p.Players, settings: Settings) -> None:
    settings.SCANNER = NOBODY
    file = store_upload(sick(), actor=who.mother, key=dossier.key)
    attaching.attach(dossier, actor=who.mother, key=KEY, file=file, label="giấy.pdf")


def last(dossier: Dossier) -> Event:
    return list(history(dossier))[-1]


def test_in_a_draft_it_is_missing_again(who: p.Players, settings: Settings, scanner: str) -> None:
    dossier = p.drafted(who)
    for paper in dossier.papers.all():
        attaching.detach(dossier, actor=who.mother, number=paper.number)
    add_sick(dossier, who, settings)
    settings.SCANNER = scanner

    assert scan_papers() == 1

    assert last(dossier).action == TAINT
    assert not dossier.papers.exists()
    with pytest.raises(Invalid):
        actions.submit(dossier, actor=who.mother)


def test_handed_in_it_stays_to_be_seen(who: p.Players, settings: Settings, scanner: str) -> None:
    dossier = p.drafted(who)
    add_sick(dossier, who, settings)
    dossier = actions.submit(dossier, actor=who.mother)
    settings.SCANNER = scanner

    assert scan_papers() == 1
    assert scan_papers() == 0

    told = last(dossier)
    assert told.action == TAINT
    assert dossier.papers.get(number=told.payload["paper"]).file.scan == "tainted"
    dossier.refresh_from_db()
    assert dossier.head_seq == told.seq
