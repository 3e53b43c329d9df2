"""Hours and days off at the administrators' door."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.web.admin.conftest import sign_in
from tests.web.admin.test_agencies import read, text_of
from toantrinh.administration import actions
from toantrinh.administration.models import Proposal
from toantrinh.command.cast import Governors
from toantrinh.government.queries import agency, calendar_of
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_officer

PLACE = "?co_quan=14797.ubnd"
BOOK = f"/quan-tri/quy-dinh/lich/{PLACE}"
HOURS = f"/quan-tri/quy-dinh/lich/gio/{PLACE}"
DAYS = f"/quan-tri/quy-dinh/lich/ngay/{PLACE}"


@pytest.fixture
def client(who: Governors) -> Client:
    return sign_in(who.administrator)


def on(name: str, day: date) -> dict[str, str]:
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def week(**changes: str) -> dict[str, str]:
    days = {f"day_{number}": "7h30 - 11h30, 13:30–17:00" for number in range(5)}
    return {**days, **on("since", today()), "source": "Quyết định số 12/QĐ-UBND", **changes}


def test_hours_are_read_asked_foreseen_and_proposed(client: Client, who: Governors) -> None:
    assert "Thứ Hai – Thứ Sáu: 08:00–12:00, 13:00–17:00" in read(client, BOOK)
    asked = client.get(HOURS).text
    assert 'value="08:00-12:00 13:00-17:00"' in asked
    foreseen = text_of(client.post(HOURS, week()).text)
    assert "Thứ Hai – Thứ Sáu: 07:30–11:30, 13:30–17:00" in foreseen
    assert "Thứ Bảy – Chủ nhật: nghỉ" in foreseen and "cần hai người" in foreseen
    sent = client.post(HOURS, {**week(), "chac_chan": "1"})
    assert sent.status_code == 302
    made = Proposal.objects.get(kind="hours.set")
    actions.confirm(made, actor=as_officer(who.other_administrator, wall()))
    page = read(client, BOOK)
    assert "Ủy ban nhân dân phường Hạc Thành đang áp dụng" in page and "12/QĐ-UBND" in page
    assert "Thôi giờ riêng này" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"day_0": "sáng sớm"}, "Hãy ghi giờ như 07:30-11:30"),
        ({"day_0": "25:00-26:00"}, "Hãy ghi giờ như 07:30-11:30"),
        ({"day_2": "13:00-17:00 08:00-11:00"}, "nối tiếp nhau"),
        ({"season_first": "16/4"}, "cả ngày đầu và ngày cuối"),
        ({"season_first": "31/13", "season_last": "1/9"}, "Hãy ghi ngày và tháng"),
        ({"source": ""}, "Hãy ghi điều này"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_typed(
    client: Client, given: dict[str, str], told: str
) -> None:
    page = client.post(HOURS, week(**given))
    assert page.status_code == 422 and told in text_of(page.text), text_of(page.text)
    for value in given.values():
        assert value in page.text


def test_a_day_off_is_swapped_and_shown(client: Client, who: Governors) -> None:
    monday = today() + timedelta(days=28 - today().weekday())
    calendar = calendar_of(agency("14797.ubnd"), monday, monday + timedelta(days=30))
    day = calendar.working_day_from(monday)
    saturday = day + timedelta(days=5 - day.weekday())
    given = {"day_kind": "off", "name": "Ngày hội của phường", "source": "QĐ 3"}
    given |= on("day", day) | on("made_up", saturday)
    foreseen = text_of(client.post(DAYS, given).text)
    assert f"nghỉ ngày {day:%d/%m/%Y}: Ngày hội của phường" in foreseen
    client.post(DAYS, {**given, "chac_chan": "1"})
    made = Proposal.objects.get(kind="day.set")
    actions.confirm(made, actor=as_officer(who.other_administrator, wall()))
    page = read(client, BOOK)
    assert "Ngày hội của phường" in page and "làm bù" in page
    again = client.post(DAYS, given)
    assert again.status_code == 409 and "vốn đã nghỉ" in text_of(again.text)


def test_a_department_sets_no_days_off(client: Client) -> None:
    given = {"day_kind": "off", "name": "x", "source": "x", **on("day", today() + timedelta(40))}
    page = client.post("/quan-tri/quy-dinh/lich/ngay/?co_quan=38.so-tp", given)
    assert page.status_code == 403 and "không đặt ngày nghỉ" in text_of(page.text)


def test_own_hours_are_asked_to_end_only_where_there_are_any(client: Client) -> None:
    page = client.post(f"/quan-tri/quy-dinh/lich/gio/ket-thuc/{PLACE}", on("last", today()))
    assert page.status_code == 409 and "không có giờ làm việc riêng" in text_of(page.text)
