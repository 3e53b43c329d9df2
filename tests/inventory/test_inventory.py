"""The register of digital systems: who writes, who reads, what is refused, what history keeps."""

import io
import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests import players as p
from tests.authored import officer_of
from toantrinh.command import programme as commands
from toantrinh.documents.sheets import sheet
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency, agency_by_id, posts_of
from toantrinh.inventory.actions import bring, change, register
from toantrinh.inventory.content import Costs, Said, said_of
from toantrinh.inventory.models import Cost, Hosting, Kind, Revision, System
from toantrinh.inventory.queries import Asked, count, find_system, history, systems, told
from toantrinh.inventory.sheet import as_csv, read_systems, table
from toantrinh.inventory.states import State, in_state, state_of, unapproved
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_officer

db = pytest.mark.django_db


@pytest.fixture
def leader() -> Actor:
    return p.players().leader


@pytest.fixture
def home(leader: Actor) -> Agency:
    assert leader.agency_id is not None
    return agency_by_id(leader.agency_id)


@pytest.fixture
def said(home: Agency) -> Said:
    post = posts_of(home).first()
    assert post is not None
    return Said(
        name="Hệ thống một cửa của phường",
        kind=Kind.SYSTEM,
        purpose="Tiếp nhận và trả kết quả",
        layer="application",
        hosting=Hosting.PROVINCE,
        contact_post=post.code,
        level=3,
        level_approved=date(2025, 1, 15),
        building_on=date(2024, 5, 1),
        running_on=date(2025, 2, 1),
        procedures=("1.001193",),
        registers=("Cơ sở dữ liệu quốc gia về dân cư",),
        costs={2025: Costs(900_000_000, 20_000_000), 2026: Costs(0, 1_250_000_000)},
    )


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9))


@db
@settings(max_examples=40)
@given(DAYS, DAYS, DAYS, DAYS, st.dates(date(2026, 1, 1), date(2026, 1, 9)))
def test_a_state_is_told_alike_by_days_and_by_the_database(
    building: date | None,
    running: date | None,
    stopped: date | None,
    approved: date | None,
    on: date,
) -> None:
    # By hand: the last of the steps, in their order, whose day has come.
    steps = [(State.BUILDING, building), (State.RUNNING, running), (State.STOPPED, stopped)]
    begun = [state for state, day in steps if day is not None and day <= on]
    by_hand = begun[-1] if begun else State.PLANNED
    if stopped is not None and running is not None and stopped < running:
        return
    with transaction.atomic():
        one = System.objects.create(
            owner=agency("00.cp"),
            code="thu",
            level=1,
            level_approved=approved,
            planned_on=date(2025, 1, 1),
            building_on=building,
            running_on=running,
            stopped_on=stopped,
            kind=Kind.SYSTEM,
            hosting=Hosting.OWN,
        )
        assert state_of(one, on) is by_hand
        found = [each for each in State if System.objects.filter(in_state(each, on)).exists()]
        assert found == [by_hand]
        bare = by_hand is State.RUNNING and (approved is None or approved > on)
        assert System.objects.filter(unapproved(on)).exists() is bare
        transaction.set_rollback(True)


@db
def test_a_system_is_entered_said_anew_and_remembers(
    leader: Actor, home: Agency, said: Said
) -> None:
    made = register("mot-cua", said, actor=leader, owner=home)
    assert said_of(made) == said and made.revision == 1
    changed = change(made, replace(said, level=4, costs={2026: Costs(5, 6)}), actor=leader, seen=1)
    assert changed.revision == 2 and Cost.objects.filter(system=made).count() == 1
    # Said again as it was, nothing happens.
    assert change(made, said_of(changed), actor=leader).revision == 2
    with pytest.raises(Conflict):
        change(made, said, actor=leader, seen=1)
    last, first = history(made)
    assert [key for key, _before, _after in last.fields] == ["level", "costs"]
    assert last.fields[0] == ("level", 3, 4) and first.fields == [] and first.by
    events = Event.objects.filter(stream=made.stream()).order_by("seq")
    assert [event.action for event in events] == ["register", "change"]
    assert events[1].payload["fields"] == ["costs", "level"]
    assert "phường" not in str([event.payload for event in events])


@db
def test_what_is_wrong_is_told_by_field(leader: Actor, home: Agency, said: Said) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"name": ""}, "name"),
        ({"purpose": "x" * 2001}, "purpose"),
        ({"level": 6}, "level"),
        ({"level": None}, "level"),
        ({"layer": "tang-ham"}, "layer"),
        ({"building_on": None, "running_on": None}, "planned_on"),
        ({"stopped_on": date(2024, 6, 1)}, "stopped_on"),
        ({"procedures": ("9.999999",)}, "procedures"),
        ({"contact_post": "khong-co"}, "contact_post"),
        ({"costs": {2026: Costs(-1, 0)}}, "build:2026"),
        ({"costs": {1066: Costs(0, 1)}}, "run:1066"),
    ]
    for fields, where in wrong:
        with pytest.raises(Invalid) as refused:
            register("x1", replace(said, **fields), actor=leader, owner=home)  # type: ignore[arg-type]
        assert where in [problem.where for problem in refused.value.problems]
        assert all(problem.text() for problem in refused.value.problems)
    with pytest.raises(Refusal):
        register("Mã có dấu", said, actor=leader, owner=home)
    register("x1", said, actor=leader, owner=home)
    with pytest.raises(Conflict):
        register("x1", said, actor=leader, owner=home)
    assert System.objects.count() == 1


@db
def test_the_own_agency_writes_and_those_above_read(
    leader: Actor, home: Agency, said: Said
) -> None:
    made = register("mot-cua", said, actor=leader, owner=home)
    assert home.parent_id is not None
    above = as_officer(officer_of(agency_by_id(home.parent_id), "leader"), wall())
    stranger = as_officer(officer_of(agency("00.bca"), "leader"), wall())
    assert find_system(made.pk, actor=above) == find_system(made.pk, actor=SYSTEM) == made
    with pytest.raises(NotFound):
        find_system(made.pk, actor=stranger)
    for actor in (above, stranger, p.players().specialist):
        with pytest.raises(NotAllowed):
            change(made, said, actor=actor)
        with pytest.raises(NotAllowed):
            register("khac", said, actor=actor, owner=home)
    with pytest.raises(NotAllowed):
        systems(Asked(), today(), actor=p.players().mother)
    for statement in (
        lambda: System.objects.filter(pk=made.pk).delete(),
        lambda: Revision.objects.filter(system=made).update(number=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


@db
def test_a_list_is_narrowed_and_counted(leader: Actor, home: Agency, said: Said) -> None:
    later = today() + timedelta(days=9)
    register("chay", said, actor=leader, owner=home)
    register("cho", replace(said, level_approved=None), actor=leader, owner=home)
    plan = replace(said, level=None, level_approved=None, building_on=today(), running_on=later)
    register("xay", replace(plan, layer="data", procedures=()), actor=leader, owner=home)

    def codes(**asked: object) -> list[str]:
        found = systems(Asked(**asked), date(2026, 11, 26), actor=leader)  # type: ignore[arg-type]
        return [each.code for each in found]

    assert codes() == ["chay", "cho", "xay"]
    assert codes(state=State.RUNNING) == codes(level=3) == ["chay", "cho"]
    assert codes(layer="data") == ["xay"]
    assert codes(procedure="1.001193", owner=home.key) == ["chay", "cho"]
    assert codes(unapproved=True) == ["cho"]
    whole = count(systems(Asked(), today(), actor=leader), date(2026, 11, 26))
    assert (whole.total, whole.unapproved, whole.year) == (3, 1, 2026)
    assert whole.costs == Costs(0, 3 * 1_250_000_000)
    (one, *_rest) = told(systems(Asked(), today(), actor=SYSTEM), today())
    assert (one["state"], one["level_is_missing"]) == ("running", False)
    assert one["costs"] == {
        "2025": {"build": 900_000_000, "run": 20_000_000},
        "2026": {"build": 0, "run": 1_250_000_000},
    }


@db
def test_what_the_house_gives_out_comes_back_as_it_is(
    leader: Actor, home: Agency, said: Said
) -> None:
    made = register("mot-cua", said, actor=leader, owner=home)
    register("kho", replace(said, name="=HYPERLINK(1)", costs={}), actor=leader, owner=home)
    heads, rows = table(list(systems(Asked(), today(), actor=leader)), today())
    book = sheet("He thong", heads, rows)
    cells = CalamineWorkbook.from_object(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert "=HYPERLINK(1)" in cells[1] and "'=HYPERLINK(1)" in as_csv(heads, rows).decode()
    back = {line.code: line.said for line in read_systems(book, "x.xlsx").lines}
    assert back["mot-cua"] == said
    lines = read_systems(book, "x.xlsx").lines
    assert bring(lines, actor=leader, owner=home) == (0, 0)
    newer = as_csv(heads, [[*row[:4], 5, *row[5:]] for row in rows if row[0] == "mot-cua"])
    newer += newer.splitlines()[1].replace(b"mot-cua", b"moi") + b"\r\n"
    assert bring(read_systems(newer, "x.csv").lines, actor=leader, owner=home) == (1, 1)
    made.refresh_from_db()
    assert made.level == 5 and System.objects.get(code="moi").level == 5


@db
def test_every_wrong_cell_is_told_with_its_line_and_nothing_is_taken(
    leader: Actor, home: Agency, said: Said
) -> None:
    register("mot-cua", said, actor=leader, owner=home)
    heads, ((*cells,),) = table(list(systems(Asked(), today(), actor=leader)), today())

    def refused(**wrong: object) -> list[tuple[str, int | None]]:
        rows = [cells, ["khac", *cells[1:]]]
        rows[1][heads.index(str(wrong["head"]))] = wrong["cell"]  # type: ignore[call-overload]
        with pytest.raises(Invalid) as told:
            bring(read_systems(as_csv(heads, rows), "x.csv").lines, actor=leader, owner=home)
        return [(problem.where, problem.line) for problem in told.value.problems]

    assert refused(head="Mã", cell="mot-cua") == [("A3", 3)]
    assert refused(head="Cấp độ", cell="cao") == [("E3", 3)]
    assert refused(head="Cấp độ", cell="7") == [("E3", 3)]
    assert refused(head="Tình trạng", cell="Đã ngừng") == [("H3", 3)]
    assert refused(head="Ngày vận hành", cell="31/02/2026") == [("K3", 3)]
    assert refused(head="Thủ tục phục vụ", cell="9.999999") == [("M3", 3)]
    assert refused(head="Vận hành 2026", cell="một tỷ")[0][1] == 3
    assert System.objects.count() == 1
    with pytest.raises(Invalid):
        read_systems(b"Ma;Ten\r\nx;y\r\n", "x.csv")


@db
def test_programs_read_it(
    leader: Actor, home: Agency, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    register("mot-cua", said, actor=leader, owner=home)
    monkeypatch.setattr(commands, "ground", lambda _teller: nullcontext())

    def run(*words: str) -> str:
        ran = CliRunner().invoke(commands.programme, ["systems", *words], catch_exceptions=False)
        return ran.stdout

    read = json.loads(run("--json", "--on", "2026-11-26"))
    assert (read["total"], read["by_state"]["running"], read["costs"]["year"]) == (1, 1, 2026)
    (one,) = read["systems"]
    assert (one["code"], one["owner"], one["level"]) == ("mot-cua", home.key, 3)
    assert json.loads(run("--json", "--on", "2024-06-01"))["by_state"]["building"] == 1
    assert json.loads(run("--json", "--agency", "00.bca"))["systems"] == []
    assert "mot-cua  running" in run("--on", "2026-11-26")
