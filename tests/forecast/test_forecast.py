"""How long it takes is told truly: from dossiers still open too, and it is seen whether it held."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from tests import players as p
from tests.forecast import slow_forecast as slow
from tests.measures.lakes import lake_of
from toantrinh.forecast import actions
from toantrinh.forecast.curve import LEAST, MOST, WIDER, Curve
from toantrinh.forecast.models import Check, Forecast, Scope
from toantrinh.forecast.queries import calibration, left_of, usual
from toantrinh.forecast.watching import Span, curves, judge, midnight, month_end, watch
from toantrinh.government.calendar import Calendar, Hours, Week
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import HANOI, turned
from toantrinh.lake import office
from toantrinh.lake.folding import minute
from toantrinh.lake.shapes import AGENCIES, CASES, Row, table_of

_DAY: tuple[tuple[int, int], ...] = ((480, 720), (780, 1020))
_WEEKDAYS: Week = (_DAY, _DAY, _DAY, _DAY, _DAY, (), ())
_SATURDAYS: Week = (_DAY, _DAY, (), _DAY, _DAY, ((450, 690),), ())
CALENDARS = {
    "a": Calendar(frozenset({date(2026, 3, 10)}), frozenset(), (Hours(_WEEKDAYS),)),
    "b": Calendar(frozenset(), frozenset({date(2026, 3, 8)}), (Hours(_SATURDAYS),)),
}
_FIRST, _LAST = date(2026, 3, 2), date(2026, 3, 31)
_START = midnight(_FIRST)
AS_OF = midnight(date(2026, 4, 2)) + 600
SPAN = (_START, midnight(_LAST + timedelta(days=1)), AS_OF)


def _line(rows: list[Row]) -> duckdb.DuckDBPyConnection:
    line = duckdb.connect()
    agencies: list[Row] = [{"agency": one, "heir": one, "province_now": "38"} for one in CALENDARS]
    for name, told, columns in (("cases", rows, CASES), ("agencies", agencies, AGENCIES)):
        table = table_of(name, [dict.fromkeys(columns) | row for row in told])
        line.register("told", table)
        line.execute(f"CREATE TABLE {name} AS FROM told")
    office.lay_of(line, CALENDARS, _FIRST - timedelta(days=1), date(2026, 4, 3))
    return line


@st.composite
def _cases(draw: st.DrawFn) -> Row:
    submitted = _START + draw(st.integers(-2000, 32 * 1440))
    lasted = draw(st.one_of(st.integers(0, 3000), st.integers(0, 40 * 1440)))
    end = draw(st.sampled_from(["decided", "decided", "decided", "ended", "open"]))
    return {
        "dossier": "x",
        "procedure": draw(st.sampled_from(["1", "2"])),
        "agency": draw(st.sampled_from(["a", "b"])),
        "province": "38",
        "submitted": submitted,
        "decided": submitted + lasted if end == "decided" else None,
        "ended": submitted + lasted if end == "ended" else None,
    }


@settings(max_examples=30, deadline=None)
@given(st.lists(_cases(), min_size=1, max_size=40), st.integers(0, 60), st.integers(1, 90))
def test_the_slow_reading_agrees(rows: list[Row], age: int, most: int) -> None:
    line = _line(rows)
    watch(line, Span(_FIRST, _LAST, AS_OF))
    for scope in Scope:
        told = slow.lives(rows, CALENDARS, scope, SPAN)
        found = {(code, place): one for code, place, one in curves(line, scope, least=0)}
        assert set(found) == set(told)
        for at, curve in found.items():
            for rank in (50, MOST, WIDER):
                assert curve.within(rank) == slow.within(told[at], rank)
                assert curve.within(rank, age) == slow.within(told[at], rank, age)
    check = Check(procedure="1", scope="nation", place="VN", month=_FIRST, most=most)
    those = [
        row for row in rows if row["procedure"] == "1" and SPAN[0] <= int(str(row["submitted"]))
    ]
    those = [row for row in those if int(str(row["submitted"])) < min(SPAN[1:])]
    # `_FIRST` is a Monday, not the first of its month; the end of the month is the same.
    seen = judge(line, [check], _FIRST, AS_OF).get(str(check.pk), (0, 0, 0))
    assert seen == slow.judged(those, CALENDARS, most, AS_OF)


def test_hours_become_days_only_where_it_stays_true() -> None:
    even = Curve.of([(hour, 1, 0) for hour in range(1, 101)])
    assert (even.within(90), even.said(90, 8)) == (90, 90)
    assert even.said(51, 8) == 56
    # Whole days hold for five in a hundred more at most.
    assert even.said(93, 8) == 96
    assert Curve.of([(3, 10, 0)]).said(90, 8) == 3
    # Nobody ever took so long, or too many are open to say.
    assert even.within(50, 100) is None
    assert Curve.of([(1, 1, 9)]).within(90) is None


@pytest.fixture
def place(db: None) -> Agency:
    return p.players().cast.leader.post.agency


_FEBRUARY = date(2026, 2, 2)


def _month(agency: Agency, hours: list[int], month: date = _FEBRUARY) -> Iterator[Row]:
    """Dossiers handed in on a month's first working days at eight, each decided after hours."""
    for number, each in enumerate(hours):
        start = minute(datetime(month.year, month.month, 2 + number % 2, 8, tzinfo=HANOI))
        yield dict.fromkeys(CASES) | {
            "dossier": f"{month}{number}",
            "procedure": "1.001193",
            "agency": str(agency.pk),
            "submitted": start,
            # So few hours lie before noon.
            "decided": start + each * 60,
        }


def _lake(path: Path, agency: Agency, rows: list[Row]) -> None:
    own = dict.fromkeys(AGENCIES) | {"agency": str(agency.pk), "heir": str(agency.pk)}
    lake_of(path, cases=table_of("cases", rows), agencies=table_of("agencies", [own]))


def test_it_is_made_promised_seen_and_widened(
    place: Agency, tmp_path: Path, settings: Settings
) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    with pytest.raises(NotAllowed):
        actions.bring_up(actor=p.players().leader, on=date(2026, 3, 1))
    quick = list(_month(place, [1] * 20 + [2] * 18 + [4] * 2))
    slower = list(_month(place, [1] * 20 + [2] * 8 + [3] * 12, date(2026, 3, 2)))
    _lake(tmp_path / "lake", place, [*quick, *slower])
    with turned(datetime(2026, 3, 1, 12, tzinfo=HANOI)):
        assert actions.bring_up(actor=SYSTEM, on=date(2026, 3, 1)) == 2
    for scope in (Scope.AGENCY, Scope.NATION):
        made = Forecast.objects.get(scope=scope)
        assert (made.cases, made.half, made.most, made.rank) == (40, 1, 2, MOST)
    # Again in the same month nothing more is promised.
    assert actions.promise(date(2026, 3, 9)) == 0
    assert Check.objects.count() == 2
    with turned(datetime(2026, 4, 1, 12, tzinfo=HANOI)):
        actions.bring_up(actor=SYSTEM, on=date(2026, 4, 1))
    check = Check.objects.get(scope=Scope.NATION, month=date(2026, 3, 1))
    # Twenty-eight of forty came within the two hours that were said.
    assert (check.judged, check.within, check.unripe) == (40, 28, 0)
    assert check.too_narrow
    made = Forecast.objects.get(scope=Scope.AGENCY)
    assert (made.cases, made.rank, made.most) == (80, WIDER, 3)
    found = usual("1.001193", agency=place)
    assert found is not None and found.scope is Scope.AGENCY
    assert found.failed is not None and found.failed.within == 28
    [march] = calibration(actor=SYSTEM, agency=place)
    assert (march.held, len(march.checks)) == (0, 2)
    with pytest.raises(NotAllowed):
        calibration(actor=p.players().mother, agency=place)


def test_too_few_are_no_forecast(place: Agency, tmp_path: Path, settings: Settings) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    _lake(tmp_path / "lake", place, list(_month(place, [1] * (LEAST - 1))))
    with turned(datetime(2026, 3, 1, 12, tzinfo=HANOI)):
        assert actions.bring_up(actor=SYSTEM, on=date(2026, 3, 1)) == 0
    assert usual("1.001193", agency=place) is None
    text = Client().get("/thu-tuc/1.001193/").content.decode()
    assert f"Chưa đủ {LEAST} hồ sơ giống vậy trong {actions.DAYS} ngày qua" in text


def _kept(place: Agency, scope: Scope, rows: list[tuple[int, int, int]]) -> Forecast:
    curve = Curve.of(rows)
    made = actions._forecast(scope, "1.001193", "VN", curve, MOST, 8)
    made.place = str(place.pk) if scope is Scope.AGENCY else "VN"
    made.made_on, made.since = date(2026, 11, 1), date(2026, 8, 3)
    made.save()
    return made


def test_people_read_it_on_the_procedure_and_of_their_dossier(place: Agency) -> None:
    _kept(place, Scope.NATION, [(2, 60, 0), (20, 35, 0), (30, 5, 0)])
    text = " ".join(Client().get("/thu-tuc/1.001193/").content.decode().split())
    assert "Một nửa hồ sơ có kết quả trong 2 giờ làm việc, chín phần mười trong" in text
    assert "Theo 100 hồ sơ trong cả nước nộp từ 03/08/2026" in text
    # Who lasted three hours is one of the forty that took more than two.
    monday = datetime(2026, 11, 2, 1, tzinfo=UTC)
    found = left_of("1.001193", place, monday, monday + timedelta(hours=3))
    assert found is not None
    assert (found.cases, found.half) == (40, 17)
    # Of those that lasted longer than all but five there are too few.
    assert left_of("1.001193", place, monday, monday + timedelta(days=5)) is None


def test_the_month_has_an_end() -> None:
    assert month_end(date(2026, 2, 1)) == date(2026, 2, 28)
    assert month_end(date(2026, 12, 1)) == date(2026, 12, 31)
