"""The page of points says what is known, what may be, and why no more, at both widths."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import players as p
from tests.authored import officer_of
from tests.web.admin.conftest import sign_in
from tests.web.chromium import WIDTHS, Windows, browser, look_at, served, windows
from tests.web.cockpit.world import COMMUNE, world
from toantrinh.government.queries import agency

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def site(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del module_database
    lake: Path = tmp_path_factory.mktemp("score") / "lake"
    with served(LAKE_FOLDER=lake) as address:
        world(lake, 500)
        yield address


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


def test_points_are_bounds_with_reasons(opened: Windows) -> None:
    own = sign_in(p.players().cast.leader)
    nation = sign_in(officer_of(agency("00.cp"), "leader"))
    for width, whose, code in zip(WIDTHS, (own, nation), (COMMUNE, "VN"), strict=True):
        page = opened.open(width, whose=whose)
        page.goto(f"/dieu-hanh/noi/{code}/chi-so/")
        page.get_by_role("link", name="Điểm QĐ 766 và DTI").click()
        page.wait_for_url(f"**/noi/{code}/diem/")
        # No points are known, so no total is shown, least of all zero.
        expect(page.get_by_role("heading", name="Chưa tính được tổng điểm")).to_be_visible()
        expect(page.get_by_text("Điểm thành phần chưa xác minh")).to_be_visible()
        expect(page.get_by_text("Nguồn đã đọc không nêu số điểm").first).to_be_visible()
        expect(page.get_by_text("Số được công bố").first).to_be_visible()
        look_at(page, f"cockpit-score-{width}")
    assert page.get_by_role("heading", name="Các tỉnh, thành phố").count() == 0
