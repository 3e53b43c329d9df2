from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from toantrinh.government import actions, files, perms, queries
from toantrinh.government.abstract import Origin
from toantrinh.government.models import Agency, CalendarDay, DataVersion, Post, PostRole, Rule, Unit
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.ids import new_id

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def current(key: str) -> Agency:
    return Agency.objects.get(key=key, valid_to=None)


def test_the_load_left_all_rows_and_one_event() -> None:
    assert Unit.objects.filter(valid_to=None, parent_code="").count() == 34
    assert Unit.objects.filter(valid_to=None).exclude(parent_code="").count() == 3321
    tuyen_quang = Unit.objects.get(code="08", valid_to=None)
    assert {unit.name for unit in tuyen_quang.predecessors.all()} == {"Hà Giang", "Tuyên Quang"}
    version = DataVersion.objects.get()
    assert version.digest == files.digest()
    assert version.counts["Agency"]["new"] == Agency.objects.count()
    event = Event.objects.get(stream="government", action="load_government")
    assert event.payload["digest"] == version.digest


def test_loading_again_changes_nothing_and_asks_once() -> None:
    before = DataVersion.objects.get()
    told: list[str] = []
    assert actions.load_all(actor=SYSTEM, progress=lambda *what: told.append(what[0])) == before
    assert told == []


def test_a_changed_file_mends_what_differs_and_keeps_what_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agency = current("08.so-tp")
    Agency.objects.filter(id=agency.id).update(name="Sở khác")
    Rule.objects.filter(key="extension.max").update(value=9)
    own = CalendarDay.objects.create(
        day=date(2026, 8, 10),
        kind="off",
        name="Ngày của tỉnh",
        unit_code="08",
        source="Quyết định của tỉnh",
        certainty="found",
    )
    monkeypatch.setattr(files, "digest", lambda: "other")
    version = actions.load_all(actor=SYSTEM)
    assert {(change["table"], change["before"], change["after"]) for change in version.changes} == {
        ("Agency", "Sở khác", agency.name),
        ("Rule", "9", "1"),
    }
    assert version.counts["Unit"] == {"new": 0, "changed": 0}
    assert current("08.so-tp").id == agency.id
    assert current("08.so-tp").name == "Sở Tư pháp tỉnh Tuyên Quang"
    assert CalendarDay.objects.filter(id=own.id).exists()
    assert DataVersion.objects.count() == 2


def test_a_load_leaves_what_an_administrator_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    Agency.objects.filter(key="08.so-tp").update(name="Sở khác", origin=Origin.HOUSE)
    Rule.objects.filter(key="extension.max").update(value=9, origin=Origin.HOUSE)
    CalendarDay.objects.filter(day=date(2026, 9, 2)).update(name="Lễ", origin=Origin.HOUSE)
    monkeypatch.setattr(files, "digest", lambda: "other")
    assert actions.load_all(actor=SYSTEM).changes == []
    assert current("08.so-tp").name == "Sở khác"


def test_a_change_is_told_to_all_processes_and_asks_for_no_load() -> None:
    Rule.objects.filter(key="extension.max").update(value=9, origin=Origin.HOUSE)
    loaded = DataVersion.objects.get()
    actions.note_change(Rule, "extension.max", value=(1, 9))
    noted = DataVersion.objects.exclude(pk=loaded.pk).get()
    assert (noted.digest, noted.changes[0]["after"]) == (loaded.digest, "9")
    assert queries.rule("extension.max", TODAY) == 9
    assert actions.load_all(actor=SYSTEM) == noted


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Rule.objects.all().delete()
    monkeypatch.setattr(files, "digest", lambda: "other")
    told: list[tuple[str, int, int]] = []
    actions.load_all(actor=SYSTEM, progress=lambda *what: told.append(what))
    rows = len(files.read("rules.csv", files.RuleRow))
    assert told == [("Quy tắc", rows, rows)]


def test_only_the_system_loads() -> None:
    with pytest.raises(NotAllowed):
        actions.load_all(actor=Actor("officer", id=new_id()))


def test_usual_posts_are_opened_once() -> None:
    desk = current("00691.ttpvhcc")
    opened = actions.open_usual_posts(desk, actor=SYSTEM)
    assert [(post.roles, post.signs) for post in opened] == [
        (["reception"], False),
        (["leader"], True),
    ]
    assert actions.open_usual_posts(desk, actor=SYSTEM) == opened
    assert Event.objects.filter(stream="government", action="open_post").count() == 2
    committee = actions.open_usual_posts(current("00691.ubnd"), actor=SYSTEM)
    assert [post.roles for post in committee] == [["specialist"], ["leader"]]


def test_a_leader_opens_posts_in_their_own_house_only() -> None:
    province = current("08.ubnd")
    leader = Actor("officer", id=new_id(), agency_id=province.id, roles=frozenset({"leader"}))
    actions.open_post(
        current("08.so-tp"), "x", "Chuyên viên", roles=[PostRole.SPECIALIST], actor=leader
    )
    specialist = Actor(
        "officer", id=new_id(), agency_id=province.id, roles=frozenset({"specialist"})
    )
    for actor, key in ((leader, "01.so-tp"), (specialist, "08.so-tp")):
        with pytest.raises(NotAllowed):
            actions.open_post(
                current(key), "y", "Chuyên viên", roles=[PostRole.SPECIALIST], actor=actor
            )


def test_nobody_administers_upwards_or_sideways() -> None:
    roles = frozenset({"administrator"})
    office = Actor("officer", id=new_id(), agency_id=current("08.ubnd").id, roles=roles)
    below, beside, above = (current(key) for key in ("08.so-tp", "01.ubnd", "00.cp"))
    assert [perms.governs(office, at) for at in (below, beside, above)] == [True, False, False]
    leader = Actor("officer", id=new_id(), agency_id=office.agency_id, roles=frozenset({"leader"}))
    assert perms.governs(SYSTEM, above) and not perms.governs(leader, below)
    with pytest.raises(NotAllowed, match="Bạn không quản trị Chính phủ"):
        perms.check_governs(office, above)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"valid_to": date(2000, 1, 1)}, "agency_dates_in_order"),
        ({"code": "H99"}, "agency_code_ours_looks_so"),
        ({"code": "H99.01.02"}, "agency_code_ours_looks_so"),
        ({"official": True}, "agency_code_official_looks_so"),
        ({"code": "H05", "official": True}, "agency_code_from"),
        ({"key": "24.ubnd"}, "agency_key_from"),
    ],
)
def test_the_database_refuses_a_wrong_agency(changes: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Agency.objects.filter(id=current("08.ubnd").id).update(**changes)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"roles": []}, "post_roles_known"),
        ({"roles": ["king"]}, "post_roles_known"),
        ({"roles": ["reception"], "signs": True}, "post_only_leaders_sign"),
    ],
)
def test_the_database_refuses_a_wrong_post(values: dict[str, object], constraint: str) -> None:
    fields: dict[str, object] = {"agency": current("08.ubnd"), "code": "x", "title": "x", **values}
    fields["valid_from"] = TODAY
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Post.objects.create(**fields)


def test_the_tree_is_read_by_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE government_agency")
        cursor.execute(
            "EXPLAIN SELECT id FROM government_agency WHERE path >= %s AND path < %s",
            ["00.cp/08.ubnd/", "00.cp/08.ubnd0"],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "agency_path" in plan
