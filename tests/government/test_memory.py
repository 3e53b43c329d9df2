from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from toantrinh.government import actions, files, memory, queries
from toantrinh.government.models import CalendarDay, Rule
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import wall

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_what_was_read_once_is_not_asked_again() -> None:
    agency = queries.agency("08.so-tp", TODAY)
    span = (TODAY, TODAY + timedelta(days=30))

    def read() -> tuple[Any, ...]:
        return (
            queries.rules("clock.", TODAY, agency),
            queries.calendar_of(agency, *span),
            queries.dossier_prefix(agency, TODAY),
            queries.agency_by_id(agency.id),
        )

    first = read()
    with CaptureQueriesContext(connection) as captured:
        assert read() == first
    assert len(captured) == 0


def test_another_day_is_another_question() -> None:
    assert queries.rules("extension.", TODAY)
    assert queries.rules("extension.", date(2020, 1, 1)) == {}


def test_the_answer_is_the_asker_s_own() -> None:
    queries.rules("clock.", TODAY).clear()
    assert queries.rules("clock.", TODAY)


def test_a_load_drops_what_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    Rule.objects.filter(key="extension.max").update(value=9)
    assert queries.rule("extension.max", TODAY) == 9
    monkeypatch.setattr(files, "digest", lambda: "other")
    actions.load_all(actor=SYSTEM)
    assert queries.rule("extension.max", TODAY) == 1


def test_the_load_of_another_process_is_seen_a_few_seconds_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = wall()
    monkeypatch.setattr(memory, "wall", lambda: moment)
    assert queries.rule("extension.max", TODAY) == 1
    monkeypatch.setattr(files, "digest", lambda: "other")
    Rule.objects.filter(key="extension.max").update(value=9)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(memory, "forget", lambda: None)
        elsewhere.setattr("toantrinh.government.loading.load_rules", lambda load: None)
        actions.load_all(actor=SYSTEM)
    assert queries.rule("extension.max", TODAY) == 1
    monkeypatch.setattr(memory, "wall", lambda: moment + timedelta(seconds=10))
    assert queries.rule("extension.max", TODAY) == 9


def test_a_clock_set_back_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 11, 23)
    agency = queries.agency("01.ubnd", TODAY)
    assert queries.calendar_of(agency, day, day).is_working(day)
    CalendarDay.objects.create(
        day=day, kind="off", name="x", unit_code="01", source="x", certainty="found"
    )
    assert queries.calendar_of(agency, day, day).is_working(day)
    monkeypatch.setattr(memory, "wall", lambda: wall() - timedelta(days=1))
    with CaptureQueriesContext(connection) as captured:
        queries.calendar_of(agency, day, day)
    assert len(captured) == 1
