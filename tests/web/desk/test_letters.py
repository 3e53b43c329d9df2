"""Fees at the desk, and the signed letters that both sides read."""

import re

import pytest
from django.test import Client

from tests import players as p
from tests.issued import issue_last
from tests.web.desk.conftest import SignIn, now_of, page_of, ready
from tests.web.portal.conftest import enter
from toantrinh.dossiers import actions
from toantrinh.dossiers.stopping import stop

Sides = tuple[Client, Client]


def told(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_fee_is_asked_for_and_recorded_and_both_sides_see_it(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = p.submitted(who, copies=2)
    desk, mother = at_desk(who.cast.reception), enter(who.cast.mother)
    # What the version's fees come to stands there already.
    assert 'value="16000"' in told(desk, page_of(dossier))
    desk.post(page_of(dossier, "viec/yeu-cau-nop-phi/"), {"amount": 16000, "message": ""})
    waits = now_of(dossier)
    assert (waits.state, waits.holder) == ("unpaid", "applicant")
    page = told(mother, f"/ho-so/{dossier.pk}/")
    assert "16.000" in page and "chậm nhất ngày" in page
    wrong = desk.post(page_of(dossier, "viec/thu-phi/"), {"amount": 15000, "receipt": "BL-7"})
    assert wrong.status_code == 422 and "đúng bằng số đã yêu cầu" in wrong.content.decode()
    desk.post(page_of(dossier, "viec/thu-phi/"), {"amount": 16000, "receipt": "BL-7"})
    assert now_of(dossier).state == "submitted"
    page = told(desk, page_of(dossier))
    assert "BL-7" in page and "yeu-cau-nop-phi" not in page


@pytest.mark.usefixtures("own_files")
def test_a_letter_is_fetched_by_both_sides_and_tells_how_to_appeal(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = stop(p.processing(who), actor=who.leader, reason="Tòa án đang thụ lý.")
    letter = issue_last(dossier)
    office, mother = at_desk(who.cast.specialist), enter(who.cast.mother)
    assert letter.number in told(office, page_of(dossier))
    page = told(mother, f"/ho-so/{dossier.pk}/")
    assert letter.number in page and "khiếu nại" in page and "Tòa án đang thụ lý." in page
    for client, url in (
        (office, page_of(dossier, f"van-ban/{letter.code}/")),
        (mother, f"/ho-so/{dossier.pk}/van-ban/{letter.code}/"),
    ):
        assert client.get(url).content.startswith(b"%PDF")
    told(office, page_of(dossier, "van-ban/0000-0000-0000/"), 404)


def test_whoever_signs_is_told_that_it_is_a_refusal_and_the_applicant_not_before(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = actions.propose_denial(
        p.processing(who), actor=who.specialist, reason="Đã có giấy khai sinh."
    )
    leader, mother = at_desk(who.cast.leader), enter(who.cast.mother)
    assert "trình từ chối giải quyết" in told(leader, page_of(dossier))
    assert "Đã có giấy khai sinh." not in told(mother, f"/ho-so/{dossier.pk}/")


@pytest.mark.usefixtures("own_files")
def test_a_result_is_corrected_and_a_complaint_leads_to_a_linked_dossier(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = actions.return_result(ready(who), actor=who.reception)
    first = now_of(dossier).result
    office, leader = at_desk(who.cast.specialist), at_desk(who.cast.leader)
    mother, address = enter(who.cast.mother), page_of(dossier, "viec/de-nghi-dinh-chinh/")
    form = told(office, address)
    assert 'name="child_name"' in form and 'name="copies"' not in form
    stood = {"child_name": "Lê Minh An", "reason": "Sai tên."}
    typed = {**fields_of(form), **stood, "child_name": "Lê Minh Ân"}
    assert office.post(address, typed).status_code == 302
    page = told(leader, page_of(dossier))
    assert "<del>Lê Minh An</del>" in page and "<ins>Lê Minh Ân</ins>" in page
    assert leader.post(page_of(dossier, "viec/ky-dinh-chinh/"), {}).status_code == 302
    second = issue_last(dossier)
    assert first is not None and second.pk != first.pk
    for client, url in ((mother, f"/ho-so/{dossier.pk}/"), (office, page_of(dossier))):
        page = told(client, url)
        assert first.code in page and second.code in page and "đã thay bằng bản sau" in page
    assert f"/kiem-tra/{second.code}/" in told(Client(), f"/kiem-tra/{first.code}/")
    again = page_of(dossier, "viec/giai-quyet-lai/")
    assert leader.post(again, {"reason": "Khiếu nại đúng."}).status_code == 302
    fresh = dossier.reopened.get()
    assert str(fresh.code) in told(leader, page_of(dossier))
    assert str(dossier.code) in told(leader, page_of(fresh))
    assert str(fresh.code) in told(mother, f"/ho-so/{dossier.pk}/")
    page = told(mother, f"/ho-so/{fresh.pk}/")
    assert str(dossier.code) in page and "sau khiếu nại" in page


def fields_of(page: str) -> dict[str, str]:
    """What the boxes of a form hold."""
    boxes = re.findall(r'<input type="text" name="(\w+)"(?: value="([^"]*)")?', page)
    chosen = re.findall(r'<select name="(\w+)".*?<option value="(\w+)" selected', page, re.DOTALL)
    return dict([*boxes, *chosen])
