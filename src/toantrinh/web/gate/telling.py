"""What the owner of a login is told by mail."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.kernel.time import local
from toantrinh.notices.actions import send_email
from toantrinh.people.models import Officer


def tell_factor_changed(officer: Officer, action: str, number: int) -> None:
    """That a passkey was added or taken away, and what to do if it was not them. Safe to repeat."""
    if not officer.email:
        return
    with translation.override("vi"):
        context = {"added": action == "add_passkey", "demo": officer.synthetic}
        subject = render_to_string("gate/factor_changed_subject.txt", context)
        body = render_to_string("gate/factor_changed.txt", context)
    key = f"officer/{officer.pk}/{action}/{number}"
    send_email(key, to=officer.email, subject=subject, body=body)


def tell_locked(officer: Officer, until: datetime) -> None:
    """That the login was locked after wrong tries, until when, and what to do. Safe to repeat."""
    if not officer.email:
        return
    with translation.override("vi"):
        context = {
            "login": officer.user.username,
            "until": f"{local(until):%H:%M ngày %d/%m/%Y}",
            "demo": officer.synthetic,
        }
        subject = render_to_string("gate/locked_subject.txt", context)
        body = render_to_string("gate/locked.txt", context)
    key = f"officer/{officer.pk}/locked/{until.isoformat()}"
    send_email(key, to=officer.email, subject=subject, body=body)
