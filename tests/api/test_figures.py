"""Definitions and forecasts are for everybody; figures for who answers for the place."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tests import players as p
from tests.signed_in import program
from toantrinh.forecast.models import Forecast, Scope
from toantrinh.measures import kept
from toantrinh.measures.measure import measures, not_counted
from toantrinh.measures.period import Period
from toantrinh.measures.values import Counts
from toantrinh.people.models import Person, Posting

pytestmark = pytest.mark.django_db
COMMUNE, PROCEDURE = "14797", "1.001193"


def _get(path: str, whose: Person | Posting | None = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {program(whose)[1]}"} if whose else {}
    answer = Client(headers=headers).get(f"/api/v1/{path}")
    return answer.status_code, answer.json()


def test_anybody_reads_what_is_measured_and_what_can_not_be() -> None:
    status, told = _get("measures")
    assert (status, len(told)) == (200, len(measures()) + len(not_counted()))
    assert all(one["numerator"] if one["counted"] else one["reason"] for one in told)
    status, one = _get("measures/nd224.b1")
    assert one["source"].startswith("NĐ 224/2026/NĐ-CP Đ19 k2 b")
    assert (one["example"]["numerator"], one["example"]["fraction"]) == (1, "1/4")
    status, refused = _get("measures/nd224.e")
    assert status == 404
    assert "chưa thu đánh giá" in refused["error"]
    assert _get("measures/nd224.zz")[0] == 404


def test_figures_are_for_who_answers_for_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = p.players().cast
    path = f"measures/nd224.dd/places/{COMMUNE}"
    leader = cast.leader
    # Nothing was ever counted here: no number, and never zero.
    status, told = _get(path, leader)
    assert (status, told["value"], told["numerator"], told["counted_to"]) == (200, None, None, None)
    assert told["why_not"] == "Chưa có số liệu của tháng này."
    now = datetime(2026, 11, 26, 3, tzinfo=UTC)
    months = [Period.of(date(2026, m, 1), date(2026, m, 30), now) for m in (10, 11)]
    counts = {10: Counts(0, 0), 11: Counts(68, 100)}
    monkeypatch.setattr(kept, "months", lambda: months)
    monkeypatch.setattr(
        kept,
        "read",
        lambda keys, by, month, places=None: {
            (key, COMMUNE): counts[month.first.month] for key in keys if places == [COMMUNE]
        },
    )
    status, told = _get(path, leader)
    assert (told["month"], told["numerator"], told["denominator"]) == ("2026-11", 68, 100)
    assert (told["value"], told["why_not"]) == ("0.6800", "")
    assert told["counted_to"] == "2026-11-26T03:00:00Z"
    assert told["source"] == "NĐ 224/2026/NĐ-CP Đ19 k2 đ"
    last = told["before"][-1]
    # A month in which nothing was to be decided, and months that nobody kept.
    assert (last["value"], last["denominator"], bool(last["why_not"])) == (None, 0, True)
    assert (told["before"][0]["denominator"], bool(told["before"][0]["why_not"])) == (None, True)
    assert _get(f"{path}?month=2019-01", leader)[0] == 404
    assert _get(f"{path}?month=x", leader)[0] == 422
    status, told = _get(f"measures/nd224.a/places/{COMMUNE}", leader)
    assert (status, told["value"]) == (200, None)
    assert "nation" in told["why_not"]
    assert _get(path)[0] == 401
    assert _get(path, cast.mother)[0] == 403
    assert _get("measures/nd224.dd/places/VN", leader)[0] == 403
    assert _get("measures/nd224.dd/places/99999", leader)[0] == 404


def test_anybody_reads_how_long_it_takes_and_from_what() -> None:
    status, told = _get(f"procedures/{PROCEDURE}/forecast")
    assert (status, told["half_hours"], told["most_hours"]) == (200, None, None)
    assert "30" in told["why_not"]
    Forecast.objects.create(
        procedure=PROCEDURE,
        scope=Scope.PROVINCE,
        place="38",
        made_on=date(2026, 11, 26),
        since=date(2026, 8, 28),
        cases=40,
        hours=[8, 16],
        decided=[20, 20],
        left=[0, 0],
        half=8,
        most=16,
        rank=90,
    )
    for asked in (f"agency={COMMUNE}.ubnd", "province=38", f"province={COMMUNE}"):
        status, told = _get(f"procedures/{PROCEDURE}/forecast?{asked}")
        assert (told["scope"], told["half_hours"], told["most_hours"]) == ("province", 8, 16)
        assert (told["cases"], told["counted_on"], told["why_not"]) == (40, "2026-11-26", "")
    assert _get(f"procedures/{PROCEDURE}/forecast")[1]["cases"] is None
    assert _get(f"procedures/{PROCEDURE}/forecast?agency=nowhere")[0] == 404
    assert _get("procedures/9.999999/forecast")[0] == 404
