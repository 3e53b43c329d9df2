"""Agencies and units open, take other names, merge and close from a day on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from toantrinh.government import actions, queries
from toantrinh.government.abstract import Origin
from toantrinh.government.actions import Reformed, carry_out, open_post, open_usual_posts
from toantrinh.government.competence import competent_agency, receiving_desk
from toantrinh.government.lineage import heirs
from toantrinh.government.models import (
    Agency,
    CalendarDay,
    DataVersion,
    Post,
    PostRole,
    Rule,
    Unit,
    WorkingHours,
)
from toantrinh.government.plans import (
    CloseAgency,
    MergeAgencies,
    MergeUnits,
    OpenAgency,
    Plan,
    RenameAgency,
    RenameUnit,
    as_data,
    read_plan,
)
from toantrinh.government.reform import draw
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Invalid, NotAllowed, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SINCE = date(2026, 12, 1)
BEFORE = date(2026, 11, 30)
# Two wards of Thanh Hóa, and the code of what they become.
ONE, OTHER, NEW = "14797", "14758", "14999"


@pytest.fixture(autouse=True)
def _today() -> object:
    with turned(NOW):
        yield


def at(key: str, on: date = SINCE) -> Agency:
    return queries.agency(key, on)


def merge(**changes: object) -> MergeUnits:
    given = {
        "since": SINCE,
        "units": (ONE, OTHER),
        "into": NEW,
        "name": "Hàm Rồng",
        "unit_kind": "phuong",
    }
    return MergeUnits.model_validate({**given, **changes})


def done(plan: Plan) -> Reformed:
    return carry_out(plan, actor=SYSTEM)


def test_two_communes_become_a_new_one() -> None:
    before = {key: at(f"{ONE}.{key}", BEFORE) for key in ("ubnd", "ttpvhcc", "ca", "tyt")}
    done(merge())
    unit = queries.unit(NEW, SINCE)
    assert (unit.full_name, unit.province_code) == ("Phường Hàm Rồng", "38")
    assert {one.code for one in unit.predecessors.all()} == {ONE, OTHER}
    assert queries.unit_now(ONE, SINCE) == queries.unit_now(OTHER, SINCE) == unit
    assert queries.unit_now(ONE, BEFORE) == queries.unit(ONE, BEFORE)
    committee = at(f"{NEW}.ubnd")
    assert committee.name == "Ủy ban nhân dân phường Hàm Rồng"
    assert (committee.code, committee.official, committee.path) == (
        f"tam.{NEW}.ubnd",
        False,
        f"00.cp/38.ubnd/{NEW}.ubnd/",
    )
    assert at(f"{NEW}.ca").path == f"00.cp/00.bca/38.ca/{NEW}.ca/"
    assert at(f"{NEW}.ttpvhcc").parent == committee
    for key, old in before.items():
        old.refresh_from_db()
        assert old.valid_to == BEFORE
        assert old.path.endswith(f"{ONE}.{key}/")
        assert heirs(SINCE)[old.pk] == at(f"{NEW}.{key}")
        assert old.pk not in heirs(BEFORE)


def test_who_asks_for_the_old_place_is_sent_to_the_new_one_from_the_day_on() -> None:
    done(merge())
    for place in (ONE, OTHER, NEW):
        found = competent_agency("Cấp Xã", "Ủy ban nhân dân cấp xã", place, SINCE)
        assert found.key == f"{NEW}.ubnd"
        assert receiving_desk(found, place, SINCE).key == f"{NEW}.ttpvhcc"
    assert competent_agency("Cấp Xã", "Ủy ban nhân dân cấp xã", ONE, BEFORE).key == f"{ONE}.ubnd"
    assert queries.find_unit("hac thanh", SINCE) == [queries.unit(NEW, SINCE)]
    assert [unit.code for unit in queries.find_unit("hac thanh", BEFORE)] == [ONE]


def test_a_commune_that_goes_on_is_not_touched() -> None:
    kept = {key: at(f"{OTHER}.{key}").pk for key in ("ubnd", "ttpvhcc", "ca", "tyt")}
    done(merge(into=OTHER, name="", unit_kind=""))
    assert {key: at(f"{OTHER}.{key}").pk for key in kept} == kept
    assert at(f"{OTHER}.ubnd").origin == Origin.FILES
    assert queries.unit_now(ONE, SINCE) == queries.unit(OTHER, SINCE)
    assert heirs(SINCE)[at(f"{ONE}.ubnd", BEFORE).pk].pk == kept["ubnd"]


def test_a_new_commune_may_keep_the_code_of_an_old_one() -> None:
    done(merge(into=ONE))
    assert queries.unit(ONE, SINCE).name == "Hàm Rồng"
    assert queries.unit(ONE, SINCE).predecessors.count() == 2
    assert heirs(SINCE)[at(f"{OTHER}.ubnd", BEFORE).pk] == at(f"{ONE}.ubnd")
    assert heirs(SINCE)[at(f"{ONE}.ubnd", BEFORE).pk] == at(f"{ONE}.ubnd")


def test_what_only_one_commune_has_follows_it() -> None:
    since = date(2026, 11, 23)
    done(
        OpenAgency(
            since=since,
            key=f"{ONE}.tyt-2",
            name="Trạm Y tế số 2",
            agency_kind="tyt-xa",
            parent=f"{ONE}.ubnd",
        )
    )
    done(
        OpenAgency(
            since=since,
            key=f"{ONE}.to-1",
            name="Tổ một",
            agency_kind="ubnd-xa",
            parent=f"{ONE}.tyt-2",
        )
    )
    Agency.objects.filter(key=f"{ONE}.to-1").update(kind="cuc", unit=None)
    done(merge())
    assert heirs(SINCE)[at(f"{ONE}.tyt-2", BEFORE).pk].key == f"{NEW}.tyt"
    team = at(f"{ONE}.to-1")
    assert team.path == f"00.cp/38.ubnd/{NEW}.ubnd/{NEW}.tyt/{ONE}.to-1/"
    assert heirs(SINCE)[at(f"{ONE}.to-1", BEFORE).pk] == team


def test_a_unit_takes_another_name_and_its_agencies_with_it() -> None:
    Agency.objects.filter(key=f"{ONE}.tyt").update(name="Trạm Y tế khu vực 1")
    done(RenameUnit(since=SINCE, unit=ONE, name="Thanh Hoa", unit_kind="xa"))
    assert at(f"{ONE}.ubnd").name == "Ủy ban nhân dân xã Thanh Hoa"
    assert at(f"{ONE}.tyt").name == "Trạm Y tế khu vực 1"
    assert at(f"{ONE}.ubnd", BEFORE).name == "Ủy ban nhân dân phường Hạc Thành"
    assert at(f"{ONE}.ubnd").path == at(f"{ONE}.ubnd", BEFORE).path
    assert queries.find_unit("phuong hac thanh", SINCE) == [queries.unit(ONE, SINCE)]


def test_a_province_becomes_a_city() -> None:
    done(RenameUnit(since=SINCE, unit="38", name="Thanh Hóa", unit_kind="thanh_pho"))
    assert at("38.ubnd").name == "Ủy ban nhân dân thành phố Thanh Hóa"
    assert at("38.ubnd").code == "H56"
    assert queries.dossier_prefix(at(f"{ONE}.ubnd"), SINCE) == "H56"


def test_an_agency_gets_the_code_that_the_state_issued() -> None:
    done(
        RenameAgency(since=SINCE, agency=f"{ONE}.ubnd", name=at(f"{ONE}.ubnd").name, code="H56.120")
    )
    assert at("H56.120").key == f"{ONE}.ubnd"
    assert queries.dossier_prefix(at(f"{ONE}.ttpvhcc"), SINCE) == "H56.120"
    assert queries.dossier_prefix(at(f"{ONE}.ttpvhcc"), BEFORE) == "H56"


def test_departments_merge_and_words_that_meant_one_mean_the_new_one() -> None:
    done(
        MergeAgencies(
            since=SINCE,
            agencies=("38.so-nnmt", "38.so-xd"),
            into="38.so-nnxd",
            name="Sở Nông nghiệp và Xây dựng tỉnh Thanh Hóa",
            agency_kind="so-khac",
            code="H56.30",
        )
    )
    new = at("38.so-nnxd")
    for body in ("Sở Nông nghiệp và Môi trường", "Sở Xây dựng"):
        assert competent_agency("Cấp Tỉnh", body, "38", SINCE) == new
        assert competent_agency("Cấp Tỉnh", body, "38", BEFORE) != new
        assert competent_agency("Cấp Tỉnh", body, "01", SINCE).key.startswith("01.so-")
    office = at("38.vpdkdd")
    assert office.path == "00.cp/38.ubnd/38.so-nnxd/38.vpdkdd/"
    assert office.parent == new


def test_an_agency_closes_and_another_goes_on() -> None:
    done(CloseAgency(since=SINCE, agency="38.so-dttg", successor="38.so-nv"))
    assert heirs(SINCE)[at("38.so-dttg", BEFORE).pk] == at("38.so-nv")


@pytest.mark.parametrize(
    ("plan", "field", "said"),
    [
        (merge(since=date(2026, 11, 21)), "since", "quá khứ"),
        (merge(units=(ONE, "00004")), "units", "cùng một tỉnh"),
        (merge(units=(ONE, "99999")), "units", "Không có đơn vị"),
        (merge(units=(ONE,), into=ONE, name="", unit_kind=""), "units", "ít nhất một"),
        (merge(into="14812"), "into", "của đơn vị khác"),
        (merge(into="00004", name="", unit_kind=""), "into", "cùng một tỉnh"),
        (merge(unit_kind=""), "unit_kind", "loại của đơn vị"),
        (merge(code="H05"), "code", "đang là của"),
        (
            CloseAgency(since=SINCE, agency=f"{ONE}.ubnd", successor="38.ubnd"),
            "successor",
            "cùng với",
        ),
        (
            CloseAgency(since=SINCE, agency="38.vp", successor="38.ttpvhcc"),
            "successor",
            "trực thuộc",
        ),
        (CloseAgency(since=SINCE, agency="38.zz", successor="38.vp"), "agency", "Không có cơ quan"),
        (RenameUnit(since=SINCE, unit=ONE, name="X", unit_kind="tinh"), "unit_kind", "không hợp"),
        (
            RenameUnit(since=SINCE, unit=ONE, name="Hạc Thành", unit_kind="phuong"),
            "name",
            "rồng|rồi",
        ),
        (
            OpenAgency(
                since=SINCE, key="38.so-tp", name="Sở", agency_kind="so-khac", parent="38.ubnd"
            ),
            "key",
            "Đã có",
        ),
        (
            OpenAgency(
                since=SINCE, key="38.so-x", name="Sở", agency_kind="tyt-xa", parent="38.ubnd"
            ),
            "agency_kind",
            "cấp",
        ),
        (
            MergeAgencies(
                since=SINCE,
                agencies=("38.vp", f"{ONE}.tyt"),
                into="38.x",
                name="X y",
                agency_kind="so-khac",
            ),
            "agency_kind",
            "cùng cấp",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(plan: Plan, field: str, said: str) -> None:
    rows = Agency.objects.count(), Unit.objects.count()
    with pytest.raises(Refusal, match=said) as refused:
        done(plan)
    assert refused.value.field == field
    assert (Agency.objects.count(), Unit.objects.count()) == rows


def test_two_plans_do_not_cross() -> None:
    done(merge())
    with pytest.raises(Refusal, match="đã có thay đổi khác từ sau ngày 30/11/2026"):
        draw(RenameUnit(since=date(2026, 11, 25), unit=ONE, name="Khác", unit_kind="phuong"))
    with pytest.raises(Refusal, match="mới có từ ngày 01/12/2026"):
        draw(RenameUnit(since=SINCE, unit=NEW, name="Khác", unit_kind="phuong"))
    done(RenameUnit(since=date(2026, 12, 2), unit=NEW, name="Khác", unit_kind="phuong"))
    day = date(2026, 12, 2)
    assert heirs(day)[at(f"{ONE}.ubnd", BEFORE).pk] == at(f"{NEW}.ubnd", day)


def test_posts_go_on_and_nobody_gains_a_role() -> None:
    committee, desk = at(f"{ONE}.ubnd", BEFORE), at(f"{ONE}.ttpvhcc", BEFORE)
    for agency in (committee, desk, at(f"{OTHER}.ubnd", BEFORE)):
        open_usual_posts(agency, actor=SYSTEM)
    leader, specialist = [PostRole.LEADER], [PostRole.SPECIALIST]
    open_post(at(f"{OTHER}.ubnd"), "hai", "Phó", roles=specialist, actor=SYSTEM)
    open_post(committee, "hai", "Phó", roles=leader, actor=SYSTEM)
    moves = {(one.old.agency.key, one.old.code): one.new for one in done(merge()).posts}
    new = moves[f"{ONE}.ubnd", "chuyen-vien"]
    assert new == moves[f"{OTHER}.ubnd", "chuyen-vien"]
    assert (new.agency, new.valid_from, new.valid_to) == (at(f"{NEW}.ubnd"), SINCE, None)
    assert moves[f"{ONE}.ubnd", "hai"].roles == ["leader"]
    assert moves[f"{OTHER}.ubnd", "hai"].roles == ["specialist"]
    assert {moves[f"{ONE}.ubnd", "hai"].code, moves[f"{OTHER}.ubnd", "hai"].code} == {
        "hai",
        f"hai-{ONE}.ubnd",
    }
    assert set(Post.objects.filter(agency=committee).values_list("valid_to", flat=True)) == {BEFORE}


def hours(scope: dict[str, str], opens: str) -> WorkingHours:
    week = [[[opens, "11:30"], ["13:30", "17:00"]]] * 5 + [[], []]
    return WorkingHours.objects.create(
        spells=week, valid_from=date(2026, 1, 1), source="x", certainty="found", **scope
    )


@pytest.mark.parametrize(("prefer", "opens"), [("", 450), (OTHER, 420)])
def test_hours_and_rules_go_on(prefer: str, opens: int) -> None:
    hours({"unit_code": ONE}, "07:30")
    hours({"unit_code": OTHER}, "07:00")
    common = {"source": "x", "certainty": "found", "valid_from": date(2026, 1, 1)}
    Rule.objects.create(key="extension.max", value=2, agency_key=f"{OTHER}.ubnd", **common)
    facts = done(merge(prefer=prefer)).facts
    assert [one.heir for one in facts.differing] == [NEW]
    monday = date(2026, 12, 7)
    calendar = queries.calendar_of(at(f"{NEW}.ubnd"), monday, monday)
    assert calendar.office(monday)[0][0] == opens
    assert queries.rule("extension.max", SINCE, at(f"{NEW}.ubnd")) == 2
    assert queries.rule("extension.max", BEFORE, at(f"{OTHER}.ubnd", BEFORE)) == 2
    assert not Rule.objects.filter(agency_key=f"{OTHER}.ubnd", valid_to=None).exists()


def test_days_off_go_on_and_those_of_who_goes_on_stand() -> None:
    common = {"name": "Ngày hội", "source": "x", "certainty": "found"}
    fair, past = date(2027, 3, 1), date(2026, 11, 23)
    for day, code in ((fair, ONE), (fair, OTHER), (past, ONE)):
        CalendarDay.objects.create(day=day, kind="off", unit_code=code, **common)
    done(merge())
    carried = CalendarDay.objects.filter(unit_code=NEW)
    assert [(row.day, row.origin) for row in carried] == [(fair, Origin.HOUSE)]
    calendar = queries.calendar_of(at(f"{NEW}.ubnd"), SINCE, date(2027, 12, 31))
    assert calendar.name(fair) == "Ngày hội"


def test_the_hours_of_who_goes_on_stand() -> None:
    hours({"unit_code": ONE}, "07:30")
    hours({"unit_code": OTHER}, "07:00")
    done(merge(into=OTHER, name="", unit_kind="", prefer=ONE))
    monday = date(2026, 12, 7)
    calendar = queries.calendar_of(at(f"{OTHER}.ubnd"), monday, monday)
    assert calendar.office(monday)[0][0] == 420


def test_one_event_tells_all_and_all_processes_learn_of_it() -> None:
    versions = DataVersion.objects.count()
    done(merge())
    event = Event.objects.get(stream="government", action="merge_units")
    assert event.payload["units"] == {ONE: NEW, OTHER: NEW}
    assert len(event.payload["ended"]) == 8 and len(event.payload["opened"]) == 4
    assert DataVersion.objects.count() == versions + 1
    assert actions.load_all(actor=SYSTEM) == DataVersion.objects.order_by("loaded_at", "id").last()


def administrator(key: str) -> Actor:
    return Actor("officer", new_id(), at(key, BEFORE).pk, roles=frozenset({"administrator"}))


def test_only_who_stands_above_reforms() -> None:
    rename = RenameUnit(since=SINCE, unit=ONE, name="Thanh Hoa", unit_kind="xa")
    for key, plan in (
        ("01.ubnd", merge()),
        (f"{ONE}.ubnd", merge()),
        (f"{ONE}.ubnd", rename),
        ("38.so-nv", CloseAgency(since=SINCE, agency="38.so-dttg", successor="38.so-nv")),
    ):
        with pytest.raises(NotAllowed):
            carry_out(plan, actor=administrator(key))
    leader = Actor("officer", new_id(), at("38.ubnd").pk, roles=frozenset({"leader"}))
    with pytest.raises(NotAllowed):
        carry_out(merge(), actor=leader)
    carry_out(merge(), actor=administrator("38.ubnd"))


def test_a_plan_is_plain_data_and_read_strictly() -> None:
    plan = merge(code="H56.121")
    assert read_plan(as_data(plan)) == plan
    with pytest.raises(Invalid) as refused:
        read_plan({**as_data(plan), "units": ["x"], "more": 1})
    assert {problem.where for problem in refused.value.problems} == {"units", "more"}
