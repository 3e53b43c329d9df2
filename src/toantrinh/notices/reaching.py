"""Telling a person by the ways that they chose."""

from dataclasses import dataclass

from django.db import transaction

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import now
from toantrinh.notices.actions import send_email
from toantrinh.notices.gateway import providers
from toantrinh.notices.models import Channel, Choice
from toantrinh.notices.sending import send_short
from toantrinh.people.models import Person


@dataclass(frozen=True)
class Message:
    """What is told: subject and body of a mail, and a line or two for a telephone."""

    subject: str
    body: str
    short: str


def reach(key: str, *, to: Person, message: Message) -> None:
    """Tell a person about `key` by the ways that they chose, by each once. Safe to repeat.

    Raises what the mail server raised, after the other ways were taken.
    """
    chosen = ways(to)
    if providers():
        for channel in (Channel.SMS, Channel.APP):
            if channel in chosen:
                send_short(key, channel, to=to, text=message.short)
    if Channel.EMAIL in chosen and to.email:
        send_email(key, to=to.email, subject=message.subject, body=message.body, person=to)


def ways(person: Person) -> frozenset[Channel]:
    """The ways that a person chose; else by mail and app, and by SMS who has no mail."""
    chosen = Choice.objects.filter(person=person).first()
    if chosen is None:
        return frozenset({Channel.EMAIL if person.email else Channel.SMS, Channel.APP})
    return frozenset(way for way in Channel if getattr(chosen, way.value))


@transaction.atomic
def choose(person: Person, chosen: frozenset[Channel], *, actor: Actor) -> Choice:
    """Keep by which ways a person wants to be told; none is a choice too."""
    if actor.kind != "person" or actor.id != person.pk:
        raise NotAllowed("Chỉ chính bạn chọn được cách nhận tin của mình.")
    row, _made = Choice.objects.update_or_create(
        person=person,
        defaults={"changed_at": now()} | {way.value: way in chosen for way in Channel},
    )
    return row
