"""Short messages by SMS and app: none twice, not at night, by whoever can deliver them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

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
_DELIVER = "notices.deliver"
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

    Still waiting when none answered; at night nothing is asked, and it is left to the morning. Safe
    to repeat: whoever is asked twice about one message sends it once.
    """
    notice = _held(Q(pk=notice_id, stage=Stage.WAITING))
    if notice is None or notice.person is None:
        return None
    at, key = now(), notice.person.key
    if at > notice.created_at + _keep():
        return _ended(notice, Stage.EXPIRED)
    if key is None or key.erased_at is not None:
        return _ended(notice, Stage.FAILED)
    if (morning := _not_before(at)) > at:
        # Tried by day, in vain until now; the job that tries again ends here.
        notice.not_before = morning
        notice.save(update_fields=["not_before"])
        _soon(notice)
        return None
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
        _let_rest(provider.name)
        return False
    except Rejected:
        notice.failed_with = [*notice.failed_with, provider.name]
        return False
    return True


def follow_up() -> int:
    """Ask how far sent messages got; how many arrived. What one provider could not deliver, another
    one tries. A provider that does not answer is not waited for again at once."""
    _forget_lost()
    arrived, at = 0, now()
    asked = {one.name: one for one in providers() if one.name not in _resting()}
    sent = Notice.objects.filter(channel__in=_BY_GATEWAY, stage=Stage.SENT, provider__in=asked)
    rows = sent.filter(sent_at__lt=at - _ASK_AFTER).order_by("created_at")
    for pk, name in list(rows.values_list("pk", "provider")[:_BATCH]):
        if name in asked:
            try:
                arrived += _follow(pk, asked[name])
            except ProviderAway:
                del asked[name]
                _let_rest(name)
    return arrived


def _forget_lost() -> None:
    """End what was sent by a provider that is ours no more, whom nobody can ask."""
    sent = Notice.objects.filter(channel__in=_BY_GATEWAY, stage=Stage.SENT)
    lost = sent.exclude(provider__in=[one.name for one in providers()])
    lost.filter(sent_at__lt=now() - _keep()).update(stage=Stage.FAILED, sealed=b"")


def stuck() -> list[Notice]:
    """What should have gone out and did not, oldest first."""
    due = Q(channel__in=_BY_GATEWAY, stage=Stage.WAITING, not_before__lt=now() - _LATE)
    return list(Notice.objects.filter(due).order_by("created_at")[:_BATCH])


def replay() -> int:
    """Try again what is stuck and whose job is gone; how many messages are on their way again."""
    live = ProcrastinateJob.objects.filter(task_name=_DELIVER, status__in=["todo", "doing"])
    trying = set(live.values_list("lock", flat=True))
    found = [notice for notice in stuck() if _lock(notice) not in trying]
    for notice in found:
        _soon(notice)
    return len(found)


@transaction.atomic
def _follow(notice_id: UUID, provider: Provider) -> int:
    """Whether one message arrived. Raises ProviderAway."""
    notice, at = _held(Q(pk=notice_id, stage=Stage.SENT)), now()
    if notice is None:
        return 0
    told = provider.delivery(notice.reference)
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
    job = app.configure_task(_DELIVER, lock=_lock(notice), schedule_at=notice.not_before)
    job.defer(notice=str(notice.id))


def _lock(notice: Notice) -> str:
    return f"notice/{notice.id}"


def _held(which: Q) -> Notice | None:
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("person__key").filter(which).first()


def _by_turn(notice: Notice) -> Iterator[Provider]:
    """Those that did not fail with this message, the ones that failed just now last."""
    resting = _resting()
    left = [one for one in providers() if one.name not in notice.failed_with]
    yield from sorted(left, key=lambda one: one.name in resting)


def _resting() -> set[str]:
    return set(Rest.objects.filter(until__gt=now()).values_list("provider", flat=True))


def _let_rest(provider: str) -> None:
    Rest.objects.update_or_create(provider=provider, defaults={"until": now() + _REST})


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
