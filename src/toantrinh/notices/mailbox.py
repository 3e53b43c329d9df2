"""A mailbox on disk, for demo and tests: one file a message, whole or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderMailbox(BaseEmailBackend):
    """Django's mail backend that writes `<id>.eml` into MAIL_FOLDER; the same id is one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            content = message.message().as_bytes()
            name = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
            draft = folder / f".{name}.{os.getpid()}"
            draft.write_bytes(content)
            draft.replace(folder / f"{name}.eml")
        return len(email_messages)
