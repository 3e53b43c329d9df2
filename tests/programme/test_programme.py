"""Plans of the release and of agencies: loaded, brought, reported, counted."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import players as p
from tests.programme.test_sheet import workbook
from tests.web.admin.conftest import sign_in
from toantrinh.command.story import certificate
from toantrinh.documents.queries import content_of
from toantrinh.government.queries import agency, agency_by_id
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import today
from toantrinh.programme.actions import bring_plan, load_plans, report
from toantrinh.programme.goals import Standing
from toantrinh.programme.models import Plan, Report, Target
from toantrinh.programme.queries import (
    find_plan,
    find_target,
    holding_back,
    plans,
    proof_of,
    reports_of,
    stands,
    tally,
)
from toantrinh.programme.sheet import Line, read_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Actor:
    return p.players().leader


def lines() -> list[Line]:
    year = today().year
    return read_plan(
        workbook(
            ["1", "Hồ sơ toàn trình", "%", "≥70", f"31/12/{year + 1}", "Chính quyền số", "5 không"],
            ["2", "Lập tổ công nghệ số", "", "", f"31/12/{year + 1}", "Xã hội số", ""],
            ["3", "Không giấy", "%", "100", "31/12/2020", "Chính quyền số", ""],
            ["4", "Xếp hạng", "", "≤10", f"31/12/{year + 1}", "Kinh tế số", ""],
        ),
        "plan.xlsx",
    ).lines


@pytest.fixture
def plan(leader: Actor) -> Plan:
    key = home_of(leader)
    owned = [replace(line, owner_key=key) for line in lines()[:3]]
    return bring_plan(
        "xa",
        actor=leader,
        name="Kế hoạch",
        source="12/KH",
        agency_key=key,
        lines=[*owned, *lines()[3:]],
    )


def home_of(actor: Actor) -> str:
    assert actor.agency_id is not None
    return agency_by_id(actor.agency_id).key


def standing(plan: Plan, on: date | None = None) -> dict[str, Standing]:
    return {line.target.number: line.standing for line in stands([plan], on)[plan]}


def test_the_plans_of_the_release_are_there_and_loading_again_changes_nothing() -> None:
    codes = {plan.code for plan in Plan.objects.all()}
    assert codes >= {"nq57", "cps-2629", "cds-749", "kts-411", "moc-2020-2025"}
    events = Event.objects.filter(stream="programme").count()
    assert load_plans(actor=SYSTEM)["Report"] == {"new": 0, "changed": 0}
    assert Event.objects.filter(stream="programme").count() == events == 1
    owners = set(Target.objects.exclude(owner_key="").values_list("owner_key", flat=True))
    assert all(agency(key) for key in owners)
    with pytest.raises(NotAllowed):
        load_plans(actor=p.players().leader)


def test_what_was_published_is_shown_against_its_goal() -> None:
    past = find_plan("moc-2020-2025", actor=SYSTEM)
    found = {line.target.number: line for line in stands([past])[past]}
    assert found["1"].last is not None and found["1"].last.value == Decimal("19.1")
    assert (found["1"].standing, found["1"].missing) == (Standing.MISSED, Decimal("10.9"))
    assert found["4"].missing == 32
    assert found["5"].standing is Standing.FIGURE
    assert tally(found.values()).total == len(found) - 1
    # Before it was published nobody could know.
    assert standing(past, date(2020, 1, 1))["2"] is Standing.UNOWNED


def test_a_plan_is_brought_reported_and_counted(leader: Actor, plan: Plan) -> None:
    assert standing(plan) == {
        "1": Standing.SILENT,
        "2": Standing.SILENT,
        "3": Standing.MISSED,
        "4": Standing.UNOWNED,
    }
    number, task, late = (find_target(plan, key) for key in "123")
    day = today()
    report(number, actor=leader, day=day, value=Decimal("69.9"), evidence="Bảng 1")
    report(task, actor=leader, day=day, done=True, evidence="Quyết định 5")
    report(late, actor=leader, day=day, value=Decimal(100), evidence="Bảng 2")
    now = standing(plan)
    assert (now["1"], now["2"], now["3"]) == (Standing.GOING, Standing.MET, Standing.MET)
    count = tally(stands([plan])[plan])
    assert (count.met, count.total) == (2, 4)
    assert [*holding_back(stands([plan])[plan])] == [Standing.UNOWNED, Standing.GOING]
    # A later word about the same day counts; one about an earlier day does not.
    report(number, actor=leader, day=day, value=Decimal(70), evidence="Bảng 1, sửa")
    report(number, actor=leader, day=day - timedelta(days=9), value=Decimal(1), evidence="Cũ")
    assert standing(plan)["1"] is Standing.MET
    assert [each.number for each in reports_of(number)] == [2, 1, 3]
    told = Event.objects.filter(stream="plan/xa", action="report").order_by("seq").first()
    assert told is not None
    assert told.payload == {"target": "1", "report": 1, "day": day.isoformat(), "value": "69.9"}


def test_an_old_report_is_told_to_be_old(leader: Actor, plan: Plan) -> None:
    long_ago = today() - timedelta(days=200)
    report(find_target(plan, "1"), actor=leader, day=long_ago, value=Decimal(50), evidence="B")
    assert standing(plan)["1"] is Standing.STALE
    assert standing(plan, long_ago)["1"] is Standing.GOING


def test_what_is_wrong_with_a_report_is_told(leader: Actor, plan: Plan) -> None:
    number, task = find_target(plan, "1"), find_target(plan, "2")
    wrong = [
        (number, {"value": Decimal(1), "evidence": " "}, "evidence"),
        (number, {"done": True, "evidence": "B"}, "value"),
        (task, {"value": Decimal(1), "evidence": "B"}, "done"),
        (task, {"done": True, "evidence": "B", "day": today() + timedelta(days=1)}, "day"),
    ]
    for target, said, field in wrong:
        with pytest.raises(Refusal) as refused:
            report(target, actor=leader, **{"day": today(), **said})  # type: ignore[arg-type]
        assert refused.value.field == field
    assert not Report.objects.filter(target__plan=plan).exists()


def test_a_proof_may_be_an_address_and_a_file(leader: Actor, plan: Plan, own_files: None) -> None:
    task = find_target(plan, "2")
    say: dict[str, object] = {"actor": leader, "day": today(), "done": True, "evidence": "B"}
    for wrong, field in [
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://" + "x" * 500}, "link"),
        ({"file": b"MZ no picture"}, "file"),
        ({"file": b""}, "file"),
    ]:
        with pytest.raises(Refusal) as refused:
            report(task, **say, **wrong)  # type: ignore[arg-type]
        assert refused.value.field == field
    made = report(task, **say, link="https://xa.example/qd-5", file=certificate())  # type: ignore[arg-type]
    assert content_of(proof_of(task, made.number))[:5] == b"%PDF-"
    bare = report(task, **say)  # type: ignore[arg-type]
    for number in (bare.number, 99):
        with pytest.raises(NotFound):
            proof_of(task, number)
    client = sign_in(p.players().cast.leader)
    page = client.get(f"/dieu-hanh/chuong-trinh/{plan.code}/2/").content.decode()
    assert 'href="https://xa.example/qd-5"' in page
    address = f"/dieu-hanh/chuong-trinh/{plan.code}/2/can-cu/{made.number}"
    assert address in page
    sent = client.get(address)
    assert sent["Content-Type"] == "application/pdf" and sent.content[:5] == b"%PDF-"


def test_only_who_answers_for_it_reports_or_brings(leader: Actor, plan: Plan) -> None:
    who = p.players()
    number = find_target(plan, "1")
    for actor in (who.specialist, who.mother, who.reception):
        with pytest.raises(NotAllowed):
            report(number, actor=actor, day=today(), value=Decimal(1), evidence="B")
        with pytest.raises(NotAllowed):
            plans(actor=actor)
    national = find_target(find_plan("nq57", actor=SYSTEM), "10")
    with pytest.raises(NotAllowed):
        report(national, actor=leader, day=today(), value=Decimal(30), evidence="B")
    with pytest.raises(NotAllowed):
        bring_plan("b", actor=leader, name="B", source="B", agency_key="00.cp", lines=lines())
    with pytest.raises(NotFound):
        bring_plan("b", actor=SYSTEM, name="B", source="B", agency_key="99.x", lines=lines())
    with pytest.raises(Conflict):
        bring_plan(
            "nq57", actor=leader, name="B", source="B", agency_key=home_of(leader), lines=lines()
        )


def test_newer_words_of_a_plan_keep_what_was_promised_and_reported(
    leader: Actor, plan: Plan
) -> None:
    first = find_target(plan, "1")
    report(first, actor=leader, day=today(), value=Decimal(75), evidence="B")
    stricter = [replace(lines()[0], goal="≥80")]
    key = home_of(leader)
    bring_plan("xa", actor=leader, name="Mới", source="9/KH", agency_key=key, lines=stricter)
    assert standing(plan)["1"] is Standing.GOING
    assert plan.targets.count() == 4
    # A newer release does not take away what people brought.
    load_plans(actor=SYSTEM)
    assert find_target(plan, "1").goal == "≥80"


def test_reports_stand_and_lines_stay(plan: Plan, leader: Actor) -> None:
    made = report(find_target(plan, "2"), actor=leader, day=today(), done=False, evidence="B")
    for statement in (
        lambda: Report.objects.filter(target=made.target).update(done=True),
        lambda: Report.objects.filter(target=made.target).delete(),
        lambda: Target.objects.filter(plan=plan).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_all_plans_are_read_in_few_queries() -> None:
    chosen = plans(actor=SYSTEM)
    stands(chosen)
    with CaptureQueriesContext(connection) as asked:
        stands(chosen)
    assert len(asked) <= 2 + len(set(Target.objects.values_list("owner_key", flat=True)))
