"""Hours and days off: proposed, foreseen, confirmed, and what becomes of promises."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from tests import players as p
from tests.administration.governing import (
    COMMUNE,
    PROVINCE,
    Governing,
    administrator,
    governing,
    place,
)
from toantrinh.administration import actions, queries
from toantrinh.administration.calendar_changes import EndHours, SetDay, SetHours
from toantrinh.administration.calendar_queries import special_days, timetables
from toantrinh.administration.kinds import Change
from toantrinh.administration.telling import told
from toantrinh.dossiers import tasks
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.rolling import roll_all
from toantrinh.dossiers.timing import why
from toantrinh.government.calendar import Calendar
from toantrinh.government.models import CalendarDay, DataVersion, WorkingHours
from toantrinh.government.queries import calendar_of
from toantrinh.journal.models import Event
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.time import HANOI, local, today, turned
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SOURCE = "Quyết định số 12/QĐ-UBND"
MORNINGS = (("07:00-11:30",),) * 6 + ((),)


@pytest.fixture(autouse=True)
def _on_a_wednesday() -> Iterator[None]:
    with turned(datetime(2026, 11, 25, 9, tzinfo=HANOI)):
        yield


@pytest.fixture
def who() -> Governing:
    return governing()


@pytest.fixture
def promised() -> Dossier:
    """At the commune, due some days from now."""
    return p.processing(p.players())


def agree(change: Change, who: Governing) -> None:
    actions.confirm(actions.propose(change, actor=who.one), actor=who.other)


def hours(key: str = COMMUNE, since: date | None = None, **more: object) -> SetHours:
    given = {"agency": place(key).pk, "week": MORNINGS, "since": since or today(), "source": SOURCE}
    return SetHours.model_validate({**given, **more})


def off(day: date, key: str = PROVINCE, **more: object) -> SetDay:
    given = {"agency": place(key).pk, "day": day, "day_kind": "off", "name": "Ngày hội"}
    return SetDay.model_validate({**given, "source": SOURCE, **more})


def calendar(key: str = COMMUNE) -> Calendar:
    return calendar_of(place(key), today() - 30 * DAY, today() + 365 * DAY)


def due_day(dossier: Dossier) -> date:
    assert dossier.due_at
    return local(dossier.due_at).date()


def test_hours_begin_with_their_day_at_the_agency_and_all_below(who: Governing) -> None:
    since = today() + 10 * DAY
    made = actions.propose(hours(PROVINCE, since), actor=who.one)
    assert made.open and not WorkingHours.objects.filter(agency_key=PROVINCE).exists()
    actions.confirm(made, actor=who.other)
    monday = since + (7 - since.weekday()) * DAY
    for key in (PROVINCE, COMMUNE):
        assert calendar(key).office(monday) == ((420, 690),)
        assert calendar(key).office(monday - 14 * DAY) != ((420, 690),)
    assert calendar("01.ubnd").office(monday) == ((480, 720), (780, 1020))
    event = Event.objects.get(stream="government", action="set_hours")
    assert event.payload["since"] == since.isoformat()
    (entry,) = told([event])
    assert entry.what == "Đặt giờ làm việc" and place(PROVINCE).name in entry.about
    assert DataVersion.objects.filter(changes__contains=[{"table": "WorkingHours"}]).exists()


def test_ones_own_hours_stand_until_they_are_ended(who: Governing) -> None:
    agree(hours(COMMUNE), who)
    agree(hours(PROVINCE, today() + DAY, week=(("09:00-10:00",),) * 7), who)
    monday = today() + (14 - today().weekday()) * DAY
    assert calendar().office(monday) == ((420, 690),)
    first, second, *_rest = timetables(place(COMMUNE))
    assert first.own and first.counts and first.week[-1] == "Chủ nhật: nghỉ"
    assert second.scope == place(PROVINCE).name and not second.own
    agree(EndHours(agency=place(COMMUNE).pk, last=monday), who)
    assert calendar().office(monday) == ((420, 690),)
    assert calendar().office(monday + DAY) == ((540, 600),)
    with pytest.raises(Conflict):
        actions.propose(EndHours(agency=place("38.so-tp").pk, last=today()), actor=who.one)


def test_later_hours_wait_and_a_correction_of_the_day_replaces(who: Governing) -> None:
    later = today() + 60 * DAY
    agree(hours(since=later), who)
    agree(hours(since=today() + DAY, week=(("08:00-09:00",),) * 7), who)
    agree(hours(since=today() + DAY, week=(("08:00-10:00",),) * 7), who)
    own = WorkingHours.objects.filter(agency_key=COMMUNE).order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in own] == [
        (today() + DAY, later - DAY),
        (later, None),
    ]
    assert own[0].spells[0] == [["08:00", "10:00"]]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"week": ((),) * 7}, "ít nhất một buổi"),
        ({"week": (("11:30-07:00",),) * 7}, "nối tiếp nhau"),
        ({"week": (("08:00-12:00", "10:00-13:00"),) * 7}, "nối tiếp nhau"),
        ({"since": date(2026, 1, 1)}, "từ hôm nay"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    change: dict[str, object], match: str, who: Governing
) -> None:
    with pytest.raises(Refusal, match=match):
        actions.propose(hours(**change), actor=who.one)  # type: ignore[arg-type]


def test_only_who_governs_sets_hours_and_only_some_set_days(who: Governing) -> None:
    with pytest.raises(NotAllowed):
        actions.propose(hours(PROVINCE), actor=who.below)
    with pytest.raises(NotAllowed, match="không đặt ngày nghỉ"):
        actions.propose(off(today() + DAY, "38.so-tp"), actor=who.one)
    nation = as_officer(administrator("noivu", "00.bnv"))
    assert actions.propose(off(date(2027, 3, 2), "00.bnv"), actor=nation).open


def test_a_promise_that_falls_on_a_new_day_off_moves_to_the_next_working_day(
    who: Governing, promised: Dossier
) -> None:
    day, before = due_day(promised), promised.due_at
    change = off(day)
    lines = queries.outlook(change, actor=who.one).lines
    assert any(line.startswith("1 hồ sơ có ngày hẹn rơi vào ngày nghỉ") for line in lines), lines
    agree(change, who)
    assert roll_all() == 1 and roll_all() == 0
    promised.refresh_from_db()
    assert due_day(promised) == calendar().next_working_day(day)
    event = Event.objects.get(stream=promised.stream(), action="roll_due")
    assert before and event.payload["due_from"] == before.isoformat()
    assert why(promised)[-1].startswith("Hẹn trả") or len(why(promised)) > 1
    tasks.follow_up(str(promised.pk), promised.head_seq)


def test_other_promises_stay_and_say_why(who: Governing, promised: Dossier) -> None:
    assert promised.due_at
    promised.due_at += 14 * DAY
    promised.save(update_fields=["due_at"])
    day, between = due_day(promised), today() + DAY
    change = off(between, COMMUNE)
    lines = queries.outlook(change, actor=who.one).lines
    assert any("ít thời gian làm việc hơn" in line for line in lines), lines
    assert any(line.startswith("Ví dụ") and "thay vì" in line for line in lines), lines
    agree(change, who)
    assert roll_all() == 0
    promised.refresh_from_db()
    assert due_day(promised) == day
    assert why(promised) == [
        "Ngày hẹn giữ như đã hứa; lịch làm việc đổi sau đó không làm ngày hẹn đổi theo."
    ]


def test_days_are_swapped_and_taken_back(who: Governing) -> None:
    friday = today() + (4 - today().weekday() + 28) * DAY
    saturday = friday + 8 * DAY
    agree(off(friday, made_up=saturday), who)
    assert not calendar().is_working(friday) and calendar().is_working(saturday)
    assert calendar("01.ubnd").is_working(friday)
    told_days = [(one.day, one.kind) for one in special_days(place(COMMUNE), friday.year)]
    assert (friday, "off") in told_days
    agree(off(friday, day_kind="usual"), who)
    agree(off(saturday, day_kind="usual"), who)
    assert calendar().is_working(friday) and not calendar().is_working(saturday)
    assert CalendarDay.objects.get(day=friday, unit_code="38").kind == "usual"


def test_days_that_cannot_be_are_refused(who: Governing) -> None:
    sunday = today() + (6 - today().weekday() + 7) * DAY
    for change, field in (
        (off(sunday), "day"),
        (off(sunday + DAY, made_up=sunday + 2 * DAY), "made_up"),
        (off(sunday + DAY, day_kind="usual"), "day"),
        (off(today() - DAY), "day"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.propose(change, actor=who.one)
        assert refused.value.field == field
    with pytest.raises(ValueError, match="two ends"):
        hours(season_first="05-01")


def test_a_season_counts_within_its_days(who: Governing) -> None:
    agree(hours(), who)
    summer = hours(week=(("06:30-10:30",),) * 7, season_first="05-01", season_last="08-31")
    agree(summer, who)
    of = place(COMMUNE)
    there = calendar_of(of, date(2027, 1, 1), date(2027, 12, 31))
    assert there.office(date(2027, 7, 1)) == ((390, 630),)
    assert there.office(date(2027, 9, 6)) == ((420, 690),)
