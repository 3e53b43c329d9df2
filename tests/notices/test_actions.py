import email
import email.policy
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django import Settings

from toantrinh.notices.actions import message_id, send_email
from toantrinh.notices.mailbox import FolderMailbox
from toantrinh.notices.models import Notice

pytestmark = pytest.mark.django_db
KEY = "dossier/01890a5d-ac96-774b-bcce-b302099a8057/4/applicant"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The mailbox on disk, empty."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = "toantrinh.notices.mailbox.FolderMailbox"
    return tmp_path / "mail"


def test_one_key_is_one_message(folder: Path) -> None:
    for _ in range(3):
        send_email(KEY, to="hoa@example.vn", subject="Hồ sơ\nđã nhận", body="Kính gửi …")
    (only,) = folder.glob("*.eml")
    told = email.message_from_bytes(only.read_bytes(), policy=email.policy.default)
    assert told["Subject"] == "Hồ sơ đã nhận"
    assert told["Message-ID"] == message_id(KEY)
    assert Notice.objects.get(key=KEY).sent_at is not None


def test_a_crash_after_sending_leaves_one_message(folder: Path) -> None:
    send_email(KEY, to="hoa@example.vn", subject="s", body="b")
    Notice.objects.update(sent_at=None)
    send_email(KEY, to="hoa@example.vn", subject="s", body="b")
    assert len(list(folder.iterdir())) == 1


def test_what_could_not_be_sent_is_sent_later(
    settings: Settings, tmp_path: Path, folder: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings.MAIL_FOLDER = blocked / "mail"
    with pytest.raises(NotADirectoryError):
        send_email(KEY, to="hoa@example.vn", subject="s", body="b")
    settings.MAIL_FOLDER = folder
    send_email(KEY, to="hoa@example.vn", subject="s", body="b")
    assert len(list(folder.glob("*.eml"))) == 1


def test_an_id_says_nothing_about_its_key() -> None:
    assert "dossier" not in message_id(KEY)
    assert message_id(KEY) != message_id(KEY + "x")


def test_the_mailbox_takes_any_number(folder: Path) -> None:
    messages = [
        EmailMessage("s", "b", to=["a@example.vn"], headers={"Message-ID": f"<{n}@example.vn>"})
        for n in range(3)
    ]
    assert FolderMailbox().send_messages(messages) == 3
    assert {place.name for place in folder.iterdir()} == {"0.eml", "1.eml", "2.eml"}
    assert mail.outbox == []
