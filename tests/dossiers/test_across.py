"""What goes between agencies: opinions in parallel, forwarding, another competence, coming back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import players as p
from tests.authored import officer_of
from toantrinh.dossiers import actions, finding, passing_on, perms
from toantrinh.dossiers.across_models import Consultation, Passage
from toantrinh.dossiers.checking import may_check
from toantrinh.dossiers.consulting import (
    Question,
    answer,
    asked_of,
    consult,
    end_consultation,
    give_back_question,
)
from toantrinh.dossiers.finding import found_by
from toantrinh.dossiers.looking import basis_of, purpose_of
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.office_hours import after_hours, end_of_day
from toantrinh.dossiers.queries import find, history
from toantrinh.government.competence import agency_of_kind
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, turned, wall
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def other(dossier: Dossier, kind: str) -> Agency:
    return agency_of_kind(kind, dossier.place, date(2026, 6, 8))[0]


def at(agency: Agency, role: str = "specialist") -> Actor:
    return as_officer(officer_of(agency, role), wall())


def asking(agency: Agency, hours: int = 8, *, waits: bool = True) -> Question:
    return Question(agency, "Có thông tin gì?", after_hours(agency, now(), hours), waits)


def sees(actor: Actor, dossier: Dossier) -> bool:
    listed = Dossier.objects.filter(perms.visible(actor), pk=dossier.pk).exists()
    assert perms.sees(actor, dossier) is listed
    return listed


def test_two_are_asked_at_once_and_read_it_until_they_answer(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.processing(who)
        police, office = other(dossier, "ca-xa"), other(dossier, "so-tp")
        one, two = at(police), at(office, "leader")
        assert not sees(one, dossier)
        due = dossier.due_at
        dossier = consult(
            dossier, actor=who.specialist, questions=[asking(police), asking(office, 16)]
        )
        assert (dossier.state, dossier.holder, dossier.due_at) == ("consulting", "other", due)
        assert sees(one, dossier) and sees(two, dossier)
        assert (basis_of(one, dossier), purpose_of(one, dossier)) == ("consultation",) * 2
        assert [row.dossier for row in asked_of(one)] == [dossier]
        assert {move.action for move in perms.moves_for(one, dossier)} == {
            "answer_consultation",
            "return_consultation",
        }
        assert may_check(dossier, actor=who.specialist) and not may_check(dossier, actor=one)
        with pytest.raises(NotAllowed):
            write_message(dossier, actor=one, text="Chào bạn.")
        with pytest.raises(Conflict, match="đang được hỏi"):
            consult(dossier, actor=who.specialist, questions=[asking(police)])
        dossier = answer(dossier, actor=one, words="Không có.")
        assert dossier.state == "consulting" and not sees(one, dossier)
        with pytest.raises(NotFound):
            find(dossier.code or "", actor=one)
        with pytest.raises(NotAllowed):
            answer(dossier, actor=one, words="Lần nữa.")
    # Late answers count, and say so.
    with turned(MONDAY + timedelta(days=5)):
        dossier = give_back_question(dossier, actor=two, reason="Không thuộc thẩm quyền.")
        assert (dossier.state, dossier.officer_id) == ("processing", who.specialist.id)
    said = [event.payload for event in history(dossier).filter(action__contains="_consultation")]
    assert [each["late"] for each in said] == [False, True]


def test_a_question_that_is_not_waited_for_lets_the_work_go_on(who: p.Players) -> None:
    dossier = p.processing(who)
    police = other(dossier, "ca-xa")
    dossier = consult(dossier, actor=who.specialist, questions=[asking(police, waits=False)])
    assert dossier.state == "processing"
    dossier = actions.propose(dossier, actor=who.specialist)
    dossier = answer(dossier, actor=at(police), words="Có.")
    assert dossier.state == "proposed"


def test_a_specialist_stops_waiting_and_nobody_asked_reads_on(who: p.Players) -> None:
    dossier = p.processing(who)
    police = other(dossier, "ca-xa")
    dossier = consult(dossier, actor=who.specialist, questions=[asking(police)])
    dossier = end_consultation(dossier, actor=who.specialist, reason="Đã quá hạn.")
    assert dossier.state == "processing" and not sees(at(police), dossier)
    # It may be asked again; what ends meanwhile is read no more either.
    dossier = consult(dossier, actor=who.specialist, questions=[asking(police)])
    assert sees(at(police), dossier)
    dossier = actions.withdraw(dossier, actor=who.mother)
    assert not sees(at(police), dossier)


def test_questions_without_words_time_or_another_agency_are_refused(who: p.Players) -> None:
    dossier = p.processing(who)
    police = other(dossier, "ca-xa")
    own = dossier.agency
    assert own is not None
    late = now() + timedelta(days=1)
    for wrong in (
        [],
        [Question(police, "  ", late)],
        [Question(police, "Hỏi", now())],
        [Question(own, "Hỏi", late)],
    ):
        with pytest.raises(Refusal):
            consult(dossier, actor=who.specialist, questions=wrong)
    assert not Consultation.objects.exists()


def test_working_hours_are_those_of_who_is_asked(who: p.Players) -> None:
    police = other(p.submitted(who), "ca-xa")
    # Friday 16:00, with an hour or less left; four hours more reach into Monday.
    friday = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
    assert after_hours(police, friday, 4) > datetime(2026, 6, 15, 0, 0, tzinfo=UTC)
    assert after_hours(police, friday, 4) < datetime(2026, 6, 15, 6, 0, tzinfo=UTC)
    assert end_of_day(police, date(2026, 6, 13)).date() == date(2026, 6, 15)


def test_it_is_forwarded_with_its_papers_taken_over_or_given_back(who: p.Players) -> None:
    with turned(MONDAY):
        dossier = p.accepted(who)
    assert dossier.desk_id != dossier.agency_id
    with pytest.raises(Refusal, match="không có giấy tờ"):
        passing_on.forward(dossier, actor=who.reception, papers=["la"])
    # Received at nine on Monday, so it had to go on Monday.
    with turned(MONDAY + timedelta(days=1)):
        dossier = passing_on.forward(dossier, actor=who.reception, papers=["giay_chung_sinh"])
    way = Passage.objects.get()
    assert way.due_at is not None and way.at > way.due_at
    assert (way.papers, way.receiver) == (["giay_chung_sinh"], dossier.agency)
    with pytest.raises(Conflict, match="chuyển rồi"):
        passing_on.forward(dossier, actor=who.reception)
    dossier = passing_on.give_back(dossier, actor=who.specialist, reason="Thiếu bản gốc.")
    with pytest.raises(Conflict):
        passing_on.take_over(dossier, actor=who.specialist)
    dossier = passing_on.forward(dossier, actor=who.reception)
    dossier = passing_on.take_over(dossier, actor=who.specialist)
    assert dossier.passages.get(number=3).taken_by_id == who.specialist.id
    with pytest.raises(Conflict):
        passing_on.give_back(dossier, actor=who.specialist, reason="Muộn rồi.")


def test_another_agency_decides_and_may_give_it_back(who: p.Players) -> None:
    dossier = p.processing(who)
    first, second = dossier.agency, other(dossier, "so-tp")
    assert first is not None
    facts = (dossier.code, dossier.due_at, dossier.desk_id, dossier.place)
    with pytest.raises(Refusal):
        passing_on.hand_on(dossier, actor=who.specialist, to=first, reason="Sai.")
    dossier = passing_on.hand_on(dossier, actor=who.specialist, to=second, reason="Việc của sở.")
    assert (dossier.agency, dossier.agency_path) == (second, second.path)
    assert (dossier.state, dossier.officer) == ("accepted", None)
    assert (dossier.code, dossier.due_at, dossier.desk_id, dossier.place) == facts
    assert sees(at(second), dossier) and not sees(who.specialist, dossier)
    event = history(dossier).get(action="hand_on")
    assert event.payload["agency_from"] == str(first.pk)
    dossier = passing_on.give_back(dossier, actor=at(second), reason="Không phải.")
    assert dossier.agency_id == first.pk and sees(who.specialist, dossier)


def test_the_database_keeps_one_open_question_each_and_no_way_to_oneself(who: p.Players) -> None:
    dossier = p.processing(who)
    police = other(dossier, "ca-xa")
    dossier = consult(dossier, actor=who.specialist, questions=[asking(police)])
    asked = Consultation.objects.get()
    names = [field.attname for field in Consultation._meta.concrete_fields]
    for wrong in ({"number": 2}, {"number": 2, "outcome": "answered"}):
        values = {name: getattr(asked, name) for name in names} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.create(
            dossier=dossier,
            number=1,
            kind="forward",
            giver=police,
            receiver=police,
            by=who.cast.specialist.officer,
            at=now(),
        )


@pytest.mark.parametrize("most", [64, 0])
def test_whoever_is_asked_finds_it_as_long_as_they_are(
    who: p.Players, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_MOST_ASKED", most)
    dossier = p.processing(who)
    police = other(dossier, "ca-xa")
    assert dossier.code is not None
    for typed in (dossier.code, "nguyen hoa"):
        assert found_by(typed, actor=at(police)).first(9) == []
    consult(dossier, actor=who.specialist, questions=[asking(police)])
    for typed in (dossier.code, "nguyen hoa"):
        assert found_by(typed, actor=at(police)).first(9) == [dossier]


def test_what_is_asked_is_found_by_indexes(who: p.Players) -> None:
    dossier = p.processing(who)
    police = other(dossier, "ca-xa")
    consult(dossier, actor=who.specialist, questions=[asking(police)])
    with connection.cursor() as cursor:
        # Which leaves nothing but an index for each side of what is asked.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
    plan = Dossier.objects.filter(perms.visible(at(police))).order_by().only("pk").explain()
    assert "BitmapOr" in plan
    assert "Seq Scan" not in plan
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert perms.sees(who.specialist, dossier)
    assert not asked.captured_queries
