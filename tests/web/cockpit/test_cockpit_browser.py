"""From the nation's numbers down to a dossier's events, as leaders see it in Chromium."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser

from tests.web.admin.conftest import sign_in
from tests.web.chromium import Windows, browser, look_at_both, served, windows
from tests.web.cockpit.world import COMMUNE, PROCEDURE, PROVINCE, world
from toantrinh.alerts.actions import look
from toantrinh.government.actions import open_post
from toantrinh.government.models import PostRole
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def site(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del module_database
    lake = tmp_path_factory.mktemp("cockpit") / "lake"
    with served(LAKE_FOLDER=lake) as address:
        world(Path(settings.LAKE_FOLDER))
        look(actor=SYSTEM)
        yield address


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


def leading(key: str) -> Client:
    """Somebody who leads an agency, signed in."""
    post = open_post(agency(key), "lanh-dao", "Lãnh đạo", roles=[PostRole.LEADER], actor=SYSTEM)
    user = register_login(actor=SYSTEM, username=f"leads-{key}", kind=LoginKind.OFFICER)
    officer = register_officer(actor=SYSTEM, full_name="Lê Thử", user=user, synthetic=True)
    return sign_in(appoint(officer, actor=SYSTEM, post=post, since=date(2025, 7, 1)))


def test_the_nation_opens_down_to_dossiers(opened: Windows) -> None:
    nation = leading("00.cp")
    for name, path in {
        "nation": "",
        "nation-measure": "chi-so/nd224.dd/VN/",
        "province": f"noi/{PROVINCE}/",
        "province-measure": f"chi-so/work.late_backlog/{PROVINCE}/",
        "every": f"noi/{PROVINCE}/chi-so/",
        "procedures": f"chi-so/nd224.dd/{PROVINCE}/thu-tuc/",
        "steps": f"chi-so/nd224.dd/{COMMUNE}/thu-tuc/{PROCEDURE}/",
        "alerts": "canh-bao/",
        "agency": f"co-quan/{COMMUNE}.ubnd/",
        "explained": "chi-so/nd224.dd/",
    }.items():
        look_at_both(opened, f"/dieu-hanh/{path}", f"cockpit-{name}", whose=nation)
