"""What an officer's password must be, and how its owner changes it."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from tests import players as p
from toantrinh.journal.models import Event
from toantrinh.people.models import Officer, User

pytestmark = pytest.mark.django_db
OLD, NEW = "nắng sớm trên sông Mã ", "trăng muộn đầu ghềnh đá"
ADDRESS = "/can-bo/mat-khau/"


@pytest.fixture
def officer() -> Officer:
    officer = p.players().cast.reception.officer
    officer.user.set_password(OLD)
    officer.user.save()
    return officer


def _entered(officer: Officer) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    return client


def _send(client: Client, current: str = OLD, new: str = NEW, again: str = NEW) -> str:
    sent = {"current": current, "password": new, "again": again}
    answer = client.post(ADDRESS, sent)
    assert answer.status_code in {302, 422}
    return str(answer.content.decode())


def test_a_new_password_holds_at_once_and_ends_other_sessions(officer: Officer) -> None:
    here, elsewhere = _entered(officer), _entered(officer)
    before = here.cookies["tt_session"].value
    assert elsewhere.get(ADDRESS).status_code == 200
    assert _send(here) == ""
    assert here.get(ADDRESS).status_code == 200
    assert here.cookies["tt_session"].value != before
    assert elsewhere.get(ADDRESS).status_code == 302
    user = User.objects.get(pk=officer.user_id)
    assert user.check_password(NEW) and not user.check_password(OLD)
    event = Event.objects.filter(stream=officer.stream()).order_by("-seq")[0]
    assert (event.action, event.payload) == ("change_password", {})


def test_the_present_password_is_asked_for_to_the_letter(officer: Officer) -> None:
    client = _entered(officer)
    assert "Mật khẩu đang dùng chưa đúng." in _send(client, current=OLD.strip())
    assert "Hai lần ghi chưa giống nhau." in _send(client, again=NEW + " ")
    assert User.objects.get(pk=officer.user_id).check_password(OLD)


def test_who_found_an_open_screen_does_not_guess_for_ever(officer: Officer) -> None:
    client = _entered(officer)
    for _ in range(5):
        text = _send(client, current="sai")
    assert "tạm khóa đến" in text
    assert "tạm khóa đến" in _send(client)


@pytest.mark.parametrize(
    "password",
    [
        "ngắn thôi",
        "123456789012",
        "passwordpassword",
        "1q2w3e4r5t6y",
        "Toàn Trình 2026",
        "dich-vu-cong-01!",
        "matkhau matkhau",
        "tiepnhan2026",
    ],
)
def test_what_others_try_first_is_refused(officer: Officer, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, officer.user)


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "chỉ chữ thường thôi",
        "ALLCAPITALLETTERSX",
        "con mèo ở Hà Nội ăn cá",
        "x y" * 40,
        "🐃" * 12,
    ],
)
def test_any_letters_will_do_and_any_length(officer: Officer, password: str) -> None:
    validate_password(password, officer.user)
    officer.user.set_password(password)
    assert officer.user.check_password(password)
    assert not officer.user.check_password(password[:-1])
