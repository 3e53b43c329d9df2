import re

import pytest

from tests import players as p
from tests.web.portal.conftest import Citizen
from toantrinh.catalogue.authored import FOLDER, read_authored
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.states import State
from toantrinh.government.queries import agency
from toantrinh.web.portal.handing_in import square
from toantrinh.web.portal.procedure_words import ways

pytestmark = pytest.mark.django_db


def at(dossier: Dossier, page: str = "") -> str:
    return f"/ho-so/{dossier.pk}/{page}"


def test_the_last_look_shows_all_with_ways_back(citizen: Citizen, draft: Dossier) -> None:
    text = citizen.client.get(at(draft, "xem-lai/")).content.decode()
    for said in ("Lê Minh An", "Mẹ", "Phường Hạc Thành, Tỉnh Thanh Hóa", "giấy.pdf", "trong ngày"):
        assert said in text
    assert f"{at(draft, 'to-khai/child/')}?ve=xem-lai#id_child_name" in text
    assert "Ủy ban nhân dân phường Hạc Thành" in text
    assert f'action="{at(draft, "nop/")}"' in text


def test_mending_one_answer_leads_back_to_the_last_look(citizen: Citizen, draft: Dossier) -> None:
    where = at(draft, "to-khai/delivery/?ve=xem-lai")
    answer = citizen.client.post(where, {"asked": "result_delivery", "result_delivery": "desk"})
    # Without having seen the page, both versions are shown first.
    assert answer.status_code == 409
    from tests.web.portal.test_applying import send

    answer = send(citizen.client, where, result_delivery="desk")
    assert answer["Location"] == at(draft, "xem-lai/")


def test_what_is_missing_is_named_with_its_place(citizen: Citizen) -> None:
    dossier = p.drafted(citizen.who, child_name="", birth_proof="witness")
    text = citizen.client.get(at(dossier, "xem-lai/")).content.decode()
    assert f"{at(dossier, 'to-khai/child/')}?ve=xem-lai#id_child_name" in text
    assert "Còn thiếu: Văn bản của người làm chứng" in text
    assert f'action="{at(dossier, "nop/")}"' not in text
    answer = citizen.client.post(at(dossier, "nop/"))
    assert answer["Location"] == at(dossier, "xem-lai/")


def test_another_desk_is_found_by_words_kept_and_told(citizen: Citizen, draft: Dossier) -> None:
    where = at(draft, "noi-tiep-nhan/")
    text = citizen.client.get(where).content.decode()
    assert "(nơi thường lệ)" in text and "Hàm Rồng" not in text
    helps = {"support": "14797.ubnd", "desk": "38.ttpvhcc"}
    text = citizen.client.post(where, {"q": "ham rong", "find": "1", **helps}).content.decode()
    # What was chosen already stays while one looks on.
    assert re.search(r'value="14797.ubnd"\s+selected', text)
    assert re.search(r'value="38.ttpvhcc"\s+checked', text)
    assert 'value="14758.ttpvhcc"' in text
    text = citizen.client.post(where, {"q": "xyz", "find": "1"}).content.decode()
    assert "Không có Bộ phận Một cửa nào tên như vậy" in text
    # All of a province come as one list to roll through.
    assert (
        '<select id="desk"' in citizen.client.post(where, {"q": "", "find": "1"}).content.decode()
    )
    kept = citizen.client.post(where, {**helps, "desk": "14758.ttpvhcc"})
    assert kept["Location"] == at(draft, "xem-lai/")
    text = citizen.client.get(at(draft, "xem-lai/")).content.decode()
    assert "phường Hàm Rồng" in text and "Nơi hỗ trợ:" in text
    citizen.client.post(at(draft, "nop/"))
    text = citizen.client.get(at(draft)).content.decode()
    assert "phường Hàm Rồng" in text and "Nơi hỗ trợ" in text
    # The place was changed since: the last look says so and leads back, and nothing is handed in.
    moved = p.drafted(citizen.who)
    Draft.objects.filter(pk=moved.pk).update(desk=agency("01.ttpvhcc"))
    assert citizen.client.post(at(moved, "nop/"))["Location"] == at(moved, "xem-lai/")
    text = citizen.client.get(at(moved, "xem-lai/")).content.decode()
    assert "Hãy chọn nơi tiếp nhận khác" in text and f'action="{at(moved, "nop/")}"' not in text


def test_a_double_press_hands_in_once(citizen: Citizen, draft: Dossier) -> None:
    first, second = (citizen.client.post(at(draft, "nop/")) for _time in range(2))
    assert first["Location"] == second["Location"] == at(draft, "bien-nhan/")
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED and draft.revisions.count() == 1


def test_the_receipt_is_worth_printing(citizen: Citizen, draft: Dossier) -> None:
    citizen.client.post(at(draft, "nop/"))
    draft.refresh_from_db()
    text = citizen.client.get(at(draft, "bien-nhan/")).content.decode()
    assert draft.code and draft.code in text
    for said in ("Nguyễn Thị Hòa", "Giấy chứng sinh", "Tiếp theo là gì", 'class="square"'):
        assert said in text
    assert "Báo khi Bộ phận Một cửa tiếp nhận" in text
    actions.accept(draft, actor=citizen.who.reception)
    text = citizen.client.get(at(draft, "bien-nhan/")).content.decode()
    assert "hẹn trả kết quả" in text and "Báo khi" not in text


def test_a_draft_has_no_receipt(citizen: Citizen, draft: Dossier) -> None:
    assert citizen.client.get(at(draft, "bien-nhan/"))["Location"] == at(draft)
    assert citizen.client.get(at(draft))["Location"] == at(draft, "to-khai/")
    assert citizen.client.get(at(draft, "nop/")).status_code == 405


def test_the_square_carries_no_style_and_no_script() -> None:
    picture = square("https://vidu.vn/tra-cuu/?ma=H56-261123-0001")
    assert picture.startswith("<svg") and "viewBox" in picture
    assert "style" not in picture and "script" not in picture


def test_the_last_look_promises_the_limit_of_the_case() -> None:
    content = read_authored(FOLDER / "1.013225" / "procedure.yaml").content
    limits = {one.limit for work in ("house", "works") for one in ways(content, {"work": work})}
    assert limits == {"7 ngày làm việc", "10 ngày làm việc"}
