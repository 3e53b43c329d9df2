import pytest

from tests import players as p
from tests.web.portal.conftest import Citizen
from tests.web.portal.test_papers import upload
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(citizen: Citizen) -> Dossier:
    """A dossier that waits for a place of origin and a better paper."""
    return actions.ask_supplement(
        p.processing(citizen.who),
        actor=citizen.who.specialist,
        missing=["child_origin", "giay_chung_sinh"],
        reason="Ghi rõ quê quán đến cấp xã; ảnh giấy chứng sinh bị mờ.",
    )


def at(dossier: Dossier, page: str = "") -> str:
    return f"/ho-so/{dossier.pk}/{page}"


def test_what_is_asked_stands_first_and_alone(citizen: Citizen, asked: Dossier) -> None:
    page = citizen.client.get(at(asked)).content.decode()
    assert "Đến lượt bạn bổ sung" in page and at(asked, "bo-sung/") in page
    text = citizen.client.get(at(asked, "bo-sung/")).content.decode()
    assert "ảnh giấy chứng sinh bị mờ" in text
    assert 'name="child_origin"' in text and 'value="Thanh Hóa"' in text
    assert 'name="file_giay_chung_sinh"' in text and 'name="file_other"' in text
    assert "child_name" not in text
    everything = citizen.client.get(at(asked, "bo-sung/?tat-ca=1")).content.decode()
    assert 'name="child_name"' in everything


def test_what_was_mended_goes_back_to_whoever_asked(citizen: Citizen, asked: Dossier) -> None:
    answer = citizen.client.post(
        at(asked, "bo-sung/"),
        {
            "child_origin": "Phường Hạc Thành, Thanh Hóa",
            "file_giay_chung_sinh": upload(name="rõ hơn.png"),
            "message": "Đã chụp lại.",
        },
    )
    assert answer["Location"] == at(asked)
    asked.refresh_from_db()
    assert asked.state == State.PROCESSING
    assert answers_of(asked)["child_origin"] == "Phường Hạc Thành, Thanh Hóa"
    assert answers_of(asked)["child_name"] == "Lê Minh An"
    last = asked.papers.order_by("-number")[0]
    assert (last.label, last.revision) == ("rõ hơn.png", 2)
    page = citizen.client.get(at(asked)).content.decode()
    assert "Đã gửi bổ sung" in page and "Đã chụp lại." in page
    assert citizen.client.get(at(asked, "bo-sung/"))["Location"] == at(asked)


def test_a_refused_supplement_keeps_words_and_good_files(citizen: Citizen, asked: Dossier) -> None:
    answer = citizen.client.post(
        at(asked, "bo-sung/"),
        {"child_origin": "", "message": "Chờ em.", "file_other": upload(name="thêm.png")},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Cần điền" in text and "Chờ em." in text and "thêm.png" in text
    asked.refresh_from_db()
    assert asked.state == State.SUPPLEMENTING


@pytest.mark.parametrize("withdrawn", [False, True])
def test_who_comes_after_the_counter_is_told_who_and_keeps_their_words(
    withdrawn: bool, citizen: Citizen, asked: Dossier
) -> None:
    who = citizen.who
    if withdrawn:
        actions.withdraw(asked, actor=who.reception, reason="Chị Hòa đề nghị rút.")
    else:
        actions.supplement(asked, actor=who.reception, answers=p.whole_answers(who))
    typed = {"child_origin": "Chữ đã gõ", "message": "Gửi em."}
    answer = citizen.client.post(at(asked, "bo-sung/"), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    done = "Bạn rút hồ sơ tại quầy của" if withdrawn else "Bạn nộp bổ sung tại quầy của"
    assert "Cần sửa trước" not in text
    for part in (done, "Lê Văn Tiếp.", 'value="Chữ đã gõ"', "Gửi em."):
        assert part in text
    assert "Gửi bổ sung</button>" not in text
    asked.refresh_from_db()
    assert answers_of(asked).get("child_origin") != "Chữ đã gõ"


def test_everything_may_be_mended_at_once(citizen: Citizen, asked: Dossier) -> None:
    from toantrinh.catalogue.forms import Reading, typed_again
    from toantrinh.web.portal.sheets import Folder
    from toantrinh.web.portal.showing import words_of

    folder = Folder(asked, words_of(asked.version), answers_of(asked))
    assert isinstance(folder.reading, Reading)
    typed = typed_again(folder.content.fields(), folder.stored)
    answer = citizen.client.post(
        at(asked, "bo-sung/?tat-ca=1"), {**typed, "child_name": "Lê Minh Anh"}
    )
    assert answer.status_code == 302
    assert answers_of(asked)["child_name"] == "Lê Minh Anh"


def test_a_supplement_nobody_waits_for_is_a_conflict(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    assert citizen.client.post(at(dossier, "bo-sung/"), {}).status_code == 409


def test_withdrawing_asks_once_more(citizen: Citizen) -> None:
    dossier = p.processing(citizen.who)
    text = citizen.client.get(at(dossier, "rut/")).content.decode()
    assert "Rút hồ sơ này?" in text
    long = citizen.client.post(at(dossier, "rut/"), {"reason": "vì " * 3000})
    assert long.status_code == 422 and "vì vì" in long.content.decode()
    first, second = (
        citizen.client.post(at(dossier, "rut/"), {"reason": "Nộp nhầm nơi."}) for _time in range(2)
    )
    assert first["Location"] == second["Location"] == at(dossier)
    page = citizen.client.get(at(dossier)).content.decode()
    assert "Bạn đã rút hồ sơ" in page and "Nộp nhầm nơi." in page
    assert citizen.client.get(at(dossier, "rut/"))["Location"] == at(dossier)
