"""Worked examples speak to people: no name of a column, in either language."""

import re

import pytest
from django.utils import translation

from toantrinh.measures.measure import measures
from toantrinh.web.cockpit.example_words import differs, ordinary

_OF_THE_LAKE = re.compile(r"[a-z]_[a-z]|None|\b20\d\d-")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_row_of_every_example_is_in_words(language: str) -> None:
    with translation.override(language):
        said = [ordinary("cases"), ordinary("services")]
        for one in measures():
            said += [differs(row) for row in (*one.example.rows, *one.example.cases)]
    assert [text for text in said if not text or _OF_THE_LAKE.search(text)] == []


def test_values_are_said_as_people_say_them() -> None:
    row = {"decided": "2026-03-05 17:01", "status": 5, "signed_result": 0, "channel": "post"}
    assert differs({**row, "due": None, "supplements": 2}) == (
        "có kết quả: 17:01 05/03/2026; trạng thái: Yêu cầu bổ sung giấy tờ; "
        "kết quả điện tử ký số: không; cách nộp: bưu chính; hạn: không có; "
        "số lần yêu cầu bổ sung: 2"
    )
    assert differs({}) == "bình thường"
    told = differs({"decided": None, "channel": None, "extended_minutes": 5760})
    assert told.replace("\N{NO-BREAK SPACE}", " ") == (
        "có kết quả: chưa có; cách nộp: không rõ; được hẹn lại: 4 ngày"
    )
