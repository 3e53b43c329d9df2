import re
from typing import Any

import pytest
from django.test import Client

from tests.web.portal.conftest import Citizen, enter
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import draft_answers
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import register_person

pytestmark = pytest.mark.django_db
CODE = "1.001193"


def hidden(text: str) -> dict[str, str]:
    """The hidden inputs of a form page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def address(dossier: Dossier, page: str) -> str:
    return f"/ho-so/{dossier.pk}/to-khai/{page}/"


def stored(dossier: Dossier) -> dict[str, Any]:
    return draft_answers(Draft.objects.select_related("dossier__key").get(pk=dossier.pk))


def send(client: Client, where: str, **typed: str) -> Any:
    """Open a page and send it as a browser would."""
    text = client.get(where).content.decode()
    return client.post(where, {**hidden(text), **typed})


@pytest.fixture
def fresh(citizen: Citizen) -> Dossier:
    """A draft in which nothing was written yet."""
    answer = citizen.client.post(f"/thu-tuc/{CODE}/nop/")
    assert answer.status_code == 302
    dossier = Dossier.objects.get(applicant=citizen.person)
    assert answer["Location"] == address(dossier, "applicant")
    return dossier


APPLICANT = {
    "applicant_name": "Nguyễn Thị Hòa",
    "applicant_number": "003194000137",
    "applicant_commune": "14797",
    "applicant_relation": "mother",
    "applicant_phone": "",
    "applicant_email": "nguyen.thi.hoa@example.vn",
}


def test_what_the_state_knows_is_filled_in_with_its_source(
    citizen: Citizen, fresh: Dossier
) -> None:
    text = citizen.client.get(address(fresh, "applicant")).content.decode()
    assert 'value="Nguyễn Thị Hòa"' in text
    assert 'value="003194000137"' in text
    assert 'value="14797"' in text and "Phường Hạc Thành, Tỉnh Thanh Hóa" in text
    assert "Tài khoản định danh điện tử của bạn" in text
    assert "Bước 1 trên 7" in text


def test_a_page_is_kept_and_leads_to_the_next(citizen: Citizen, fresh: Dossier) -> None:
    answer = send(citizen.client, address(fresh, "applicant"), **APPLICANT)
    assert (answer.status_code, answer["Location"]) == (302, address(fresh, "child"))
    assert stored(fresh)["applicant_relation"] == "mother"


def test_what_is_wrong_is_told_and_all_that_was_typed_stays(
    citizen: Citizen, fresh: Dossier
) -> None:
    typed = {**APPLICANT, "applicant_name": "Hòa 2", "applicant_number": "12"}
    answer = send(citizen.client, address(fresh, "applicant"), **typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Cần sửa trước khi đi tiếp" in text and 'href="#id_applicant_name"' in text
    assert 'value="Hòa 2"' in text and 'value="12"' in text
    # It also outlives the browser.
    assert stored(fresh)["applicant_name"] == "Hòa 2"
    again = citizen.client.get(address(fresh, "applicant")).content.decode()
    assert 'value="Hòa 2"' in again


def test_a_day_that_is_none_stays_as_it_was_typed(citizen: Citizen, fresh: Dossier) -> None:
    day = {"child_birth_date_day": "31", "child_birth_date_month": "2"}
    answer = send(
        citizen.client, address(fresh, "child"), **day, child_birth_date_year="2026", child_name="A"
    )
    assert answer.status_code == 422
    text = citizen.client.get(address(fresh, "child")).content.decode()
    assert 'name="child_birth_date_day"\n             value="31"' in text
    assert 'name="child_birth_date_year"\n             value="2026"' in text


def test_an_emptied_answer_is_empty(citizen: Citizen, fresh: Dossier) -> None:
    send(citizen.client, address(fresh, "applicant"), **APPLICANT)
    send(citizen.client, address(fresh, "applicant"), **{**APPLICANT, "applicant_email": ""})
    assert stored(fresh)["applicant_email"] == ""
    text = citizen.client.get(address(fresh, "applicant")).content.decode()
    assert 'value="nguyen.thi.hoa@example.vn"' not in text


def test_answers_bring_new_questions_on_the_same_page(citizen: Citizen, fresh: Dossier) -> None:
    where = address(fresh, "mother")
    first = citizen.client.get(where).content.decode()
    assert "mother_name" not in first
    answer = citizen.client.post(where, {**hidden(first), "mother_known": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"{where}#id_mother_name")
    second = citizen.client.get(where).content.decode()
    assert 'name="mother_name"' in second and "Cần sửa" not in second
    lacking = citizen.client.post(where, {**hidden(second), "mother_known": "yes"})
    assert lacking.status_code == 422
    assert "Cần điền" in lacking.content.decode()
    none = citizen.client.post(where, {**hidden(second), "mother_known": "no"})
    assert none["Location"] == address(fresh, "father")


def test_an_answer_that_is_hidden_again_is_not_forgotten(citizen: Citizen, draft: Dossier) -> None:
    where = address(draft, "mother")
    send(citizen.client, where, mother_known="no")
    assert stored(draft)["mother_name"] == "Nguyễn Thị Hòa"
    text = citizen.client.get(where).content.decode()
    assert "mother_name" not in text


def test_a_second_window_sees_both_and_loses_nothing(citizen: Citizen, draft: Dossier) -> None:
    where = address(draft, "delivery")
    one = hidden(citizen.client.get(where).content.decode())
    two = hidden(citizen.client.get(where).content.decode())
    assert citizen.client.post(where, {**one, "result_delivery": "post"}).status_code == 302
    answer = citizen.client.post(where, {**two, "result_delivery": "desk", "copies": "3"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Qua bưu chính" in text and "Tại Bộ phận Một cửa" in text and 'value="3"' in text
    assert stored(draft)["result_delivery"] == "post"
    decided = citizen.client.post(where, {**hidden(text), "result_delivery": "desk", "copies": "3"})
    assert decided.status_code == 302
    assert (stored(draft)["result_delivery"], stored(draft)["copies"]) == ("desk", 3)


def test_going_back_and_sending_again_is_no_second_window(citizen: Citizen, draft: Dossier) -> None:
    where = address(draft, "delivery")
    sheet = hidden(citizen.client.get(where).content.decode())
    assert citizen.client.post(where, {**sheet, "result_delivery": "post"}).status_code == 302
    assert citizen.client.post(where, {**sheet, "result_delivery": "desk"}).status_code == 302
    assert stored(draft)["result_delivery"] == "desk"


def test_windows_on_different_pages_do_not_disturb_each_other(
    citizen: Citizen, draft: Dossier
) -> None:
    where = address(draft, "delivery")
    one = hidden(citizen.client.get(where).content.decode())
    send(citizen.client, address(draft, "mother"), mother_known="no")
    assert citizen.client.post(where, {**one, "result_delivery": "post"}).status_code == 302


def test_later_is_later(citizen: Citizen, fresh: Dossier) -> None:
    answer = send(citizen.client, address(fresh, "child"), child_name="Lê An", later="1")
    assert answer["Location"] == "/ho-so/"
    assert stored(fresh)["child_name"] == "Lê An"
    listed = citizen.client.get("/ho-so/").content.decode()
    assert "Đã lưu bản nháp" in listed and "Bản nháp" in listed
    assert citizen.client.get(f"/ho-so/{fresh.pk}/to-khai/")["Location"].endswith("applicant/")


def test_a_commune_is_looked_for_and_nothing_else_is_touched(
    citizen: Citizen, fresh: Dossier
) -> None:
    typed = {**APPLICANT, "applicant_name": "Đang gõ dở 1"}
    answer = send(
        citizen.client,
        address(fresh, "applicant"),
        **typed,
        applicant_commune_find="ham rong",
        find="applicant_commune",
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Phường Hàm Rồng, Tỉnh Thanh Hóa" in text and 'value="Đang gõ dở 1"' in text
    assert "applicant_name" not in stored(fresh)


def test_enter_in_the_box_looks_too(citizen: Citizen, fresh: Dossier) -> None:
    typed = {**APPLICANT, "applicant_commune": "", "applicant_commune_find": "hàm rồng"}
    text = send(citizen.client, address(fresh, "applicant"), **typed).content.decode()
    assert "Phường Hàm Rồng, Tỉnh Thanh Hóa" in text


def test_all_communes_of_a_province_are_one_list(citizen: Citizen, fresh: Dossier) -> None:
    answer = send(
        citizen.client,
        address(fresh, "applicant"),
        **APPLICANT,
        applicant_commune_province="38",
        find="applicant_commune",
    )
    text = answer.content.decode()
    assert 'id="id_applicant_commune_list"' in text
    assert text.count("Tỉnh Thanh Hóa</option>") > 100


@pytest.mark.parametrize("code", ["99999", "38", "x"])
def test_a_commune_that_is_none_is_refused(citizen: Citizen, fresh: Dossier, code: str) -> None:
    typed = {**APPLICANT, "applicant_commune": code}
    answer = send(citizen.client, address(fresh, "applicant"), **typed)
    assert answer.status_code == 422
    assert "Hãy chọn xã hoặc phường" in answer.content.decode()


def test_a_draft_that_was_handed_in_elsewhere_gives_the_words_back(
    citizen: Citizen, draft: Dossier
) -> None:
    where = address(draft, "child")
    sheet = hidden(citizen.client.get(where).content.decode())
    actions.submit(draft, actor=citizen.who.mother)
    answer = citizen.client.post(where, {**sheet, "child_name": "Lê Vừa Gõ"})
    assert answer.status_code == 409
    assert "Lê Vừa Gõ" in answer.content.decode()
    assert citizen.client.get(where)["Location"] == f"/ho-so/{draft.pk}/"


def test_strangers_find_nothing(citizen: Citizen, draft: Dossier) -> None:
    other = register_person(
        actor=SYSTEM, full_name="Trần Văn Lạ", personal_number="003090000777", synthetic=True
    )
    client = enter(other)
    for where in ("", "to-khai/", "to-khai/child/", "giay-to/", "xem-lai/", "bien-nhan/", "rut/"):
        assert client.get(f"/ho-so/{draft.pk}/{where}").status_code == 404
    assert client.post(address(draft, "child"), {"child_name": "Tôi"}).status_code == 404
    assert stored(draft)["child_name"] == "Lê Minh An"


def test_a_session_that_ended_keeps_what_was_typed(citizen: Citizen, draft: Dossier) -> None:
    where = address(draft, "child")
    sheet = hidden(citizen.client.get(where).content.decode())
    gone = Client()
    answer = gone.post(where, {**sheet, "child_name": "Lê Còn Nguyên"})
    assert answer.status_code == 302
    user = citizen.person.user
    assert user is not None
    gone.force_login(user)
    from urllib.parse import parse_qs, urlsplit

    held = parse_qs(urlsplit(answer["Location"]).query)["tiep"][0]
    text = gone.get(held).content.decode()
    assert "Lê Còn Nguyên" in text and where in text


def test_no_page_of_that_name(citizen: Citizen, draft: Dossier) -> None:
    assert citizen.client.get(address(draft, "nothing")).status_code == 404


def test_an_officer_is_no_citizen(citizen: Citizen) -> None:
    client = Client()
    client.force_login(citizen.who.cast.reception.officer.user)
    assert client.get("/ho-so/").status_code == 403
