"""What an act means for the applicant, in words: who did it, when, and what comes next."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event
from toantrinh.kernel.time import local
from toantrinh.notices.actions import send_email
from toantrinh.people.models import Officer

# What the applicant is told of; the rest goes on inside the house.
TOLD = frozenset(
    {
        *("submit", "accept", "refuse", "ask_supplement", "supplement", "assign"),
        *("approve", "return_result", "withdraw", "write_message"),
    }
)


def tell_applicant(dossier: Dossier, event: Event) -> None:
    """Send the applicant an e-mail about one event, if they gave an address. Safe to repeat."""
    person = dossier.applicant
    if event.action not in TOLD or not person.email:
        return
    with translation.override("vi"):
        context = {
            "dossier": dossier,
            "event": event,
            "at": f"{local(event.at):%H:%M ngày %d/%m/%Y}",
            "by": _by(event),
            "due": f"{local(dossier.due_at):%H:%M ngày %d/%m/%Y}" if dossier.due_at else "",
            "note": _note(dossier, event),
            "title": dossier.version.read.title,
            "address": f"{settings.PUBLIC_ADDRESS}/ho-so/{dossier.id}/",
            "demo": person.synthetic,
        }
        subject = render_to_string("dossiers/notice_subject.txt", context)
        body = render_to_string("dossiers/notice.txt", context)
    send_email(f"{event.stream}/{event.seq}/applicant", to=person.email, subject=subject, body=body)


def _by(event: Event) -> str:
    kind, _, key = event.actor.partition("/")
    if kind != "officer":
        return ""
    return Officer.objects.values_list("full_name", flat=True).get(pk=key)


def _note(dossier: Dossier, event: Event) -> str:
    number = event.payload.get("note")
    note = dossier.notes.filter(number=number, internal=False).first() if number else None
    return note_text(note) if note else ""
