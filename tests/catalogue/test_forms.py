"""The form engine: what is typed becomes answers or is told, and nothing else ever happens."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.forms import (
    asked_papers,
    missing_papers,
    read_all,
    read_page,
    say,
    shown,
)
from toantrinh.catalogue.general_form import PAGES, with_form
from toantrinh.catalogue.questions import Check, FormField, FormPage, Option
from toantrinh.kernel.time import turned

KINDS = [
    *("text", "long_text", "name", "date", "number", "money", "choice", "yes_no"),
    *("personal_number", "phone", "email", "commune"),
]


def asks(kind: str, **more: object) -> FormField:
    options = (Option(value="red", label="Đỏ"), Option(value="blue", label="Xanh"))
    return FormField.model_validate(
        {"key": "it", "label": "Nó", "kind": kind, "options": options, **more}
    )


def page(*fields: FormField, checks: tuple[Check, ...] = ()) -> FormPage:
    return FormPage(key="page", title="Trang", fields=fields, checks=checks)


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", "  a \u200b b  ", "a b"),
        ("long_text", "một \r\n\r\n hai ", "một\n\nhai"),
        ("name", "  Lê   Thị Bé ", "Lê Thị Bé"),
        ("name", "H’Hen Niê", "H’Hen Niê"),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("number", "007", 7),
        ("number", "0", 0),
        ("money", "1.250.000 đ", 1_250_000),
        ("choice", "red", "red"),
        ("yes_no", "no", False),
        ("yes_no", "yes", True),
        ("personal_number", "003 194 000 137", "003194000137"),
        ("phone", "0912 345 678", "+84912345678"),
        ("phone", "+84 24 3825 1234", "+842438251234"),
        ("email", "an@example.vn", "an@example.vn"),
        ("commune", "14797", "14797"),
    ],
)
def test_what_is_well_typed_becomes_an_answer(kind: str, typed: str, answer: object) -> None:
    reading = read_page(page(asks(kind)), {"it": typed}, {})
    assert reading.problems == []
    assert reading.answers == {"it": answer}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 201),
        ("name", "1234"),
        ("name", "An 2"),
        ("name", "!!!"),
        ("date", "2026-02-30"),
        ("date", "30/02/2026"),
        ("date", "2026"),
        ("date", "99999999999999999999-01-01"),
        ("number", "-1"),
        ("number", "1,5"),
        ("number", "1234567890"),
        ("money", "nhiều"),
        ("choice", "green"),
        ("yes_no", "maybe"),
        ("personal_number", "12345"),
        ("personal_number", "00319400013x"),
        ("phone", "123"),
        ("phone", "gọi tôi"),
        ("email", "an@"),
        ("commune", "hue"),
    ],
)
def test_what_is_badly_typed_is_told_at_its_field(kind: str, typed: str) -> None:
    reading = read_page(page(asks(kind)), {"it": typed}, {})
    assert reading.answers == {}
    assert [problem.where for problem in reading.problems] == ["it"]
    assert reading.problems[0].text()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_is_told_only_where_it_is_needed(kind: str) -> None:
    (problem,) = read_page(page(asks(kind)), {}, {}).problems
    assert problem.where == "it"
    assert "Nó" in problem.text()
    optional = read_page(page(asks(kind, required=False)), {"it": "   "}, {})
    assert (optional.answers, optional.problems) == ({}, [])


def test_a_date_in_three_boxes() -> None:
    typed = {"it_day": " 9", "it_month": "02", "it_year": "2024 "}
    assert read_page(page(asks("date")), typed, {}).answers == {"it": date(2024, 2, 9)}
    assert read_page(page(asks("date")), {"it_day": "9"}, {}).problems
    assert read_page(page(asks("date")), {**typed, "it_month": "13"}, {}).problems


def test_a_question_is_asked_only_where_it_fits() -> None:
    more = FormField(key="why", label="Vì sao", kind="text", show_if="it == true")
    form = page(asks("yes_no"), more)
    assert [p.where for p in read_page(form, {"it": "yes"}, {}).problems] == ["why"]
    unasked = read_page(form, {"it": "no", "why": "chỉ vì"}, {})
    assert unasked.answers == {"it": False}
    assert unasked.problems == []
    assert not shown(more, {})
    assert read_page(page(more), {"why": "x"}, {"it": True}).answers == {"why": "x"}


def test_checks_speak_at_their_field() -> None:
    check = Check(rule="it <= today", message="Ngày này chưa tới.", field="it")
    form = page(asks("date"), checks=(check,))
    with turned(datetime(2026, 11, 23, tzinfo=UTC)):
        (problem,) = read_page(form, {"it": "2026-11-24"}, {}).problems
        assert (problem.where, problem.text()) == ("it", "Ngày này chưa tới.")
        assert read_page(form, {"it": "2026-11-23"}, {}).problems == []
        # A date that is none is told once, not twice.
        assert len(read_page(form, {"it": "x"}, {}).problems) == 1


def test_a_form_as_a_whole_refuses_what_it_does_not_ask() -> None:
    content = ProcedureContent(code="9.8", name="Ghi tên", pages=(page(asks("number")),))
    reading = read_all(content, {"it": 3, "salary": 5})
    assert reading.answers == {"it": 3}
    assert [problem.where for problem in reading.problems] == ["salary"]


def test_papers_follow_the_answers() -> None:
    papers = (
        Paper(key="always", name="Ảnh", required=True),
        Paper(key="sometimes", name="Giấy", required=True, condition="it == true"),
        Paper(key="known", name="Căn cước", required=True, in_database=True),
        Paper(key="maybe", name="Thư"),
    )
    content = ProcedureContent(
        code="9.8", name="Ghi tên", papers=papers, pages=(page(asks("yes_no")),)
    )
    assert asked_papers(content, {"it": True}) == ["always", "sometimes", "maybe"]
    assert asked_papers(content, {"it": False}) == ["always", "maybe"]
    told = missing_papers(content, {"it": True}, {"always"})
    assert [problem.where for problem in told] == ["sometimes"]
    assert "Giấy" in told[0].text()


def test_the_general_form_stands_in_where_there_is_none() -> None:
    bare = ProcedureContent(code="9.8", name="Ghi tên")
    assert with_form(bare).pages == PAGES
    own = ProcedureContent(code="9.8", name="Ghi tên", pages=(page(asks("text")),))
    assert with_form(own) is own


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("yes_no", True, "Có"),
        ("yes_no", False, "Không"),
        ("choice", "blue", "Xanh"),
        ("date", "2026-02-09", "09/02/2026"),
        ("date", date(2026, 2, 9), "09/02/2026"),
        ("number", 0, "0"),
        ("text", "", ""),
        ("text", None, ""),
    ],
)
def test_answers_as_people_read_them(kind: str, value: object, said: str) -> None:
    assert say(asks(kind), value) == said


TYPED = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789 .,-/+đ", max_size=30),
    st.sampled_from(["yes", "no", "red", "2024-02-29", "0912345678", "a@b.vn", "003194000137"]),
    st.dates().map(str),
)


@given(
    kind=st.sampled_from(KINDS),
    required=st.booleans(),
    typed=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("it", "it_day", "it_month", "it_year"), TYPED)
    ),
)
def test_whatever_is_typed_is_an_answer_or_told(
    kind: str, required: bool, typed: dict[str, str]
) -> None:
    content = ProcedureContent(
        code="9.8", name="Ghi tên", pages=(page(asks(kind, required=required)),)
    )
    reading = read_page(content.pages[0], typed, {})
    assert bool(reading.answers) + len(reading.problems) <= 1
    if required:
        assert reading.answers or reading.problems
    for problem in reading.problems:
        assert problem.text()
    # What was kept can be read again, and comes out the same.
    again = read_all(content, reading.answers)
    if reading.answers:
        assert (again.answers, again.problems) == (reading.answers, [])
        assert isinstance(say(content.pages[0].fields[0], reading.answers["it"]), str)
