"""What nobody did within its working hours: told once to whom it concerns, and seen until done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import players as p
from tests.administration.governing import administrator, place
from tests.authored import officer_of
from toantrinh.administration import actions as administration
from toantrinh.administration.rule_changes import SetRule
from toantrinh.dossiers import actions
from toantrinh.dossiers.alarms import RAISE, alarms_at, alarms_of, raise_all
from toantrinh.dossiers.consulting import Question, answer, consult
from toantrinh.dossiers.filtering import Filter
from toantrinh.dossiers.leafing import DUE
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.passing_on import hand_on, take_over
from toantrinh.dossiers.pile_counts import counts
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.tasks import tell_of_alarms
from toantrinh.dossiers.telling_alarms import TELL
from toantrinh.government.competence import agency_of_kind
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today, turned, wall
from toantrinh.people.models import Officer
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
# A Monday at 09:00, without holidays around it.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def told() -> list[list[str]]:
    """Have everything told that was raised; to whom each mail went."""
    before = len(mail.outbox)
    for job in ProcrastinateJob.objects.filter(task_name=TELL).order_by("id"):
        tell_of_alarms(**job.args)
    return sorted(sent.to for sent in mail.outbox[before:])


def raised(dossier: Dossier) -> list[tuple[str, int]]:
    events = history(dossier).filter(action=RAISE)
    return [(event.payload["kind"], event.payload["level"]) for event in events]


def rings(dossier: Dossier) -> int:
    return len(alarms_of([dossier]).get(dossier.pk, []))


def narrowed(actor: Actor) -> int:
    served, rest = Filter.read({"han": "alarm"}).parts(DUE, actor)
    return Dossier.objects.filter(served, rest).count()


def test_what_came_online_rings_after_two_hours_and_after_eight(who: p.Players) -> None:
    reception, leader = ([one.officer.email] for one in (who.cast.reception, who.cast.leader))
    with turned(MONDAY):
        dossier, other = p.submitted(who), p.submitted(who)
    with turned(MONDAY + 2 * HOUR - MINUTE):
        assert raise_all() == 0 and not rings(dossier)
    with turned(MONDAY + 2 * HOUR):
        assert rings(dossier) == 1 and counts(who.reception).alarms == 2
        assert narrowed(who.reception) == 2
        # Both in one mail, once, however often the worker comes by.
        assert (raise_all(), raise_all()) == (2, 0)
        assert told() == [reception] and told() == []
        assert str(other.code) in str(mail.outbox[-1].body)
        assert who.cast.mother.full_name not in str(mail.outbox[-1].body)
        actions.accept(other, actor=who.reception)
        assert (rings(other), counts(who.reception).alarms) == (0, 1)
    with turned(MONDAY + DAY):
        assert raise_all() == 1
        assert told() == sorted([reception, leader])
        assert raised(dossier) == [("reception", 1), ("reception", 2)]
        assert [one.dossier_id for one in alarms_at(who.reception)] == [dossier.pk]
        assert [one.dossier_id for one in alarms_at(who.leader)] == [dossier.pk]
    with turned(MONDAY + 2 * DAY):
        assert raise_all() == 0 and raised(other) == [("reception", 1)]
        # What is received after all rings no more, and its story goes on without a gap.
        accepted = actions.accept(dossier, actor=who.reception)
        assert not alarms_at(who.reception) and accepted.head_seq == history(dossier).count()


def test_what_was_missed_for_days_is_told_once_to_all(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.submitted(who)
    with turned(MONDAY + 3 * DAY):
        assert (raise_all(), raise_all()) == (1, 0)
        assert raised(dossier) == [("reception", 2)] and len(told()) == 2


def test_what_was_done_before_the_mail_went_is_not_told(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.submitted(who)
    with turned(MONDAY + 2 * HOUR):
        raise_all()
        actions.refuse(dossier, actor=who.reception, reason="Sai nơi nộp.")
        assert told() == []


def test_mended_it_is_checked_anew_and_at_the_counter_nothing_rings(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = actions.ask_supplement(
            p.submitted(who), actor=who.reception, missing=["child_origin"], reason="Ghi rõ."
        )
        counter = p.drafted(who)
        counter.channel = Channel.DIRECT
        counter.save()
        actions.submit(counter, actor=who.mother)
    with turned(MONDAY + DAY):
        assert raise_all() == 0 and not rings(counter)
        given = {**p.whole_answers(who), "copies": 2}
        actions.supplement(dossier, actor=who.mother, answers=given)
    with turned(MONDAY + DAY + 2 * HOUR):
        assert raise_all() == 1 and raised(dossier) == [("reception", 1)]


def test_another_agency_is_reminded_of_a_question_and_of_what_was_handed_over(
    who: p.Players,
) -> None:
    with turned(MONDAY):
        dossier = p.processing(who)
        police, _why = agency_of_kind("ca-xa", dossier.place, today())
        one = officer_of(police, "specialist")
        Officer.objects.filter(pk=one.officer_id).update(email="tich@example.vn")
        asked = as_officer(one, wall())
        question = Question(police, "Có không?", MONDAY + 4 * HOUR)
        consult(dossier, actor=who.specialist, questions=[question])
    with turned(MONDAY + 2 * HOUR):
        assert raise_all() == 1 and told() == [["tich@example.vn"]]
        assert [watch.dossier_id for watch in alarms_at(asked)] == [dossier.pk]
        # The agency that asks sees it on its own line.
        assert rings(dossier) == 1
    with turned(MONDAY + 5 * HOUR):
        assert raise_all() == 1 and raised(dossier) == [("answer", 1), ("answer", 2)]
        answer(dossier, actor=asked, words="Không.")
        assert not rings(dossier)
        moved = hand_on(dossier, actor=who.specialist, to=police, reason="Sai thẩm quyền.")
    with turned(MONDAY + DAY):
        assert raise_all() == 1 and raised(moved)[-1] == ("take_over", 1)
        take_over(moved, actor=asked)
        assert not rings(moved)


def test_an_agency_of_its_own_hears_by_its_own_hours(who: p.Players) -> None:
    desk = who.cast.reception.post.agency
    one, other = (as_officer(administrator(name, "00.cp"), wall()) for name in "ab")
    with turned(MONDAY):
        given = {"agency": place("00.cp").pk, "rule": "clock.interlinked_answer_working_hours"}
        wanted = SetRule.model_validate(
            {**given, "value": 1, "since": today(), "source": "Thông tư số 12"}
        )
        administration.confirm(administration.propose(wanted, actor=one), actor=other)
        dossier = p.processing(who)
        police, _why = agency_of_kind("ca-xa", dossier.place, today())
        consult(
            dossier,
            actor=who.specialist,
            questions=[Question(police, "Có không?", MONDAY + 2 * DAY)],
        )
        watch = dossier.watches.get(until=None)
        assert (watch.agency_id, watch.alert_at) == (police.pk, MONDAY + HOUR)
        assert watch.agency_id != desk.pk
