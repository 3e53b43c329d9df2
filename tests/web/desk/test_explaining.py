"""The data officer's pages: what is due first, the facts of the look, one answer."""

from datetime import timedelta

import pytest

from tests import players as p
from tests.web.desk.conftest import SignIn
from toantrinh.command.cast import governors
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Access
from toantrinh.kernel.time import turned
from toantrinh.people.models import Posting
from toantrinh.protection.actions import ask
from toantrinh.protection.models import Explanation

QUEUE = "/can-bo/bao-ve-du-lieu/"


@pytest.fixture
def dossier(who: p.Players) -> Dossier:
    return p.processing(who)


@pytest.fixture
def asked(who: p.Players, dossier: Dossier) -> Explanation:
    log_look(
        dossier,
        actor=who.specialist,
        page="looked",
        fields=["applicant", "answers.child_name"],
        masked=["number"],
    )
    return ask(Access.objects.get(page="looked"), actor=who.mother, words="Vì sao xem đêm?")


@pytest.fixture
def keeper(who: p.Players) -> Posting:
    return governors().data_officer


def test_the_queue_is_where_a_data_officer_begins(
    asked: Explanation, keeper: Posting, at_desk: SignIn
) -> None:
    client = at_desk(keeper)
    assert client.get("/can-bo/")["Location"] == QUEUE
    page = client.get(QUEUE).content.decode()
    assert "Nguyễn Thị Hòa" in page and f"{QUEUE}{asked.pk}/" in page
    assert "Vì sao xem đêm" not in page
    with turned(asked.due_at + timedelta(hours=2)):
        assert "trễ 2 giờ" in client.get(QUEUE).content.decode().replace("\u00a0", " ")
    seen = Access.objects.filter(page="desk/explanations").first()
    assert seen is not None and (seen.basis, seen.persons) == ("explanation", [asked.person_id])


def test_the_page_has_the_facts_and_takes_one_answer(
    dossier: Dossier, asked: Explanation, keeper: Posting, at_desk: SignIn
) -> None:
    client, where = at_desk(keeper), f"{QUEUE}{asked.pk}/"
    page = client.get(where).content.decode()
    for fact in ("Phạm Thị Tịch", str(dossier.code), "Họ, chữ đệm, tên của bé", "Vì sao xem đêm?"):
        assert fact in page
    assert "số định danh" in page and "đã che" in page
    assert client.post(f"{where}da-nhan/")["Location"] == where
    assert "Đã nhận, đang xem xét</button>" not in client.get(where).content.decode()
    again = client.post(f"{where}da-nhan/")
    assert again.status_code == 409
    empty = client.post(where, {"text": ""})
    assert empty.status_code == 422 and "errorlist" in empty.content.decode()
    assert client.post(where, {"text": "Chị Tịch thụ lý.", "misuse": "on"})["Location"] == QUEUE
    page = client.get(where).content.decode()
    assert "Chị Tịch thụ lý." in page and "<textarea" not in page
    late = client.post(where, {"text": "Câu trả lời thứ hai."})
    assert late.status_code == 409
    assert "sai mục đích" in client.get(QUEUE).content.decode()


def test_leaders_read_what_was_a_misuse(
    who: p.Players, asked: Explanation, keeper: Posting, at_desk: SignIn
) -> None:
    leader = at_desk(who.cast.leader)
    where = "/can-bo/dung-sai-du-lieu/"
    assert "Chưa có lần xem nào" in leader.get(where).content.decode()
    at_desk(keeper).post(f"{QUEUE}{asked.pk}/", {"text": "Không có việc.", "misuse": "on"})
    page = leader.get(where).content.decode()
    assert "Phạm Thị Tịch" in page and "Mai Thị Giữ" in page
    assert (
        where in leader.get("/can-bo/").content.decode()
        or where in leader.get("/can-bo/", follow=True).content.decode()
    )
    assert at_desk(who.cast.specialist).get(where).status_code == 403


def test_who_looked_is_not_the_one_to_explain(
    who: p.Players, dossier: Dossier, keeper: Posting, at_desk: SignIn
) -> None:
    from toantrinh.people.queries import as_officer

    log_look(dossier, actor=as_officer(keeper), page="own", fields=["applicant"])
    asked = ask(Access.objects.get(page="own"), actor=who.mother)
    client = at_desk(keeper)
    page = client.get(f"{QUEUE}{asked.pk}/").content.decode()
    assert "Chính bạn là người đã xem" in page and "<textarea" not in page
    assert client.post(f"{QUEUE}{asked.pk}/", {"text": "Tôi."}).status_code == 409
