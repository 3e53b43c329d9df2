"""Who learns of a question and of its answer, by e-mail: where to read it, and nothing of it."""

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.journal.models import Event
from toantrinh.kernel.time import local
from toantrinh.notices.actions import send_email
from toantrinh.notices.reaching import Message, reach
from toantrinh.people.queries import holders
from toantrinh.protection.models import Explanation


class Reader(StrEnum):
    """In which capacity somebody is told."""

    PERSON = "person"
    DATA_OFFICER = "data_officer"
    LEADER = "leader"


_PAGES = {
    Reader.PERSON: "/ai-da-xem/",
    Reader.DATA_OFFICER: "/can-bo/bao-ve-du-lieu/{id}/",
    Reader.LEADER: "/can-bo/dung-sai-du-lieu/",
}


def tell_event(explanation: Explanation, event: Event) -> None:
    """Tell everybody whom an event concerns. Safe to repeat."""
    told = f"{event.stream}/{event.seq}"
    message = _message(explanation, event, Reader.PERSON)
    reach(f"{told}/person", to=explanation.person, message=message)
    for reader, key, email in _others(explanation, event):
        message = _message(explanation, event, reader)
        send_email(f"{told}/{key}", to=email, subject=message.subject, body=message.body)


def _others(explanation: Explanation, event: Event) -> Iterator[tuple[Reader, str, str]]:
    if event.action == "ask":
        yield from _officers(Reader.DATA_OFFICER, explanation.addressee_id)
    if event.payload.get("misuse"):
        yield from _officers(Reader.LEADER, explanation.agency_id)


def _officers(reader: Reader, agency_id: UUID) -> Iterator[tuple[Reader, str, str]]:
    for posting in holders(agency_id, reader):
        if posting.officer.email:
            yield reader, str(posting.officer_id), posting.officer.email


def _message(explanation: Explanation, event: Event, reader: Reader) -> Message:
    page = _PAGES[reader].format(id=explanation.pk)
    with translation.override("vi"):
        context = {
            "action": event.action,
            "reader": reader,
            "agency": explanation.agency.name,
            "misuse": explanation.misuse,
            "due": f"{local(explanation.due_at):%H:%M ngày %d/%m/%Y}",
            "acknowledge_by": f"{local(explanation.acknowledge_by):%H:%M ngày %d/%m/%Y}",
            "address": f"{settings.PUBLIC_ADDRESS}{page}",
            "demo": explanation.person.synthetic,
        }
        subject = render_to_string("protection/notice_subject.txt", context)
        body = render_to_string("protection/notice.txt", context)
    return Message(subject, body, f"{' '.join(subject.split())}. {context['address']}")
