"""Officers over time: they hold posts from day to day, are away, come back, leave."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from toantrinh.government.models import Post, PostRole
from toantrinh.government.posts import close_post as close_empty_post
from toantrinh.government.posts import renew_post
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.people.models import Officer, Posting


@transaction.atomic
def end_posting(posting: Posting, *, last: date, actor: Actor) -> None:
    """Let an officer hold a post until a day, which still counts.

    A posting that begins later falls away; its officer's story tells of it.
    """
    officer = lock(posting.officer)
    held = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if held.valid_to is not None and held.valid_to <= last:
        raise Conflict("Phân công này đã kết thúc ngày %(day)s.", day=f"{held.valid_to:%d/%m/%Y}")
    payload = {"posting": str(held.id), "post": str(held.post_id), "last": last.isoformat()}
    if held.valid_from > last:
        held.delete()
        append(officer, "cancel_posting", actor=actor, payload=payload)
        return
    held.valid_to = last
    held.save(update_fields=["valid_to"])
    append(officer, "end_posting", actor=actor, payload=payload)


@transaction.atomic
def change_roles(
    post: Post, *, roles: Sequence[PostRole], signs: bool, since: date, actor: Actor
) -> Post:
    """Give a post other roles from a day on; whoever holds it then goes on holding it."""
    renewed = renew_post(post, roles=roles, signs=signs, since=since, actor=actor)
    for posting in _beyond(post, since):
        if posting.valid_from >= since:
            posting.post = renewed
            posting.save(update_fields=["post"])
        else:
            until, posting.valid_to = posting.valid_to, since - timedelta(days=1)
            posting.save(update_fields=["valid_to"])
            Posting.objects.create(
                officer=posting.officer, post=renewed, valid_from=since, valid_to=until
            )
        payload = {"post": str(renewed.id), "since": since.isoformat()}
        append(lock(posting.officer), "follow_post", actor=actor, payload=payload)
    return renewed


@transaction.atomic
def close_post(post: Post, *, last: date, actor: Actor) -> Post:
    """Close a post after a day; nobody holds it any longer than that."""
    for posting in _beyond(post, last + timedelta(days=1)):
        end_posting(posting, last=last, actor=actor)
    return close_empty_post(post, last=last, actor=actor)


def lock(officer: Officer) -> Officer:
    """The officer's row as it stands, held until the transaction ends."""
    try:
        return Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    except Officer.DoesNotExist:
        raise NotFound("Không có cán bộ này.") from None


def append(officer: Officer, action: str, *, actor: Actor, payload: Mapping[str, object]) -> None:
    """One event of a locked officer's story."""
    append_event(officer, action, actor=actor, payload=payload)
    officer.save(update_fields=["head_seq", "head_hash"])


def _beyond(post: Post, day: date) -> QuerySet[Posting]:
    """Who holds a post on a day or later."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Posting.objects.select_for_update(of=("self",)).select_related("officer")
    return rows.filter(lasting, post=post).order_by("valid_from", "pk")
