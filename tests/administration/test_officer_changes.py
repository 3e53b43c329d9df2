"""Officers invited, given posts, moved, away, disabled: each act with its one event."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings

from tests import players as p
from tests.administration.governing import BESIDE, COMMUNE, Governing, governing, officer, place
from toantrinh.administration import actions, announcing, inviting
from toantrinh.administration.kinds import Change
from toantrinh.administration.officer_changes import (
    Appoint,
    EndPosting,
    InviteAgain,
    InviteOfficer,
    Move,
)
from toantrinh.administration.standing_changes import BeAway, ComeBack, Disable, Enable, SignOut
from toantrinh.administration.telling import story_of
from toantrinh.api.actions import give_token
from toantrinh.api.queries import actor_of_token
from toantrinh.government.actions import open_governing_posts, open_usual_posts
from toantrinh.government.models import Post, PostRole
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today, turned
from toantrinh.people import invitations
from toantrinh.people.actions import appoint
from toantrinh.people.models import Absence, Invitation, Officer, Posting, User
from toantrinh.people.queries import officers_below, postings, roles_at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def who() -> Governing:
    return governing()


def post(role: PostRole = PostRole.SPECIALIST, key: str = COMMUNE) -> Post:
    here = place(key)
    usual = open_usual_posts(here, actor=SYSTEM) + open_governing_posts(here, actor=SYSTEM)
    return next(post for post in usual if role in post.roles)


@pytest.fixture
def desk() -> Posting:
    return appoint(officer("thuly"), actor=SYSTEM, post=post(), since=today() - 100 * DAY)


def invitation(role: PostRole = PostRole.SPECIALIST) -> InviteOfficer:
    return InviteOfficer(
        full_name="Trần Thị  Mới",
        username="tranmoi",
        email="tranmoi@example.vn",
        post=post(role).pk,
        since=today(),
    )


def actions_of(who: Officer) -> list[str]:
    return [entry.what for entry in story_of(who)]


def test_an_invited_officer_sets_their_own_password_once(who: Governing) -> None:
    with override_settings(DEMO=True):
        made = actions.propose(invitation(), actor=who.below)
    new = Officer.objects.get(pk=made.result["officer"])
    assert (new.full_name, new.synthetic) == ("Trần Thị Mới", True)
    assert not new.user.has_usable_password()
    assert "tranmoi" not in str(made.payload)
    sent = Invitation.objects.get(pk=made.result["invitation"])
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        inviting.send(sent)
        inviting.send(sent)
    assert len(mail.outbox) == 1 and mail.outbox[0].to == ["tranmoi@example.vn"]
    text = invitations.text_of(sent)
    assert f"{settings.PUBLIC_ADDRESS}/can-bo/loi-moi/{text}/" in str(mail.outbox[0].body)
    invitations.accept(text, password="nắng-sớm-trên-sông-Mã")
    assert User.objects.get(username="tranmoi").check_password("nắng-sớm-trên-sông-Mã")
    with pytest.raises(NotFound, match="không còn dùng được"):
        invitations.accept(text, password="x")
    assert actions_of(new) == [
        *("Ghi tên cán bộ", "Phân công", "Gửi thư mời", "Nhận lời mời, đặt mật khẩu")
    ]
    with pytest.raises(Conflict, match="đã đặt mật khẩu"):
        actions.propose(InviteAgain(officer=new.pk), actor=who.below)


def test_a_link_is_good_for_its_time_and_only_the_last_one(who: Governing) -> None:
    made = actions.propose(invitation(), actor=who.below)
    first = Invitation.objects.get()
    again = actions.propose(InviteAgain(officer=made.result["officer"]), actor=who.below)
    second = Invitation.objects.get(pk=again.result["invitation"])
    for text in (
        *(invitations.text_of(first), "x", second.id.hex + "A" * 32),
        invitations.text_of(second)[:-1],
    ):
        with pytest.raises(NotFound):
            invitations.find(text)
    assert invitations.find(invitations.text_of(second)) == second
    with turned(now() + timedelta(hours=72)), pytest.raises(NotFound):
        invitations.find(invitations.text_of(second))
    actions.propose(Disable(officer=made.result["officer"]), actor=who.below)
    with pytest.raises(NotFound):
        invitations.find(invitations.text_of(second))


def test_power_over_others_takes_two(who: Governing) -> None:
    for role in (PostRole.ADMINISTRATOR, PostRole.DATA_OFFICER):
        made = actions.propose(invitation(role), actor=who.below)
        assert made.open
        actions.withdraw(made, actor=who.below)
    given = Appoint(officer=officer("x").pk, post=post(PostRole.ADMINISTRATOR).pk, since=today())
    assert actions.propose(given, actor=who.one).open


def test_a_name_to_sign_in_with_is_taken_once(who: Governing) -> None:
    actions.propose(invitation(), actor=who.below)
    with pytest.raises(Conflict, match="đã có người dùng") as caught:
        actions.propose(invitation(), actor=who.below)
    assert caught.value.field == "username"


def test_nobody_raises_themself(who: Governing) -> None:
    assert who.below.id is not None
    leader = post(PostRole.LEADER)
    with pytest.raises(NotAllowed, match="chạm đến chính bạn"):
        actions.propose(
            Appoint(officer=who.below.id, post=leader.pk, since=today()), actor=who.below
        )
    own = Posting.objects.get(officer=who.below.id)
    for change in (
        Move(posting=own.pk, post=leader.pk, since=today() + DAY),
        EndPosting(posting=own.pk, last=today()),
        Enable(officer=who.below.id),
    ):
        with pytest.raises(NotAllowed, match="chạm đến chính bạn"):
            actions.propose(change, actor=who.below)


def test_a_move_ends_one_post_and_begins_another(who: Governing, desk: Posting) -> None:
    target = post(PostRole.LEADER)
    made = actions.propose(
        Move(posting=desk.pk, post=target.pk, since=today() + 7 * DAY), actor=who.below
    )
    held = {row.post_id: (row.valid_from, row.valid_to) for row in desk.officer.postings.all()}
    assert held == {
        desk.post_id: (desk.valid_from, today() + 6 * DAY),
        target.pk: (today() + 7 * DAY, None),
    }
    assert made.result["posting"]
    with pytest.raises(Conflict, match="đã giữ vị trí đó"):
        actions.propose(
            Appoint(officer=desk.officer_id, post=target.pk, since=today() + 30 * DAY),
            actor=who.below,
        )


def test_a_program_s_token_ends_with_the_post_it_was_given_for(
    who: Governing, desk: Posting
) -> None:
    _token, text = give_token(desk, actor=SYSTEM, name="Phần mềm của phường")
    other = open_usual_posts(place("38.so-tp"), actor=SYSTEM)[0]
    actions.propose(Move(posting=desk.pk, post=other.pk, since=today() + DAY), actor=who.one)
    assert actor_of_token(text)
    with turned(now() + DAY), pytest.raises(NotAllowed, match="không giữ vị trí này"):
        actor_of_token(text)


def test_who_moves_is_told_by_mail_once(who: Governing, desk: Posting) -> None:
    other = open_usual_posts(place("38.so-tp"), actor=SYSTEM)[0]
    move = Move(posting=desk.pk, post=other.pk, since=today() + DAY)
    made = actions.propose(move, actor=who.one)
    mail.outbox.clear()
    for _again in range(2):
        announcing.announce(UUID(made.result["posting"]), desk.pk)
    (sent,) = mail.outbox
    assert sent.to == [desk.officer.email] and other.title in sent.subject
    assert "Sở Tư pháp" in sent.body and desk.post.title in sent.body


def test_a_post_at_a_closed_agency_gives_no_role(desk: Posting) -> None:
    agency = desk.post.agency
    assert "specialist" in roles_at(desk.officer, agency)
    agency.valid_to = today() - DAY
    agency.save(update_fields=["valid_to"])
    assert roles_at(desk.officer, agency) == frozenset()


def test_moving_between_houses_is_for_who_stands_above_both(who: Governing, desk: Posting) -> None:
    elsewhere = post(PostRole.LEADER, BESIDE)
    change = Move(posting=desk.pk, post=elsewhere.pk, since=today() + DAY)
    for actor in (who.below, who.one, who.beside):
        with pytest.raises(NotAllowed):
            actions.propose(change, actor=actor)


def test_days_must_fit(who: Governing, desk: Posting) -> None:
    wrong: list[Change] = [
        EndPosting(posting=desk.pk, last=today() - DAY),
        Move(posting=desk.pk, post=desk.post_id, since=today() + DAY),
        Appoint(officer=desk.officer_id, post=post(PostRole.LEADER).pk, since=today() - DAY),
        Appoint(
            officer=desk.officer_id,
            post=post(PostRole.LEADER).pk,
            since=today() + DAY,
            until=today(),
        ),
        BeAway(officer=desk.officer_id, since=today(), until=today() - DAY),
    ]
    for change in wrong:
        with pytest.raises(Refusal):
            actions.propose(change, actor=who.below)


def test_absences_do_not_overlap_and_end_early(who: Governing, desk: Posting) -> None:
    away = BeAway(officer=desk.officer_id, since=today(), until=today() + 9 * DAY)
    actions.propose(away, actor=who.below)
    absence = Absence.objects.get()
    with pytest.raises(Conflict, match="đã có một đợt vắng mặt"):
        actions.propose(BeAway(officer=desk.officer_id, since=today() + 5 * DAY), actor=who.below)
    actions.propose(ComeBack(absence=absence.pk, day=today() + 3 * DAY), actor=who.below)
    absence.refresh_from_db()
    assert absence.valid_to == today() + 2 * DAY
    ahead = BeAway(officer=desk.officer_id, since=today() + 20 * DAY)
    actions.propose(ahead, actor=who.below)
    later = Absence.objects.latest("valid_from")
    actions.propose(ComeBack(absence=later.pk, day=today()), actor=who.below)
    assert Absence.objects.count() == 1


def test_disabling_ends_sessions_and_tokens_for_good(who: Governing, desk: Posting) -> None:
    _token, text = give_token(desk, actor=SYSTEM, name="x")
    assert actor_of_token(text)
    before = desk.officer.user.get_session_auth_hash()
    actions.propose(Disable(officer=desk.officer_id), actor=who.below)
    assert actor_of_token(text) is None
    user = User.objects.get(officer=desk.officer_id)
    assert not user.is_active and user.get_session_auth_hash() != before
    desk.officer.user.refresh_from_db()
    with pytest.raises(Conflict, match="đã bị khóa"):
        give_token(desk, actor=SYSTEM, name="y")
    with pytest.raises(Conflict):
        actions.propose(Disable(officer=desk.officer_id), actor=who.one)
    actions.propose(Enable(officer=desk.officer_id), actor=who.below)
    assert User.objects.get(officer=desk.officer_id).is_active
    assert actor_of_token(text) is None
    desk.officer.user.refresh_from_db()
    assert actor_of_token(give_token(desk, actor=SYSTEM, name="z")[1])


def test_letting_an_administrator_in_again_takes_two(who: Governing) -> None:
    assert who.below.id is not None
    actions.propose(Disable(officer=who.below.id), actor=who.one)
    assert actions.propose(Enable(officer=who.below.id), actor=who.one).open


def test_signing_out_ends_sessions(who: Governing, desk: Posting) -> None:
    before = desk.officer.user.get_session_auth_hash()
    actions.propose(SignOut(officer=desk.officer_id), actor=who.below)
    assert User.objects.get(officer=desk.officer_id).get_session_auth_hash() != before


PREVIEWS: list[tuple[Callable[[Posting], Change], str]] = [
    (lambda d: Disable(officer=d.officer_id), "1 hồ sơ đang ở tay người này, 1 có hạn"),
    (lambda d: BeAway(officer=d.officer_id, since=today()), "Hãy phân công người khác thụ lý."),
    (lambda d: BeAway(officer=d.officer_id, since=today(), until=today()), "đến hết hôm nay"),
    (lambda d: Enable(officer=d.officer_id), "lại đăng nhập được"),
    (lambda d: SignOut(officer=d.officer_id), "khỏi mọi thiết bị"),
    (lambda d: EndPosting(posting=d.pk, last=today()), "sau hôm nay"),
    (lambda d: InviteAgain(officer=d.officer_id), "thư mời mới ở hotich@example.vn"),
]


@pytest.mark.parametrize(("change", "told"), PREVIEWS)
def test_previews_say_what_would_come(change: Callable[[Posting], Change], told: str) -> None:
    players = p.players()
    p.processing(players)
    assert told in " ".join(change(players.cast.specialist).preview())


def test_officers_are_found_in_ones_house_by_words(who: Governing, desk: Posting) -> None:
    other = appoint(
        officer("khac", "Đặng Văn Bền"), actor=SYSTEM, post=post(key=BESIDE), since=today()
    )
    commune, beside = place(COMMUNE), place(BESIDE)
    assert desk.officer in officers_below(commune, "van thu")
    assert list(officers_below(commune, "bền")) == []
    assert list(officers_below(beside, "dang ben")) == [other.officer]
    names = [found.full_name for found in officers_below(place("38.ubnd"))]
    assert names == sorted(
        names, key=lambda name: Officer.objects.filter(full_name=name)[0].name_sort
    )
    assert postings(desk.officer).get() == desk
