"""Posts: opened, renamed, given other roles by date, closed; those who hold them follow."""

from datetime import date, datetime, timedelta

import pytest

from tests.administration.governing import (
    COMMUNE,
    PROVINCE,
    Governing,
    administrator,
    governing,
    officer,
    place,
)
from toantrinh.administration import actions
from toantrinh.administration.post_changes import ChangeRoles, ClosePost, OpenPost, RenamePost
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.models import Post, PostRole
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.time import HANOI, today, turned
from toantrinh.people.actions import appoint
from toantrinh.people.models import Posting
from toantrinh.people.queries import as_officer, holders, postings

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def who() -> Governing:
    return governing()


@pytest.fixture
def desk() -> Post:
    """The specialist's post of the commune."""
    posts = open_usual_posts(place(COMMUNE), actor=SYSTEM)
    return next(post for post in posts if PostRole.SPECIALIST in post.roles)


def held(post: Post, since: date, name: str = "x") -> Posting:
    return appoint(officer(name), actor=SYSTEM, post=post, since=since)


def test_other_roles_hold_from_their_day_on_and_holders_follow(who: Governing, desk: Post) -> None:
    now, later = held(desk, desk.valid_from, "a"), held(desk, today() + 30 * DAY, "b")
    since = today() + 10 * DAY
    change = ChangeRoles(post=desk.pk, roles=(PostRole.RECEPTION, PostRole.SPECIALIST), since=since)
    made = actions.propose(change, actor=who.below)
    renewed = Post.objects.get(pk=made.result["post"])
    assert (renewed.code, renewed.valid_from) == (desk.code, since)
    agency = desk.agency_id
    on_day = {
        day: [p.officer for p in holders(agency, "reception", day)] for day in (since - DAY, since)
    }
    assert on_day == {since - DAY: [], since: [now.officer]}
    assert [p.officer for p in holders(agency, "specialist", since)] == [now.officer]
    later.refresh_from_db()
    assert later.post_id == renewed.pk
    assert postings(now.officer, since - DAY).get().post_id == desk.pk
    with turned(datetime(since.year, since.month, since.day, 9, tzinfo=HANOI)):
        assert as_officer(postings(now.officer).get()).roles == {"reception", "specialist"}
    with pytest.raises(Conflict, match="đã đóng hoặc đã đổi việc"):
        actions.propose(change, actor=who.below)


def test_who_holds_a_post_has_no_hand_in_its_roles(who: Governing) -> None:
    post = Post.objects.get(agency__key=COMMUNE, roles=["administrator"])
    change = ChangeRoles(
        post=post.pk, roles=(PostRole.ADMINISTRATOR, PostRole.LEADER), since=today() + DAY
    )
    with pytest.raises(NotAllowed, match="chạm đến chính bạn"):
        actions.propose(change, actor=who.below)
    assert actions.propose(change, actor=who.one).four_eyes


def test_a_post_closes_with_all_postings_to_it(who: Governing, desk: Post) -> None:
    now, later = held(desk, desk.valid_from, "a"), held(desk, today() + 30 * DAY, "b")
    made = actions.propose(ClosePost(post=desk.pk, last=today() + DAY), actor=who.one)
    assert not made.four_eyes
    now.refresh_from_db()
    assert now.valid_to == today() + DAY
    assert not Posting.objects.filter(pk=later.pk).exists()
    told = Event.objects.filter(stream=later.officer.stream()).order_by("seq").last()
    assert told is not None and told.action == "cancel_posting"
    assert Post.objects.get(pk=desk.pk).valid_to == today() + DAY


def test_a_post_is_renamed_in_place(who: Governing, desk: Post) -> None:
    actions.propose(RenamePost(post=desk.pk, title="Công chức hộ tịch"), actor=who.below)
    assert Post.objects.get(pk=desk.pk).title == "Công chức hộ tịch"
    told = Event.objects.filter(stream="government", action="rename_post").get()
    assert told.payload["id"] == str(desk.pk)


def test_what_is_over_is_not_changed(who: Governing, desk: Post) -> None:
    yesterday = today() - DAY
    for change in (
        ChangeRoles(post=desk.pk, roles=(PostRole.LEADER,), since=yesterday),
        ClosePost(post=desk.pk, last=yesterday),
    ):
        with pytest.raises(Refusal, match="từ hôm nay trở đi"):
            actions.propose(change, actor=who.one)
    same = ChangeRoles(post=desk.pk, roles=(PostRole.SPECIALIST,), since=today() + DAY)
    with pytest.raises(Conflict, match="đúng những việc đó"):
        actions.propose(same, actor=who.one)


def test_only_leaders_sign(who: Governing) -> None:
    change = OpenPost(
        agency=place(PROVINCE).id, code="x", title="X", roles=(PostRole.SPECIALIST,), signs=True
    )
    with pytest.raises(Refusal, match="Chỉ vị trí lãnh đạo"):
        actions.propose(change, actor=who.one)


def test_previews_name_those_who_hold_the_post(who: Governing, desk: Post) -> None:
    held(desk, desk.valid_from, "a")
    lines = ClosePost(post=desk.pk, last=today()).preview()
    assert lines[1] == "1 người đang giữ vị trí: Lê Văn Thử."
    assert lines[0].endswith("đóng sau hôm nay.")
    assert administrator("again", COMMUNE).post.pk != desk.pk
