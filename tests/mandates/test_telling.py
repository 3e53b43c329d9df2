"""Both sides are told of every turn of a mandate, and of its days; nobody twice."""

from datetime import timedelta

import pytest
from django.core import mail

from tests import players as p
from tests.mandates import people as who
from toantrinh.kernel.time import now, today, turned
from toantrinh.mandates import actions
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.tasks import tell, tell_days

pytestmark = pytest.mark.django_db

MOTHER, GRANDMOTHER = (f"{one[1]}@example.vn" for one in (who.MOTHER, who.GRANDMOTHER))


def _told(mandate: Mandate) -> dict[str, str]:
    """What the last event brings to whom; a second run brings nothing."""
    mail.outbox.clear()
    for _run in range(2):
        tell(mandate=str(mandate.pk), seq=mandate.head_seq)
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox)
    return {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}


def _on(days: int) -> dict[str, str]:
    """What a morning brings."""
    mail.outbox.clear()
    with turned(now() + timedelta(days=days)):
        for _run in range(2):
            tell_days(timestamp=0)
    return {message.to[0]: str(message.subject) for message in mail.outbox}


def test_a_grant_is_told_to_both() -> None:
    told = _told(who.granted())
    assert "Mai Thị Ước được làm thủ tục thay bạn" in told[MOTHER]
    assert "Bạn được làm thủ tục thay Nguyễn Thị Hòa" in told[GRANDMOTHER]
    assert all("không có thật" in text and "/uy-quyen/" in text for text in told.values())


def test_a_question_says_that_silence_is_no_consent() -> None:
    told = _told(who.asked())
    assert "im lặng không phải là đồng ý" in told[MOTHER]
    assert "chỉ làm thay được khi người ấy đồng ý" in told[GRANDMOTHER]


def test_answers_and_ends_are_told_to_both() -> None:
    mother, grandmother = who.acting(who.MOTHER), who.acting(who.GRANDMOTHER)
    refused = _told(actions.refuse(who.asked(), actor=mother))
    assert "không được làm thủ tục thay bạn" in refused[MOTHER]
    assert "không được làm thủ tục thay Nguyễn Thị Hòa" in refused[GRANDMOTHER]
    confirmed = actions.confirm(who.asked(), actor=mother)
    assert set(_told(confirmed)) == {MOTHER, GRANDMOTHER}
    given_up = _told(actions.end(confirmed, actor=grandmother))
    assert "đã thôi" in given_up[MOTHER]
    assert "Bạn không còn xem được" in given_up[GRANDMOTHER]
    revoked = _told(actions.end(who.granted(), actor=mother))
    assert all("Người ủy quyền đã chấm dứt" in text for text in revoked.values())


def test_a_child_nobody_knows_yet_is_told_nothing() -> None:
    mandate = who.declared()
    told = _told(mandate)
    assert set(told) == {MOTHER}
    assert who.SON[0] in told[MOTHER]
    assert set(_told(actions.confirm(mandate, actor=p.players().reception))) == {MOTHER}


def test_first_and_last_days_are_told_once_each() -> None:
    both = {MOTHER, GRANDMOTHER}
    who.granted(since=today() + timedelta(days=3), until=today() + timedelta(days=40))
    assert _on(2) == {}
    assert _on(3) == dict.fromkeys(both, "Ủy quyền bắt đầu từ hôm nay")
    assert _on(4) == {}
    assert _on(25) == {}
    assert _on(26) == dict.fromkeys(both, "Ủy quyền sắp hết hạn")
    assert _on(40) == {}
    assert _on(42) == dict.fromkeys(both, "Ủy quyền đã hết hạn")
    assert _on(43) == {}


def test_what_began_as_it_was_granted_or_ended_early_has_no_days_to_tell() -> None:
    actions.end(who.granted(), actor=who.acting(who.MOTHER))
    who.granted()
    assert _on(0) == {}
    assert set(_on(31)) == {MOTHER, GRANDMOTHER}
