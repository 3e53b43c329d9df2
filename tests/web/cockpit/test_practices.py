"""A leader writes what worked, the one above publishes it, a neighbour takes it up, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.authored import officer_of
from tests.measures.lakes import lake_of
from tests.practice.test_practice import People, decided, placed
from tests.web.admin.conftest import sign_in
from tests.web.chromium import Windows, browser, look_at, served, windows
from toantrinh.dossiers.reckoning import add_months
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.practice.counting import all_uses, count_uses

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]
HERE = "/dieu-hanh/cach-lam/"
TITLE = "Ký số kết quả ngay tại quầy"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="module")
def site(module_database: str, lake: Path) -> Iterator[str]:
    del module_database
    with served(LAKE_FOLDER=lake) as address:
        yield address


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


def window(opened: Windows, width: int, one: Agency) -> Page:
    return opened.open(width, whose=sign_in(officer_of(one, "leader")))


def test_what_worked_is_written_published_and_taken_up(opened: Windows, lake: Path) -> None:
    who = People()
    month = today().replace(day=1)
    since = add_months(month, -4)
    before, after = (f"{add_months(month, back):%Y-%m}" for back in (-5, -3))
    cases = [
        *decided("ours", before, 10, 30),
        *decided("ours", after, 33, 7),
        *decided("theirs", before, 20, 20),
        *decided("theirs", after, 12, 12),
    ]
    lake_of(lake, agencies=placed(who), cases=cases, versions=[])

    page = opened.open(360, whose=sign_in(who.players.cast.leader))
    page.goto("/dieu-hanh/")
    page.get_by_text("Mục lục").click()
    page.get_by_role("link", name="Cách làm hay").click()
    page.wait_for_url(f"**{HERE}")
    page.get_by_role("link", name="Viết cách làm của cơ quan").click()
    page.wait_for_url(f"**{HERE}moi/")
    page.get_by_label("Cách làm", exact=True).fill(TITLE)
    page.get_by_label("Chỉ số cho thấy kết quả").select_option("qd766.4.1")
    for part, number in {"Ngày": 1, "Tháng": since.month, "Năm": since.year}.items():
        page.get_by_label(part, exact=True).fill(str(number))
    page.get_by_role("button", name="Gửi duyệt").click()
    # What is missing is told, and what was typed is still there.
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Cách làm", exact=True).input_value() == TITLE
    look_at(page, "cockpit-practice-form-360")
    page.get_by_label("Đã làm gì").fill("Đặt máy ký số tại quầy.\nKý xong trả ngay.")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi cơ quan cấp trên duyệt.")).to_be_visible()
    address = page.url

    assert who.home.parent_id is not None
    above = window(opened, 1280, agency_by_id(who.home.parent_id))
    above.goto(HERE)
    above.get_by_role("link", name=TITLE).click()
    above.wait_for_url(address)
    above.get_by_role("button", name="Duyệt và công bố").click()
    expect(above.get_by_text("Đã công bố")).to_be_visible()

    theirs = window(opened, 360, who.neighbour)
    theirs.goto(address)
    for part, number in {"Ngày": 1, "Tháng": since.month, "Năm": since.year}.items():
        theirs.get_by_label(part, exact=True).fill(str(number))
    theirs.get_by_role("button", name="Làm theo cách này").click()
    expect(theirs.get_by_text("Đã ghi: cơ quan làm theo cách này.")).to_be_visible()
    expect(theirs.get_by_text("Hệ thống chưa tính")).to_have_count(2)
    assert count_uses(all_uses(), actor=SYSTEM, on=today()) == 2
    theirs.reload()
    expect(theirs.get_by_text("Tốt lên 57,5 điểm phần trăm")).to_be_visible()
    expect(theirs.get_by_text("Không đổi")).to_be_visible()
    look_at(theirs, "cockpit-practice-360")
    above.goto(HERE)
    expect(above.get_by_text("1/1 cách làm đã cho thấy kết quả tốt lên")).to_be_visible()
    look_at(above, "cockpit-practices-1280")
    above.goto(address)
    look_at(above, "cockpit-practice-1280")
    page.goto(HERE)
    look_at(page, "cockpit-practices-360")
    page.goto(address)
    page.get_by_role("button", name="Rút lại").click()
    page.get_by_label("Nội dung").fill("Máy ký đã thu hồi.")
    page.get_by_role("button", name="Rút lại").click()
    expect(page.get_by_text("Đã rút")).to_be_visible()
