"""Dated rules: known, typed, set and ended by two administrators, never twice in force."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from pydantic import ValidationError

from tests.administration.governing import (
    COMMUNE,
    PROVINCE,
    Governing,
    administrator,
    governing,
    place,
)
from toantrinh.administration import actions, perms, queries
from toantrinh.administration.kinds import Change, kinds
from toantrinh.administration.models import ALWAYS_TWO
from toantrinh.administration.rule_changes import EndRule, SetRule
from toantrinh.administration.rule_queries import held, story
from toantrinh.administration.rulebook import groups, known
from toantrinh.administration.telling import told
from toantrinh.government.files import RuleRow, read
from toantrinh.government.models import Rule
from toantrinh.government.queries import rule
from toantrinh.journal.models import Event
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import HANOI, today, turned, wall
from toantrinh.measures.points import groups as groups_of
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KEY = "break_glass.hours"


@pytest.fixture
def who() -> Governing:
    return governing()


def agree(change: Change, who: Governing) -> None:
    actions.confirm(actions.propose(change, actor=who.one), actor=who.other)


def to(value: object, key: str = PROVINCE, name: str = KEY, since: date | None = None) -> SetRule:
    given = {"agency": place(key).pk, "rule": name, "value": value, "since": since or today()}
    return SetRule.model_validate({**given, "source": "Quyết định số 12/QĐ-UBND"})


def test_the_book_and_the_files_know_the_same_rules() -> None:
    book = {one.key: one for _head, ones in groups() for one in ones}
    rows = read("rules.csv", RuleRow)
    assert {row.key for row in rows} == {one.key for one in book.values() if not one.optional}
    for row in rows:
        checked = book[row.key].shape.check(row.value)
        kept = sorted(checked) if isinstance(checked, tuple) else checked
        assert kept == (sorted(row.value) if isinstance(row.value, list) else row.value)
        assert book[row.key].shape.words(row.value)
    assert len(book) == sum(len(ones) for _head, ones in groups())


def test_a_rule_is_set_by_two_from_a_day_on(who: Governing) -> None:
    later = today() + 10 * DAY
    lines = queries.outlook(to(8, since=later), actor=who.one).lines
    assert lines[0].startswith("Mở khẩn cấp để xem trong: 8 giờ, từ ngày")
    assert lines[1] == "Trước đó: 4 giờ."
    agree(to(8, since=later), who)
    assert rule(KEY, later - DAY, place(COMMUNE)) == 4
    assert rule(KEY, later, place(COMMUNE)) == 8
    assert rule(KEY, later, place("01.ubnd")) == rule(KEY, later) == 4
    (mine,) = [one for _head, ones in held(place(COMMUNE)) for one in ones if one.key == KEY]
    assert mine.value == "4 giờ" and mine.following and mine.following.value == "8 giờ"
    assert mine.whence and mine.whence.scope == "Cả nước"
    (entry,) = told(Event.objects.filter(stream="government", action="set_rule"))
    assert entry.about.startswith(f"{place(PROVINCE).name}, Mở khẩn cấp để xem trong")


def test_the_nearer_word_stands_and_ends_with_its_day(who: Governing) -> None:
    agree(to(2, COMMUNE), who)
    agree(to(8, PROVINCE), who)
    assert rule(KEY, today(), place(COMMUNE)) == 2
    assert any("1 cơ quan trực thuộc" in line for line in to(9).preview())
    _now, words = story(place(COMMUNE), known(KEY))
    assert [(word.value, word.own, word.counts) for word in words] == [
        ("2 giờ", True, True),
        ("8 giờ", False, False),
        ("4 giờ", False, False),
    ]
    end = EndRule(agency=place(COMMUNE).pk, rule=KEY, last=today())
    assert end.preview()[1] == "Khi đó là: 8 giờ."
    agree(end, who)
    assert rule(KEY, today(), place(COMMUNE)) == 2
    assert rule(KEY, today() + DAY, place(COMMUNE)) == 8
    with pytest.raises(Conflict):
        actions.propose(end, actor=who.one)


def test_nothing_is_spared_the_second_pair_of_eyes(who: Governing) -> None:
    assert {"rule.set", "rule.end"} == set(ALWAYS_TWO) <= set(kinds())
    assert not any(one.key.endswith(ALWAYS_TWO) for _head, ones in groups() for one in ones)
    name = f"{perms.FOUR_EYES}post.open"
    agree(to(True, name=name), who)
    assert rule(name, today(), place(COMMUNE)) is True
    made = actions.propose(to(False, name=name, since=today() + DAY), actor=who.one)
    assert made.open and made.four_eyes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (KEY, 0),
        (KEY, 73),
        (KEY, True),
        (KEY, "8"),
        ("clock.starts_at", "whenever"),
        ("clock.starts_at", 3),
        ("break_glass.roles", ()),
        ("break_glass.roles", ("leader", "king")),
        (f"{perms.FOUR_EYES}post.open", 1),
    ],
)
def test_values_of_another_shape_are_refused(name: str, value: object, who: Governing) -> None:
    with pytest.raises(Refusal) as refused:
        actions.propose(to(value, name=name), actor=who.one)
    assert refused.value.field == "value"


def test_what_else_is_refused(who: Governing) -> None:
    with pytest.raises(NotFound, match="Không có quy tắc"):
        actions.propose(to(1, name="clock.unheard"), actor=who.one)
    with pytest.raises(NotAllowed, match="trung ương quy định"):
        actions.propose(to(20, name="mandate.adult_age"), actor=who.one)
    with pytest.raises(NotAllowed):
        actions.propose(to(2, PROVINCE), actor=who.below)
    with pytest.raises(Refusal, match="từ hôm nay"):
        actions.propose(to(2, since=today() - DAY), actor=who.one)
    agree(to(2), who)
    with pytest.raises(Conflict, match="đúng giá trị đó"):
        actions.propose(to(2, since=today() + DAY), actor=who.one)
    with pytest.raises(ValidationError):
        to({"a": 1})


def test_the_nation_s_rules_are_set_at_the_top(who: Governing) -> None:
    del who
    top, other = (as_officer(administrator(name, "00.cp"), wall()) for name in ("mot", "hai"))
    made = actions.propose(to(("00.bnv",), "00.cp", "calendar.national_agencies"), actor=top)
    actions.confirm(made, actor=other)
    assert rule("calendar.national_agencies", today()) == ["00.bnv"]
    row = Rule.objects.get(key="calendar.national_agencies", valid_to=None)
    assert (row.agency_key, row.valid_from) == ("", today())


def test_dossiers_keep_the_rule_of_their_day(who: Governing) -> None:
    with turned(datetime(2026, 11, 25, 9, tzinfo=HANOI)):
        lines = to("midnight", name="clock.end_of_day").preview()
    assert lines[-1].startswith("Hồ sơ đã tiếp nhận giữ ngày hẹn")


def test_what_a_card_s_square_holds_and_who_goes_first() -> None:
    layout, several = known("counter.card_layout").shape, known("counter.first_groups").shape
    assert layout.check("number|-|name|-") == "number|-|name|-"
    assert "số định danh" in layout.words("number|name")
    assert several.check(["pregnant", "elderly"]) == ("elderly", "pregnant")
    assert several.check([]) == () and several.words([]) == "không ai"
    for shape, wrong in (
        *((layout, text) for text in ("name", "number|number|name", "number|name|x", 3)),
        *((several, text) for text in (["x"], "elderly")),
    ):
        with pytest.raises(Refusal):
            shape.check(wrong)


def test_points_of_an_indicator_are_set_with_a_day_and_a_source(who: Governing) -> None:
    agree(to("2.5", name="qd766.points.4.1"), who)
    known_now = {i.number: i.most for g in groups_of(today(), place(COMMUNE)) for i in g.indicators}
    assert (known_now["4.1"], known_now["4.2"]) == (Fraction(5, 2), None)
    said = {one.key: one.value for _head, ones in held(place(PROVINCE)) for one in ones}
    assert said["qd766.points.4.1"] == "2,5 điểm"
    assert known("qd766.points.4.1").shape.check("2,50") == "2.5"
    for wrong in ("23", "-1", "x", "1,234", ""):
        with pytest.raises(Refusal):
            known("qd766.points.4.1").shape.check(wrong)
