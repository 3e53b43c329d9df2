"""A leader brings a plan, reports, and sees the count, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import players as p
from tests.authored import officer_of
from tests.programme.test_sheet import workbook
from tests.web.admin.conftest import sign_in
from tests.web.chromium import WIDTHS, Windows, browser, look_at, served, windows
from toantrinh.government.queries import agency
from toantrinh.kernel.time import today

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]
PLAN = "kh-chuyen-doi-so"


@pytest.fixture(scope="module")
def site(module_database: str) -> Iterator[str]:
    del module_database
    with served() as address:
        yield address


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


def test_a_plan_is_brought_reported_and_counted(opened: Windows, tmp_path: Path) -> None:
    leader = p.players().cast.leader
    page = opened.open(360, whose=sign_in(leader))
    page.goto("/dieu-hanh/chuong-trinh/")
    page.get_by_role("link", name="Nhập kế hoạch của cơ quan").click()
    page.get_by_label("Tên chương trình, kế hoạch").fill("Kế hoạch chuyển đổi số của phường")
    page.get_by_label("Mã", exact=True).fill(PLAN)
    page.get_by_label("Căn cứ").fill("Kế hoạch 12/KH-UBND")
    due = f"31/12/{today().year + 1}"
    line: list[object] = ["1", "Hồ sơ toàn trình", "%", "≥70", due, "Trụ cột lạ", "5 không"]
    table = tmp_path / "kh.xlsx"
    table.write_bytes(workbook(line))
    page.get_by_label("Bảng Excel hoặc CSV").set_input_files(table)
    page.get_by_role("button", name="Nhập", exact=True).click()
    # The cell that is wrong is told, and what was typed is still there.
    expect(page.get_by_text("F4: Không rõ giá trị này.").first).to_be_visible()
    assert page.get_by_label("Mã", exact=True).input_value() == PLAN
    look_at(page, "cockpit-bring")
    line[5] = "Chính quyền số"
    table.write_bytes(workbook(line))
    page.get_by_label("Bảng Excel hoặc CSV").set_input_files(table)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_role("heading", name="0/1 chỉ tiêu, nhiệm vụ đã đạt")).to_be_visible()

    page.get_by_role("link", name="Hồ sơ toàn trình").click()
    page.get_by_label("Kết quả", exact=True).fill("71,5")
    page.get_by_role("button", name="Ghi báo cáo").click()
    expect(page.get_by_text("Hãy").first).to_be_visible()
    page.get_by_label("Căn cứ", exact=True).fill("Báo cáo quý")
    page.get_by_role("button", name="Ghi báo cáo").click()
    expect(page.get_by_text("Đã ghi báo cáo.")).to_be_visible()
    page.goto(f"/dieu-hanh/chuong-trinh/{PLAN}/")
    expect(page.get_by_role("heading", name="1/1 chỉ tiêu, nhiệm vụ đã đạt")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_fit_and_speak(width: int, opened: Windows) -> None:
    page = opened.open(width, whose=sign_in(p.players().cast.leader))
    for name, path in {
        "plans": "chuong-trinh/",
        "plan": "chuong-trinh/moc-2020-2025/",
        "nq57": "chuong-trinh/nq57/",
        "held": "chuong-trinh/nq57/?tinh-trang=silent",
        "line": "chuong-trinh/moc-2020-2025/1/",
    }.items():
        page.goto(f"/dieu-hanh/{path}")
        look_at(page, f"cockpit-{name}-{width}")


def test_work_is_given_done_and_closed(opened: Windows) -> None:
    leader = p.players().cast.leader
    desk = agency(f"{leader.post.agency.key.partition('.')[0]}.ttpvhcc")
    page = opened.open(360, whose=sign_in(leader))
    page.goto("/dieu-hanh/chuong-trinh/nq57/11.3/")
    page.get_by_role("link", name="Giao việc để đạt chỉ tiêu này").click()
    page.get_by_role("button", name="Giao việc").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Hoặc một cơ quan ở xa hơn bên dưới").fill("phường lạ")
    page.get_by_role("button", name="Giao việc").click()
    expect(page.get_by_text("Không có cơ quan bên dưới nào tên").first).to_be_visible()
    page.get_by_label("Hoặc một cơ quan ở xa hơn bên dưới").fill("")
    page.get_by_label("Giao cho").select_option(desk.key)
    page.get_by_label("Việc cần làm").fill("Số hóa hồ sơ tồn")
    page.get_by_label("Nội dung và kết quả cần có").fill("Hết hồ sơ giấy tồn.")
    day = today()
    for part, number in {"Ngày": day.day, "Tháng": day.month, "Năm": day.year + 1}.items():
        page.get_by_label(part, exact=True).fill(str(number))
    look_at(page, "cockpit-give-360")
    page.get_by_role("button", name="Giao việc").click()
    expect(page.get_by_text("Đã giao việc.")).to_be_visible()

    theirs = opened.open(1280, whose=sign_in(officer_of(desk, "leader")))
    theirs.goto("/dieu-hanh/chi-dao/")
    look_at(theirs, "cockpit-directives-1280")
    theirs.get_by_role("link", name="Số hóa hồ sơ tồn").click()
    theirs.get_by_role("button", name="Nhận việc").click()
    theirs.get_by_role("button", name="Báo cáo kết quả").click()
    expect(theirs.get_by_text("Hãy").first).to_be_visible()
    theirs.get_by_label("Nội dung").fill("Đã xong 100 %.")
    theirs.get_by_role("button", name="Báo cáo kết quả").click()
    page.reload()
    look_at(page, "cockpit-directive-360")
    page.get_by_role("button", name="Công nhận hoàn thành").click()
    expect(page.get_by_text("Đã hoàn thành")).to_be_visible()
