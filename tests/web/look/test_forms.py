"""A day as three boxes, and plain words for what is missing."""

from datetime import date

import pytest
from django import forms

from toantrinh.web.look.forms import DayField, DayParts, Questions


class _Form(Questions):
    born = DayField()
    moved = DayField(required=False)


def _asked(day: str, month: str, year: str) -> _Form:
    return _Form({"born_day": day, "born_month": month, "born_year": year})


@pytest.mark.parametrize("typed", [("18", "11", "2026"), (" 18", "11 ", "2026")])
def test_a_day_is_read(typed: tuple[str, str, str]) -> None:
    form = _asked(*typed)
    assert form.is_valid()
    assert form.cleaned_data == {"born": date(2026, 11, 18), "moved": None}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", "", ""), "Hãy ghi điều này."),
        (("18", "", "2026"), "Hãy ghi đủ ngày, tháng và năm."),
        (("31", "2", "2026"), "Không có ngày 31/2/2026."),
        (("29", "2", "2025"), "Không có ngày 29/2/2025."),
        (("18", "11", "26"), "Hãy ghi bằng chữ số, năm có bốn chữ số, ví dụ 18 11 2026."),
        (("x", "11", "2026"), "Hãy ghi bằng chữ số, năm có bốn chữ số, ví dụ 18 11 2026."),
        (("1/2", "11", "2026"), "Hãy ghi đủ ngày, tháng và năm."),
        (("18", "11", "0000"), "Không có ngày 18/11/0000."),
    ],
)
def test_what_is_wrong_is_said(typed: tuple[str, str, str], said: str) -> None:
    assert _asked(*typed).errors["born"] == [said]


def test_what_was_typed_is_kept_as_typed() -> None:
    assert _asked("31", "", "2026")["born"].value() == "31//2026"
    context = DayParts().get_context("born", "31//2026", {"id": "id_born"})
    assert [box["value"] for box in context["boxes"]] == ["31", "", "2026"]


def test_a_known_day_fills_the_boxes() -> None:
    context = DayParts().get_context("born", date(2026, 1, 5), {"id": "id_born"})
    assert [box["value"] for box in context["boxes"]] == ["05", "01", "2026"]
    assert [box["id"] for box in context["boxes"]] == [
        "id_born_day",
        "id_born_month",
        "id_born_year",
    ]


def test_an_unchanged_day_is_unchanged() -> None:
    data = {"born_day": "5", "born_month": "1", "born_year": "2026"}
    assert not _Form(data, initial={"born": date(2026, 1, 5)}).has_changed()
    assert _Form(data, initial={"born": date(2026, 1, 6)}).has_changed()


def test_a_question_that_was_not_on_the_page_is_omitted() -> None:
    widget = DayParts()
    assert widget.value_omitted_from_data({}, {}, "born")
    assert not widget.value_omitted_from_data({"born_day": ""}, {}, "born")


def test_what_is_missing_is_said_in_plain_words() -> None:
    class Asked(Questions):
        name = forms.CharField()
        kind = forms.ChoiceField(choices=[("a", "A")])
        scan = forms.FileField()
        agree = forms.BooleanField()
        own = forms.CharField(error_messages={"required": "Ghi số nhà."})

    said = {name: errors[0] for name, errors in Asked({}).errors.items()}
    assert said == {
        "name": "Hãy ghi điều này.",
        "kind": "Hãy chọn một câu trả lời.",
        "scan": "Hãy chọn tệp.",
        "agree": "Hãy đánh dấu để đi tiếp.",
        "own": "Ghi số nhà.",
    }
