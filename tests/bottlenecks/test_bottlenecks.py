"""Where time goes is found where it was put, and the slow reading finds the same anywhere."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from tests import players as p
from tests.authored import officer_of
from tests.bottlenecks import slow_bottlenecks as slow
from tests.bottlenecks.lives import (
    CODE,
    STEPS,
    happened,
    lake_in_march,
    moment,
    plain,
    two_agencies,
)
from toantrinh.bottlenecks import actions, counting
from toantrinh.bottlenecks.finding import read
from toantrinh.bottlenecks.laying import Laid, lay
from toantrinh.bottlenecks.queries import codes_of, kept, kept_in, sentences, work_out
from toantrinh.bottlenecks.stages import in_house
from toantrinh.command import bottlenecks as command
from toantrinh.government.calendar import Calendar, Hours
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import HANOI
from toantrinh.lake import office
from toantrinh.lake.folding import minute
from toantrinh.lake.shapes import AGENCIES, CASES, EVENTS, Row, table_of
from toantrinh.measures.period import Period
from toantrinh.people.queries import as_officer

_DAY: tuple[tuple[int, int], ...] = ((480, 720), (780, 1020))
CALENDARS = {
    "a": Calendar(frozenset(), frozenset(), (Hours((_DAY,) * 5 + ((), ())),)),
    "b": Calendar(frozenset({date(2026, 3, 5)}), frozenset(), (Hours((_DAY,) * 6 + ((),)),)),
}
_START = minute(datetime(2026, 3, 2, tzinfo=HANOI))
_UNTIL = _START + 60 * 1440


def _line(cases: list[Row], events: list[Row]) -> duckdb.DuckDBPyConnection:
    line = duckdb.connect()
    heirs: list[Row] = [{"agency": one, "heir": one} for one in CALENDARS]
    for name, rows, columns in (
        ("cases", cases, CASES),
        ("events", events, EVENTS),
        ("agencies", heirs, AGENCIES),
    ):
        table = table_of(name, [dict.fromkeys(columns) | row for row in rows])
        line.register("told", table)
        line.execute(f"CREATE TABLE {name} AS FROM told")
    office.lay_of(line, CALENDARS, date(2026, 2, 1), date(2026, 7, 1))
    return line


_NEXT = {
    "submitted": ["accepted", "accepted", "incomplete"],
    "incomplete": ["submitted"],
    "accepted": ["processing"],
    "processing": ["proposed", "proposed", "supplementing", "consulting"],
    "supplementing": ["processing"],
    "consulting": ["processing"],
    "proposed": ["ready", "ready", "processing"],
}


@st.composite
def _lives(draw: st.DrawFn) -> list[list[Row]]:
    found = []
    for number in range(draw(st.integers(1, 12))):
        at = _START + draw(st.integers(0, 20 * 1440))
        states, state = [("submitted", at)], "submitted"
        while state != "ready":
            # Nobody goes round for ever.
            onward = _NEXT[state] if len(states) < 9 else _NEXT[state][:1]
            state = draw(st.sampled_from(onward))
            at += draw(st.one_of(st.integers(0, 300), st.integers(0, 3000)))
            states.append((state, at))
        due = draw(st.one_of(st.none(), st.integers(-4000, 3000)))
        # Some versions have no steps; some acts lead to a step and some to none.
        keys = ["", "s1", "s2"] if draw(st.booleans()) else [""]
        steps = [(draw(st.sampled_from(keys)), at + draw(st.integers(0, 900))) for _, at in states]
        who = draw(st.sampled_from("ab"))
        found.append(happened(f"d{number:02}", who, states, due, steps))
    return found


@settings(max_examples=30, deadline=None)
@given(_lives(), st.sampled_from(["", "a", "b"]))
def test_the_slow_reading_agrees(lives: list[list[Row]], focus: str) -> None:
    cases = [one[0] for one in lives]
    events = [event for one in lives for event in one[1:]]
    line = _line(cases, events)
    told = slow.read(cases, events, CALENDARS)
    steps = sum(any("step/" in stay.stage for stay in one.stays) for one in told)
    assert lay(line, CODE, _START, _UNTIL) == Laid(len(cases), len(cases), steps)
    found = {stage: astuple(one) for stage, one in counting.stages(line, focus).items()}
    assert found == slow.stages(told, focus)
    moves = {move: astuple(one) for move, one in counting.hand_overs(line, focus).items()}
    assert moves == slow.hand_overs(told, focus)
    lost = {stage: many for stage, (many, _some) in counting.lost(line, focus).items()}
    assert lost == slow.lost(told, focus)
    peer = "a" if focus == "b" else "b"
    for stage in filter(in_house, slow.stages(told, peer)):
        replayed = astuple(counting.replay(line, stage, peer, focus))
        assert replayed == slow.replay(told, stage, peer, focus)


def test_what_was_put_there_is_found() -> None:
    cases, events = two_agencies("a", "b")
    line = _line(cases, events)
    lay(line, CODE, _START, _UNTIL)
    answer = read(line, "b", [step for step in STEPS if step])
    assert (answer["cases"], answer["due"], answer["timely"]) == (30, 30, 6)
    found = {str(one["kind"]): one for one in _listed(answer["findings"])}
    assert (found["longest"]["stage"], found["longest"]["worked"]) == ("step/ky", 0)
    stages = {one["key"]: one["spread"] for one in _listed(answer["stages"])}
    assert list(stages) == ["step/tiep_nhan", "step/tham_tra", "step/ky"]
    # Of the officer's two hours one went by before somebody took it up.
    assert (stages["step/tham_tra"]["minutes"], stages["step/tham_tra"]["worked"]) == (3600, 1800)
    assert (stages["step/tham_tra"]["overran"], stages["step/ky"]["overran"]) == (0, 30)
    moves = [(one["from"], one["to"], one["count"]) for one in _listed(answer["hand_overs"])]
    assert moves == [
        ("step/tham_tra", "step/ky", 30),
        ("step/tiep_nhan", "step/tham_tra", 30),
    ]
    # All that were late could still have been on time when they came to be signed.
    assert (found["lost"]["stage"], found["lost"]["count"], found["lost"]["of"]) == (
        "step/ky",
        24,
        24,
    )
    assert (found["quicker"]["peer"], found["quicker"]["peer_median"]) == ("a", 60)
    # One after the other is signed here, where the others sign fifteen in an hour.
    assert "papers" not in found and "skips" not in found
    replayed = found["replayed"]
    assert (replayed["before"], replayed["after"], replayed["due"]) == (6, 30, 30)
    # The best has nobody to learn from.
    assert "replayed" not in {one["kind"] for one in _listed(read(line, "a")["findings"])}


def _listed(told: object) -> list[dict[str, Any]]:
    assert isinstance(told, list)
    return told


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda rows: rows[0].update(supplements=1), "papers"),
        (lambda rows: rows[0].update(send_backs=2), "sent_back"),
        (lambda rows: rows[4].update(actor="system"), "by_system"),
    ],
)
def test_what_differs_is_named(change: Callable[[list[Row]], None], kind: str) -> None:
    lives = [plain("a", n, signed=(2, 14)) for n in range(30)]
    lives += [plain("b", n, signed=(6, 9 + n % 3)) for n in range(30)]
    for number, rows in enumerate(lives):
        if number % 3 == 0 and rows[0]["agency"] == "b":
            # What ends the stay is the event after it.
            change([*rows[:4], rows[5], rows[5]])
    line = _line([one[0] for one in lives], [event for one in lives for event in one[1:]])
    lay(line, CODE, _START, _UNTIL)
    found = {str(one["kind"]): one for one in _listed(read(line, "b")["findings"])}
    assert (found[kind]["ours"], found[kind]["theirs"]) == (10, 0)
    assert (found["hour"]["ours"], found["hour"]["theirs"]) == (10, 14)
    assert (found["batch"]["ours"], found["batch"]["theirs"]) == (10, 30)


def test_without_events_the_sums_speak() -> None:
    case = happened("x", "a", [("submitted", moment(2, 8)), ("ready", moment(3, 10))], None)[0]
    minutes = {"desk": 60, "agency": 0, "officer": 120, "leader": 26 * 60 - 180}
    sums: Row = {f"{hands}_minutes": many for hands, many in minutes.items()}
    line = _line([case | sums | {"other_minutes": 0, "applicant_minutes": 0}], [])
    assert lay(line, CODE, _START, _UNTIL) == Laid(1, 0, 0)
    rows = line.execute("SELECT stage, took FROM spent ORDER BY took").fetchall()
    # The night is nobody's.
    assert rows == [("submitted", 60), ("processing", 120), ("proposed", 7 * 60)]
    assert counting.hand_overs(line, "") == {}
    # What the row says of steps goes before.
    steps = {"steps": "tiep_nhan:60:0:0:0 tham_tra:20:100:0:1 ky:1380:0:0:1 tra:0:0:90:0"}
    line = _line([case | steps | {"applicant_minutes": 0}], [])
    assert lay(line, CODE, _START, _UNTIL) == Laid(1, 0, 1)
    told = line.execute("SELECT stage, took, worked, overran FROM spent ORDER BY took").fetchall()
    assert told == [
        ("step/tiep_nhan", 60, 0, False),
        ("step/tham_tra", 120, 100, True),
        ("step/ky", 7 * 60, 0, True),
    ]


@pytest.mark.django_db
def test_it_is_kept_said_and_told_to_leaders_alone(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    slow_one = p.players().cast.leader.post.agency
    quick = agency(f"{slow_one.key.partition('.')[0]}.ttpvhcc")
    lake_in_march(tmp_path / "lake", str(quick.pk), str(slow_one.pk))
    month = date(2026, 3, 1)
    assert actions.keep_worst(month, actor=SYSTEM) == 1
    [whole] = kept_in(month, actor=SYSTEM)
    assert (whole.answer["due"], whole.answer["timely"]) == (60, 36)
    actions.keep(CODE, slow_one, month, actor=SYSTEM)
    found = kept(CODE, slow_one, month, actor=SYSTEM)
    assert found is not None
    words = [words for words, _evidence in sentences(found.answer)]
    assert any(
        "Trễ hẹn bắt đầu ở khâu “Lãnh đạo Ủy ban nhân dân xã ký Giấy khai sinh”: 24 trong 24 hồ sơ"
        in one
        for one in words
    )
    assert any(quick.name in one and "từ 20,0\u00a0% thành 100,0\u00a0%" in one for one in words)
    with override("en"):
        assert any("would rise from" in one for one, _told in sentences(found.answer))
    with pytest.raises(NotAllowed):
        kept(CODE, slow_one, month, actor=p.players().specialist)
    with pytest.raises(NotAllowed):
        actions.keep(CODE, None, month, actor=p.players().leader)
    # The same month again replaces what was kept.
    actions.keep(CODE, slow_one, month, actor=SYSTEM)
    period = Period.of(month, date(2026, 3, 31), datetime(2026, 4, 1, tzinfo=HANOI))
    assert json.dumps(work_out(CODE, slow_one, period))

    @contextmanager
    def laid(_teller: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(command, "ground", laid)
    asked = [CODE, "--agency", slow_one.key, "--from", "2026-03-01", "--to", "2026-03-31", "--json"]
    result = CliRunner().invoke(command.bottlenecks, asked, catch_exceptions=False)
    said = json.loads(result.stdout)
    assert [one["sentence"] for one in said["findings"]] == words
    assert said["findings"][1]["dossiers"] and said["agencies_in_all"] == 2


@pytest.mark.django_db
def test_leaders_open_what_lies_at_their_agency_or_below() -> None:
    who = p.players()
    dossier = p.submitted(who)
    assert codes_of([str(dossier.pk), "b001"], actor=who.leader) == {str(dossier.pk): dossier.code}
    desk = agency(f"{who.cast.leader.post.agency.key.partition('.')[0]}.ttpvhcc")
    assert codes_of([str(dossier.pk)], actor=as_officer(officer_of(desk, "leader"))) == {}
    with pytest.raises(NotAllowed):
        codes_of([], actor=who.specialist)
