"""The citizens' pages in Chromium: small screens, axe, keyboard, a strict policy, no script."""

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, Response

from tests import players as p
from tests.dossiers.test_renewing import asking_more
from tests.issued import issue_last
from tests.joined import decide, handed_in
from tests.web.chromium import WIDTHS, axe, browser, picture, served, sticking_out, windows
from tests.web.portal.conftest import enter
from tests.web.portal.test_kinds import publish_every_kind
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.dossiers import actions
from toantrinh.dossiers.correcting import approve_correction, propose_correction
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.paying import ask_payment
from toantrinh.dossiers.reopening import reopen
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.stopping import stop
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.publishing import publish
from toantrinh.journal.sealing import seal
from toantrinh.kernel.actors import SYSTEM

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]

CODE = "1.001193"
KB = 1024


@pytest.fixture(scope="module")
def house(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the house over a database of this file's own."""
    del module_database
    folder = tmp_path_factory.mktemp("files")
    with served(
        FILE_FOLDER=folder, SEAL_FOLDER=folder / "seals", SEAL_KEY=folder / "seal.pem"
    ) as site:
        yield site


@pytest.fixture(scope="module")
def cases(house: str) -> dict[str, str]:
    """A page of every kind by name: its path, for the mother who signed in."""
    del house
    who = p.players()
    draft = p.drafted(who)
    other = p.drafted(who, child_name="", birth_proof="witness")
    asked = actions.ask_supplement(
        p.processing(who),
        actor=who.specialist,
        missing=["child_origin", "giay_chung_sinh"],
        reason="Ghi rõ quê quán đến cấp xã.",
    )
    going = p.processing(who)
    log_look(
        going,
        actor=who.specialist,
        page="desk/dossier",
        fields=["applicant", "answers.child_name", "papers.giay_chung_sinh"],
        masked=["answers.mother_number"],
    )
    done = _corrected(who)
    assert done.result is not None
    unpaid = ask_payment(p.submitted(who, copies=2), actor=who.reception, amount=16000)
    stopped = stop(p.processing(who), actor=who.leader, reason="Tòa án đang thụ lý.")
    issue_last(stopped)
    reopen(stopped, actor=who.leader, reason="Khiếu nại đúng.")
    kinds = _of_every_kind(who)
    joined = handed_in(who)
    decide(joined)
    inside = {
        "dossiers": "/ho-so/",
        **{f"form-{page}": f"/ho-so/{draft.pk}/to-khai/{page}/" for page in _PAGES},
        **{f"kinds-{page}": f"/ho-so/{kinds.pk}/to-khai/{page}/" for page in ("house", "people")},
        "papers": f"/ho-so/{draft.pk}/giay-to/",
        "review": f"/ho-so/{draft.pk}/xem-lai/",
        "receiving": f"/ho-so/{draft.pk}/noi-tiep-nhan/?q=ham",
        "review-missing": f"/ho-so/{other.pk}/xem-lai/",
        "receipt": f"/ho-so/{going.pk}/bien-nhan/",
        "dossier": f"/ho-so/{going.pk}/",
        "dossier-asked": f"/ho-so/{asked.pk}/",
        "dossier-done": f"/ho-so/{done.pk}/",
        "dossier-unpaid": f"/ho-so/{unpaid.pk}/",
        "dossier-stopped": f"/ho-so/{stopped.pk}/",
        "dossier-joint": f"/ho-so/{joined.pk}/",
        "supplement": f"/ho-so/{asked.pk}/bo-sung/",
        "withdraw": f"/ho-so/{going.pk}/rut/",
        "seen": "/ai-da-xem/",
        "notices": "/tin-bao/",
        "renewal": f"/ho-so/{_with_other_rules(who).pk}/ban-moi/",
        "account": "/tai-khoan/",
    }
    assert set(inside) == set(INSIDE)
    for day in range(1, 23):
        with time_machine.travel(datetime(2031, 5, day, 2, tzinfo=UTC), tick=False):
            append_to_stream("test/a", "x", actor=SYSTEM, payload={})
            seal()
            publish()
    outside = dict(OUTSIDE)
    outside["standing-found"] = f"/tra-cuu/?ma={going.code}"
    outside["verification"] = f"/kiem-tra/{done.result.code}/"
    return outside | inside


_PAGES = ("applicant", "child", "mother", "father", "delivery")
OUTSIDE = {
    "home": "/",
    "search": "/tim/?q=khai+sinh",
    "search-nothing": "/tim/?q=xyzzy",
    "sectors": "/thu-tuc/",
    "listed": "/viec/birth/",
    "procedure": f"/thu-tuc/{CODE}/",
    "whole": f"/thu-tuc/{CODE}/toan-van/",
    "standing": "/tra-cuu/",
    "standing-found": "",
    "verify": "/kiem-tra/",
    "verification": "",
    "about": "/gioi-thieu/",
    "privacy": "/quyen-rieng-tu/",
    "accessibility": "/tiep-can/",
    "contact": "/lien-he/",
    "seals": "/niem-phong/",
    "to-cut": "/cat-giam/",
    "to-cut-by-sector": "/cat-giam/linh-vuc/",
}
INSIDE = (
    "dossiers",
    *(f"form-{page}" for page in _PAGES),
    *("kinds-house", "kinds-people"),
    *("receiving", "papers", "review", "review-missing", "receipt", "dossier", "dossier-asked"),
    *("dossier-done", "dossier-unpaid", "dossier-stopped", "dossier-joint", "supplement"),
    *("withdraw", "seen", "notices", "renewal", "account"),
)
NAMES = [*OUTSIDE, *INSIDE]


def _returned(who: p.Players) -> Dossier:
    dossier = p.proposed(who)
    actions.approve(dossier, actor=who.leader)
    issue_result(dossier)
    return actions.return_result(dossier, actor=who.reception)


def _corrected(who: p.Players) -> Dossier:
    """One whose result was replaced by another."""
    done = propose_correction(
        _returned(who), actor=who.specialist, answers={}, reason="In sai khổ giấy."
    )
    issue_last(approve_correction(done, actor=who.leader))
    return Dossier.objects.get(pk=done.pk)


def _begun(who: p.Players, code: str) -> Dossier:
    version = version_in_force(find_procedure(code))
    return actions.start(
        version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )


def _with_other_rules(who: p.Players) -> Dossier:
    """A draft whose procedure asks more since."""
    draft = _begun(who, "1.000894")
    asking_more("1.000894")
    return draft


def _of_every_kind(who: p.Players) -> Dossier:
    publish_every_kind()
    draft = _begun(who, "9.800009")
    rows = [{"child": "Lê An", "born": "2020-03-05", "likes": True}, {"child": "Lê Bình"}]
    answers = {"household": "family", "lanterns": ["carp"], "since": "1994", "children": rows}
    actions.save_draft(draft, actor=who.mother, answers=answers)
    return draft


@pytest.fixture(scope="module")
def mother(cases: dict[str, str]) -> Client:
    """The mother, signed in."""
    del cases
    return enter(p.players().cast.mother)


Opener = Callable[..., Page]


@pytest.fixture
def open_page(
    house: str, cases: dict[str, str], mother: Client, browser: Browser
) -> Iterator[Opener]:
    """Opens a page by name or path; anything the console complains about fails the test."""
    # A broken line is what one of the tests is about.
    with windows(browser, house, refused=("status of 4", "ERR_FAILED")) as opened:

        def _open(
            name: str, width: int, *, javascript: bool = True, answers: list[Response] | None = None
        ) -> Page:
            whose = None if name in OUTSIDE else mother
            page = opened.open(width, whose=whose, javascript=javascript)
            if answers is not None:
                # The driver marks what it is given, which a list's own method does not let it.
                page.on("response", partial(_keep, answers))
            answer = page.goto(cases.get(name, name))
            assert answer is not None and answer.ok, (name, answer and answer.status)
            return page

        yield _open


def _keep(answers: list[Response], answer: Response) -> None:
    answers.append(answer)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_speaks_and_is_light(name: str, open_page: Opener) -> None:
    answers: list[Response] = []
    page = open_page(name, 360, answers=answers)
    page.wait_for_load_state("networkidle")
    weights = {answer.url: _over_the_wire(answer) for answer in answers}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        picture(page, f"portal-{name}-{width}")
        # axe is put into the page by the test, past the page's own policy.
        axe(page, name)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert sticking_out(page) == []
    assert sum(weights.values()) <= 50 * KB, weights
    assert weights[page.url] <= 14 * KB
    scripts = [url for url in weights if url.endswith(".js")]
    assert bool(scripts) == (name in _SCRIPTED)


# Where papers are sent, and where one answer brings other questions.
_SCRIPTED = {"papers", "supplement", "form-father", "form-mother", "kinds-people"}


def _over_the_wire(answer: Response) -> int:
    """Bytes as a server with compression sends them, with headers."""
    body = answer.body()
    packed = body if answer.url.endswith(".woff2") else gzip.compress(body, 6)
    headers = sum(len(key) + len(value) + 4 for key, value in answer.all_headers().items())
    return len(packed) + headers


def _picture(folder: Path) -> Path:
    place = folder / "chứng sinh.png"
    Image.effect_noise((900, 700), 90).convert("RGB").save(place)
    return place


ANSWERS: dict[str, dict[str, str]] = {
    "child": {
        "child_name": "Lê Minh An",
        "child_birth_date_day": "2",
        "child_birth_date_month": "11",
        "child_birth_date_year": "2025",
        "child_sex": "female",
        "child_birth_place": "Bệnh viện Phụ sản Thanh Hóa",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_origin": "Thanh Hóa",
        "birth_proof": "certificate",
    },
    "mother": {
        "mother_name": "Nguyễn Thị Hòa",
        "mother_birth_year": "1994",
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": "Phường Hạc Thành",
    },
}


def _tab_to(page: Page, selector: str) -> None:
    """Reach something by the Tab key alone, and see that it shows where it is."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none", selector
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


def _choose(page: Page, name: str, value: str) -> None:
    """Choose a circle by arrow keys."""
    _tab_to(page, f"[name={name}]")
    page.keyboard.press("Space")
    for _press in range(8):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value}")


def _write(page: Page, name: str, text: str) -> None:
    _tab_to(page, f"[name={name}]")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def _go_on(page: Page) -> None:
    _tab_to(page, ".actions button.button:not(.quiet, .second)")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_birth_is_registered_by_keyboard_alone(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(f"/thu-tuc/{CODE}/", 360, javascript=True)
    _tab_to(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _choose(page, "applicant_relation", "mother")
    _go_on(page)
    for name, text in ANSWERS["child"].items():
        if name in {"child_sex", "birth_proof"}:
            _choose(page, name, text)
        else:
            _write(page, name, text)
    _go_on(page)
    _choose(page, "mother_known", "yes")
    _go_on(page)
    for name, text in ANSWERS["mother"].items():
        _write(page, name, text)
    _go_on(page)
    _choose(page, "father_known", "no")
    _go_on(page)
    _choose(page, "result_delivery", "electronic")
    _go_on(page)
    assert page.url.endswith("/giay-to/")
    # The file box is reached by keyboard; what the system's own window then chooses is given.
    _tab_to(page, "#id_file_giay_chung_sinh")
    page.locator("#id_file_giay_chung_sinh").set_input_files(_picture(tmp_path))
    page.get_by_text("✓ chứng sinh.png").wait_for()
    _go_on(page)
    assert page.url.endswith("/xem-lai/")
    assert page.get_by_text("Lê Minh An").first.is_visible()
    _go_on(page)
    assert page.url.endswith("/bien-nhan/")
    assert page.locator(".receipt .code").inner_text().startswith("H56-")


def test_everything_works_with_scripts_turned_off(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(f"/thu-tuc/{CODE}/", 360, javascript=False)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.get_by_label("Mẹ", exact=True).check()
    # Another commune: unfold, look for it, choose it; nothing else is lost.
    page.locator("summary", has_text="Tìm nơi khác").click()
    page.get_by_label("Tên xã, phường, đặc khu").fill("ham rong")
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    page.get_by_label("Phường Hàm Rồng, Tỉnh Thanh Hóa").check()
    assert page.get_by_label("Mẹ", exact=True).is_checked()
    picture(page, "portal-commune-360")
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    for name, text in ANSWERS["child"].items():
        box = page.locator(f"[name={name}]")
        if name in {"child_sex", "birth_proof"}:
            page.locator(f"[name={name}][value={text}]").check()
        else:
            box.fill(text)
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    page.locator("[name=mother_known][value=yes]").check()
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    assert "#id_mother_name" in page.url
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    assert page.locator(".notice.wrong").is_visible()
    picture(page, "portal-refused-360")
    for name, text in ANSWERS["mother"].items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    page.locator("[name=father_known][value=no]").check()
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    page.locator("[name=result_delivery][value=desk]").check()
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    page.locator("#id_file_giay_chung_sinh").set_input_files(_picture(tmp_path))
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    assert "chứng sinh.png" in page.content()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    assert page.locator(".receipt").is_visible()


def test_going_back_finds_what_was_written(open_page: Opener, cases: dict[str, str]) -> None:
    page = open_page("form-child", 360)
    page.locator("[name=child_origin]").fill("Xã Mới")
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    # A page that is being left has no history to go back in.
    page.wait_for_url("**/mother/")
    page.go_back()
    assert page.locator("[name=child_origin]").input_value() == "Xã Mới"
    page.locator("[name=child_origin]").fill("Xã Mới Nữa")
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    page.wait_for_url("**/mother/")
    page.goto(cases["form-child"])
    assert page.locator("[name=child_origin]").input_value() == "Xã Mới Nữa"


def test_a_broken_line_is_taken_up_where_it_broke(open_page: Opener, tmp_path: Path) -> None:
    page = open_page("papers", 360)
    sent: list[int] = []

    def carry(route: Any) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        sent.append(int(route.request.headers["upload-offset"]))
        if len(sent) == 3:
            route.abort()
        else:
            route.continue_()

    page.route("**/tai-len/**", carry)
    picture = _picture(tmp_path)
    assert picture.stat().st_size > 3 * 256 * KB
    page.locator("#id_file_giay_chung_sinh").set_input_files(picture)
    page.get_by_text("✓ chứng sinh.png").wait_for()
    assert sent[:4] == [0, 256 * KB, 512 * KB, 512 * KB]
    page.reload()
    assert page.get_by_text("chứng sinh.png").first.is_visible()


def test_a_refused_file_says_why_beside_its_box(open_page: Opener, tmp_path: Path) -> None:
    page = open_page("papers", 360)
    place = tmp_path / "virus.exe"
    place.write_bytes(b"MZ" + b"x" * 500)
    page.locator("#id_file_giay_chung_sinh").set_input_files(place)
    page.get_by_text("không nhận loại tệp này").wait_for()
    picture(page, "portal-upload-refused-360")


def test_the_script_is_small() -> None:
    import toantrinh.web.portal

    folder = Path(toantrinh.web.portal.__file__).parent / "static" / "portal"
    assert (folder / "upload.js").stat().st_size <= 4 * KB
