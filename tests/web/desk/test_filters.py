"""Narrowing a pile, and the filters that officers keep for themselves and for all."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests import players as p
from tests.web.desk.conftest import SignIn, colleague
from toantrinh.dossiers import sifting
from toantrinh.dossiers.desk_models import SavedFilter
from toantrinh.dossiers.desk_queries import listing_of
from toantrinh.dossiers.filtering import Band, Filter, band_of
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile
from toantrinh.dossiers.sifting import sift
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import now

GOING = "/can-bo/muc/dang-giai-quyet/"


def narrowed(who: p.Players, **given: str) -> set[object]:
    asked = Filter.read({name.replace("_", "-"): value for name, value in given.items()})
    listing = listing_of(Pile.GOING, actor=who.leader)
    served, rest = asked.parts(listing.order, who.leader)
    return {row.pk for row in sift(listing.narrowed(served), rest, size=9).rows}


def test_each_criterion_narrows(who: p.Players) -> None:
    dossier, other = p.processing(who), p.accepted(who)
    moment = now()
    for each, due in ((dossier, moment - timedelta(days=1)), (other, moment + timedelta(days=9))):
        Dossier.objects.filter(pk=each.pk).update(due_at=due)
    only, both = {dossier.pk}, {dossier.pk, other.pk}
    procedure = dossier.version.procedure.code
    assert narrowed(who) == narrowed(who, thu_tuc=procedure, kenh="online") == both
    assert narrowed(who, noi=dossier.place) == narrowed(who, co_quan="own") == both
    assert narrowed(who, buoc="processing") == narrowed(who, han="late") == only
    assert narrowed(who, can_bo=str(who.specialist.id)) == only
    assert narrowed(who, han="later") == both - only
    for nothing in (
        {"thu_tuc": "1.000000"},
        {"kenh": "post"},
        {"han": "today"},
        {"can_bo": str(new_id())},
    ):
        assert narrowed(who, **nothing) == set()
    # What is spelled wrongly narrows nothing.
    assert narrowed(who, buoc="x", kenh="x", han="x", can_bo="x", noi="x", co_quan="x") == both


@pytest.mark.parametrize("hours", [-1, 1, 30, 24 * 9])
def test_a_line_stands_in_the_band_that_the_filter_finds(who: p.Players, hours: int) -> None:
    dossier, moment = p.processing(who), now()
    due = moment + timedelta(hours=hours)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=due)
    found = {band for band in Band if narrowed(who, han=band.value)}
    assert found == {band_of(due, moment)}


def test_a_rare_filter_says_how_far_it_looked_and_leads_on(
    who: p.Players, at_desk: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sifting, "MOST", 8)
    made = [p.accepted(who) for _ in range(4)]
    Dossier.objects.filter(pk=made[-1].pk).update(channel="post", due_at=now() + timedelta(days=9))
    client, address, pages = at_desk(who.cast.leader), f"{GOING}?kenh=post", 0
    while str(made[-1].code) not in (page := client.get(address).text):
        assert "Đã tìm đến mốc" in page and "Chưa thấy hồ sơ nào khớp" in page
        assert "Không có hồ sơ nào khớp bộ lọc" not in page
        found = re.search(r'rel="next"\s+href="([^"]+)"\s+accesskey="\]">\s+Tìm tiếp', page)
        assert found and pages < 9
        address, pages = f"{GOING}{unescape(found[1])}", pages + 1
        assert "kenh=post" in address
    assert pages
    assert "Không có hồ sơ nào khớp bộ lọc" in client.get(f"{GOING}?kenh=post&han=late").text


def test_a_filter_is_kept_shared_and_removed(who: p.Players, at_desk: SignIn) -> None:
    p.processing(who)
    leader = at_desk(who.cast.leader)
    page = leader.get(f"{GOING}loc/").content.decode()
    assert who.cast.specialist.officer.full_name in page
    asked = {"han": "late", "buoc": "processing", "name": "Trễ", "shared": "on"}
    answer = leader.post(f"{GOING}loc/", asked)
    assert answer.headers["Location"] == f"{GOING}?buoc=processing&han=late"
    narrowed_page = leader.get(answer.headers["Location"]).content.decode()
    assert "Không có hồ sơ nào khớp bộ lọc" in narrowed_page
    assert 'aria-current="true">Trễ</a>' in " ".join(narrowed_page.split())
    colleagues = at_desk(who.cast.specialist)
    assert ">Trễ</a>" in colleagues.get("/can-bo/muc/cua-toi/").content.decode()
    far = at_desk(colleague("xa", "Vũ Xa", "00004.ubnd", "leader"))
    assert ">Trễ</a>" not in far.get(GOING).content.decode()
    [kept] = SavedFilter.objects.all()
    away = f"{GOING}loc/{kept.pk}/xoa/"
    assert colleagues.post(away).status_code == far.post(away).status_code == 404
    assert leader.post(away).status_code == 302 and not SavedFilter.objects.exists()


def test_what_cannot_be_kept_says_why(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.leader)
    answer = client.post(f"{GOING}loc/", {"name": "Không lọc"})
    assert answer.status_code == 422 and "chưa lọc gì" in answer.content.decode()
    only = client.post(f"{GOING}loc/", {"kenh": "online", "name": ""})
    assert only.headers["Location"] == f"{GOING}?kenh=online"
    assert not SavedFilter.objects.exists()
