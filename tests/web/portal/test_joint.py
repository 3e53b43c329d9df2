"""A joined dossier on its page: one place for all parts, each with who has it and until when."""

import pytest

from tests import players as p
from tests.joined import decide, handed_in, hands_of
from tests.web.portal.conftest import enter
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.tasks import follow_up
from toantrinh.journal.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def who() -> p.Players:
    return p.players()


def test_the_parts_stand_on_the_page_of_the_whole(who: p.Players) -> None:
    whole = handed_in(who)
    client = enter(who.cast.mother)
    before = client.get(f"/ho-so/{whole.pk}/").content.decode()
    assert "Các phần của hồ sơ" not in before
    (residence,) = decide(whole)
    page = client.get(f"/ho-so/{whole.pk}/").content.decode()
    assert "Đăng ký thường trú cho bé" in page
    assert "Cấp thẻ bảo hiểm y tế cho bé" in page
    assert str(residence.code) in page
    assert "Xong tất cả chậm nhất" in page
    assert "Bắt đầu khi có kết quả của phần trước" in page
    part = client.get(f"/ho-so/{residence.pk}/").content.decode()
    assert f"/ho-so/{whole.pk}/" in part
    # The list has one line for all of it.
    listed = client.get("/ho-so/").content.decode()
    assert str(whole.code) in listed
    assert str(residence.code) not in listed


def test_the_worker_opens_parts_after_each_act(who: p.Players) -> None:
    whole = handed_in(who)
    hands = hands_of(whole)
    actions.accept(whole, actor=hands.reception)
    work(whole, "accept")
    assert not whole.shares.exists()
    actions.assign(whole, actor=hands.specialist, officer=hands.officer)
    actions.propose(whole, actor=hands.specialist)
    actions.approve(whole, actor=hands.leader)
    assert not whole.shares.exists()
    work(whole, "approve")
    work(whole, "approve")
    assert [share.part for share in whole.shares.all()] == ["residence"]


def work(dossier: Dossier, action: str) -> None:
    """What the worker does after an act."""
    event = Event.objects.get(stream=dossier.stream(), action=action)
    follow_up(dossier=str(dossier.pk), seq=event.seq)
