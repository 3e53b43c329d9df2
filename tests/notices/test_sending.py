"""Short messages: by whoever can deliver them, none twice, none at night, none for ever."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests import players as p
from tests.simulators.messages.conftest import TOKEN, _two, arm, two
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import now, turned
from toantrinh.notices import sending
from toantrinh.notices.gateway import Delivery, Provider, ProviderAway, Rejected
from toantrinh.notices.models import Channel, Notice, Rest, Stage
from toantrinh.notices.reaching import Message, choose, reach, ways
from toantrinh.people.keys import erase_key
from toantrinh.people.models import Person
from toantrinh.people.sealing import seal

pytestmark = pytest.mark.django_db
__all__ = ["_two", "two"]

KEY = "dossier/01890a5d-ac96-774b-bcce-b302099a8057/4/applicant"
WORDS = "Hồ sơ H26.14-260706-0001 đã được tiếp nhận."
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def mother() -> Person:
    known = p.players().cast.mother
    known.phone_sealed = seal(known.key, "+84912345678", f"{known.stream()}/phone")
    known.save(update_fields=["phone_sealed"])
    return known


def at_noon() -> Any:
    return turned(now().replace(hour=5, minute=0))


def sms(mother: Person) -> Notice:
    with at_noon():
        notice = sending.send_short(KEY, Channel.SMS, to=mother, text=WORDS)
    assert notice is not None
    return notice


def delivered(notice: Notice) -> Stage | None:
    with at_noon():
        return sending.deliver(str(notice.pk))


def followed(notice: Notice) -> Notice:
    with turned(now().replace(hour=5, minute=0) + timedelta(minutes=1)):
        sending.follow_up()
    notice.refresh_from_db()
    return notice


def shown(address: str) -> str:
    return httpx.get(address, trust_env=False).text


def test_a_message_arrives_and_is_forgotten(two: tuple[str, str], mother: Person) -> None:
    notice = sms(mother)
    assert "tiep nhan" not in bytes(notice.sealed).decode(errors="ignore")

    assert delivered(notice) is Stage.SENT
    assert delivered(notice) is None
    notice = followed(notice)

    assert notice.stage == Stage.DELIVERED
    assert notice.delivered_at is not None
    assert not notice.sealed
    # Without marks, so that it fits.
    assert "Ho so H26.14-260706-0001 da duoc tiep nhan." in shown(two[0])
    assert notice.reference not in shown(two[1])


def test_none_twice(two: tuple[str, str], mother: Person) -> None:
    first = sms(mother)
    assert sending.send_short(KEY, Channel.SMS, to=mother, text=WORDS) is None
    delivered(first)
    # A crash after the provider took it.
    Notice.objects.update(stage=Stage.WAITING, reference="")
    delivered(first)
    assert str(first.pk)[:8] in followed(first).reference
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("fault", [{"down": 1}, {"gone": True}])
def test_the_other_one_when_the_first_fails(
    fault: dict[str, Any], two: tuple[str, str], mother: Person, settings: Settings
) -> None:
    first, second = two
    if fault.get("gone"):
        settings.MESSAGE_PROVIDERS = [NOBODY, second]
    else:
        arm(first, **fault)

    notice = sms(mother)
    assert delivered(notice) is Stage.SENT

    notice.refresh_from_db()
    assert notice.provider in second
    # And the next one does not wait for the first again.
    assert Rest.objects.get().provider in settings.MESSAGE_PROVIDERS[0]
    with at_noon():
        later = sending.send_short(f"{KEY}2", Channel.APP, to=mother, text=WORDS)
    assert later is not None
    delivered(later)
    later.refresh_from_db()
    assert later.provider in second


def test_what_one_could_not_deliver_another_tries(two: tuple[str, str], mother: Person) -> None:
    phone = sending._address(mother, Channel.SMS)
    arm(two[0], undeliverable=[phone])
    notice = sms(mother)
    delivered(notice)

    notice = followed(notice)
    assert notice.stage == Stage.WAITING
    assert delivered(notice) is Stage.SENT
    assert followed(notice).stage == Stage.DELIVERED
    assert notice.provider in two[1]


def test_what_nobody_can_deliver_ends(two: tuple[str, str], mother: Person) -> None:
    phone = sending._address(mother, Channel.SMS)
    for one in two:
        arm(one, undeliverable=[phone])
    notice = sms(mother)
    for _ in two:
        delivered(notice)
        followed(notice)

    assert delivered(notice) is Stage.FAILED
    notice.refresh_from_db()
    assert len(notice.failed_with) == 2
    assert not notice.sealed


def test_while_all_are_away_it_waits_and_is_replayed(
    two: tuple[str, str], mother: Person, settings: Settings
) -> None:
    settings.MESSAGE_PROVIDERS = [NOBODY, NOBODY]
    notice = sms(mother)
    assert delivered(notice) is Stage.WAITING
    with at_noon():
        assert sending.stuck() == []

    with at_noon(), turned(now() + timedelta(hours=20)):
        # Its job still tries.
        assert sending.stuck() and sending.replay() == 0
    ProcrastinateJob.objects.filter(task_name="notices.deliver").update(status="failed")
    settings.MESSAGE_PROVIDERS = list(two)
    with at_noon(), turned(now() + timedelta(hours=20)):
        assert [one.pk for one in sending.stuck()] == [notice.pk]
        assert sending.replay() == 1
    jobs = ProcrastinateJob.objects.filter(task_name="notices.deliver", status="todo")
    assert [job.args["notice"] for job in jobs] == [str(notice.pk)]
    assert delivered(notice) is Stage.SENT


def test_too_old_is_not_sent(two: tuple[str, str], mother: Person) -> None:
    notice = sms(mother)
    with turned(now() + timedelta(days=5)):
        assert sending.deliver(str(notice.pk)) is Stage.EXPIRED


def test_at_night_it_waits(two: tuple[str, str], mother: Person) -> None:
    # 17:00 UTC is midnight in Việt Nam.
    with turned(now().replace(hour=17, minute=0, second=0, microsecond=0)):
        notice = sending.send_short(KEY, Channel.SMS, to=mother, text=WORDS)
        assert notice is not None
        assert notice.not_before == now() + timedelta(hours=6)
    job = ProcrastinateJob.objects.get(task_name="notices.deliver")
    assert job.scheduled_at == notice.not_before


def test_what_no_provider_took_by_day_rings_no_telephone_at_night(
    two: tuple[str, str], mother: Person, settings: Settings
) -> None:
    evening = now().replace(hour=14, minute=50, second=0, microsecond=0)  # 21:50 in Việt Nam
    settings.MESSAGE_PROVIDERS = [NOBODY, NOBODY]
    with turned(evening):
        notice = sending.send_short(KEY, Channel.SMS, to=mother, text=WORDS)
        assert notice and sending.deliver(str(notice.pk)) is Stage.WAITING
    settings.MESSAGE_PROVIDERS = list(two)
    morning = evening + timedelta(hours=8, minutes=10)
    with turned(evening + timedelta(minutes=30)):
        assert sending.deliver(str(notice.pk)) is None and str(notice.pk)[:8] not in shown(two[0])
        assert sending.stuck() == []
    notice.refresh_from_db()
    assert (notice.stage, notice.not_before) == (Stage.WAITING, morning)
    jobs = ProcrastinateJob.objects.filter(task_name="notices.deliver").order_by("-id")
    assert jobs[0].scheduled_at == morning
    with turned(morning):
        assert sending.deliver(str(notice.pk)) is Stage.SENT


def test_a_provider_that_is_away_or_ours_no_more_keeps_nobody_waiting(
    two: tuple[str, str], mother: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_BATCH", 2)
    settings.MESSAGE_PROVIDERS = [NOBODY, two[1]]
    away = Provider("127.0.0.1:1", NOBODY, TOKEN).name
    sent = [sms(mother)]
    with at_noon():
        for number in range(5):
            one = sending.send_short(f"{KEY}{number}", Channel.SMS, to=mother, text=WORDS)
            assert one
            sent.append(one)
    delivered(sent[-1])
    # Older ones that two who do not answer have.
    at = sent[-1].created_at
    for one, name in zip(sent, (away, away, away, "gone", "gone"), strict=False):
        Notice.objects.filter(pk=one.pk).update(stage=Stage.SENT, provider=name, sent_at=at)
    asked: list[str] = []
    ask = Provider.delivery

    def asking(provider: Provider, reference: str) -> Delivery:
        asked.append(provider.name)
        return ask(provider, reference)

    monkeypatch.setattr(Provider, "delivery", asking)
    Rest.objects.all().delete()
    for _round in range(2):
        last = followed(sent[-1])
    assert last.stage == Stage.DELIVERED and asked.count(away) == 1
    with turned(now() + timedelta(days=4)):
        sending.follow_up()
    assert Notice.objects.filter(provider="gone", stage=Stage.FAILED, sealed=b"").count() == 2


def test_an_erased_person_is_told_nothing(two: tuple[str, str], mother: Person) -> None:
    notice = sms(mother)
    erase_key(mother.key)  # type: ignore[arg-type]
    assert delivered(notice) is Stage.FAILED


def test_the_person_chooses(two: tuple[str, str], mother: Person, mailoutbox: list[Any]) -> None:
    own = Actor("person", mother.pk)
    message = Message("Đã tiếp nhận", "Kính gửi …", WORDS)
    assert ways(mother) == {Channel.EMAIL, Channel.APP}

    choose(mother, frozenset({Channel.SMS}), actor=own)
    reach(KEY, to=mother, message=message)
    assert not mailoutbox
    assert [one.channel for one in Notice.objects.all()] == ["sms"]

    choose(mother, frozenset(), actor=own)
    reach(f"{KEY}2", to=mother, message=message)
    assert Notice.objects.count() == 1

    with pytest.raises(NotAllowed):
        choose(mother, frozenset(), actor=p.players().reception)


def test_the_wire(two: tuple[str, str]) -> None:
    one = Provider("one", two[0], TOKEN)
    assert one.send("x1", "sms", "+84912345678", "a") == one.send("x1", "sms", "+84912345678", "a")
    assert one.delivery(one.send("x1", "sms", "+84912345678", "a")) is Delivery.DELIVERED
    assert one.delivery("../../faults") is Delivery.FAILED
    with pytest.raises(Rejected):
        one.send("x2", "sms", "12", "a")
    with pytest.raises(ProviderAway):
        Provider("one", two[0], "wrong").send("x3", "sms", "+84912345678", "a")
    with pytest.raises(ProviderAway):
        Provider("one", "no address", TOKEN).delivery("x")
    assert TOKEN not in repr(one)
