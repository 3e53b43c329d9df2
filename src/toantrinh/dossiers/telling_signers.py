"""A second signer is told that they were asked, and the applicant what they answered."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.dossiers.agreeing import AGREE, ASK, DECLINE
from toantrinh.dossiers.agreement_models import Agreement
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event
from toantrinh.notices.reaching import Message, reach
from toantrinh.people.models import Person


def tell_signers(dossier: Dossier, event: Event) -> None:
    """Tell whom an agreement concerns, unless they are not known here. Safe to repeat."""
    if event.action not in {ASK, AGREE, DECLINE}:
        return
    row = Agreement.objects.select_related("person").get(
        dossier=dossier, number=event.payload["agreement"]
    )
    to = row.person if event.action == ASK else dossier.applicant
    if to is None:
        return
    said = row.person.full_name if row.person else ""
    reach(
        f"{event.stream}/{event.seq}/agreement",
        to=to,
        message=_message(dossier, event, to, said, row),
    )


def _message(dossier: Dossier, event: Event, to: Person, signer: str, row: Agreement) -> Message:
    own = f"/ho-so/{dossier.pk}/xem-lai/" if dossier.code is None else f"/ho-so/{dossier.pk}/"
    page = "/xac-nhan/" if event.action == ASK else own
    note = dossier.notes.filter(number=row.note).first() if row.note else None
    with translation.override("vi"):
        context = {
            "to": to,
            "action": event.action,
            "signer": signer,
            "applicant": dossier.applicant_name,
            "title": dossier.version.read.title,
            "note": note_text(note) if note else "",
            "address": f"{settings.PUBLIC_ADDRESS}{page}",
            "demo": to.synthetic,
        }
        subject = render_to_string("dossiers/agreement_subject.txt", context).strip()
        body = render_to_string("dossiers/agreement.txt", context)
    return Message(subject, body, f"{subject}. {context['address']}")
