"""From nothing to a filed dossier in Chromium: written, published by two, applied for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import players as p
from tests.catalogue.test_step_table import TABLE
from tests.catalogue.workbook import sheet_xml, workbook
from tests.web.admin.conftest import sign_in
from tests.web.chromium import WIDTHS, Windows, browser, look_at, served, windows
from tests.web.portal.conftest import enter
from toantrinh.catalogue.models import Draft, Version
from toantrinh.command.cast import Governors, governors
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]
CODE = "9.800001"


@pytest.fixture(scope="module")
def site(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del module_database
    with served(FILE_FOLDER=tmp_path_factory.mktemp("files")) as address:
        yield address


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, site) as kept:
        yield kept


@pytest.fixture(scope="module")
def who(site: str) -> Governors:
    del site
    return governors()


def press(page: Page, name: str) -> None:
    """The button of this name; Chromium puts a blank before words that only readers hear."""
    spelled = re.compile(f"^{name.replace(':', ' ?:')}$")
    page.get_by_role("button", name=spelled).last.click()


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Các phần của thủ tục").get_by_role(
        "link", name=name, exact=True
    ).click()


def saved(page: Page) -> None:
    press(page, "Lưu")
    expect(page.get_by_role("status")).to_have_text("Đã lưu vào bản nháp.")


def question(page: Page, label: str, kind: str, **more: str) -> None:
    """Add a question to the page of the form that is open, and come back to it."""
    press(page, "Thêm: Câu hỏi")
    page.get_by_label("Nhãn", exact=True).fill(label)
    page.get_by_label("Loại").select_option(kind)
    saved(page)
    for name, value in more.items():
        if value == "yes":
            page.locator(f"[name$='.{name}']").check()
        else:
            page.locator(f"[name$='.{name}']").select_option(value)
        saved(page)
    page.locator(".trail a").last.click()


def authored(page: Page, tmp_path: Path) -> None:
    """Write a procedure from nothing, with what a browser has and nothing else."""
    page.goto("/soan-thao/")
    page.get_by_label("Mã thủ tục", exact=True).fill(CODE)
    page.get_by_label("Tên thủ tục", exact=True).fill("Ghi tên mèo vào sổ của xã")
    press(page, "Bắt đầu soạn")
    section(page, "Cách nộp và thời hạn")
    press(page, "Thêm: Cách nộp")
    page.locator("[name='channels.0.kind']").select_option("online")
    page.locator("[name='channels.0.limit.kind']").select_option("working_days")
    page.locator("[name='channels.0.limit.amount']").fill("3")
    saved(page)
    section(page, "Cơ quan giải quyết")
    page.locator("[name='level']").fill("Cấp Xã")
    press(page, "Thêm: Thẩm quyền")
    page.locator("[name='competence.0.kind']").fill("ubnd-xa")
    saved(page)
    section(page, "Tờ khai")
    press(page, "Thêm: Tờ khai")
    page.get_by_label("Tiêu đề", exact=True).fill("Về con mèo")
    saved(page)
    question(page, "Họ tên của bạn", "name", known="full_name")
    question(page, "Nơi bạn cư trú", "commune", known="commune", decides_place="yes")
    question(page, "Tên mèo", "text")
    question(page, "Mèo đã tiêm phòng chưa", "yes_no")
    section(page, "Lấy bước từ bảng Excel")
    table = tmp_path / "quy-trinh.xlsx"
    table.write_bytes(workbook(sheet_xml(TABLE)))
    page.get_by_label("Bảng quy trình nội bộ").set_input_files(table)
    press(page, "Đọc bảng")
    page.locator("#id_b3-post").select_option("reception")
    page.locator("#id_b3-hours").fill("0,5")
    press(page, "Lấy các bước này")


def looked_at(opened: Windows, who: Governors, draft: Draft) -> None:
    """Every page of the draft at both widths: pictures, axe, nothing beyond the edge."""
    begins = f"/soan-thao/{draft.pk}"
    scenes = {
        "home": "/soan-thao/?tim=khai+sinh",
        "bring": "/soan-thao/nhap/",
        "draft": f"{begins}/",
        "names": f"{begins}/sua/ten/",
        "channels": f"{begins}/sua/cach-nop/",
        "channel": f"{begins}/sua/channels.0/",
        "form": f"{begins}/sua/pages.0/",
        "question": f"{begins}/sua/pages.0.fields.1/",
        "steps-list": f"{begins}/sua/buoc/",
        "step": f"{begins}/sua/process.1/",
        "steps": f"{begins}/buoc/",
        "citizen": f"{begins}/xem/",
        "officer": f"{begins}/xem/can-bo/",
        "simulated": f"{begins}/chay-thu/",
        "compared": f"{begins}/so-sanh/",
        "publish": f"{begins}/cong-bo/",
    }
    for width in WIDTHS:
        page = opened.open(width, whose=sign_in(who.editor), bypass_csp=True)
        for name, address in scenes.items():
            page.goto(address)
            look_at(page, f"editor-{name}-{width}")


def test_from_nothing_to_a_filed_dossier(opened: Windows, who: Governors, tmp_path: Path) -> None:
    page = opened.open(whose=sign_in(who.editor))
    page.set_default_timeout(15000)
    authored(page, tmp_path)
    draft = Draft.objects.get()
    looked_at(opened, who, draft)
    section(page, "Xem như người dân")
    page.get_by_label("Tên mèo").fill("Mướp")
    press(page, "Tiếp tục")
    expect(page.get_by_label("Tên mèo")).to_have_value("Mướp")
    other = opened.open(whose=sign_in(who.administrator))
    other.goto(f"/soan-thao/{draft.pk}/cong-bo/")
    press(other, "Công bố")
    expect(other.get_by_text("Đã công bố phiên bản mới.")).to_be_visible()
    version = Version.objects.get(procedure__code=CODE)
    # What the browser wrote is what a folder would say.
    assert [step.post for step in version.read.process] == [
        "reception",
        "specialist",
        "leader",
        "reception",
    ]

    mother = opened.open(whose=enter(p.players().cast.mother))
    mother.goto("/tim/?q=ghi+ten+meo")
    mother.get_by_role("link", name="Ghi tên mèo vào sổ của xã").first.click()
    press(mother, "Nộp hồ sơ")
    mother.get_by_label("Tên mèo").fill("Mướp")
    mother.get_by_label("Có", exact=True).check()
    press(mother, "Tiếp tục")
    press(mother, "Nộp hồ sơ")
    expect(mother.get_by_text("Mã hồ sơ")).to_be_visible()
    dossier = Dossier.objects.get(version=version)
    assert dossier.stage is State.SUBMITTED


def test_all_of_it_goes_without_a_script(opened: Windows, who: Governors) -> None:
    page = opened.open(320, whose=sign_in(who.editor), javascript=False)
    page.set_default_timeout(15000)
    page.goto("/soan-thao/")
    page.get_by_label("Mã thủ tục", exact=True).fill("9.800002")
    page.get_by_label("Tên thủ tục", exact=True).fill("Ghi tên chó")
    # By the keyboard alone: Enter saves, as everywhere.
    page.get_by_label("Tên thủ tục", exact=True).press("Enter")
    section(page, "Căn cứ pháp lý")
    press(page, "Thêm: Căn cứ pháp lý")
    page.locator("[name='legal_bases.0.title']").fill("Luật Chó")
    press(page, "Thêm: Căn cứ pháp lý")
    page.locator("[name='legal_bases.1.title']").fill("Nghị định")
    press(page, "Lên: Chưa đặt tên")
    assert page.locator("[name='legal_bases.1.title']").input_value() == "Luật Chó"
