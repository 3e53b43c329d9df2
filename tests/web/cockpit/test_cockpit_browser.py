"""From the nation's numbers down to a dossier's events, as leaders see it in Chromium."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from tests import players as p
from tests.web.admin.conftest import sign_in
from tests.web.chromium import Windows, browser, look_at, look_at_both, served, windows
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
        "steps": f"chi-so/nd224.dd/{COMMUNE}/thu-tuc/{PROCEDURE}/",
        "agency": f"co-quan/{COMMUNE}.ubnd/",
    }.items():
        look_at_both(opened, f"/dieu-hanh/{path}", f"cockpit-{name}", whose=nation)
    page = opened.open(360, whose=nation)
    for name, path in {
        "province": f"noi/{PROVINCE}/",
        "every": f"noi/{PROVINCE}/chi-so/",
        "procedures": f"chi-so/nd224.dd/{PROVINCE}/thu-tuc/",
        "alerts": "canh-bao/",
        "explained": "chi-so/nd224.dd/",
    }.items():
        page.goto(f"/dieu-hanh/{path}")
        look_at(page, f"cockpit-{name}-360")
    # A number leads to the next, and without JavaScript.
    page = opened.open(360, whose=nation, javascript=False)
    page.goto(f"/dieu-hanh/noi/{PROVINCE}/")
    page.get_by_role("link", name="Phường Hạc Thành").first.click()
    page.wait_for_url(f"**/noi/{COMMUNE}/")
    page.get_by_role("link", name="Tỷ lệ giải quyết đúng hạn").first.click()
    page.wait_for_url(f"**/nd224.dd/{COMMUNE}/")
    page.get_by_role("link", name="Mở đến thủ tục, bước và hồ sơ").click()
    page.get_by_role("link", name="Thủ tục đăng ký khai sinh").click()
    expect(page.get_by_role("heading", name="hồ sơ được tính")).to_be_visible()
    # The agency's page fits on two sheets.
    page.goto(f"/dieu-hanh/co-quan/{COMMUNE}.ubnd/")
    with pikepdf.open(io.BytesIO(page.pdf(format="A4"))) as paper:
        assert len(paper.pages) <= 2


def test_an_alert_is_answered_in_words(opened: Windows) -> None:
    page = opened.open(360, whose=sign_in(p.players().cast.leader))
    page.goto("/dieu-hanh/canh-bao/")
    page.get_by_role("link", name="Nhiều hồ sơ kết thúc sát giờ hẹn").click()
    page.wait_for_url("**/canh-bao/*-*/")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_text("Hãy").first).to_be_visible()
    look_at(page, "cockpit-alert-360")
    page.get_by_label("Nguyên nhân và việc sẽ làm").fill("Đã kiểm tra từng hồ sơ.")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_text("Đã ghi nhận cảnh báo.")).to_be_visible()
    page.get_by_role("link", name="Đã ghi nhận", exact=True).click()
    expect(page.get_by_text("Đã kiểm tra từng hồ sơ.")).to_be_visible()
