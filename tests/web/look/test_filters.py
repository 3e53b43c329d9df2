"""How pages write money, moments, days, numbers and states."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms

from toantrinh.dossiers.states import State
from toantrinh.kernel.time import HANOI, turned
from toantrinh.web.look.forms import DayField
from toantrinh.web.look.templatetags import look

NOW = datetime(2026, 11, 23, 9, 45, tzinfo=HANOI)


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with turned(NOW):
        yield


def test_money_does_not_break_from_its_unit() -> None:
    assert look.dong(1_250_000) == "1.250.000\u00a0đ"
    assert look.dong(0) == "0\u00a0đ"
    assert look.dong(None) == ""
    assert look.dong_in_words(8000) == "tám nghìn đồng"


@pytest.mark.parametrize(
    ("share", "places", "said"),
    [
        (Fraction(171, 250), 1, "68,4\u00a0%"),
        (Fraction(1, 3), 1, "33,3\u00a0%"),
        (Fraction(2, 3), 0, "67\u00a0%"),
        (Fraction(1, 2000), 1, "0,1\u00a0%"),
        (Decimal("0.9615"), 1, "96,2\u00a0%"),
        (1, 1, "100,0\u00a0%"),
        (None, 1, "–"),
    ],
)
def test_shares(share: Fraction | Decimal | None, places: int, said: str) -> None:
    assert look.percent(share, places) == said


def test_numbers_have_dots() -> None:
    assert look.number(48212) == "48.212"
    assert look.number(None) == ""


def test_a_moment_is_told_in_the_time_of_hanoi() -> None:
    at = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert look.moment(at) == "15:30, thứ Hai 23/11/2026"
    assert look.clock(at) == "15:30"
    assert look.brief(at) == "23/11, 15:30"
    assert look.brief(at.replace(year=2025)) == "23/11/2025, 15:30"
    assert look.moment(None) == look.clock(None) == look.brief(None) == ""


def test_a_late_evening_in_utc_is_the_next_day_here() -> None:
    at = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    assert look.day(at) == "22/11/2026"
    assert look.weekday(at) == "Chủ nhật"
    assert look.day(date(2026, 2, 3)) == "03/02/2026"
    assert look.day(None) == look.weekday(None) == ""


@pytest.mark.parametrize(
    ("days", "said"),
    [(-2, "2 ngày trước"), (-1, "hôm qua"), (0, "hôm nay"), (1, "ngày mai"), (3, "3 ngày nữa")],
)
def test_days_from_today(days: int, said: str) -> None:
    assert look.in_days(date(2026, 11, 23) + timedelta(days=days)) == said
    assert look.in_days(None) == ""


@pytest.mark.parametrize(
    ("hours", "said", "tone"),
    [
        (-3, "trễ 3 giờ", "late"),
        (-51, "trễ 2 ngày 3 giờ", "late"),
        (0, "còn dưới 1 phút", "near"),
        (1 + 40 / 60, "còn 1 giờ 40 phút", "near"),
        (3, "còn 3 giờ", "near"),
        (7.25, "hôm nay 17:00", "work"),
        (24, "ngày mai 09:45", "work"),
        (72, "còn 3 ngày", "work"),
    ],
)
def test_what_is_left(hours: float, said: str, tone: str) -> None:
    due = NOW + timedelta(hours=hours)
    assert look.left(due) == said
    assert look.left_tone(due) == tone


def test_nothing_due_says_nothing() -> None:
    assert look.left(None) == look.left_tone(None) == look.span(None) == ""


def test_a_number_shows_only_its_end() -> None:
    assert look.masked("001195012345") == "•••••••••345"
    assert look.masked("12") == "12"
    assert look.masked(None) == ""


def test_every_state_has_a_tone_that_the_stylesheet_knows() -> None:
    tones = {state: look.state_tone(state) for state in State}
    assert set(tones.values()) == {"work", "yours", "done", "still"}
    assert tones[State.SUPPLEMENTING] == tones[State.PAYING] == "yours"
    assert tones[State.RETURNED] == "done"
    assert tones[State.DENIED] == "still"
    assert look.state_label("processing") == "Đang xử lý"


class _Form(forms.Form):
    name = forms.CharField()
    sex = forms.ChoiceField(choices=[("f", "nữ")], widget=forms.RadioSelect)
    place = forms.ChoiceField(choices=[("a", "A")])
    born = DayField()
    agree = forms.BooleanField()


def test_an_error_leads_to_the_first_box() -> None:
    form = _Form()
    found = {field.name: look.focus_id(field) for field in form}
    assert found == {
        "name": "id_name",
        "sex": "id_sex_0",
        "place": "id_place",
        "born": "id_born_day",
        "agree": "id_agree",
    }
    assert [field.name for field in form if look.is_choice(field)] == ["sex"]
    assert [field.name for field in form if look.is_check(field)] == ["agree"]
