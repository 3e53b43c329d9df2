"""The check-list of papers: kept with who and when, asked for once, of no weight on new papers."""

import re
from datetime import timedelta

import pytest

from tests import players as p
from tests.web.desk.conftest import SignIn, colleague, now_of, page_of, sign_in
from toantrinh.dossiers import actions
from toantrinh.dossiers.checking import Found, check_papers, checks_of, holding, wanting
from toantrinh.dossiers.desk_models import PaperCheck, Verdict
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed
from toantrinh.kernel.time import now
from toantrinh.people.keys import erase_key
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
KEY = "giay_chung_sinh"
BLURRED = Found(Verdict.INVALID, "Ảnh mờ, không đọc được ngày sinh.")


@pytest.fixture
def who() -> p.Players:
    return p.players()


def events(dossier: Dossier) -> list[Event]:
    found = Event.objects.filter(stream=dossier.stream(), action="check_papers")
    return list(found.order_by("seq"))


def test_the_last_word_counts_and_the_same_twice_is_no_news(who: p.Players) -> None:
    dossier = p.processing(who)
    first = {KEY: BLURRED, "van_ban_uy_quyen": Found(Verdict.MISSING)}
    for _ in range(2):
        check_papers(dossier, actor=who.specialist, found=first)
    check_papers(dossier, actor=who.specialist, found={**first, KEY: Found(Verdict.VALID)})
    checks = checks_of(now_of(dossier))
    assert {key: each.verdict for key, each in checks.items()} == {
        KEY: Verdict.VALID,
        "van_ban_uy_quyen": Verdict.MISSING,
    }
    assert wanting(checks) == {"van_ban_uy_quyen": ""}
    told = events(dossier)
    assert [event.payload["papers"] for event in told] == [
        {KEY: "invalid", "van_ban_uy_quyen": "missing"},
        {KEY: "valid"},
    ]
    # Words lie sealed, and the event has none.
    assert "mờ" not in str(told[0].payload)
    assert "mờ".encode() not in bytes(PaperCheck.objects.get(number=1).sealed)


def test_what_is_wrong_is_refused_whole(who: p.Players) -> None:
    dossier = p.processing(who)
    for found in (
        {"khong_co": Found(Verdict.VALID)},
        {KEY: Found(Verdict.INVALID), "van_ban_uy_quyen": Found(Verdict.VALID)},
        {KEY: Found(Verdict.INVALID, "a" * 501)},
    ):
        with pytest.raises(Invalid):
            check_papers(dossier, actor=who.specialist, found=found)
    far = as_officer(colleague("xa", "Vũ Xa", "00004.ubnd", "specialist"))
    for actor in (who.mother, far):
        with pytest.raises(NotAllowed):
            check_papers(dossier, actor=actor, found={KEY: BLURRED})
    assert not PaperCheck.objects.exists() and not events(dossier)
    ended = actions.withdraw(p.submitted(who), actor=who.mother)
    with pytest.raises(Conflict):
        check_papers(ended, actor=who.reception, found={KEY: BLURRED})


def test_a_new_paper_is_unchecked_and_erased_words_are_gone(who: p.Players) -> None:
    dossier = p.processing(who)
    check_papers(dossier, actor=who.specialist, found={KEY: BLURRED})
    checks = checks_of(now_of(dossier))
    assert holding(checks, {KEY: now() - timedelta(days=1)}) == checks
    assert holding(checks, {KEY: now() + timedelta(days=1)}) == {}
    held = now_of(dossier)
    assert held.key
    erase_key(held.key)
    assert checks_of(now_of(dossier)) == {}


def test_the_page_keeps_what_was_ticked_and_asks_for_it_once(who: p.Players) -> None:
    dossier, client = p.processing(who), sign_in(who.cast.specialist)
    check = page_of(dossier, "kiem-tra/")
    untold = client.post(check, {f"giay-{KEY}": "invalid", "loi-other": "Chữ không có ô."})
    page = " ".join(untold.content.decode().split())
    assert untold.status_code == 422 and "Hãy chọn hợp lệ" not in page.partition("<form")[0]
    assert f'name="giay-{KEY}" value="invalid" checked>' in page
    unsaid = client.post(check, {f"giay-{KEY}": "invalid"})
    assert unsaid.status_code == 422 and "không hợp lệ ở điểm nào" in unsaid.content.decode()
    assert not events(dossier)
    given = {f"giay-{KEY}": "invalid", f"loi-{KEY}": BLURRED.words, "muc": "cua-toi"}
    done = client.post(check, given, follow=True)
    page = " ".join(done.content.decode().split())
    assert "Đã ghi kết quả kiểm tra giấy tờ." in page and "1 giấy cần bổ sung" in page
    assert f"Giấy chứng sinh: {BLURRED.words}</textarea>" in page
    assert f'name="papers" value="{KEY}"' in page.partition("checked")[0][-400:] or (
        f'value="{KEY}" id="ask_supplement-papers' in page
    )
    assert client.get(check).status_code == 302


def test_nobody_writes_over_what_another_just_found(who: p.Players) -> None:
    dossier = p.processing(who)
    shown = {"seen": str(dossier.head_seq)}
    check, mine = page_of(dossier, "kiem-tra/"), sign_in(who.cast.specialist)
    # What else happened meanwhile is no hindrance.
    write_message(dossier, actor=who.mother, text="Tôi gửi đủ rồi.")
    first = sign_in(who.cast.reception).post(check, {f"giay-{KEY}": "valid", **shown})
    assert first.status_code == 302
    given = {f"giay-{KEY}": "invalid", f"loi-{KEY}": BLURRED.words}
    late = mine.post(check, {**given, **shown})
    page = " ".join(late.content.decode().split())
    assert late.status_code == 422 and "Lê Văn Tiếp: Kiểm tra giấy tờ, lúc" in page
    assert BLURRED.words in page and checks_of(now_of(dossier))[KEY].verdict is Verdict.VALID
    again = re.search(r'name="seen" value="(\d+)"> <section class="paper"', page)
    assert again is not None
    assert mine.post(check, {**given, "seen": again[1]}).status_code == 302
    assert checks_of(now_of(dossier))[KEY].verdict is Verdict.INVALID


def test_who_only_sees_has_no_boxes(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    page = at_desk(who.cast.reception).get(page_of(dossier)).content.decode()
    # Reception handed it on and yet receives: the desk may still look into papers.
    assert f'name="giay-{KEY}"' in page
    returned = actions.withdraw(dossier, actor=who.mother)
    page = at_desk(who.cast.reception).get(page_of(returned)).content.decode()
    assert f'name="giay-{KEY}"' not in page


@pytest.fixture
def at_desk() -> SignIn:
    return sign_in
