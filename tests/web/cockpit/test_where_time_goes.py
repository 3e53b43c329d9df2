"""Where time goes, and whether what people were told held, seen in Chromium; and by people."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, expect

from tests import players as p
from tests.bottlenecks.lives import CODE, lake_in_march
from tests.web.admin.conftest import sign_in
from tests.web.chromium import WIDTHS, Windows, browser, look_at, served, windows
from toantrinh.bottlenecks.actions import keep
from toantrinh.forecast.curve import MOST
from toantrinh.forecast.models import Check, Forecast, Scope
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]
MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def site(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del module_database
    _march(tmp_path_factory.mktemp("march") / "lake")
    with served() as address:
        yield address


def _march(lake: Path) -> None:
    own = p.players().cast.leader.post.agency
    quick = agency(f"{own.key.partition('.')[0]}.ttpvhcc")
    lake_in_march(lake, str(quick.pk), str(own.pk))
    with override_settings(LAKE_FOLDER=lake):
        keep(CODE, None, MARCH, actor=SYSTEM)
        keep(CODE, own, MARCH, actor=SYSTEM)
    said = {"procedure": CODE, "rank": MOST, "most": 8}
    Forecast.objects.create(
        **said,
        scope=Scope.NATION,
        place="VN",
        made_on=date(2026, 4, 1),
        since=date(2026, 1, 1),
        cases=40,
        hours=[3, 8],
        decided=[30, 10],
        left=[0, 2],
        half=3,
    )
    for scope, place, within in (("nation", "VN", 36), ("agency", str(own.pk), 20)):
        Check.objects.create(
            **said, scope=scope, place=place, month=MARCH, judged=40, within=within, unripe=3
        )


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


@pytest.mark.parametrize("width", WIDTHS)
def test_findings_come_first_and_open_what_is_behind_them(width: int, opened: Windows) -> None:
    page = opened.open(width, whose=sign_in(p.players().cast.leader))
    page.goto("/dieu-hanh/diem-nghen/?thang=2026-03")
    look_at(page, f"cockpit-bottlenecks-{width}")
    page.get_by_role("link", name="24 trễ trong 60 hồ sơ").click()
    page.wait_for_url("**/diem-nghen/1.001193/**")
    look_at(page, f"cockpit-bottleneck-{width}")
    page.locator("main").get_by_role("link", name="phường Hạc Thành").first.click()
    page.wait_for_url("**co-quan=**")
    expect(page.get_by_text("24 trong 24 hồ sơ trễ")).to_be_visible()
    look_at(page, f"cockpit-bottleneck-own-{width}")
    page.get_by_role("button", name="Tính lại").click()
    expect(page.get_by_text("Đang tính.")).to_be_visible()
    page.goto("/dieu-hanh/du-bao/")
    expect(page.get_by_role("heading", name="1/2 dự báo đúng")).to_be_visible()
    look_at(page, f"cockpit-forecasts-{width}")
    citizen = opened.open(width)
    citizen.goto(f"/thu-tuc/{CODE}/")
    expect(citizen.get_by_text("Một nửa hồ sơ có kết quả trong 3 giờ làm việc")).to_be_visible()
    look_at(citizen, f"procedure-forecast-{width}")
