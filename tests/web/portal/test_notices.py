"""Choosing how to be told, and seeing how far messages got."""

import pytest
from django.test import Client

from tests.simulators.messages.conftest import _two, two
from tests.web.portal.conftest import Citizen
from toantrinh.kernel.time import now
from toantrinh.notices.models import Channel, Notice, Stage
from toantrinh.notices.reaching import ways
from toantrinh.people.models import Person

pytestmark = pytest.mark.django_db
__all__ = ["_two", "two"]
PAGE = "/tin-bao/"


@pytest.mark.usefixtures("two")
def test_boxes_are_kept_as_ticked(citizen: Citizen) -> None:
    page = citizen.client.get(PAGE).content.decode()
    assert page.count("checked") == 2
    # Told in full to nobody, not even on one's own page.
    assert citizen.person.email not in page

    answer = citizen.client.post(PAGE, {"way": ["sms", "smoke signals"]})
    assert answer["Location"] == PAGE
    assert ways(citizen.person) == {Channel.SMS}
    assert citizen.client.get(PAGE).content.decode().count("checked") == 1

    citizen.client.post(PAGE, {})
    assert ways(citizen.person) == frozenset()


def test_without_providers_it_says_so(citizen: Citizen) -> None:
    assert "chưa nối với nhà cung cấp" in citizen.client.get(PAGE).content.decode()


def test_one_s_own_messages_only(citizen: Citizen) -> None:
    other = Person.objects.create(full_name="Đỗ Lạ", name_sort="do la", created_at=now())
    for number, person in enumerate((citizen.person, other)):
        Notice.objects.create(
            key=f"k{number}",
            channel=Channel.APP,
            person=person,
            created_at=now(),
            stage=Stage.DELIVERED,
        )
    page = citizen.client.get(PAGE).content.decode()
    assert page.count("đã đến máy") == 1


def test_a_stranger_signs_in_first(db: None) -> None:
    assert Client().get(PAGE).status_code in {302, 401, 403}
