"""Officers follow their posts: who holds one that ends holds the one that goes on from that day."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from toantrinh.government.carrying import PostMove, carry_posts, going_on
from toantrinh.government.lineage import heirs
from toantrinh.government.models import Post
from toantrinh.government.outline import Outline, Succession
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today
from toantrinh.people.models import Officer, Posting

_DAY = timedelta(days=1)


def held_at(posts: Iterable[UUID], since: date) -> QuerySet[Posting]:
    """Who holds these posts on a day or will hold them later."""
    found = Posting.objects.filter(going_on(since), post__in=list(posts))
    return found.select_related("officer", "post").order_by("officer_id", "valid_from", "pk")


@transaction.atomic
def move_postings(moves: Iterable[PostMove], *, actor: Actor, since: date) -> int:
    """Let officers follow their posts from a day on: one event for each, however many posts.

    How many officers followed.
    """
    onward = {move.old.pk: move.new for move in moves}
    concerned = set(held_at(onward, since).values_list("officer_id", flat=True))
    officers = Officer.objects.select_for_update().filter(pk__in=concerned).order_by("pk")
    for officer in officers:
        theirs = list(held_at(onward, since).filter(officer=officer))
        said = {str(one.post_id): str(onward[one.post_id].pk) for one in theirs}
        for posting in theirs:
            _follow(posting, onward[posting.post_id], since)
        append_event(
            officer,
            "move_postings",
            actor=actor,
            payload={"since": since.isoformat(), "posts": said},
        )
        officer.save(update_fields=["head_seq", "head_hash"])
    return len(officers)


@transaction.atomic
def follow_ended(*, actor: Actor) -> int:
    """Let posts and officers follow agencies that ended by data files, where nobody drew it up.

    How many officers followed; most of the time there is nobody.
    """
    onward = heirs()
    posts = Post.objects.filter(going_on(today()), agency__in=onward).select_related("agency")
    ended = {post.agency_id: post.agency for post in posts}
    if not ended:
        return 0
    outline = Outline(today())
    outline.agencies += [Succession(old, onward[pk]) for pk, old in ended.items()]
    return move_postings(carry_posts(outline), actor=actor, since=outline.since)


def _follow(posting: Posting, post: Post, since: date) -> None:
    if posting.valid_from >= since:
        posting.post = post
        posting.save(update_fields=["post"])
        return
    until = posting.valid_to
    posting.valid_to = since - _DAY
    posting.save(update_fields=["valid_to"])
    same = Posting.objects.filter(officer=posting.officer_id, post=post, valid_from__lte=since)
    if not same.filter(going_on(until or date.max)).exists():
        Posting.objects.create(
            officer_id=posting.officer_id, post=post, valid_from=since, valid_to=until
        )
