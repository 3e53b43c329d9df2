"""Posts after they were opened: another title, other roles from a day on, an end."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from toantrinh.government.actions import STREAM
from toantrinh.government.models import Post, PostRole
from toantrinh.government.perms import check_governs
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean


@transaction.atomic
def rename_post(post: Post, *, title: str, actor: Actor) -> Post:
    """Call a post something else from now on."""
    locked = _lock(post, actor)
    locked.title = clean(title)
    locked.save(update_fields=["title"])
    _tell("rename_post", locked, actor)
    return locked


@transaction.atomic
def renew_post(
    post: Post, *, roles: Sequence[PostRole], signs: bool, since: date, actor: Actor
) -> Post:
    """Give a post other roles from a day on: a row of its own, which takes the former one's place.

    Who holds the former one is for `people` to settle in the same transaction.
    """
    locked = _lock(post, actor)
    if since <= locked.valid_from:
        raise Refusal(
            "Vị trí chỉ đổi việc được sau ngày mở, %(day)s.",
            field="since",
            day=f"{locked.valid_from:%d/%m/%Y}",
        )
    _end(locked, since - timedelta(days=1))
    renewed = Post.objects.create(
        agency=locked.agency,
        code=locked.code,
        title=locked.title,
        roles=list(roles),
        signs=signs,
        valid_from=since,
    )
    _tell("renew_post", locked, actor, renewed=str(renewed.id), since=since.isoformat())
    return renewed


@transaction.atomic
def close_post(post: Post, *, last: date, actor: Actor) -> Post:
    """Let a post end with a day, which still counts."""
    locked = _lock(post, actor)
    if last < locked.valid_from:
        raise Refusal(
            "Vị trí chỉ đóng được từ ngày mở, %(day)s.",
            field="last",
            day=f"{locked.valid_from:%d/%m/%Y}",
        )
    _end(locked, last)
    _tell("close_post", locked, actor, last=last.isoformat())
    return locked


def _lock(post: Post, actor: Actor) -> Post:
    try:
        rows = Post.objects.select_for_update(of=("self",)).select_related("agency")
        locked = rows.get(pk=post.pk)
    except Post.DoesNotExist:
        raise NotFound("Không có vị trí này.") from None
    check_governs(actor, locked.agency)
    if locked.valid_to is not None:
        raise Conflict(
            "Vị trí này đã đóng hoặc đã đổi việc từ %(day)s.", day=f"{locked.valid_to:%d/%m/%Y}"
        )
    return locked


def _end(post: Post, last: date) -> None:
    post.valid_to = last
    post.save(update_fields=["valid_to"])


def _tell(action: str, post: Post, actor: Actor, **more: object) -> None:
    payload = {"agency": post.agency.key, "post": post.code, "id": str(post.id), **more}
    append_to_stream(STREAM, action, actor=actor, payload=payload)
