"""A mandate's holder in the citizens' pages: for whom is said on each, and each look is kept."""

import pytest
from django.test import Client

from tests import players as p
from tests.mandates import people as who
from tests.web.portal.conftest import Citizen, enter
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import history
from toantrinh.journal.models import Access
from toantrinh.mandates import actions as mandates

pytestmark = pytest.mark.django_db

ACTING = "Bạn đang làm thay"


@pytest.fixture
def holder(citizen: Citizen) -> Client:
    return enter(who.person(who.GRANDMOTHER))


def _looks() -> list[tuple[str, list[str]]]:
    rows = Access.objects.order_by("position").values_list("page", "fields")
    return [(page, list(fields)) for page, fields in rows]


def test_a_holder_chooses_for_whom_and_hands_in(citizen: Citizen, holder: Client) -> None:
    assert "Nộp thay" not in holder.get(f"/thu-tuc/{who.BIRTH}/").content.decode()
    mandate = who.granted()
    page = holder.get(f"/thu-tuc/{who.BIRTH}/").content.decode()
    assert f"Nộp thay {who.MOTHER[0]}" in page
    begun = holder.post(f"/thu-tuc/{who.BIRTH}/nop/", {"uy_quyen": str(mandate.pk)})
    dossier = Dossier.objects.get()
    assert (dossier.applicant, dossier.mandate) == (citizen.person, mandate)
    form = holder.get(begun["Location"]).content.decode()
    # Who the mother is, is filled in; how she is reached is hers to tell.
    assert ACTING in form and who.MOTHER[1] in form
    assert f"Tài khoản định danh điện tử của {who.MOTHER[0]}" in form
    assert citizen.person.email not in form
    actor = who.acting(who.GRANDMOTHER)
    actions.save_draft(dossier, actor=actor, answers=p.whole_answers(citizen.who))
    attaching.attach(
        dossier, actor=actor, key="giay_chung_sinh", file=p.paper_file(), label="a.pdf"
    )
    assert ACTING in holder.get(f"/ho-so/{dossier.pk}/xem-lai/").content.decode()
    handed_in = holder.post(f"/ho-so/{dossier.pk}/nop/")
    receipt = holder.get(handed_in["Location"]).content.decode()
    assert f"{who.GRANDMOTHER[0]} nộp thay theo ủy quyền" in receipt
    assert {event.actor for event in history(dossier)} == {str(actor)}
    pages = [page for page, _fields in _looks()]
    assert pages == ["portal/form", "portal/review", "portal/receipt"]
    assert set(Access.objects.values_list("purpose", "basis")) == {
        (f"mandate/{mandate.pk.hex}", "mandate")
    }


def test_the_fields_of_each_look_are_kept(citizen: Citizen, holder: Client) -> None:
    who.granted()
    dossier = p.submitted(citizen.who)
    holder.get(f"/ho-so/{dossier.pk}/")
    holder.get(f"/ho-so/{dossier.pk}/giay-to/1/")
    assert _looks() == [
        ("portal/dossier", ["history", "messages", "standing"]),
        ("portal/paper", ["papers.giay_chung_sinh"]),
    ]


def test_ones_own_pages_are_no_looks_and_say_nothing_of_others(citizen: Citizen) -> None:
    dossier = p.submitted(citizen.who)
    page = citizen.client.get(f"/ho-so/{dossier.pk}/").content.decode()
    assert ACTING not in page and _looks() == []


def test_each_reads_who_did_what(citizen: Citizen, holder: Client) -> None:
    who.granted()
    dossier = p.submitted(citizen.who)
    write_message(dossier, actor=who.acting(who.GRANDMOTHER), text="Bà hỏi giúp.")
    hers = citizen.client.get(f"/ho-so/{dossier.pk}/").content.decode()
    assert f"{who.GRANDMOTHER[0]} nhắn cho người xử lý" in hers and "Theo ủy quyền." in hers
    assert f"{who.GRANDMOTHER[0]} nhắn" in hers and "Bạn nộp hồ sơ" in hers
    theirs = holder.get(f"/ho-so/{dossier.pk}/").content.decode()
    assert f"{who.MOTHER[0]} nộp hồ sơ" in theirs and "Bạn nhắn cho người xử lý" in theirs


def test_the_list_of_others_is_apart_and_a_look(citizen: Citizen, holder: Client) -> None:
    mandate = who.granted()
    dossier = p.submitted(citizen.who)
    assert dossier.code is not None
    assert dossier.code not in holder.get("/ho-so/").content.decode()
    listed = holder.get("/ho-so/lam-thay/").content.decode()
    assert dossier.code in listed and who.MOTHER[0] in listed
    assert _looks() == [("portal/held", ["applicant", "standing"])]
    mandates.end(mandate, actor=citizen.who.mother)
    assert dossier.code not in holder.get("/ho-so/lam-thay/").content.decode()
    assert len(_looks()) == 1


def test_ended_while_the_page_is_open_nothing_more_is_done(
    citizen: Citizen, holder: Client
) -> None:
    mandate = who.granted()
    dossier = p.submitted(citizen.who)
    assert holder.get(f"/ho-so/{dossier.pk}/").status_code == 200
    mandates.end(mandate, actor=citizen.who.mother)
    for path in ("", "rut/", "bien-nhan/", "giay-to/1/"):
        assert holder.get(f"/ho-so/{dossier.pk}/{path}").status_code == 404
    for path in ("rut/", "nhan/"):
        assert holder.post(f"/ho-so/{dossier.pk}/{path}", {"text": "x"}).status_code == 404
    assert [event.action for event in history(dossier)] == ["start", "submit"]


@pytest.mark.parametrize("named", ["x", "00000000-0000-7000-8000-000000000000"])
def test_a_mandate_that_is_not_theirs_begins_nothing(holder: Client, named: str) -> None:
    answer = holder.post(f"/thu-tuc/{who.BIRTH}/nop/", {"uy_quyen": named})
    assert (answer.status_code, Dossier.objects.exists()) == (404, False)
