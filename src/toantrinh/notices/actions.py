"""Tell people, once."""

from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from toantrinh.kernel.time import now
from toantrinh.notices.models import Notice, Stage
from toantrinh.people.models import Person


def send_email(
    key: str, *, to: str, subject: str, body: str, person: Person | None = None
) -> Notice:
    """Send one message about `key`, unless it was sent before; `person` sees that it was.

    Between sending and marking it sent a crash may come; the message's id is made of the key, so
    that a mailbox that gets it again knows it. Raises what the mail server raised; the job retries.
    """
    with transaction.atomic():
        Notice.objects.get_or_create(key=key, defaults={"created_at": now(), "person": person})
        notice = Notice.objects.select_for_update().get(key=key)
        if notice.sent_at is None:
            EmailMessage(
                subject=" ".join(subject.split()),
                body=body,
                from_email=settings.DEFAULT_FROM_EMAIL,
                to=[to],
                headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
            ).send()
            notice.sent_at, notice.stage = now(), Stage.SENT
            notice.save(update_fields=["sent_at", "stage"])
    return notice


def message_id(key: str) -> str:
    """The same id for the same key, which says nothing about it."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{settings.MAIL_DOMAIN}>"
