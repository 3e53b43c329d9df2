"""Reforms as proposals: shown, proposed, confirmed, carried out."""

from datetime import timedelta

import pytest

from tests import players as p
from tests.administration.governing import Governing, administrator, governing, place
from tests.dossiers.crowd import crowd
from toantrinh.administration import actions, queries
from toantrinh.administration.agency_changes import MergeUnits, OpenAgency, RenameUnit
from toantrinh.administration.kinds import Change
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.government import plans
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.models import Agency, Post, Rule, Unit, WorkingHours
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.actions import appoint
from toantrinh.people.models import Posting
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
ONE, OTHER, NEW = "14797", "14758", "14999"


@pytest.fixture
def who() -> Governing:
    return governing()


def merge(**changes: object) -> Change:
    given: dict[str, object] = {"units": (ONE, OTHER), "into": NEW, "name": "Hàm Rồng"}
    plan = {"act": "merge_units", "since": today(), "unit_kind": "phuong", **given, **changes}
    return MergeUnits.model_validate({"plan": plan})


def rename() -> Change:
    plan = plans.RenameUnit(since=today(), unit=ONE, name="Khác", unit_kind="xa")
    return RenameUnit(plan=plan)


def told(change: Change, who: Governing) -> str:
    return "\n".join(queries.outlook(change, actor=who.one).lines)


def test_two_administrators_merge_two_communes(who: Governing) -> None:
    players = p.players()
    dossier = p.processing(players)
    proposal = actions.propose(merge(), actor=who.one)
    assert proposal.four_eyes and proposal.agency.key == "38.ubnd"
    assert not Unit.objects.filter(code=NEW).exists()
    assert "Hàm Rồng" not in str(proposal.payload)
    done = actions.confirm(proposal, actor=who.other)
    assert f"{NEW}.ubnd" in done.result["opened"]
    assert move_all() == 1
    assert Dossier.objects.get(pk=dossier.pk).agency == agency(f"{NEW}.ubnd")
    posting = Posting.objects.get(officer=players.cast.specialist.officer, valid_to=None)
    assert as_officer(posting).agency_id == agency(f"{NEW}.ubnd").pk
    assert Event.objects.filter(action="merge_units", actor=str(who.other)).count() == 1


def test_a_plan_that_can_no_longer_be_carried_out_is_refused_when_confirmed(who: Governing) -> None:
    first = actions.propose(merge(), actor=who.one)
    again = actions.propose(rename(), actor=who.one)
    actions.confirm(again, actor=who.other)
    with pytest.raises(Refusal, match="mới có từ"):
        actions.confirm(first, actor=who.other)
    second = merge(since=today() + timedelta(days=3))
    actions.propose(second, actor=who.one)
    with pytest.raises(Conflict, match="giống hệt"):
        actions.propose(second, actor=who.one)


def test_nobody_proposes_what_moves_themselves_or_is_not_below_them(who: Governing) -> None:
    with pytest.raises(NotAllowed, match="không quản trị"):
        actions.propose(merge(), actor=who.below)
    with pytest.raises(NotAllowed, match="không quản trị"):
        actions.propose(merge(), actor=who.beside)
    posts = open_usual_posts(place(f"{ONE}.ubnd"), actor=SYSTEM)
    officer = Posting.objects.get(officer=who.one.id).officer
    appoint(officer, actor=SYSTEM, post=posts[0], since=today() - timedelta(days=1))
    with pytest.raises(NotAllowed, match="chạm đến chính bạn"):
        actions.propose(merge(), actor=who.one)


def test_the_outlook_counts_what_moves_and_writes_nothing(who: Governing) -> None:
    players = p.players()
    like = p.processing(players)
    crowd(like, 11)
    rows = [table.objects.count() for table in (Agency, Unit, Post, Posting, Event, Dossier)]
    said = told(merge(), who)
    assert rows == [
        table.objects.count() for table in (Agency, Unit, Post, Posting, Event, Dossier)
    ]
    for line in (
        "Từ hôm nay, Phường Hạc Thành nhập vào Phường Hàm Rồng.",
        "Ủy ban nhân dân phường Hạc Thành chấm dứt; từ hôm nay Ủy ban nhân dân phường Hàm Rồng",
        "12 hồ sơ đang giải quyết chuyển đi từ hôm nay",
        "Theo bước: Được tiếp nhận (11), Đang xử lý (1).",
        "Theo thủ tục: Đăng ký khai sinh cho con (12).",
        "4 cơ quan dùng mã tạm; hãy báo cáo",
        "Cần xem: 12 hồ sơ đã trễ hoặc đến hạn trong 3 ngày đầu",
    ):
        assert line in said, said
    assert "chưa có ai" not in said


def test_the_outlook_says_what_a_human_must_see_to(who: Governing) -> None:
    players = p.players()
    p.processing(players)
    ours, theirs = place(f"{ONE}.ubnd"), place(f"{OTHER}.ubnd")
    leader = open_usual_posts(theirs, actor=SYSTEM)[1]
    chief = administrator("chief", f"{OTHER}.ubnd").officer
    appoint(chief, actor=SYSTEM, post=leader, since=today() + timedelta(days=5))
    Posting.objects.filter(pk=players.cast.specialist.pk).update(valid_to=today())
    for unit, opens in ((ONE, "07:00"), (OTHER, "07:30")):
        WorkingHours.objects.create(
            spells=[[[opens, "11:30"]]] * 5 + [[], []],
            unit_code=unit,
            valid_from=ours.valid_from,
            source="x",
            certainty="found",
        )
    Rule.objects.create(
        key="extension.max",
        value=2,
        agency_key=ours.key,
        valid_from=ours.valid_from,
        source="x",
        certainty="found",
    )
    actions.propose(rename(), actor=who.one)
    said = told(merge(since=today() + timedelta(days=1), prefer=OTHER), who)
    for line in (
        f"Cần xem: giờ làm việc của {ONE} khác với {OTHER}; sẽ theo {OTHER}.",
        "Cần xem: Ủy ban nhân dân phường Hàm Rồng chưa có ai: thụ lý.",
        "Cần xem: Ủy ban nhân dân phường Hàm Rồng sẽ có nhiều người ký kết quả: Lê Văn Thử, Trịnh",
        "Cần xem: 1 phân công bắt đầu sau ngày đó cũng chuyển theo",
        "2 dòng giờ làm việc, quy tắc riêng được giữ",
    ):
        assert line in said, said


def test_a_new_agency_needs_one_above_it(who: Governing) -> None:
    plan = plans.OpenAgency(
        since=today(), key="38.so-dl", name="Sở Du lịch", agency_kind="so-khac", parent="38.ubnd"
    )
    change = OpenAgency(plan=plan)
    assert "có thêm Sở Du lịch, trực thuộc Ủy ban nhân dân tỉnh Thanh Hóa" in told(change, who)
    proposal = actions.confirm(actions.propose(change, actor=who.one), actor=who.other)
    assert proposal.result == {"opened": ["38.so-dl"]}
    assert isinstance(who.one, Actor)
