"""A leader keeps the register of the agency's digital systems, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import players as p
from tests.web.admin.conftest import sign_in
from tests.web.chromium import Windows, browser, look_at, served, windows

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]
HERE = "/dieu-hanh/he-thong/"


@pytest.fixture(scope="module")
def site(module_database: str) -> Iterator[str]:
    del module_database
    with served() as address:
        yield address


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


def test_a_system_is_entered_changed_given_out_and_brought_back(
    opened: Windows, tmp_path: Path
) -> None:
    client = sign_in(p.players().cast.leader)
    page = opened.open(360, whose=client)
    page.goto("/dieu-hanh/")
    page.get_by_text("Mục lục").click()
    page.get_by_role("link", name="Hệ thống số, nền tảng số").click()
    page.wait_for_url(f"**{HERE}")
    page.get_by_role("link", name="Ghi thêm hệ thống").click()
    page.wait_for_url(f"**{HERE}moi/")
    page.get_by_label("Mã", exact=True).fill("mot-cua")
    page.get_by_label("Tên", exact=True).fill("Hệ thống một cửa điện tử của phường")
    page.get_by_label("Mục đích").fill("Tiếp nhận hồ sơ, theo dõi và trả kết quả cho người dân")
    page.get_by_label("Lớp kiến trúc").select_option("application")
    page.get_by_label("Cấp độ an toàn hệ thống thông tin").select_option("3")
    for part, number in {"Ngày": "1", "Tháng": "2", "Năm": "2025"}.items():
        group = page.get_by_role("group", name="Ngày vận hành")
        group.get_by_label(part, exact=True).fill(number)
    page.get_by_label("Thủ tục phục vụ").fill("1.001193\n9.999999")
    page.get_by_label("Chi phí vận hành năm 2026 (đồng)").fill("1.250.000.000")
    page.get_by_label("Vị trí đầu mối").select_option(index=1)
    page.get_by_role("button", name="Ghi", exact=True).click()
    # What is wrong is told, and what was typed is still there.
    expect(page.get_by_text("Không có thủ tục mang mã 9.999999.").first).to_be_visible()
    assert page.get_by_label("Chi phí vận hành năm 2026 (đồng)").input_value() == "1.250.000.000"
    look_at(page, "cockpit-system-form-360")
    page.get_by_label("Thủ tục phục vụ").fill("1.001193")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đã ghi hệ thống vào danh mục.")).to_be_visible()
    page.get_by_role("link", name="Sửa").click()
    page.wait_for_url("**/sua/")
    page.get_by_label("Cấp độ an toàn hệ thống thông tin").select_option("4")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đã ghi thay đổi.")).to_be_visible()
    expect(page.get_by_text("Cấp độ an toàn: 3 → 4")).to_be_visible()
    look_at(page, "cockpit-system-360")

    table = tmp_path / "he-thong.csv"
    given = client.get(f"{HERE}?tep=csv").content
    # The code, the name, then nothing else that may stay as it was.
    table.write_bytes(given.replace(b"mot-cua,", b"mot-cua-2,").replace(b"4,,", b"9,,"))
    page.goto(f"{HERE}nhap/")
    page.get_by_label("Bảng Excel hoặc CSV").set_input_files(table)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("E2: Cấp độ là một số từ 1 đến 5.").first).to_be_visible()
    look_at(page, "cockpit-bring-systems-360")
    table.write_bytes(given.replace(b"mot-cua,", b"mot-cua-2,"))
    page.get_by_label("Bảng Excel hoặc CSV").set_input_files(table)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("Đã nhận bảng: 1 hệ thống mới, 0 thay đổi.")).to_be_visible()
    look_at(page, "cockpit-systems-360")
    wide = opened.open(1280, whose=client)
    wide.goto(f"{HERE}?tinh-trang=running&cap-do=4")
    expect(wide.get_by_role("heading", name="2 hệ thống")).to_be_visible()
    look_at(wide, "cockpit-systems-1280")
    wide.get_by_role("link", name="Hệ thống một cửa điện tử của phường").first.click()
    wide.wait_for_url("**/he-thong/*/")
    look_at(wide, "cockpit-system-1280")
    assert client.get(f"{HERE}?tep=xlsx").content[:2] == b"PK"
