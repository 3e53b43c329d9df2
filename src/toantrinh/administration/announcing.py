"""The mail that tells an officer of a new post, and of the one they leave for it."""

from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from procrastinate.contrib.django import app

from toantrinh.administration.words import roles_in_words, span_in_words
from toantrinh.notices.actions import send_email
from toantrinh.people.models import Posting


def announce_by_mail(posting: Posting, *, left: Posting | None = None) -> None:
    """Have the worker mail it, once this transaction is committed."""
    app.configure_task("administration.announce_posting").defer(
        posting=str(posting.pk), left=str(left.pk) if left else None
    )


def announce(posting: UUID, left: UUID | None) -> None:
    """Send the mail, once; nothing for a posting that was taken back meanwhile."""
    rows = Posting.objects.select_related("post__agency", "officer")
    found = rows.filter(pk=posting).first()
    if found is None or not found.officer.email:
        return
    with translation.override("vi"):
        context = {
            "officer": found.officer,
            "post": found.post,
            "span": span_in_words(found.valid_from, found.valid_to),
            "roles": roles_in_words(found.post.roles),
            "left": rows.filter(pk=left).first() if left else None,
            "address": settings.PUBLIC_ADDRESS,
        }
        subject = render_to_string("administration/posting_subject.txt", context)
        body = render_to_string("administration/posting.txt", context)
    key = f"{found.officer.stream()}/posting/{found.pk}"
    send_email(key, to=found.officer.email, subject=subject, body=body)
