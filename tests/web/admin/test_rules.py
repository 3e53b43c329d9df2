"""Rules at the administrators' door."""

import pytest
from django.test import Client

from tests.web.admin.conftest import sign_in
from tests.web.admin.test_agencies import read, text_of
from tests.web.admin.test_calendar import on
from toantrinh.administration import actions
from toantrinh.administration.models import Proposal
from toantrinh.administration.rulebook import groups
from toantrinh.command.cast import Governors
from toantrinh.government.queries import agency, rule
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_officer

PLACE = "?co_quan=14797.ubnd"


@pytest.fixture
def client(who: Governors) -> Client:
    return sign_in(who.administrator)


def test_a_rule_is_read_asked_foreseen_proposed_and_ended(client: Client, who: Governors) -> None:
    listed = read(client, f"/quan-tri/quy-dinh/quy-tac/{PLACE}")
    assert "Mở khẩn cấp để xem trong: 4 giờ" in listed and "Trung ương quy định." in listed
    page = "/quan-tri/quy-dinh/quy-tac/break_glass.hours/"
    assert "Đặt giá trị khác" in read(client, page + PLACE)
    given = {"value": "6", "source": "Quyết định số 12", **on("since", today())}
    foreseen = text_of(client.post(f"{page}dat/{PLACE}", given).text)
    assert "6 giờ" in foreseen and "Trước đó: 4 giờ." in foreseen and "cần hai người" in foreseen
    client.post(f"{page}dat/{PLACE}", {**given, "chac_chan": "1"})
    made = Proposal.objects.get(kind="rule.set")
    actions.confirm(made, actor=as_officer(who.other_administrator, wall()))
    assert rule("break_glass.hours", today(), agency("14797.ubnd")) == 6
    story = read(client, page + PLACE)
    assert "Quyết định số 12" in story and "Thôi quy tắc riêng" in story
    ended = text_of(client.post(f"{page}thoi/{PLACE}", on("last", today())).text)
    assert "Khi đó là: 4 giờ." in ended


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("break_glass.roles", ["leader", "reception"], ["leader", "reception"]),
        ("clock.starts_at", "accepted", "accepted"),
        ("administration.four_eyes.post.open", "True", True),
    ],
)
def test_each_shape_has_its_question(
    client: Client, who: Governors, key: str, value: object, kept: object
) -> None:
    given = {"value": value, "source": "x", **on("since", today()), "chac_chan": "1"}
    client.post(f"/quan-tri/quy-dinh/quy-tac/{key}/dat/{PLACE}", given)
    made = Proposal.objects.get(kind="rule.set")
    actions.confirm(made, actor=as_officer(who.other_administrator, wall()))
    assert rule(key, today(), agency("14797.ubnd")) == kept


def test_every_rule_has_a_page_and_a_form(client: Client) -> None:
    for _head, ones in groups():
        for one in ones:
            assert client.get(f"/quan-tri/quy-dinh/quy-tac/{one.key}/{PLACE}").status_code == 200
            assert (
                client.get(f"/quan-tri/quy-dinh/quy-tac/{one.key}/dat/{PLACE}").status_code == 200
            )


def test_wrong_values_come_back(client: Client) -> None:
    page = "/quan-tri/quy-dinh/quy-tac/break_glass.hours/dat/"
    for value in ("", "0", "x", "99"):
        sent = client.post(page + PLACE, {"value": value, "source": "x", **on("since", today())})
        assert sent.status_code == 422
    nation = f"/quan-tri/quy-dinh/quy-tac/mandate.adult_age/dat/{PLACE}"
    sent = client.post(nation, {"value": "20", "source": "x", **on("since", today())})
    assert sent.status_code == 403 and "trung ương quy định" in text_of(sent.text)
    assert client.get(f"/quan-tri/quy-dinh/quy-tac/clock.unheard/{PLACE}").status_code == 404
