"""An hour in Chromium: received at once, checked paper by paper, asked for once, answered,
assigned, proposed, signed at once; each screen looked at on a phone and on a desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests import players as p
from tests.web.chromium import WIDTHS, browser, look_at, served, windows
from tests.web.desk.conftest import colleague, now_of, page_of, sign_in
from tests.web.desk.test_browser import NAMES, applicant, made
from toantrinh.command.demo import keep_registers
from toantrinh.command.story import certificate
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.assigning import set_rule
from toantrinh.dossiers.desk_models import Method
from toantrinh.dossiers.filtering import Filter, save
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.time import today
from toantrinh.people.models import Posting

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
CODE = "giay_chung_sinh"
BLURRED = "Ảnh mờ, không đọc được ngày sinh."


@dataclass(frozen=True)
class Hour:
    """The desk's address, its people, and the dossiers of the hour; the first is the mother's."""

    site: str
    who: p.Players
    people: list[p.Players]
    dossiers: list[Dossier]


@pytest.fixture(scope="module")
def hour(module_database: str) -> Iterator[Hour]:
    del module_database
    with served() as site:
        who = p.players()
        colleague("hotich2", "Vũ Văn Tịch", "14797.ubnd", "specialist")
        keep_registers()
        people = [who, *(applicant(who, name, at) for at, name in enumerate(NAMES[:3]))]
        save("Hôm nay", Filter(due="today"), actor=who.leader, shared=True)
        yield Hour(site, who, people, [made(each) for each in people])


Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, hour: Hour) -> Iterator[Sit]:
    with windows(browser, hour.site) as opened:

        def _sit(posting: Posting, path: str, width: int = 1280, **how: bool) -> Page:
            page = opened.open(width, whose=sign_in(posting), **how)
            page.goto(hour.site + path, wait_until="networkidle")
            return page

        yield _sit


def seen(sit: Sit, posting: Posting, path: str, name: str) -> None:
    """Look at one screen at both widths, with axe."""
    for width in WIDTHS:
        look_at(sit(posting, path, width, bypass_csp=True), f"desk-hour-{name}-{width}")


def many(sit: Sit, posting: Posting, tab: str, act: str, done: str) -> Page:
    """Tick all lines by a key, do one act with them; the report."""
    page = sit(posting, f"/can-bo/muc/{tab}/")
    page.keyboard.press("a")
    assert page.locator(".tick input:not(:checked)").count() == 0
    page.get_by_role("button", name=act).click()
    assert done in page.locator("h1").inner_text()
    page.reload()
    assert done in page.locator("h1").inner_text()
    return page


def test_an_hour_from_the_pile_to_the_signature(hour: Hour, sit: Sit) -> None:
    cast, first = hour.who.cast, hour.dossiers[0]
    seen(sit, cast.reception, "/can-bo/muc/cho-tiep-nhan/", "receive")
    # A dossier that another desk changed meanwhile is judged on its own.
    page = sit(cast.reception, "/can-bo/muc/cho-tiep-nhan/")
    write_message(hour.dossiers[3], actor=hour.people[3].mother, text="Tôi ghi nhầm.")
    page.keyboard.press("a")
    page.get_by_role("button", name="Tiếp nhận").click()
    assert "xong 3 trên 4 hồ sơ" in page.locator("h1").inner_text()
    assert "vừa có thay đổi" in page.locator("#failed + ul").inner_text()
    seen(sit, cast.reception, page.url.removeprefix(hour.site), "report")
    many(sit, cast.reception, "cho-tiep-nhan", "Tiếp nhận", "xong 1 trên 1 hồ sơ")
    seen(sit, cast.specialist, "/can-bo/muc/cho-phan-cong/", "assign")
    many(sit, cast.specialist, "cho-phan-cong", "Phân công", "xong 4 trên 4 hồ sơ")

    address = page_of(first, "?muc=cua-toi")
    page = sit(cast.specialist, address)
    paper = page.locator(f"section[aria-labelledby={CODE}]")
    paper.get_by_label("Không hợp lệ").check()
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    assert "không hợp lệ ở điểm nào" in paper.inner_text()
    paper.get_by_role("textbox").fill(BLURRED)
    page.keyboard.press("Enter")
    page.get_by_text("Đã ghi kết quả kiểm tra giấy tờ.").wait_for()
    seen(sit, cast.specialist, address, "checked")
    page.locator("summary", has_text="Yêu cầu bổ sung").click()
    assert BLURRED in page.get_by_label("Cần bổ sung thế nào").input_value()
    assert page.locator("#ask_supplement-papers input:checked").count() == 1
    page.locator("details[open] button").click()
    page.get_by_text("Đã yêu cầu bổ sung hồ sơ").wait_for()

    mother = hour.who.mother
    file = store_upload(certificate(), actor=mother, key=now_of(first).key)
    attaching.attach(now_of(first), actor=mother, key=CODE, file=file, label="ban-ro.pdf")
    actions.supplement(first, actor=mother, answers=p.whole_answers(hour.who))
    write_message(first, actor=mother, text="Tôi đã gửi bản rõ hơn.")
    page = sit(cast.specialist, address)
    assert page.get_by_text("Tôi đã gửi bản rõ hơn.").is_visible()
    # A new paper is a new question.
    assert page.locator(f"section[aria-labelledby={CODE}] input:checked").count() == 0
    page.locator(f"section[aria-labelledby={CODE}]").get_by_label("Hợp lệ", exact=True).check()
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    page.get_by_text("Đã ghi kết quả kiểm tra giấy tờ.").wait_for()
    many(sit, cast.specialist, "cua-toi", "Trình ký", "xong 4 trên 4 hồ sơ")
    many(sit, cast.leader, "cho-ky", "Ký duyệt", "xong 4 trên 4 hồ sơ")
    assert {now_of(each).state for each in hour.dossiers} == {"ready"}


def test_screens_around_the_queue(hour: Hour, sit: Sit) -> None:
    leader = hour.who.cast.leader
    set_rule(
        actor=hour.who.leader,
        officers=[hour.who.cast.specialist.officer_id],
        method=Method.LOAD,
        since=today(),
    )
    for name, path in (
        ("filter", "/can-bo/muc/dang-giai-quyet/loc/?han=late"),
        ("keys", "/can-bo/phim-tat/"),
        ("rules", "/can-bo/quy-tac-phan-cong/"),
        ("going", "/can-bo/muc/dang-giai-quyet/"),
    ):
        seen(sit, leader, path, name)
    page = sit(leader, "/can-bo/muc/dang-giai-quyet/")
    page.keyboard.press("?")
    page.wait_for_url("**/phim-tat/")


def test_parts_are_tabs_on_a_phone_without_scripts(hour: Hour, sit: Sit) -> None:
    dossier = made(hour.who)
    for scripts in (True, False):
        page = sit(hour.who.cast.reception, page_of(dossier), 360, javascript=scripts)
        shown = {"to-khai": "Tờ khai", "giay-to": "Giấy tờ", "trao-doi": "Trao đổi"}
        assert page.locator("#to-khai").is_visible() and not page.locator("#giay-to").is_visible()
        for part, label in shown.items():
            page.locator(".parts-of a", has_text=label).click()
            assert [each for each in shown if page.locator(f"#{each}").is_visible()] == [part]
