"""An officer's hour in Chromium: pictures at two widths, axe, keys alone, a strict policy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from tests import players as p
from tests.authored import officer_of
from tests.web.chromium import WIDTHS, browser, look_at, picture, served, windows
from tests.web.desk.conftest import colleague, page_of, sign_in
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.cast import governors
from toantrinh.command.story import PROCEDURE, certificate
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.consulting import Question, consult
from toantrinh.dossiers.correcting import propose_correction
from toantrinh.dossiers.delegating import delegate
from toantrinh.dossiers.glass import break_glass
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.paying import ask_payment
from toantrinh.dossiers.reopening import reopen
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.signing_models import Form
from toantrinh.government.queries import agency
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.actions import register_person
from toantrinh.people.models import Posting
from toantrinh.people.queries import as_applicant, as_officer
from toantrinh.protection.actions import answer, ask
from toantrinh.protection.models import Explanation

__all__ = ["browser"]
pytestmark = [pytest.mark.browser]

NAMES = [
    *("Phạm Quốc Toàn", "Vừ Thị Mỷ", "Sơn Thị Sa Rây", "Đặng Văn Bền", "Ngô Thị Thanh Mai"),
    *("Lò Văn Xuyến", "Trần Thị Ngọc Ánh", "H'Yên Niê"),
]


@dataclass(frozen=True)
class Town:
    """The desk's address, its people, and a dossier for each scene."""

    site: str
    who: p.Players
    submitted: Dossier
    processing: Dossier
    proposed: Dossier
    ready: Dossier
    walked: Dossier
    unpaid: Dossier
    # Its result is to be corrected, and it was opened anew after a complaint.
    ended: Dossier
    # Came online three days ago, and nobody looked.
    ringing: Dossier
    # The leader of the commune beside, through a glass broken at `processing`.
    beside: Posting
    # Answers for data; of one look at `processing` the mother asked why, of another it was misuse.
    keeper: Posting
    asked: Explanation
    # Is asked what the police think of `processing`; signs for the leader and stands in.
    police: Posting
    deputy: Posting
    # Waits for what was asked of its applicant.
    waiting: Dossier


def applicant(who: p.Players, name: str, number: int) -> p.Players:
    person = register_person(
        actor=SYSTEM,
        full_name=name,
        personal_number=f"0031940002{number:02}",
        commune_code=who.cast.mother.commune_code,
        synthetic=True,
    )
    return replace(who, cast=replace(who.cast, mother=person), mother=as_applicant(person))


def _photo() -> bytes:
    picture = Image.new("RGB", (900, 640), "#f4efe4")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 860, 600), outline="#8a8375", width=4)
    for line in range(9):
        draw.line((90, 130 + line * 50, 810 - line % 3 * 90, 130 + line * 50), "#b9b2a3", 6)
    draw.text((90, 70), "MAU - KHONG CO THAT", "#4b463d", font_size=32)
    made = BytesIO()
    picture.save(made, "JPEG")
    return made.getvalue()


def made(who: p.Players, **changes: object) -> Dossier:
    """A submitted dossier with papers that have bytes."""
    dossier = actions.start(
        version_in_force(find_procedure(PROCEDURE)),
        actor=who.mother,
        applicant=who.cast.mother,
        channel=Channel.ONLINE,
    )
    answers = {**p.whole_answers(who), **changes}
    actions.save_draft(dossier, actor=who.mother, answers=answers)
    for key, content, label in (
        ("giay_chung_sinh", certificate(), "giay-chung-sinh.pdf"),
        ("other", _photo(), "IMG_2041.jpg"),
    ):
        file = store_upload(content, actor=who.mother, key=dossier.key)
        attaching.attach(dossier, actor=who.mother, key=key, file=file, label=label)
    return actions.submit(dossier, actor=who.mother)


def _accepted(who: p.Players, days_ago: float) -> Dossier:
    with turned(now() - timedelta(days=days_ago)):
        return actions.accept(made(who), actor=who.reception)


def _processing(who: p.Players, days_ago: float) -> Dossier:
    dossier = _accepted(who, days_ago)
    return actions.assign(dossier, actor=who.leader, officer=who.cast.specialist.officer)


def _town(site: str) -> Town:
    who = p.players()
    deputy = colleague("hotich2", "Vũ Văn Tịch", "14797.ubnd", "specialist")
    people = [applicant(who, name, number) for number, name in enumerate(NAMES)]
    walked = made(people[7])
    for each in people[:3]:
        made(each)
    submitted = made(who)
    processing = _processing(who, 0)
    for each, days_ago in zip(people[:3], (9, 3, 0), strict=True):
        _processing(each, days_ago)
    actions.ask_supplement(
        processing, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ đến cấp xã."
    )
    actions.supplement(processing, actor=who.mother, answers=p.whole_answers(who))
    write_message(
        processing, actor=who.mother, text="Tôi đã ghi lại quê quán.\nNhờ anh chị xem giúp."
    )
    write_message(processing, actor=who.specialist, text="Chờ bản gốc.", internal=True)
    proposed = actions.propose(_processing(people[3], 0), actor=who.specialist)
    ready = actions.approve(
        actions.propose(_processing(people[4], 0), actor=who.specialist), actor=who.leader
    )
    issue_result(ready)
    _accepted(people[5], 0)
    unpaid = ask_payment(made(people[2], copies=2), actor=who.reception, amount=16000)
    ended = _ended(people[6])
    asked = _processing(people[6], 2)
    actions.ask_supplement(
        asked, actor=who.specialist, missing=["giay_chung_sinh", "child_origin"], reason="Ảnh mờ."
    )
    beside = colleague("ben", "Hồ Thị Gấp", "14758.ubnd", "leader")
    words = "Người nộp đang cấp cứu ở bệnh viện tỉnh,\ncần số giấy chứng sinh."
    break_glass(processing.code or "", actor=as_officer(beside), reason="danger", words=words)
    keeper = governors().data_officer
    why, misused = (_asked(who, processing, page) for page in ("one", "other"))
    answer(misused, actor=as_officer(keeper), text="Chị Tịch xem không vì công việc.", misuse=True)
    with turned(now() - timedelta(days=3)):
        ringing = made(people[0])
    done = (submitted, processing, proposed, ready, walked, unpaid, ended, ringing)
    police = officer_of(agency("14797.ca"), "specialist")
    _between(who, processing, police, deputy)
    return Town(site, who, *done, beside, keeper, why, police, deputy, asked)


def _between(who: p.Players, dossier: Dossier, police: Posting, deputy: Posting) -> None:
    """The police are asked, late by now; a deputy signs for the leader and stands in."""
    question = "Người này cư trú ở đâu, từ ngày nào?"
    with turned(now() - timedelta(days=2)):
        due = now() + timedelta(days=1)
        asked = [Question(police.post.agency, question, due, waits=False)]
        consult(dossier, actor=who.specialist, questions=asked)
    lead, absent = who.cast.leader.officer, who.cast.specialist.officer
    until = today() + timedelta(days=9)
    for form, giver, acts in ((Form.AUTHORITY, lead, ["approve"]), (Form.COVER, absent, [])):
        delegate(
            actor=who.leader,
            giver=giver,
            taker=deputy.officer,
            form=form,
            basis="Quyết định 12/QĐ-UBND ngày 01/11/2026",
            since=today(),
            until=until,
            acts=acts,
        )


def _ended(who: p.Players) -> Dossier:
    dossier = actions.propose(_processing(who, 0), actor=who.specialist)
    issue_result(actions.approve(dossier, actor=who.leader))
    dossier = actions.return_result(dossier, actor=who.reception)
    reopen(dossier, actor=who.leader, reason="Khiếu nại đúng.")
    given = {"child_name": "Lê Minh Ân"}
    return propose_correction(dossier, actor=who.specialist, answers=given, reason="Sai tên.")


def _asked(who: p.Players, dossier: Dossier, page: str) -> Explanation:
    fields = ["applicant", "answers.child_name", "papers.giay_chung_sinh"]
    log_look(dossier, actor=who.specialist, page=page, fields=fields, masked=["number"])
    return ask(Access.objects.get(page=page), actor=who.mother, words="Vì sao xem đêm?")


@pytest.fixture(scope="module")
def town(module_database: str) -> Iterator[Town]:
    del module_database
    with served() as site:
        yield _town(site)


Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, town: Town) -> Iterator[Sit]:
    """Sit down as an officer before a screen; any complaint of the console fails the test."""
    with windows(browser, town.site) as opened:

        def _sit(posting: Posting, width: int = 1280, **how: bool) -> Page:
            return opened.open(width, whose=sign_in(posting), **how)

        yield _sit


SCENES: list[tuple[str, str, Callable[[Town], str]]] = [
    ("queue", "specialist", lambda _: "/can-bo/muc/cua-toi/"),
    ("going", "leader", lambda _: "/can-bo/muc/dang-giai-quyet/"),
    ("receive", "reception", lambda _: "/can-bo/muc/cho-tiep-nhan/"),
    ("citizen", "reception", lambda _: "/can-bo/muc/cho-nguoi-dan/"),
    ("empty", "reception", lambda _: "/can-bo/muc/da-xong/"),
    ("found", "reception", lambda _: "/can-bo/tim/?q=nguyen"),
    ("submitted", "reception", lambda town: page_of(town.submitted)),
    ("alarms", "reception", lambda _: "/can-bo/bao-dong/"),
    ("ringing", "reception", lambda town: page_of(town.ringing)),
    ("processing", "specialist", lambda town: page_of(town.processing)),
    ("proposed", "leader", lambda town: page_of(town.proposed)),
    ("ready", "reception", lambda town: page_of(town.ready)),
    ("refuse", "reception", lambda town: page_of(town.submitted, "viec/tu-choi/")),
    ("stop", "leader", lambda town: page_of(town.processing, "viec/dung/")),
    ("leading", "leader", lambda town: page_of(town.processing)),
    ("unpaid", "reception", lambda town: page_of(town.unpaid)),
    ("ended", "leader", lambda town: page_of(town.ended)),
    ("waiting", "reception", lambda town: page_of(town.waiting)),
    ("supplement", "reception", lambda town: f"/can-bo/quay/bo-sung/{town.waiting.code}/"),
    ("withdraw", "reception", lambda town: page_of(town.waiting, "viec/rut/")),
    ("none", "reception", lambda _: "/can-bo/ho-so/H56-000000-0000/"),
    ("unseen", "leader", lambda _: "/can-bo/ho-so/H56-000000-0000/"),
    ("break-glass", "leader", lambda _: "/can-bo/ho-so/H56-000000-0000/khan-cap/"),
    ("through-glass", "beside", lambda town: page_of(town.processing)),
    ("broken", "leader", lambda _: "/can-bo/khan-cap/"),
    ("register", "reception", lambda _: "/can-bo/so-theo-doi/"),
    ("tallies", "leader", lambda _: "/can-bo/thong-ke/"),
    ("explanations", "keeper", lambda _: "/can-bo/bao-ve-du-lieu/"),
    ("explanation", "keeper", lambda town: f"/can-bo/bao-ve-du-lieu/{town.asked.pk}/"),
    ("misuses", "leader", lambda _: "/can-bo/dung-sai-du-lieu/"),
    ("account", "reception", lambda _: "/tai-khoan/"),
    ("asked", "police", lambda _: "/can-bo/hoi-y-kien/"),
    ("consulted", "police", lambda town: page_of(town.processing)),
    ("delegations", "leader", lambda _: "/can-bo/giao-ky/"),
    ("covered", "deputy", lambda _: "/can-bo/muc/lam-thay/"),
    ("to-sign-for", "deputy", lambda _: "/can-bo/muc/cho-ky/"),
    ("proposed-to-deputy", "deputy", lambda town: page_of(town.proposed)),
]


@pytest.mark.parametrize(("name", "role", "address"), SCENES)
def test_screens(
    name: str, role: str, address: Callable[[Town], str], town: Town, sit: Sit
) -> None:
    for width in WIDTHS:
        own = {"beside", "keeper", "police", "deputy"}
        posting = getattr(town if role in own else town.who.cast, role)
        page = sit(posting, width, bypass_csp=True)
        page.goto(town.site + address(town), wait_until="networkidle")
        assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
        look_at(page, f"desk-{name}-{width}")


def test_a_leader_gives_signing_and_ends_it_and_what_was_typed_stays(town: Town, sit: Sit) -> None:
    """Without a script, on a phone; then a wrong form on both screens."""
    page = sit(town.who.cast.leader, 360, javascript=False)
    page.goto(town.site + "/can-bo/giao-ky/")
    page.get_by_label("Văn bản làm căn cứ").fill("QĐ 77")
    page.get_by_role("button", name="Ghi việc giao").click()
    assert page.get_by_label("Văn bản làm căn cứ").input_value() == "QĐ 77"
    assert page.get_by_role("alert").count() == 1
    for width in WIDTHS:
        page = sit(town.who.cast.leader, width, bypass_csp=True)
        page.goto(town.site + "/can-bo/giao-ky/")
        page.get_by_role("button", name="Ghi việc giao").click()
        look_at(page, f"desk-delegations-wrong-{width}")


def test_what_was_masked_is_shown_when_asked_for(town: Town, sit: Sit) -> None:
    for width in WIDTHS:
        page = sit(town.who.cast.specialist, width, bypass_csp=True)
        page.goto(town.site + page_of(town.processing))
        look_at(page, f"desk-masked-{width}")
        page.get_by_role("button", name="Hiện", exact=False).first.click()
        page.wait_for_load_state("networkidle")
        look_at(page, f"desk-shown-{width}")


def test_what_opens_and_what_is_refused(town: Town, sit: Sit) -> None:
    for width in WIDTHS:
        page = sit(town.who.cast.reception, width, bypass_csp=True)
        page.goto(town.site + page_of(town.submitted))
        page.locator("summary", has_text="Yêu cầu bổ sung").click()
        page.get_by_label("Quê quán").check()
        page.locator("details[open] button").click()
        assert page.get_by_label("Quê quán").is_checked()
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        look_at(page, f"desk-refused-{width}")


def test_the_second_of_two_sees_who_was_first(town: Town, sit: Sit) -> None:
    dossier = made(town.who)
    for width in WIDTHS:
        page = sit(town.who.cast.specialist, width)
        dossier = _processing(town.who, 0)
        page.goto(town.site + page_of(dossier))
        write_message(dossier, actor=town.who.mother, text="Tôi ghi nhầm ngày sinh.")
        page.get_by_text("Kèm lời nhắn").click()
        page.get_by_label("Lời nhắn người ký").fill("Đã đối chiếu.")
        page.get_by_role("button", name="Trình ký").click()
        assert page.get_by_text("Nguyễn Thị Hòa: Nhắn tin").is_visible()
        assert page.get_by_label("Lời nhắn người ký").input_value() == "Đã đối chiếu."
        picture(page, f"desk-conflict-{width}")


def test_an_hour_by_keys_alone(town: Town, sit: Sit) -> None:
    """From the queue to the returned result without a mouse."""
    code = str(town.walked.code)
    cast = town.who.cast

    def press(page: Page, *keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    def done(page: Page, words: str) -> None:
        told = page.locator(".notice.done")
        told.wait_for()
        assert words in told.inner_text() and code in told.inner_text()

    def open_by_keys(posting: Posting, slug: str) -> Page:
        page = sit(posting)
        page.goto(f"{town.site}/can-bo/muc/{slug}/")
        place = page.locator(".queue li > a").evaluate_all(
            f"all => all.findIndex(a => a.href.includes('{code}'))"
        )
        assert place >= 0
        press(page, *["j"] * (place + 1), "k", "j", "o") if place else press(page, "j", "o")
        page.wait_for_url(f"**/{code}/?muc={slug}")
        return page

    page = open_by_keys(cast.reception, "cho-tiep-nhan")
    press(page, "t", "Enter")
    done(page, "Đã tiếp nhận hồ sơ")
    page = open_by_keys(cast.specialist, "cho-phan-cong")
    press(page, "p", "Enter")
    done(page, "Đã phân công hồ sơ")
    page = open_by_keys(cast.specialist, "cua-toi")
    press(page, "t", "Enter")
    done(page, "Đã trình ký hồ sơ")
    page = open_by_keys(cast.leader, "cho-ky")
    press(page, "y", "Enter")
    done(page, "Đã ký duyệt hồ sơ")
    issue_result(town.walked)
    page = open_by_keys(cast.reception, "cho-tra")
    press(page, "r", "Enter")
    done(page, "Đã trả kết quả hồ sơ")
    assert Dossier.objects.get(pk=town.walked.pk).state == "returned"


def test_keys_can_be_put_away_and_letters_are_letters(town: Town, sit: Sit) -> None:
    page = sit(town.who.cast.reception)
    page.goto(f"{town.site}/can-bo/muc/cho-tiep-nhan/")
    page.keyboard.press("/")
    page.keyboard.type("jk o")
    assert page.locator("#find").input_value() == "jk o"
    page.locator("#keys").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "keys"
    page.reload()
    assert page.locator("#keys").get_attribute("aria-pressed") == "false"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_without_script_it_all_works(town: Town, sit: Sit) -> None:
    page = sit(town.who.cast.reception, javascript=False)
    dossier = made(town.who)
    page.goto(town.site + page_of(dossier))
    assert not page.locator("#keys").is_visible()
    page.get_by_role("button", name="Tiếp nhận").click()
    assert "Đã tiếp nhận hồ sơ" in page.locator(".notice.done").inner_text()


def test_papers_open_in_the_browser(town: Town, sit: Sit) -> None:
    page = sit(town.who.cast.reception)
    page.goto(town.site + page_of(town.submitted), wait_until="networkidle")
    photo, leaf = page.locator(".papers .photo"), page.locator(".papers .leaf").first
    assert photo.evaluate("picture => picture.naturalWidth") == 900
    leaf.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.papers .leaf').naturalWidth === 1100")
    page.goto(town.site + page_of(town.submitted, "giay-to/2/"))
    assert page.locator("img").evaluate("picture => picture.naturalWidth") == 900
