"""Breaking the glass at the desk: offered where a dossier is not shown, reading only, reviewed."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import players as p
from tests.web.desk.conftest import SignIn, colleague, now_of, page_of, ready
from toantrinh.command.cast import governors
from toantrinh.dossiers import actions
from toantrinh.dossiers.consulting import Question, consult
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.word_models import Glass
from toantrinh.government.competence import agency_of_kind
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.actions import give_login, register_login
from toantrinh.people.models import LoginKind, Posting

WHY = {"reason": "danger", "words": "Người nộp đang cấp cứu ở bệnh viện tỉnh."}
OFFER = "Mở khẩn cấp"


@pytest.fixture
def beside(who: p.Players) -> Posting:
    """The leader of the commune beside."""
    return colleague("ben", "Hồ Thị Gấp", "14758.ubnd", "leader")


def address(dossier: Dossier) -> str:
    return page_of(dossier, "khan-cap/")


def opened(client: Client, dossier: Dossier) -> None:
    done = client.post(address(dossier), WHY)
    assert (done.status_code, done.headers.get("Location")) == (302, page_of(dossier))


def test_the_way_in_is_offered_where_a_look_up_fails(
    who: p.Players, beside: Posting, at_desk: SignIn
) -> None:
    dossier, client = p.processing(who), at_desk(beside)
    for path in (page_of(dossier), "/can-bo/ho-so/H56-000000-0000/"):
        page = client.get(path)
        assert page.status_code == 404
        assert f'href="{path}khan-cap/"' in page.text
    found = client.get(f"/can-bo/tim/?q={str(dossier.code).lower()}")
    assert f'href="{address(dossier)}"' in found.text
    assert OFFER not in client.get("/can-bo/tim/?q=hoa").text.partition("<footer")[0]


def test_posts_that_may_not_are_offered_nothing(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    for posting in (
        governors().administrator,
        colleague("canh", "Lý Văn Cạnh", "14758.ubnd", "specialist"),
    ):
        client = at_desk(posting)
        assert OFFER not in client.get(page_of(dossier)).text
        assert OFFER not in client.get(f"/can-bo/tim/?q={dossier.code}").text
        assert client.get(address(dossier)).status_code == 403
        assert client.post(address(dossier), WHY).status_code == 403


def test_reading_with_its_papers_and_no_act(
    who: p.Players, beside: Posting, at_desk: SignIn
) -> None:
    dossier, client = ready(who), at_desk(beside)
    opened(client, dossier)
    page = client.get(page_of(dossier))
    assert page.status_code == 200
    assert "chỉ để đọc" in page.text and "Nguyễn Thị Hòa" in page.text
    assert "/viec/" not in page.text and "/nhan/" not in page.text
    assert client.get(page_of(dossier, "ket-qua/")).status_code == 200
    for rest in ("viec/tra-ket-qua/", "nhan/"):
        done = client.post(page_of(dossier, rest), {"text": "Xin chào."})
        assert done.status_code == 403
    assert now_of(dossier).state == "ready" and not dossier.notes.filter(kind="message").exists()
    looks = Access.objects.filter(subject=dossier.stream(), actor=f"officer/{beside.officer_id}")
    assert {(look.basis, look.purpose) for look in looks} == {("break_glass", "break_glass")}
    with turned(Glass.objects.get().until):
        assert client.get(page_of(dossier)).status_code == 404
    # Meanwhile those who handle it see that somebody looked, and why.
    theirs = at_desk(who.cast.reception).get(page_of(dossier)).text
    assert "Mở khẩn cấp để xem" in theirs and WHY["words"] in theirs


def test_inner_words_are_for_who_answers_for_them_and_not_for_who_looks_in_an_emergency(
    who: p.Players, beside: Posting, at_desk: SignIn
) -> None:
    inner, asked = "Lời riêng trong cơ quan.", "Người này ở đâu?"
    dossier = actions.send_back(p.proposed(who), actor=who.leader, reason=inner)
    police = agency_of_kind("ca-xa", dossier.place, today())[0]
    question = Question(police, asked, now() + timedelta(days=2))
    consult(dossier, actor=who.specialist, questions=[question])
    # Of the agency beside, of this one, and of the province above.
    houses = ("14758.ubnd", "14797.ubnd", "38.ubnd")
    beyond, own, above = (
        colleague(f"dl-{key}", "Bùi Thị Dữ", key, "data_officer") for key in houses
    )
    for posting, within in ((beside, False), (beyond, False), (own, True), (above, True)):
        client = at_desk(posting)
        opened(client, dossier)
        page = client.get(page_of(dossier)).text
        assert "Lý do: Nguy hiểm đến tính mạng" in page and "Lê Minh An" in page
        for words in (inner, asked, "nội bộ"):
            assert (words in page) is within, (posting, words)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    who: p.Players, beside: Posting, at_desk: SignIn
) -> None:
    dossier, client = p.processing(who), at_desk(beside)
    for given, said in (
        ({"words": WHY["words"]}, WHY["words"]),
        ({"reason": "danger", "words": "gấp"}, "ít nhất 10 chữ"),
        ({"reason": "curious", "words": WHY["words"]}, WHY["words"]),
    ):
        page = client.post(address(dossier), given)
        assert page.status_code == 422 and said in page.text
    unknown = client.post("/can-bo/ho-so/H56-000000-0000/khan-cap/", WHY)
    assert unknown.status_code == 404 and WHY["words"] in unknown.text
    assert not Glass.objects.exists()


def test_supervisors_read_who_opened_what_and_why(
    who: p.Players, beside: Posting, at_desk: SignIn
) -> None:
    dossier = p.processing(who)
    opened(at_desk(beside), dossier)
    for posting, link in ((who.cast.leader, True), (governors().data_officer, False)):
        page = at_desk(posting).get("/can-bo/khan-cap/")
        for part in ("Hồ Thị Gấp", WHY["words"], "tính mạng", str(dossier.code)):
            assert part in page.text
        assert (f'href="{page_of(dossier)}"' in page.text) is link
        look = Access.objects.get(actor=f"officer/{posting.officer_id}", page="desk/broken")
        assert (look.basis, look.persons) == ("supervision", [dossier.applicant_id])
    far = colleague("xa", "Vũ Thị Xa", "00004.ubnd", "leader")
    assert "Hồ Thị Gấp" not in at_desk(far).get("/can-bo/khan-cap/").text
    assert at_desk(who.cast.specialist).get("/can-bo/khan-cap/").status_code == 403


def test_the_applicant_sees_it_in_the_story_and_among_the_looks(
    who: p.Players, beside: Posting, at_desk: SignIn
) -> None:
    dossier = p.processing(who)
    client = at_desk(beside)
    opened(client, dossier)
    client.get(page_of(dossier))
    user = register_login(actor=SYSTEM, username="me", kind=LoginKind.CITIZEN)
    give_login(who.cast.mother, actor=SYSTEM, user=user)
    mother = Client()
    mother.force_login(user)
    story = mother.get(f"/ho-so/{dossier.pk}/").text
    assert "mở khẩn cấp hồ sơ của bạn" in story and "Hồ Thị Gấp" in story
    assert WHY["words"] not in story
    looks = mother.get("/ai-da-xem/").text
    assert f"{beside.post.title}, {beside.post.agency.name}" in looks and "khẩn cấp" in looks
