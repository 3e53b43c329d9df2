"""Short messages by SMS and app: none twice, not at night, by whoever can deliver them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from toantrinh.government.queries import rule
from toantrinh.kernel.text import unmarked
from toantrinh.kernel.time import local, now
from toantrinh.notices.gateway import Delivery, Provider, ProviderAway, Rejected, providers
from toantrinh.notices.models import Channel, Notice, Rest, Stage
from toantrinh.notices.quiet import not_before
from toantrinh.people.models import Person
from toantrinh.people.queries import personal_number, phone
from toantrinh.people.sealing import seal, unseal

# How long a provider that failed is asked last.
_REST = timedelta(minutes=2)
# Before a provider is asked how far a message got.
_ASK_AFTER = timedelta(seconds=5)
_BATCH = 200
# A job that is this late was lost, or gave up.
_LATE = timedelta(minutes=15)
_BY_GATEWAY = (Channel.SMS, Channel.APP)


def send_short(key: str, channel: Channel, *, to: Person, text: str) -> Notice | None:
    """Have the worker send one short message about `key`, unless it was asked before.

    Nothing to whom no number is known, or whose data was erased.
    """
    if not _address(to, channel) or to.key is None or to.key.erased_at is not None:
        return None
    at = now()
    notice = Notice(key=f"{key}/{channel}", channel=channel, person=to, created_at=at)
    with transaction.atomic():
        if Notice.objects.filter(key=notice.key).exists():
            return None
        notice.not_before = _not_before(at)
        notice.sealed = seal(to.key, _spelled(text, channel), notice.place())
        notice.save(force_insert=True)
        _soon(notice)
    return notice


@transaction.atomic
def deliver(notice_id: str) -> Stage | None:
    """Hand a waiting message to the first provider that takes it; how far it got.

    Still waiting when none answered. Safe to repeat: whoever is asked twice about one message
    sends it once.
    """
    notice = _held(Q(pk=notice_id, stage=Stage.WAITING))
    if notice is None or notice.person is None:
        return None
    at, key = now(), notice.person.key
    if at > notice.created_at + _keep():
        return _ended(notice, Stage.EXPIRED)
    if key is None or key.erased_at is not None:
        return _ended(notice, Stage.FAILED)
    text = unseal(key, notice.sealed, notice.place())
    to = _address(notice.person, Channel(notice.channel))
    for provider in _by_turn(notice):
        if _handed_over(notice, provider, to, text):
            notice.provider, notice.stage, notice.sent_at = provider.name, Stage.SENT, at
            break
    else:
        if all(provider.name in notice.failed_with for provider in providers()):
            return _ended(notice, Stage.FAILED)
    notice.save()
    return Stage(notice.stage)


def _handed_over(notice: Notice, provider: Provider, to: str, text: str) -> bool:
    """Whether this provider took it; one that is away is asked last for a while."""
    try:
        notice.reference = provider.send(str(notice.id), notice.channel, to, text)
    except ProviderAway:
        until = now() + _REST
        Rest.objects.update_or_create(provider=provider.name, defaults={"until": until})
        return False
    except Rejected:
        notice.failed_with = [*notice.failed_with, provider.name]
        return False
    return True


def follow_up() -> int:
    """Ask how far sent messages got; how many arrived. What one provider could not deliver, another
    one tries."""
    arrived = 0
    known = {provider.name: provider for provider in providers()}
    asked = Q(channel__in=_BY_GATEWAY, stage=Stage.SENT, sent_at__lt=now() - _ASK_AFTER)
    rows = Notice.objects.filter(asked).order_by("created_at").values_list("pk", flat=True)
    for pk in list(rows[:_BATCH]):
        with transaction.atomic():
            notice = _held(Q(pk=pk, stage=Stage.SENT))
            if notice is not None and notice.provider in known:
                arrived += _follow(notice, known[notice.provider])
    return arrived


def stuck() -> list[Notice]:
    """What should have gone out and did not, oldest first."""
    due = Q(channel__in=_BY_GATEWAY, stage=Stage.WAITING, not_before__lt=now() - _LATE)
    return list(Notice.objects.filter(due).order_by("created_at")[:_BATCH])


def replay() -> int:
    """Try again what is stuck; how many messages are on their way again."""
    found = stuck()
    for notice in found:
        _soon(notice)
    return len(found)


def _follow(notice: Notice, provider: Provider) -> int:
    at = now()
    try:
        told = provider.delivery(notice.reference)
    except ProviderAway:
        return 0
    if told is Delivery.DELIVERED:
        notice.delivered_at = at
        _ended(notice, Stage.DELIVERED)
        return 1
    if told is Delivery.FAILED or (notice.sent_at and at > notice.sent_at + _keep()):
        notice.failed_with = [*notice.failed_with, provider.name]
        notice.stage, notice.reference = Stage.WAITING, ""
        notice.save()
        _soon(notice)
    return 0


def _ended(notice: Notice, stage: Stage) -> Stage:
    """Nothing more will be tried; what it said is forgotten."""
    notice.stage, notice.sealed = stage, b""
    notice.save()
    return stage


def _soon(notice: Notice) -> None:
    job = app.configure_task(
        "notices.deliver", lock=f"notice/{notice.id}", schedule_at=notice.not_before
    )
    job.defer(notice=str(notice.id))


def _held(which: Q) -> Notice | None:
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("person__key").filter(which).first()


def _by_turn(notice: Notice) -> Iterator[Provider]:
    """Those that did not fail with this message, the ones that failed just now last."""
    resting = set(Rest.objects.filter(until__gt=now()).values_list("provider", flat=True))
    left = [one for one in providers() if one.name not in notice.failed_with]
    yield from sorted(left, key=lambda one: one.name in resting)


def _address(person: Person, channel: Channel) -> str:
    """The phone for an SMS; for the app the personal number, by which VNeID knows people."""
    return phone(person) if channel is Channel.SMS else personal_number(person)


def _spelled(text: str, channel: Channel) -> str:
    """An SMS goes without marks: with them it holds 70 signs instead of 160."""
    return unmarked(text) if channel is Channel.SMS else text


def _not_before(at: datetime) -> datetime:
    day = local(at).date()
    since, until = rule("notices.quiet_from", day), rule("notices.quiet_until", day)
    return not_before(at, time.fromisoformat(str(since)), time.fromisoformat(str(until)))


def _keep() -> timedelta:
    return timedelta(hours=int(str(rule("notices.keep_hours", local(now()).date()))))
