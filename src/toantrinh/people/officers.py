"""Officers over time: they hold posts from day to day, are away, come back, leave."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from toantrinh.government.models import Post, PostRole
from toantrinh.government.posts import close_post as close_empty_post
from toantrinh.government.posts import renew_post
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.time import now
from toantrinh.people.actions import end_sessions, set_password
from toantrinh.people.models import Absence, Officer, Posting, User


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


@transaction.atomic
def be_away(officer: Officer, *, since: date, until: date | None = None, actor: Actor) -> Absence:
    """Keep that an officer is away; two absences do not overlap."""
    locked = lock(officer)
    last = until or date.max
    overlapping = locked.absences.filter(valid_from__lte=last).filter(_lasting(since))
    if overlapping.exists():
        raise Conflict("Cán bộ này đã có một đợt vắng mặt trong thời gian đó.", field="since")
    absence = Absence.objects.create(officer=locked, valid_from=since, valid_to=until)
    payload = {"since": since.isoformat(), "until": until.isoformat() if until else None}
    append(locked, "be_away", actor=actor, payload=payload)
    return absence


@transaction.atomic
def come_back(absence: Absence, *, day: date, actor: Actor) -> None:
    """Let an absence end before a day; one that would begin then falls away."""
    locked = lock(absence.officer)
    away = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if away.valid_to is not None and away.valid_to < day:
        raise Conflict(
            "Đợt vắng mặt này đã kết thúc ngày %(day)s.", day=f"{away.valid_to:%d/%m/%Y}"
        )
    if away.valid_from >= day:
        away.delete()
    else:
        away.valid_to = day - timedelta(days=1)
        away.save(update_fields=["valid_to"])
    append(locked, "come_back", actor=actor, payload={"day": day.isoformat()})


@transaction.atomic
def disable(officer: Officer, *, actor: Actor) -> Officer:
    """Let an officer in no more: sessions end at once, tokens are void for good."""
    locked = lock(officer)
    changed = User.objects.filter(pk=locked.user_id, is_active=True).update(
        is_active=False, session_round=F("session_round") + 1
    )
    if not changed:
        raise Conflict("Tài khoản này đã bị khóa rồi.")
    locked.disabled_at = now()
    append_event(locked, "disable", actor=actor, payload={})
    locked.save(update_fields=["disabled_at", "head_seq", "head_hash"])
    return locked


@transaction.atomic
def enable(officer: Officer, *, actor: Actor) -> Officer:
    """Let an officer in again, with the password and the second factor they had."""
    locked = lock(officer)
    if not User.objects.filter(pk=locked.user_id, is_active=False).update(is_active=True):
        raise Conflict("Tài khoản này không bị khóa.")
    append(locked, "enable", actor=actor, payload={})
    return locked


@transaction.atomic
def change_password(officer: Officer, *, actor: Actor, password: str) -> User:
    """Another password, at its owner's own wish; the sessions of the login end. The caller has
    asked for the present password and the validators."""
    locked = lock(officer)
    user = User.objects.get(pk=locked.user_id)
    set_password(user, actor=actor, password=password)
    append(locked, "change_password", actor=actor, payload={})
    return user


@transaction.atomic
def sign_out(officer: Officer, *, actor: Actor) -> Officer:
    """End all sessions of an officer."""
    locked = lock(officer)
    end_sessions(locked.user, actor=actor)
    append(locked, "sign_out", actor=actor, payload={})
    return locked


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
    rows = Posting.objects.select_for_update(of=("self",)).select_related("officer")
    return rows.filter(_lasting(day), post=post).order_by("valid_from", "pk")


def _lasting(day: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)
