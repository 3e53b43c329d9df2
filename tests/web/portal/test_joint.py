"""A joined dossier on its page: one place for all parts, each with who has it and until when."""

import pytest

from tests import players as p
from tests.dossiers.test_joining import _apart, decide, handed_in, who  # noqa: F401
from tests.web.portal.conftest import enter
from toantrinh.dossiers.joining import go_on
from toantrinh.dossiers.tasks import follow_up

pytestmark = pytest.mark.django_db


def test_the_parts_stand_on_the_page_of_the_whole(who: p.Players) -> None:  # noqa: F811
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


def test_the_worker_opens_parts_and_tells(who: p.Players) -> None:  # noqa: F811
    whole = handed_in(who, residence_wanted=False)
    decide(whole)
    last = whole.shares.get()
    follow_up(dossier=str(last.pk), seq=last.head_seq)
    assert go_on(last) == []
