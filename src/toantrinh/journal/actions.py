"""Add to the journal: what happened, and who looked."""

from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from toantrinh.host import rows
from toantrinh.journal.bases import find_basis
from toantrinh.journal.hashing import access_hash, check_payload, event_hash
from toantrinh.journal.models import Access, Event, Stream, StreamHead
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now

Head = TypeVar("Head", bound=StreamHead)


def append_event(
    head: StreamHead, action: str, *, actor: Actor, payload: Mapping[str, object]
) -> Event:
    """Append one event to the chain of a locked row.

    The row's `head_seq` and `head_hash` are set and not saved: the action saves them with all that
    it changed. The organisation for which a person acts is added to the payload. Raises
    PersonalValueError when the payload holds more than codes.
    """
    event = _following(head, action, actor, payload)
    rows.insert(event)
    head.head_seq, head.head_hash = event.seq, event.hash
    return event


def append_events(heads: Mapping[Head, Mapping[str, object]], action: str, *, actor: Actor) -> None:
    """Append one event to each of many chains at once: the locked rows, each with its payload.

    As `append_event` does, in one statement; the rows' `head_seq` and `head_hash` are set and not
    saved.
    """
    events = [_following(head, action, actor, payload) for head, payload in heads.items()]
    Event.objects.bulk_create(events)
    for head, event in zip(heads, events, strict=True):
        head.head_seq, head.head_hash = event.seq, event.hash


def _following(head: StreamHead, action: str, actor: Actor, payload: Mapping[str, object]) -> Event:
    """The next event of a chain, hashed and not saved."""
    told = dict(payload)
    if actor.organisation_id is not None:
        told["organisation"] = str(actor.organisation_id)
    check_payload(told)
    event = Event(
        stream=head.stream(),
        seq=head.head_seq + 1,
        action=action,
        actor=str(actor),
        agency=actor.agency_id,
        at=now(),
        payload=told,
        prev_hash=bytes(head.head_hash),
    )
    event.hash = event_hash(event)
    return event


def append_to_stream(
    name: str, action: str, *, actor: Actor, payload: Mapping[str, object]
) -> Event:
    """Append one event to a chain that has no row of its own, e.g. `catalogue/import`."""
    with transaction.atomic():
        Stream.objects.get_or_create(name=name)
        head = Stream.objects.select_for_update().get(name=name)
        event = append_event(head, action, actor=actor, payload=payload)
        head.save(update_fields=["head_seq", "head_hash"])
    return event


def log_access(
    *,
    actor: Actor,
    page: str,
    purpose: str,
    basis: str,
    persons: Iterable[UUID],
    fields: Iterable[str],
    masked: Iterable[str] = (),
    dossiers: Iterable[UUID] = (),
    subject: str = "",
) -> Access:
    """Keep that somebody saw personal data: one row a page view, with all persons seen.

    `basis` is a code of bases.csv; `fields` were seen in the clear, `masked` were on the page but
    unreadable. Raises PersonalValueError when a field is more than a code.
    """
    access = Access(
        at=now(),
        actor=str(actor),
        agency=actor.agency_id,
        post=actor.post or "",
        page=page,
        purpose=purpose,
        basis=find_basis(basis).code,
        subject=subject,
        persons=sorted(set(persons)),
        dossiers=sorted(set(dossiers)),
        fields=sorted(set(fields)),
        masked=sorted(set(masked)),
    )
    check_payload([*access.fields, *access.masked], "fields")
    access.hash = access_hash(access)
    rows.insert(access)
    return access
