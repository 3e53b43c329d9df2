"""The queue: whose, in what order, how many, found how, logged how, at what cost."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import players as p
from tests.web.desk.conftest import SignIn, colleague, page_of, ready
from toantrinh.command.cast import governors
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import now
from toantrinh.people.actions import appoint
from toantrinh.people.models import Posting
from toantrinh.web.desk.queue import SIZE

PILES = [
    ("reception", p.submitted, "cho-tiep-nhan"),
    ("specialist", p.accepted, "cho-phan-cong"),
    ("leader", p.accepted, "cho-phan-cong"),
    ("specialist", p.processing, "cua-toi"),
    ("leader", p.proposed, "cho-ky"),
    ("reception", ready, "cho-tra"),
    ("reception", p.processing, "dang-giai-quyet"),
]


def posting(who: p.Players, role: str) -> Posting:
    found: Posting = getattr(who.cast, role)
    return found


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("role", "make", "slug"), PILES)
def test_each_pile_shows_what_waits_there(
    role: str, make: object, slug: str, who: p.Players, at_desk: SignIn
) -> None:
    assert callable(make)
    dossier, client = make(who), at_desk(posting(who, role))
    page = text_of(client, f"/can-bo/muc/{slug}/")
    assert f'href="{page_of(dossier)}?muc={slug}"' in page
    assert "Nguyễn Thị Hòa" in page
    tab = re.search(
        rf'<a href="/can-bo/muc/{slug}/"\s+aria-current="page">[^<]*<b[^>]*>(\d+)', page
    )
    assert tab and tab.group(1) == "1"


def test_one_s_own_work_may_lie_by_what_its_step_is_due(who: p.Players, at_desk: SignIn) -> None:
    """Due soon as a whole with a long step, and due late with a short one."""
    made, moment = [p.processing(who) for _ in range(4)], now()
    days = ((1, 9), (8, 2), (9, -1), (3, None))
    for dossier, (whole, step) in zip(made, days, strict=True):
        Dossier.objects.filter(pk=dossier.pk).update(
            due_at=moment + timedelta(days=whole),
            step_due_at=None if step is None else moment + timedelta(days=step),
        )
    client = at_desk(who.cast.specialist)

    def order(address: str) -> list[int]:
        page = text_of(client, address)
        codes = re.findall(r'name="chon" value="([^~]+)~', page)
        return [[str(one.code) for one in made].index(code) for code in codes]

    pile = "/can-bo/muc/cua-toi/"
    page = text_of(client, pile)
    assert order(pile) == [0, 3, 1, 2] and f'href="{pile}?xep=buoc"' in page
    assert order(f"{pile}?xep=buoc") == [2, 1, 0, 3]
    by_step = text_of(client, f"{pile}?xep=buoc&han=later")
    assert "Xếp theo hạn trả" in by_step and f'href="{pile}?han=later"' in by_step
    assert order(f"{pile}?xep=buoc&han=later") == [2, 1]
    # So may all that goes on; nothing runs where the citizen is waited for, or where it is over.
    leader, going = at_desk(who.cast.leader), "/can-bo/muc/dang-giai-quyet/"
    assert f'href="{going}?xep=buoc"' in text_of(leader, going)
    found = re.findall(r'href="/can-bo/ho-so/([^/]+)/', text_of(leader, f"{going}?xep=buoc"))
    assert [[str(one.code) for one in made].index(code) for code in found] == [2, 1, 0, 3]
    for slug in ("cho-nguoi-dan", "da-xong"):
        assert "xep=buoc" not in text_of(leader, f"/can-bo/muc/{slug}/")


def test_the_desk_opens_where_work_lies(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.reception)
    assert client.get("/can-bo/").headers["Location"] == "/can-bo/muc/cho-tiep-nhan/"
    ready(who)
    assert client.get("/can-bo/").headers["Location"] == "/can-bo/muc/cho-tra/"


def test_nobody_has_the_piles_of_another_post(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.leader)
    for slug in ("cho-tiep-nhan", "cua-toi", "khong-co"):
        assert client.get(f"/can-bo/muc/{slug}/").status_code == 404


def test_ended_and_waiting_dossiers_are_found_too(who: p.Players, at_desk: SignIn) -> None:
    waiting = actions.ask_supplement(
        p.submitted(who), actor=who.reception, missing=["other"], reason="Mờ."
    )
    ended = actions.refuse(p.submitted(who), actor=who.reception, reason="Sai nơi nộp.")
    client = at_desk(who.cast.reception)
    assert str(waiting.code) in text_of(client, "/can-bo/muc/cho-nguoi-dan/")
    assert str(ended.code) in text_of(client, "/can-bo/muc/da-xong/")


def test_days_left_are_said_in_words(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = p.accepted(who), at_desk(who.cast.leader)
    Dossier.objects.filter(pk=dossier.pk).update(due_at="2026-01-05T10:00:00Z")
    page = text_of(client, "/can-bo/muc/dang-giai-quyet/")
    assert re.search(r'class="chip late">quá hạn \d+ ngày làm việc<', page)
    assert re.search(r'<li class="late">\s*<a href="[^"]+"><b>1</b> quá hạn', page)


def test_empty_piles_say_so(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.reception)
    assert "Không còn hồ sơ nào ở đây" in text_of(client, "/can-bo/muc/cho-tiep-nhan/")
    assert "Không có hồ sơ nào khớp" in text_of(client, "/can-bo/tim/?q=zzz")


def test_search_finds_by_name_and_code_and_opens_all_states(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = actions.refuse(p.submitted(who), actor=who.reception, reason="Sai nơi nộp.")
    client = at_desk(who.cast.reception)
    for typed in ("nguyen hoa", str(dossier.code), "1"):
        page = text_of(client, f"/can-bo/tim/?q={typed}")
        assert f'href="{page_of(dossier)}"' in page and f'value="{typed}"' in page
    assert "&lt;b&gt;" in text_of(client, "/can-bo/tim/?q=%3Cb%3E")


def test_another_communes_officer_sees_nothing(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.accepted(who)
    client = at_desk(colleague("xa-khac", "Vũ Xa", "00004.ubnd", "leader"))
    for address in ("muc/dang-giai-quyet/", f"tim/?q={dossier.code}", "tim/?q=hoa"):
        page = text_of(client, f"/can-bo/{address}")
        assert "Nguyễn Thị Hòa" not in page and f'href="{page_of(dossier)}"' not in page


def test_a_citizen_and_a_stranger_have_no_desk(who: p.Players) -> None:
    response = Client().get("/can-bo/muc/cho-tiep-nhan/")
    assert response.status_code == 302 and "dang-nhap" in response.headers["Location"]


def test_who_holds_two_posts_goes_over_by_a_button(who: p.Players, at_desk: SignIn) -> None:
    officer = who.cast.reception.officer
    leading = appoint(officer, actor=SYSTEM, post=who.cast.leader.post, since=date(2025, 8, 1))
    client = at_desk(who.cast.reception)
    page = text_of(client, "/can-bo/muc/cho-tiep-nhan/")
    assert f'name="vi_tri" value="{leading.pk}"' in " ".join(page.split())
    moved = client.post("/can-bo/vi-tri/", {"vi_tri": str(leading.pk)}, follow=True)
    assert moved.redirect_chain[-1][0] == "/can-bo/muc/cho-phan-cong/"
    assert "Lãnh đạo" in moved.content.decode()


def test_one_row_keeps_whose_names_were_shown(who: p.Players, at_desk: SignIn) -> None:
    p.submitted(who)
    p.submitted(who)
    client = at_desk(who.cast.reception)
    client.get("/can-bo/muc/cho-tiep-nhan/")
    [seen] = Access.objects.filter(actor=str(who.reception))
    assert (seen.page, seen.purpose) == ("desk/queue", "handling")
    assert seen.persons == [who.cast.mother.pk]
    client.get("/can-bo/muc/cho-tra/")
    assert Access.objects.filter(actor=str(who.reception)).count() == 1


def test_leafing_shows_each_once(who: p.Players, at_desk: SignIn) -> None:
    made = {str(p.submitted(who).code) for _ in range(SIZE + 3)}
    client = at_desk(who.cast.reception)
    address, met = "/can-bo/muc/cho-tiep-nhan/", list[str]()
    while address:
        page = text_of(client, address)
        met += re.findall(r'href="/can-bo/ho-so/([^/]+)/\?muc', page)
        following = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = f"/can-bo/muc/cho-tiep-nhan/{following.group(1)}" if following else ""
    assert len(met) == SIZE + 3 and set(met) == made
    assert "Đầu danh sách" in page


@pytest.mark.usefixtures("by_one_load")
def test_the_page_costs_the_same_for_many(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.leader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/can-bo/muc/dang-giai-quyet/").status_code == 200
        return len(asked)

    for _ in range(5):
        p.processing(who)
    client.get("/can-bo/muc/dang-giai-quyet/")
    few = cost()
    for _ in range(45):
        p.processing(who)
    assert cost() == few
    assert few <= 14


def test_who_governs_has_no_piles(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    first = {
        governors().administrator: "/can-bo/tim/",
        governors().data_officer: "/can-bo/bao-ve-du-lieu/",
    }
    for posting, where in first.items():
        client = at_desk(posting)
        home = client.get("/can-bo/", follow=True)
        assert home.redirect_chain == [(where, 302)]
        assert "/can-bo/muc/" not in home.content.decode()
        for address in ("/can-bo/muc/dang-giai-quyet/", page_of(dossier)):
            assert client.get(address).status_code == 404
        found = text_of(client, f"/can-bo/tim/?q={dossier.code}")
        assert f'href="{page_of(dossier)}"' not in found
