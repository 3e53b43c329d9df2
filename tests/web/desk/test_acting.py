"""Each act through its page, and each way to be told no."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests import players as p
from tests.web.desk.conftest import SignIn, colleague, now_of, page_of, ready
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import history
from toantrinh.kernel.time import now, turned
from toantrinh.people.models import Posting

Maker = Callable[[p.Players], Dossier]

DONE: list[tuple[str, Maker, str, dict[str, object], str]] = [
    ("reception", p.submitted, "tiep-nhan", {}, "accepted"),
    ("reception", p.submitted, "tu-choi", {"reason": "Sai nơi nộp."}, "denied"),
    (
        "reception",
        p.submitted,
        "yeu-cau-bo-sung",
        {"papers": ["giay_chung_sinh"], "answers": ["child_origin"], "reason": "Ảnh mờ."},
        "incomplete",
    ),
    ("specialist", p.processing, "trinh-ky", {"message": "Đã đối chiếu."}, "proposed"),
    ("specialist", p.processing, "trinh-ky", {}, "proposed"),
    (
        "specialist",
        p.processing,
        "yeu-cau-bo-sung",
        {"answers": ["child_origin"], "reason": "Ghi đến cấp xã."},
        "supplementing",
    ),
    ("leader", p.proposed, "ky-duyet", {}, "ready"),
    ("leader", p.proposed, "tra-lai", {"reason": "Xem lại ngày sinh."}, "processing"),
    ("reception", ready, "tra-ket-qua", {}, "returned"),
    ("specialist", p.processing, "trinh-tu-choi", {"because": "not_proven"}, "proposed"),
    ("leader", p.processing, "dung", {"reason": "Tòa án đang thụ lý."}, "stopped"),
]
REFUSED: list[tuple[str, Maker, str, dict[str, object], str]] = [
    ("reception", p.submitted, "tu-choi", {"reason": "  "}, "Hãy chọn một lý do có sẵn"),
    ("reception", p.submitted, "yeu-cau-bo-sung", {"reason": "Mờ."}, "Hãy đánh dấu ít nhất"),
    (
        "reception",
        p.submitted,
        "yeu-cau-bo-sung",
        {"papers": ["other"], "reason": ""},
        "Hãy ghi điều này.",
    ),
    (
        "specialist",
        p.processing,
        "yeu-cau-bo-sung",
        {"papers": ["no_such"], "reason": "Mờ."},
        "no_such",
    ),
    ("leader", p.proposed, "tra-lai", {"reason": ""}, "Hãy chọn một lý do có sẵn"),
    ("leader", p.processing, "dung", {"reason": ""}, "Hãy chọn một lý do có sẵn"),
    ("leader", p.accepted, "phan-cong", {}, "Hãy chọn một câu trả lời."),
    ("leader", p.accepted, "phan-cong", {"officer": "x"}, "x"),
]
NOT_THEIRS: list[tuple[str, Maker, str, dict[str, object], int]] = [
    ("leader", p.submitted, "tiep-nhan", {}, 403),
    ("specialist", p.submitted, "tu-choi", {"reason": "Không được."}, 403),
    ("reception", p.processing, "trinh-ky", {"message": "Chữ đã gõ."}, 403),
    ("specialist", p.proposed, "ky-duyet", {}, 403),
    ("reception", p.accepted, "tiep-nhan", {}, 409),
    ("leader", p.processing, "ky-duyet", {}, 409),
    # A promise for the same day is too near to be moved.
    ("leader", p.processing, "hen-lai", {"working_days": 3, "reason": "Chữ đã gõ."}, 409),
    ("leader", p.processing, "tra-lai", {"reason": "Chữ đã gõ."}, 409),
]


def posting(who: p.Players, role: str) -> Posting:
    found: Posting = getattr(who.cast, role)
    return found


@pytest.mark.parametrize(("role", "make", "slug", "typed", "state"), DONE)
def test_an_act_is_done_and_told(
    role: str,
    make: Maker,
    slug: str,
    typed: dict[str, object],
    state: str,
    who: p.Players,
    at_desk: SignIn,
) -> None:
    dossier, client = make(who), at_desk(posting(who, role))
    page = client.get(page_of(dossier)).content.decode()
    assert f"viec/{slug}/" in page
    sent = client.post(
        page_of(dossier, f"viec/{slug}/"), {**typed, "seen": str(dossier.head_seq)}, follow=True
    )
    assert sent.redirect_chain == [(page_of(dossier), 302)]
    assert sent.status_code == 200
    assert now_of(dossier).state == state
    assert 'class="notice done"' in sent.content.decode()
    for text in (typed.get("reason"), typed.get("message")):
        note = dossier.notes.order_by("-number").first()
        assert text is None or (note is not None and note_text(note) == text)


@pytest.mark.parametrize(("role", "make", "slug", "typed", "told"), REFUSED)
def test_what_is_missing_is_told_and_what_was_typed_stays(
    role: str,
    make: Maker,
    slug: str,
    typed: dict[str, object],
    told: str,
    who: p.Players,
    at_desk: SignIn,
) -> None:
    dossier, client = make(who), at_desk(posting(who, role))
    sent = client.post(page_of(dossier, f"viec/{slug}/"), typed)
    page = sent.content.decode()
    assert sent.status_code == 422
    assert told in page and 'role="alert"' in page and "Cần sửa:" in page
    assert str(typed.get("reason", "")).strip() in page
    assert now_of(dossier).state == dossier.state
    if typed.get("papers") == ["other"]:
        assert 'value="other" id="ask_supplement-papers_5" checked' in page


def a_thursday_morning() -> datetime:
    """Ten o'clock in Việt Nam on the next one."""
    ahead = (3 - now().weekday()) % 7 or 7
    return (now() + timedelta(days=ahead)).replace(hour=3, minute=0)


@pytest.mark.parametrize(("role", "make", "slug", "typed", "status"), NOT_THEIRS)
def test_what_the_table_does_not_give_is_refused_with_the_words_kept(
    role: str,
    make: Maker,
    slug: str,
    typed: dict[str, object],
    status: int,
    who: p.Players,
    at_desk: SignIn,
) -> None:
    # In the afternoon it would be due on another day, and could be promised anew.
    with turned(a_thursday_morning()):
        dossier, client = make(who), at_desk(posting(who, role))
        page = client.get(page_of(dossier)).content.decode()
        assert f"viec/{slug}/" not in page
        sent = client.post(page_of(dossier, f"viec/{slug}/"), typed)
    after = sent.content.decode()
    assert sent.status_code == status
    assert "Chưa thực hiện được" in after
    assert all(str(text) in after for text in typed.values())
    assert now_of(dossier).state == dossier.state


def test_assigning_to_oneself_is_one_click(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.accepted(who), at_desk(who.cast.specialist)
    own = str(who.specialist.id)
    page = client.get(page_of(dossier)).content.decode()
    assert f'<option value="{own}" selected>' in page
    client.post(page_of(dossier, "viec/phan-cong/"), {"officer": own})
    after = now_of(dossier)
    assert (after.state, str(after.officer_id)) == ("processing", own)


def test_a_leader_hands_it_to_somebody_else(who: p.Players, at_desk: SignIn) -> None:
    other = colleague("hotich2", "Vũ Văn Tịch", "14797.ubnd", "specialist")
    dossier, client = p.processing(who), at_desk(who.cast.leader)
    page = client.get(page_of(dossier)).content.decode()
    assert "Chuyển người khác" in page and "Vũ Văn Tịch" in page
    client.post(page_of(dossier, "viec/phan-cong/"), {"officer": str(other.officer_id)})
    assert now_of(dossier).officer_id == other.officer_id
    history = client.get(page_of(dossier)).content.decode()
    assert "→ Vũ Văn Tịch" in history


def test_nobody_else_can_take_it_so_it_is_not_offered(who: p.Players, at_desk: SignIn) -> None:
    page = at_desk(who.cast.leader).get(page_of(p.processing(who))).content.decode()
    assert "viec/phan-cong/" not in page


def test_whoever_proposed_is_not_offered_to_sign(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.proposed(who), at_desk(who.cast.leader)
    Dossier.objects.filter(pk=dossier.pk).update(proposed_by=who.leader.id)
    assert "viec/ky-duyet/" not in client.get(page_of(dossier)).content.decode()
    sent = client.post(page_of(dossier, "viec/ky-duyet/"))
    assert sent.status_code == 409
    assert "Người trình không được tự ký duyệt" in sent.content.decode()


def test_nothing_is_returned_before_it_is_signed(who: p.Players, at_desk: SignIn) -> None:
    dossier = actions.approve(p.proposed(who), actor=who.leader)
    client = at_desk(who.cast.reception)
    page = client.get(page_of(dossier)).content.decode()
    assert "đang được ký số" in page and "viec/tra-ket-qua/" not in page
    assert client.post(page_of(dossier, "viec/tra-ket-qua/")).status_code == 409
    assert client.get(page_of(dossier, "ket-qua/")).status_code == 404


def test_refusing_asks_first_and_keeps_what_was_typed(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.submitted(who), at_desk(who.cast.reception)
    asked = client.get(page_of(dossier, "viec/tu-choi/"))
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "không mở lại được" in page and 'name="reason"' in page
    assert now_of(dossier).state == "submitted"
    assert client.get(page_of(dossier, "viec/tiep-nhan/")).status_code == 302
    assert client.get(page_of(dossier, "viec/khong-co/")).status_code == 404
    actions.accept(dossier, actor=who.reception)
    assert client.get(page_of(dossier, "viec/tu-choi/")).status_code == 302


def test_the_second_of_two_is_told_who_was_first(who: p.Players, at_desk: SignIn) -> None:
    second = colleague("tiepnhan2", "Vũ Thị Nhận", "14797.ttpvhcc", "reception")
    dossier, client = p.submitted(who), at_desk(second)
    seen = str(dossier.head_seq)
    actions.accept(dossier, actor=who.reception)
    sent = client.post(
        page_of(dossier, "viec/tu-choi/"), {"reason": "Thiếu giấy, xin xem.", "seen": seen}
    )
    page = sent.content.decode()
    assert sent.status_code == 409
    assert "Lê Văn Tiếp: Tiếp nhận, lúc" in page
    assert "Thiếu giấy, xin xem." in page
    assert "Được tiếp nhận" in page and "viec/tu-choi/?muc" not in page
    assert now_of(dossier).state == "accepted"


def test_a_lawful_act_on_what_others_changed_waits_for_a_second_look(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier, client = p.processing(who), at_desk(who.cast.specialist)
    stale = {"seen": str(dossier.head_seq), "message": "Đã đối chiếu."}
    write_message(dossier, actor=who.mother, text="Tôi ghi nhầm ngày sinh.")
    sent = client.post(page_of(dossier, "viec/trinh-ky/"), stale)
    page = sent.content.decode()
    assert sent.status_code == 409
    assert "Nguyễn Thị Hòa: Nhắn tin" in page
    assert "Tôi ghi nhầm ngày sinh." in page and "Đã đối chiếu." in page
    assert now_of(dossier).state == "processing"
    fresh = {"seen": str(now_of(dossier).head_seq), "message": "Đã đối chiếu."}
    assert client.post(page_of(dossier, "viec/trinh-ky/"), fresh).status_code == 302


def test_ones_own_words_do_not_make_a_page_stale(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.processing(who), at_desk(who.cast.specialist)
    seen = str(dossier.head_seq)
    client.post(page_of(dossier, "nhan/"), {"text": "Chào chị."})
    assert client.post(page_of(dossier, "viec/trinh-ky/"), {"seen": seen}).status_code == 302


def test_after_an_act_the_next_of_the_pile_comes(who: p.Players, at_desk: SignIn) -> None:
    first, second = p.submitted(who), p.submitted(who)
    client = at_desk(who.cast.reception)
    along = {"muc": "cho-tiep-nhan"}
    sent = client.post(page_of(first, "viec/tiep-nhan/"), along)
    assert sent.headers["Location"] == page_of(second, "?muc=cho-tiep-nhan")
    last = client.post(page_of(second, "viec/tiep-nhan/"), along, follow=True)
    assert last.redirect_chain == [("/can-bo/muc/cho-tiep-nhan/", 302)]
    told = last.content.decode()
    assert f'Đã tiếp nhận hồ sơ <a href="{page_of(second)}">{second.code}</a>.' in told


def test_an_act_needs_the_page_it_came_from(who: p.Players) -> None:
    dossier = p.submitted(who)
    client = Client(enforce_csrf_checks=True)
    client.force_login(who.cast.reception.officer.user)
    assert client.post(page_of(dossier, "viec/tiep-nhan/")).status_code == 403
    assert now_of(dossier).state == "submitted"


def test_a_listed_reason_is_enough_to_refuse(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.submitted(who), at_desk(posting(who, "reception"))
    page = page_of(dossier, "viec/tu-choi/")
    assert "Hồ sơ không thuộc thẩm quyền" in client.get(page).content.decode()
    unknown = client.post(page, {"because": "whim", "reason": "x"})
    assert unknown.status_code == 422
    sent = client.post(page, {"because": "not_competent", "reason": ""})
    assert sent.status_code == 302
    event = history(dossier).last()
    assert event is not None and event.payload["because"] == "not_competent"
    note = dossier.notes.get(number=event.payload["note"])
    assert note_text(note) == "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan."
