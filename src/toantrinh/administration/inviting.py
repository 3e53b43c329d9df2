"""The mail that invites an officer."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from procrastinate.contrib.django import app

from toantrinh.government.models import Agency
from toantrinh.government.queries import rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import local, now, today
from toantrinh.notices.actions import send_email
from toantrinh.people.invitations import invite, text_of
from toantrinh.people.models import Invitation, Officer

_HOURS = "administration.invitation_hours"


def invite_by_mail(officer: Officer, agency: Agency, *, actor: Actor) -> Invitation:
    """Invite an officer for as long as the agency's rule says; the worker sends the mail."""
    hours = int(str(rule(_HOURS, today(), agency)))
    invitation = invite(officer, hours=hours, actor=actor)
    app.configure_task("administration.send_invitation").defer(invitation=str(invitation.id))
    return invitation


def address_of(invitation: Invitation) -> str:
    """The link as it stands in the mail."""
    return f"{settings.PUBLIC_ADDRESS}/can-bo/loi-moi/{text_of(invitation)}/"


def send(invitation: Invitation) -> None:
    """Send the mail, once, unless the link works no more."""
    if invitation.used_at or invitation.replaced_at or invitation.expires_at <= now():
        return
    officer = invitation.officer
    with translation.override("vi"):
        context = {
            "officer": officer,
            "address": address_of(invitation),
            "until": f"{local(invitation.expires_at):%H:%M ngày %d/%m/%Y}",
        }
        subject = render_to_string("administration/invitation_subject.txt", context)
        body = render_to_string("administration/invitation.txt", context)
    key = f"{officer.stream()}/invitation/{invitation.id}"
    send_email(key, to=officer.email, subject=subject, body=body)
