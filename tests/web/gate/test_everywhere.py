"""Signing out of one device, or of all."""

import pytest
from django.test import Client

from tests import players as p
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import give_login, register_login
from toantrinh.people.models import LoginKind, User

pytestmark = pytest.mark.django_db
MINE = "/ho-so/"


@pytest.fixture
def devices() -> tuple[Client, Client]:
    """Two devices on which the mother signed in."""
    who = p.players()
    user = register_login(actor=SYSTEM, username="mother", kind=LoginKind.CITIZEN)
    give_login(who.cast.mother, actor=SYSTEM, user=user)
    phone, computer = Client(), Client()
    for device in (phone, computer):
        device.force_login(User.objects.get(pk=user.pk))
        assert device.get(MINE).status_code == 200
    return phone, computer


def test_signing_out_here_leaves_the_other_device(devices: tuple[Client, Client]) -> None:
    phone, computer = devices
    phone.post("/dang-xuat/")
    assert phone.get(MINE).status_code == 302
    assert computer.get(MINE).status_code == 200


def test_signing_out_everywhere_ends_the_other_device(devices: tuple[Client, Client]) -> None:
    phone, computer = devices
    phone.post("/dang-xuat/", {"everywhere": "1"})
    assert phone.get(MINE).status_code == 302
    assert computer.get(MINE).status_code == 302


def test_one_may_sign_in_again_afterwards(devices: tuple[Client, Client]) -> None:
    phone, _computer = devices
    phone.post("/dang-xuat/", {"everywhere": "1"})
    phone.force_login(User.objects.get(username="mother"))
    assert phone.get(MINE).status_code == 200
