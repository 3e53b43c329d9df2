"""Administrators change a dated rule of the clock: what comes later goes by it, no other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import players as p
from tests.administration.governing import administrator, place
from tests.web.desk.conftest import colleague
from toantrinh.administration import actions as administration
from toantrinh.administration.rule_changes import SetRule
from toantrinh.dossiers import actions, perms
from toantrinh.dossiers.appealing import way_to_appeal
from toantrinh.dossiers.called_for import issue_for
from toantrinh.dossiers.choosing import choose_places
from toantrinh.dossiers.clock_words import explain
from toantrinh.dossiers.collecting import is_uncollected
from toantrinh.dossiers.elsewhere import transfer_by
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.limits import Limit, LimitKind
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.timing import reckon
from toantrinh.dossiers.waiting import answer_by
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import local, today, turned, wall
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
# A Monday at 09:00, without holidays around it; dossiers come an hour or more later.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
TEN, HALF_PAST_TWO = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=5, minutes=30)
DAY = timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def who() -> p.Players:
    return p.players()


def change(key: str, value: object) -> None:
    """Two administrators of the nation set it, in force from today."""
    one, other = (as_officer(administrator(f"{name}-{key}", "00.cp"), wall()) for name in "ab")
    given = {"agency": place("00.cp").pk, "rule": key, "value": value, "since": today()}
    wanted = SetRule.model_validate({**given, "source": "Thông tư số 12"})
    administration.confirm(administration.propose(wanted, actor=one), actor=other)


def due(dossier: Dossier, kind: LimitKind, amount: int) -> str:
    found = reckon(dossier, Limit(kind, amount))
    assert found
    return f"{local(found.at):%d/%m %H:%M}"


@pytest.mark.parametrize(
    ("key", "value", "kind", "amount", "before", "after"),
    [
        (
            *("clock.online_after_hours_cutoff", "14:00"),
            *(LimitKind.WORKING_DAYS, 2, "10/06 17:00", "18/06 17:00"),
        ),
        (
            *("clock.end_on_working_day", False),
            *(LimitKind.DAYS, 5, "15/06 17:00", "21/06 00:00"),
        ),
        (
            *("clock.same_day_cutoff", "14:00"),
            *(LimitKind.SAME_DAY, 0, "08/06 17:00", "16/06 17:00"),
        ),
        (
            *("clock.first_day_counted", True),
            *(LimitKind.WORKING_DAYS, 2, "10/06 17:00", "16/06 17:00"),
        ),
        (
            *("clock.end_of_day", "midnight"),
            *(LimitKind.WORKING_DAYS, 2, "10/06 17:00", "18/06 00:00"),
        ),
    ],
)
def test_the_day_of_the_receipt_tells_which_rule_counts(
    who: p.Players,
    key: str,
    value: object,
    kind: LimitKind,
    amount: int,
    before: str,
    after: str,
) -> None:
    with turned(HALF_PAST_TWO):
        old = p.accepted(who)
        assert due(old, kind, amount) == before
    with turned(MONDAY + WEEK):
        change(key, value)
    with turned(HALF_PAST_TWO + WEEK):
        new = p.accepted(who)
        assert due(new, kind, amount) == after
        assert due(old, kind, amount) == before


def test_hours_are_told_in_working_days_of_so_many_hours(who: p.Players) -> None:
    def said(dossier: Dossier) -> bool:
        found = reckon(dossier, Limit(LimitKind.WORKING_HOURS, 14))
        assert found
        return "Thời hạn: 14 giờ làm việc (2 ngày làm việc)." in explain(found)

    with turned(TEN):
        old = p.accepted(who)
    with turned(MONDAY + WEEK):
        change("clock.hours_per_working_day", 7)
    with turned(TEN + WEEK):
        assert (said(old), said(p.accepted(who))) == (False, True)


def asked_before(who: p.Players, at: datetime) -> Dossier:
    """Asked for more at reception at once, answered three days later, then received."""
    with turned(at):
        dossier = actions.ask_supplement(
            p.submitted(who), actor=who.reception, missing=["child_origin"], reason="Ghi rõ."
        )
    return answered(dossier, who, at + 3 * DAY)


def answered(dossier: Dossier, who: p.Players, at: datetime) -> Dossier:
    with turned(at):
        whole = {**p.whole_answers(who), "copies": 2}
        given = actions.supplement(dossier, actor=who.mother, answers=whole)
        return given if given.received_at else actions.accept(given, actor=who.reception)


def asked_after(who: p.Players, at: datetime) -> Dossier:
    """Received and worked on for two days, asked for more, answered a day later."""
    with turned(at):
        dossier = p.processing(who)
    with turned(at + 2 * DAY):
        actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
    return answered(dossier, who, at + 3 * DAY)


def test_waits_before_and_after_reception_each_go_by_their_rule(who: p.Players) -> None:
    five = (LimitKind.WORKING_DAYS, 5)
    before, after = asked_before(who, TEN), asked_after(who, TEN)
    # Anew from Thursday; from Monday on, with a day more.
    assert due(before, *five) == "18/06 17:00" and due(after, *five) == "16/06 17:00"
    with turned(MONDAY + WEEK):
        change("clock.supplement_at_reception", "pause")
        change("clock.supplement_in_processing", "restart")
    # From Monday on, without the three days of waiting; anew from Thursday.
    assert due(asked_before(who, TEN + WEEK), *five) == "24/06 17:00"
    assert due(asked_after(who, TEN + WEEK), *five) == "25/06 17:00"
    assert due(before, *five) == "18/06 17:00" and due(after, *five) == "16/06 17:00"


def test_codes_have_as_many_digits_as_the_rule_says(who: p.Players) -> None:
    with turned(TEN):
        assert len(str(p.submitted(who).code).rsplit("-", 1)[1]) == 4
    with turned(MONDAY + WEEK):
        change("code.serial_digits", 6)
        assert len(str(p.submitted(who).code).rsplit("-", 1)[1]) == 6


def watched(who: p.Players) -> list[str]:
    """Both bounds of the check of a dossier that comes online now, and again when it was mended."""
    submitted = p.submitted(who)
    watch = submitted.watches.get(until=None)
    return [f"{local(at):%d/%m %H:%M}" for at in (watch.alert_at, watch.bound_at)]


def test_alarms_of_online_reception_go_by_the_rule_of_the_day(who: p.Players) -> None:
    with turned(TEN):
        assert watched(who) == ["08/06 12:00", "09/06 10:00"]
    with turned(MONDAY + WEEK):
        change("clock.online_alert_working_hours", 4)
        change("clock.online_check_working_hours", 16)
    with turned(TEN + WEEK):
        assert watched(who) == ["15/06 15:00", "17/06 10:00"]


def test_what_comes_in_the_evening_counts_from_the_morning_or_at_once(who: p.Players) -> None:
    two, evening = (LimitKind.WORKING_DAYS, 2), MONDAY + timedelta(hours=9)
    with turned(evening):
        assert due(p.accepted(who), *two) == "11/06 17:00"
    with turned(MONDAY + WEEK):
        change("clock.online_after_hours", "at_once")
        # Its procedure is one of the same day, for which the other hour holds too.
        change("clock.same_day_cutoff", "23:00")
    with turned(evening + WEEK):
        assert due(p.accepted(who), *two) == "17/06 17:00"


def test_the_term_begins_when_it_came_or_when_it_was_received(who: p.Players) -> None:
    def received(at: datetime) -> str:
        with turned(at):
            dossier = p.submitted(who)
        with turned(at + DAY):
            found = actions.accept(dossier, actor=who.reception).received_at
        assert found
        return f"{local(found):%d/%m %H:%M}"

    assert received(TEN) == "08/06 10:00"
    with turned(MONDAY + WEEK):
        change("clock.starts_at", "accepted")
    assert received(TEN + WEEK) == "16/06 10:00"


def test_how_soon_papers_go_on_and_what_counts_from_then(who: p.Players) -> None:
    def elsewhere(at: datetime) -> tuple[str, bool]:
        """Until when it goes on, and whether its term waits for that."""
        with turned(at):
            draft = p.drafted(who)
            choose_places(draft, actor=who.mother, desk=agency("14758.ttpvhcc"))
            desk = colleague(f"tn{at:%d}", "Vũ Thị Nhận", "14758.ttpvhcc", "reception")
            submitted = actions.submit(draft, actor=who.mother)
            dossier = actions.accept(submitted, actor=as_officer(desk, wall()))
            by = transfer_by(dossier)
        assert by
        return f"{local(by):%d/%m}", dossier.counted_from is not None

    assert elsewhere(HALF_PAST_TWO) == ("08/06", True)
    with turned(MONDAY + WEEK):
        change("clock.transfer_cutoff", "14:00")
        change("clock.elsewhere_starts_at", "received")
    assert elsewhere(HALF_PAST_TWO + WEEK) == ("16/06", False)


def allowed(act: str, dossier: Dossier, actor: Actor) -> bool:
    return act in {move.action for move in perms.moves_for(actor, dossier)}


def test_how_often_and_until_when_more_is_asked_or_promised(who: p.Players) -> None:
    def asked_once(at: datetime) -> bool:
        return allowed("ask_supplement", asked_after(who, at), who.specialist)

    def may_extend(at: datetime, *, once: bool = False) -> bool:
        with turned(at):
            dossier = p.processing(who)
            Dossier.objects.filter(pk=dossier.pk).update(due_at=at + 4 * DAY)
            dossier = Dossier.objects.get(pk=dossier.pk)
            if once:
                dossier = extend(dossier, actor=who.leader, working_days=30, reason="Chờ.")
            return allowed("extend", dossier, who.leader)

    assert not asked_once(TEN) and may_extend(TEN) and not may_extend(TEN, once=True)
    with turned(MONDAY + WEEK):
        change("supplement.ask_max", 2)
        change("extension.max", 2)
    assert asked_once(TEN + WEEK) and may_extend(TEN + WEEK, once=True)
    with turned(MONDAY + 2 * WEEK):
        change("clock.apology_days_before_due", 5)
    assert not may_extend(TEN + 2 * WEEK)


def test_how_long_nobody_s_answer_or_step_to_the_desk_is_waited_for(who: p.Players) -> None:
    def closes(at: datetime) -> date | None:
        with turned(at):
            asked = actions.ask_supplement(
                p.submitted(who), actor=who.reception, missing=["child_origin"], reason="Ghi rõ."
            )
            return answer_by(asked)

    def uncollected(at: datetime) -> bool:
        with turned(at):
            dossier = actions.approve(p.proposed(who), actor=who.leader)
        with turned(at + 10 * DAY):
            return is_uncollected(dossier)

    assert closes(TEN) == date(2026, 6, 29) and not uncollected(TEN)
    with turned(MONDAY + WEEK):
        change("supplement.close_working_days", 5)
        change("result.uncollected_days", 7)
    assert closes(TEN + WEEK) == date(2026, 6, 22) and uncollected(TEN + WEEK)


def test_the_way_to_appeal_and_the_numbers_of_letters_are_told_by_the_rule(who: p.Players) -> None:
    def said(at: datetime) -> tuple[int, int, str]:
        with turned(at):
            dossier = actions.refuse(p.submitted(who), actor=who.reception, reason="Sai nơi nộp.")
            appeal = way_to_appeal(dossier)
            event = history(dossier).get(action="refuse")
            letter = issue_for(dossier, event)
        assert appeal and letter
        return appeal.days, appeal.months, letter.number.rsplit("/", 1)[-1]

    assert said(TEN) == (90, 12, "PTC")
    with turned(MONDAY + WEEK):
        change("appeal.complaint_days", 60)
        change("appeal.suit_months", 6)
        change("letter.notation.refusal", "TC")
    assert said(TEN + WEEK) == (60, 6, "TC")
