"""Alerts are raised once, told once, and closed by words of who leads."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from tests import players as p
from tests.authored import officer_of
from tests.measures.lakes import lake_of
from toantrinh.alerts import queries, telling
from toantrinh.alerts.actions import acknowledge, look
from toantrinh.alerts.finding import in_charge, published_by
from toantrinh.alerts.models import Alert, Subject
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import wall
from toantrinh.lake import tables
from toantrinh.lake.folding import minute
from toantrinh.measures import kept
from toantrinh.measures.alone import There
from toantrinh.measures.asking import By
from toantrinh.measures.examples import case
from toantrinh.measures.period import Period
from toantrinh.measures.values import Counts
from toantrinh.people.models import Officer
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
COMMUNE, BESIDE, PROVINCE = "14797", "14758", "38"
TODAY = date(2026, 11, 26)
# By month, measure and place; whatever is not named here was never counted.
Told = dict[tuple[int, str, str], Counts]


def _months() -> list[Period]:
    now = datetime(2026, 11, 26, 3, tzinfo=UTC)
    days = {7: 31, 8: 31, 9: 30, 10: 31, 11: 30}
    return [Period.of(date(2026, m, 1), date(2026, m, last), now) for m, last in days.items()]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Told:
    """What the kept answers say; a test writes into it. In the lake there are no dossiers."""
    told: Told = {}

    def read(
        keys: Sequence[str], by: By, month: Period, places: Collection[str] | None = None
    ) -> dict[tuple[str, str], Counts]:
        del places
        wide = {By.PROVINCE: 2, By.COMMUNE: 5, By.PROCEDURE: 8}[by]
        return {
            (key, place): counts
            for (number, key, place), counts in told.items()
            if number == month.first.month and key in keys and len(place) == wide
        }

    settings.LAKE_FOLDER = lake_of(tmp_path / "lake", agencies=[], cases=[]).path
    monkeypatch.setattr(kept, "months", _months)
    monkeypatch.setattr(kept, "read", read)
    return told


@pytest.fixture
def who() -> p.Players:
    return p.players()


def _fall(told: Told, place: str) -> None:
    for month in (7, 8, 9):
        told[month, "nd224.dd", place] = Counts(95, 100)
    told[10, "nd224.dd", place] = Counts(80, 100)
    # The month that runs is not judged yet.
    told[11, "nd224.dd", place] = Counts(0, 100)


def test_what_a_rule_finds_is_raised_once(counted: Told) -> None:
    _fall(counted, COMMUNE)
    counted[10, "work.late_backlog", PROVINCE] = Counts(100, 900)
    counted[11, "work.late_backlog", PROVINCE] = Counts(140, 900)
    counted[10, "pattern.last_minute", BESIDE] = Counts(50, 60)
    assert look(actor=SYSTEM, on=TODAY) == 3
    assert look(actor=SYSTEM, on=TODAY) == 0
    rows = Alert.objects.order_by("rule")
    assert [(each.rule, each.code, each.month.month) for each in rows] == [
        ("closed_at_the_last_minute", BESIDE, 10),
        ("late_backlog_grows", PROVINCE, 11),
        ("on_time_falls", COMMUNE, 10),
    ]
    falls = rows[2]
    assert (falls.numerator, falls.denominator) == (80, 100)
    assert (falls.numerator_before, falls.denominator_before) == (285, 300)
    assert falls.agency.key == f"{COMMUNE}.ubnd"
    assert Event.objects.filter(stream=falls.stream(), action="raise").count() == 1
    with pytest.raises(NotAllowed):
        look(actor=p.players().leader, on=TODAY)


def test_an_open_alert_stands_for_the_next_month_too(counted: Told, who: p.Players) -> None:
    _fall(counted, COMMUNE)
    look(actor=SYSTEM, on=TODAY)
    counted[11, "nd224.dd", COMMUNE] = Counts(50, 100)
    # In December November is over, and worse; somebody was told already and said nothing yet.
    assert look(actor=SYSTEM, on=date(2026, 12, 2)) == 0
    acknowledge(Alert.objects.get().pk, actor=who.leader, words="Thiếu người ký.")
    assert look(actor=SYSTEM, on=date(2026, 12, 2)) == 1


def test_leaders_are_told_once(counted: Told, who: p.Players) -> None:
    _fall(counted, COMMUNE)
    look(actor=SYSTEM, on=TODAY)
    alert = Alert.objects.get()
    Officer.objects.filter(pk=who.cast.leader.officer_id).update(email="lead@example.vn")
    mail.outbox.clear()
    for _again in range(2):
        telling.tell(str(alert.agency_id), [str(alert.pk)])
    (letter,) = [each for each in mail.outbox if each.to == ["lead@example.vn"]]
    assert "Tỷ lệ đúng hạn giảm" in letter.body
    assert "10/2026" in letter.body
    assert "/dieu-hanh/canh-bao/" in letter.body
    # What was closed meanwhile is told no more.
    acknowledge(alert.pk, actor=who.leader, words="Đã bố trí người ký.")
    mail.outbox.clear()
    telling.tell(str(alert.agency_id), [str(alert.pk)])
    assert mail.outbox == []


def test_who_leads_takes_note_in_words_and_nobody_else(counted: Told, who: p.Players) -> None:
    _fall(counted, COMMUNE)
    _fall(counted, BESIDE)
    look(actor=SYSTEM, on=TODAY)
    assert [each.code for each in queries.open_alerts(who.leader)] == [COMMUNE]
    assert queries.open_count(who.leader) == 1
    own, other = Alert.objects.get(code=COMMUNE), Alert.objects.get(code=BESIDE)
    with pytest.raises(NotFound):
        queries.find_alert(other.pk, actor=who.leader)
    desk = as_officer(officer_of(agency(f"{COMMUNE}.ttpvhcc"), "leader"), wall())
    for actor in (desk, who.specialist):
        with pytest.raises(NotAllowed):
            acknowledge(own.pk, actor=actor, words="x")
    with pytest.raises(Refusal):
        acknowledge(own.pk, actor=who.leader, words="  ")
    done: Any = acknowledge(own.pk, actor=who.leader, words="Hai người ký vắng; đã ủy quyền.")
    assert done.acknowledged_by_id == who.leader.id
    assert [each.pk for each in queries.acknowledged(who.leader)] == [own.pk]
    # The words stay with the row; the journal has codes only.
    event = Event.objects.get(stream=own.stream(), action="acknowledge")
    assert event.payload == {"rule": "on_time_falls"}
    with pytest.raises(Conflict):
        acknowledge(own.pk, actor=who.leader, words="Lần nữa.")


def test_departments_and_procedures_are_judged_by_themselves(
    counted: Told, settings: Settings, tmp_path: Path, who: p.Players
) -> None:
    desk, department = agency(f"{COMMUNE}.ttpvhcc"), agency(f"{PROVINCE}.so-tp")
    rows = []
    # One hundred dossiers a month; in October one in five is late. Of the desk there are too few.
    for where, count in ((department, 100), (desk, 99)):
        for month in (7, 8, 9, 10):
            for number in range(count):
                late = month == 10 and number % 5 == 0
                rows.append(_dossier(str(where.pk), month, late=late))
    lake = tmp_path / "another"
    known = [row for row in tables.agencies() if row["key"] in {desk.key, department.key}]
    settings.LAKE_FOLDER = lake_of(lake, agencies=known, cases=rows).path
    _fall(counted, "1.001193")
    assert look(actor=SYSTEM, on=TODAY) == 2
    of_agency, of_procedure = Alert.objects.order_by("subject")
    assert (of_agency.subject, of_agency.code) == (Subject.AGENCY, f"{PROVINCE}.so-tp")
    assert (of_agency.numerator, of_agency.denominator) == (80, 100)
    assert (of_agency.numerator_before, of_agency.denominator_before) == (300, 300)
    assert of_agency.agency == department
    # Both decide it there, so the nearest above both answers; what all the nation came to is not
    # this province's.
    assert (of_procedure.subject, of_procedure.code) == (Subject.PROCEDURE, "1.001193")
    assert (of_procedure.numerator, of_procedure.denominator) == (159, 199)
    assert of_procedure.agency.key == f"{PROVINCE}.ubnd"
    names = queries.names_of([of_agency, of_procedure])
    assert names[of_agency.pk] == department.name
    assert "khai sinh" in names[of_procedure.pk] and "Thanh Hóa" in names[of_procedure.pk]
    head = as_officer(officer_of(department, "leader"), wall())
    assert [each.pk for each in queries.open_alerts(head)] == [of_agency.pk]
    with pytest.raises(NotFound):
        queries.find_alert(of_procedure.pk, actor=head)
    acknowledge(of_agency.pk, actor=head, words="Thiếu người.")
    assert look(actor=SYSTEM, on=TODAY) == 0


def test_each_province_answers_for_its_own_and_the_ministry_for_all(
    counted: Told, settings: Settings, tmp_path: Path, who: p.Players
) -> None:
    here, far = agency(f"{PROVINCE}.so-tp"), agency("01.so-tp")
    rows = [
        _dossier(str(where.pk), month, late=where == here and month == 10 and number % 5 == 0)
        for where in (here, far)
        for month in (7, 8, 9, 10)
        for number in range(100)
    ]
    known = [row for row in tables.agencies() if row["key"] in {here.key, far.key}]
    settings.LAKE_FOLDER = lake_of(tmp_path / "two", agencies=known, cases=rows).path
    look(actor=SYSTEM, on=TODAY)
    # All together it fell too little to be told of; who let it fall is told all the same.
    of_procedure = Alert.objects.filter(subject=Subject.PROCEDURE)
    assert [each.agency for each in of_procedure] == [here]
    _fall(counted, "1.001193")
    assert look(actor=SYSTEM, on=TODAY) == 1
    assert {each.agency.key for each in of_procedure.all()} == {here.key, "00.btp"}
    assert look(actor=SYSTEM, on=TODAY) == 0


def test_who_answers_for_a_procedure() -> None:
    one, beside = (str(agency(f"{code}.ubnd").pk) for code in (COMMUNE, BESIDE))
    told = in_charge(
        {There("a", PROVINCE): [one], There("b", PROVINCE): [one, beside], There("c", ""): []}
    )
    assert {at.procedure: each.key for at, each in told.items()} == {
        "a": f"{COMMUNE}.ubnd",
        "b": f"{PROVINCE}.ubnd",
    }
    assert {code: each.key for code, each in published_by(["1.001193"]).items()} == {
        "1.001193": "00.btp"
    }


def _dossier(of: str, month: int, *, late: bool) -> dict[str, object]:
    day = minute(datetime(2026, month, 10, 1, tzinfo=UTC))
    moments = {"received": day, "submitted": day, "due": day + 60, "original_due": day + 60}
    return case(
        dossier=str(new_id()),
        agency=of,
        **moments,
        decided=day + (90 if late else 30),
        ended=day + 90,
    )
