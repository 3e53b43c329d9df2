"""The form engine: what is typed becomes answers or is told, and nothing else ever happens."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.forms import (
    asked_papers,
    ineligible_by,
    minutes_to_fill,
    missing_papers,
    read_all,
    read_page,
    shown,
)
from toantrinh.catalogue.general_form import PAGES, with_form
from toantrinh.catalogue.questions import Check, FormField, FormPage, Option
from toantrinh.catalogue.saying import say
from toantrinh.kernel.time import turned

KINDS = [
    *("text", "long_text", "name", "date", "number", "money", "choice", "yes_no"),
    *("personal_number", "phone", "email", "commune", "province", "tax_code"),
    *("partial_date", "choices", "old_address", "signature"),
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
        ("province", "38", "38"),
        ("tax_code", "0100109106", "0100109106"),
        ("partial_date", "1994", "1994"),
        ("partial_date", "1994-03", "1994-03"),
        ("partial_date", "1994-03-18", "1994-03-18"),
        ("choices", "blue, red", ["red", "blue"]),
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
        ("money", 1_250_000, "1.250.000 đ"),
        ("text", "", ""),
        ("text", None, ""),
        ("choices", ["red", "blue"], "Đỏ, Xanh"),
        ("partial_date", "1994-03", "03/1994"),
        ("old_address", {"street": "", "commune": "A", "district": "B"}, "A, B"),
        ("old_address", {"commune": "A", "street": "12"}, "12, A"),
        ("signature", {"name": "Lê An", "number": "003194000137"}, "Lê An"),
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


# A place is said by its name.
@pytest.mark.django_db
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


def test_a_day_may_lack_its_month_and_its_own_number_but_not_its_year() -> None:
    field = page(asks("partial_date"))
    for typed, answer in (
        ({"it_year": "1994"}, "1994"),
        ({"it_month": "3", "it_year": "1994"}, "1994-03"),
        ({"it_day": "8", "it_month": "3", "it_year": "1994"}, "1994-03-08"),
    ):
        assert read_page(field, typed, {}).answers == {"it": answer}
    for typed in ({"it_month": "3"}, {"it_day": "8", "it_year": "1994"}, {"it_year": "94x"}):
        (problem,) = read_page(field, typed, {}).problems
        assert "Nó" in problem.text()


def test_an_address_of_old_has_all_three_tiers() -> None:
    field = page(asks("old_address"))
    whole = {"it_commune": "Xã A", "it_district": "Huyện B", "it_province": "Tỉnh C"}
    (answer,) = read_page(field, whole, {}).answers.values()
    assert say(field.fields[0], answer) == "Xã A, Huyện B, Tỉnh C"
    (problem,) = read_page(field, {**whole, "it_district": " "}, {}).problems
    assert "huyện" in problem.text()


CHILDREN = FormField.model_validate(
    {
        "key": "children",
        "label": "Các con",
        "kind": "group",
        "least": 1,
        "most": 2,
        "fields": [
            {"key": "child", "label": "Tên", "kind": "name"},
            {"key": "born", "label": "Ngày sinh", "kind": "date", "required": False},
            {"key": "school", "label": "Trường", "kind": "text", "show_if": 'child == "An"'},
        ],
    }
)


def test_a_group_is_read_row_by_row() -> None:
    typed = {
        "children.0.child": "Bình",
        "children.2.child": "An",
        "children.2.born_day": "5",
        "children.2.born_month": "11",
        "children.2.born_year": "2020",
        "children.2.school": "Mầm non",
        "children.5.child": "  ",
    }
    reading = read_page(page(CHILDREN), typed, {})
    rows = [
        {"child": "Bình"},
        {"child": "An", "born": date(2020, 11, 5), "school": "Mầm non"},
    ]
    assert (reading.answers, reading.problems) == ({"children": rows}, [])
    assert say(CHILDREN, rows) == (
        "1. Tên: Bình\n2. Tên: An; Ngày sinh: 05/11/2020; Trường: Mầm non"
    )
    content = ProcedureContent(code="9.8", name="x", pages=(page(CHILDREN),))
    assert read_all(content, reading.answers).answers == reading.answers


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({}, "children"),
        ({"children.0.child": "7"}, "children.0.child"),
        ({"children.1.child": "An"}, "children.1.school"),
        ({f"children.{n}.child": "Bình" for n in range(3)}, "children"),
    ],
)
def test_what_is_wrong_in_a_group_is_told_in_its_row(typed: dict[str, str], where: str) -> None:
    assert [problem.where for problem in read_page(page(CHILDREN), typed, {}).problems] == [where]


def test_what_is_computed_is_never_typed() -> None:
    fields = (
        FormField(key="pages", label="Số trang", kind="number"),
        FormField(key="fee", label="Phí", kind="computed", formula="pages * 2000"),
        FormField(key="dear", label="Đắt", kind="computed", formula="fee > 5000"),
    )
    typed = {"pages": "3", "fee": "1", "dear": "no"}
    assert read_page(page(*fields), typed, {}).answers == {"pages": 3, "fee": 6000, "dear": True}
    content = ProcedureContent(code="9.8", name="x", pages=(page(*fields),))
    again = read_all(content, {"pages": 4, "fee": 6000, "dear": True})
    assert (again.answers, again.problems) == ({"pages": 4, "fee": 8000, "dear": True}, [])


def test_a_page_that_is_not_asked_leaves_no_answer() -> None:
    first = page(asks("yes_no"))
    second = FormPage(
        key="more",
        title="Thêm",
        show_if="it",
        fields=(FormField(key="why", label="Vì sao", kind="text"),),
    )
    content = ProcedureContent(code="9.8", name="x", pages=(first, second))
    assert read_all(content, {"it": False, "why": "x"}).answers == {"it": False}
    assert [p.where for p in read_all(content, {"it": True}).problems] == ["why"]


def test_who_may_not_apply_is_told_where_it_shows() -> None:
    content = ProcedureContent.model_validate(
        {
            "code": "9.8",
            "name": "x",
            "pages": [page(asks("number")).model_dump()],
            "eligibility": [{"rule": "it >= 18", "message": "Chưa đủ 18 tuổi."}],
        }
    )
    assert [p.text() for p in read_all(content, {"it": 17}).problems] == ["Chưa đủ 18 tuổi."]
    assert read_all(content, {"it": 18}).problems == []
    assert ineligible_by(content, content.pages[0], {"it": 17})
    other = page(FormField(key="else", label="x", kind="text"))
    assert ineligible_by(content, other, {"it": 17}) == []


def test_a_question_answered_by_a_file_is_a_paper() -> None:
    field = FormField(key="photo", label="Ảnh chân dung", kind="file", show_if="it")
    bare = ProcedureContent(code="9.8", name="x", pages=(page(asks("yes_no"), field),))
    content = with_form(bare)
    assert [question.key for question in content.fields()] == ["it"]
    assert asked_papers(content, {"it": True}) == ["photo"]
    assert [p.where for p in missing_papers(content, {"it": True}, set())] == ["photo"]
    assert missing_papers(content, {"it": False}, set()) == []


def test_the_time_to_fill_grows_with_what_is_asked() -> None:
    short = ProcedureContent(code="9.8", name="x", pages=(page(asks("yes_no")),))
    long = short.model_copy(
        update={"papers": (Paper(key="a", name="A", required=True),) * 3, "pages": PAGES}
    )
    assert minutes_to_fill(short) == 1
    assert minutes_to_fill(long) > 3


# A second engine, as slow and plain as can be: what is asked is found by trying again and again
# until nothing changes, and conditions are plain comparisons, not CEL.
ORDER = ("a", "b", "c")
CONDITIONS = st.sampled_from(["", "yes", "no"])


def slowly(required: dict[str, bool], depends: dict[str, str], typed: dict[str, str]) -> object:
    """Which questions are answered how, and which lack their answer."""
    answers: dict[str, bool] = {}
    for _ in ORDER:
        for number, key in enumerate(ORDER):
            before = ORDER[number - 1] if number else ""
            wanted = depends[key] if before else ""
            asked = not wanted or answers.get(before) is (wanted == "yes")
            if asked and typed.get(key) in {"yes", "no"}:
                answers[key] = typed[key] == "yes"
            else:
                answers.pop(key, None)
    lacking = set()
    for number, key in enumerate(ORDER):
        before = ORDER[number - 1] if number else ""
        wanted = depends[key] if before else ""
        asked = not wanted or answers.get(before) is (wanted == "yes")
        if asked and key not in answers and (required[key] or typed.get(key, "") != ""):
            lacking.add(key)
    return answers, lacking


@given(
    required=st.fixed_dictionaries({key: st.booleans() for key in ORDER}),
    depends=st.fixed_dictionaries(dict.fromkeys(ORDER, CONDITIONS)),
    typed=st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(["", "yes", "no", "perhaps"]) for key in ORDER}
    ),
    split=st.integers(0, 3),
)
def test_both_engines_ask_and_read_the_same(
    required: dict[str, bool], depends: dict[str, str], typed: dict[str, str], split: int
) -> None:
    fields = [
        FormField(
            key=key,
            label=key,
            kind="yes_no",
            required=required[key],
            show_if=f"{ORDER[n - 1]} == {'true' if depends[key] == 'yes' else 'false'}"
            if n and depends[key]
            else "",
        )
        for n, key in enumerate(ORDER)
    ]
    pages = (
        FormPage(key="one", title="1", fields=tuple(fields[:split])),
        FormPage(key="two", title="2", fields=tuple(fields[split:])),
    )
    reading = read_all(ProcedureContent(code="9.8", name="x", pages=pages), dict(typed))
    told = {problem.where for problem in reading.problems}
    assert (reading.answers, told) == slowly(required, depends, typed)
