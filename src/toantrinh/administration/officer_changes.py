"""Kinds of change that bring officers in and give them posts."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field

from toantrinh.administration.announcing import announce_by_mail
from toantrinh.administration.inviting import invite_by_mail
from toantrinh.administration.kinds import SEALED, Change, Words, kind
from toantrinh.administration.post_changes import POWERFUL, not_before_today, post_of
from toantrinh.administration.words import day_in_words, roles_in_words, span_in_words
from toantrinh.government.models import Agency, Post
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Officer, Posting, User
from toantrinh.people.officers import end_posting
from toantrinh.people.queries import agencies_of


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise ValueError(text) from wrong
    return text


Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{2,39}$"), SEALED]
Mail = Annotated[str, AfterValidator(_mail), Field(max_length=254), SEALED]


@kind
class InviteOfficer(Change):
    """Somebody new at a post, who sets their own password by a link in a mail."""

    kind: ClassVar[str] = "officer.invite"
    label: ClassVar[Promise | str] = gettext_lazy("Mời cán bộ mới")

    full_name: Words
    username: Username
    email: Mail
    post: UUID
    since: date
    until: date | None = None

    def agencies(self) -> list[Agency]:
        return [post_of(self.post).agency]

    def weighty(self) -> bool:
        return is_powerful(post_of(self.post))

    def check(self) -> None:
        if User.objects.filter(username=self.username).exists():
            raise Conflict("Tên đăng nhập này đã có người dùng.", field="username")
        check_days(post_of(self.post), self.since, self.until)

    def preview(self) -> list[str]:
        return [
            _("%(name)s có tài khoản cán bộ, tên đăng nhập %(username)s.")
            % {"name": self.full_name, "username": self.username},
            posting_told(post_of(self.post), self.since, self.until),
            _(
                "Thư mời gửi đến %(email)s. Người được mời tự đặt mật khẩu và cài xác thực hai "
                "bước; không ai khác biết mật khẩu đó."
            )
            % {"email": self.email},
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        user = register_login(
            actor=actor, username=self.username, kind=LoginKind.OFFICER, email=self.email
        )
        officer = register_officer(
            actor=actor,
            full_name=self.full_name,
            user=user,
            email=self.email,
            # In a demonstration nobody is real.
            synthetic=bool(settings.DEMO),
        )
        post = post_of(self.post)
        appoint(officer, actor=actor, post=post, since=self.since, until=self.until)
        invitation = invite_by_mail(officer, post.agency, actor=actor)
        return {"officer": str(officer.id), "invitation": str(invitation.id)}


class AboutOfficer(Change):
    """What all changes of an officer have in common."""

    officer: UUID

    def agencies(self) -> list[Agency]:
        return agencies_of(officer_of(self.officer))

    def touches(self) -> set[UUID]:
        return {self.officer}


@kind
class InviteAgain(AboutOfficer):
    """Another link, for somebody who did not use theirs in time."""

    kind: ClassVar[str] = "officer.invite_again"
    label: ClassVar[Promise | str] = gettext_lazy("Gửi lại thư mời")

    def check(self) -> None:
        if officer_of(self.officer).user.has_usable_password():
            raise Conflict("Cán bộ này đã đặt mật khẩu rồi.")

    def preview(self) -> list[str]:
        officer = officer_of(self.officer)
        return [
            _("%(name)s nhận một thư mời mới ở %(email)s; đường dẫn trong thư cũ hết dùng được.")
            % {"name": officer.full_name, "email": officer.email}
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        officer = officer_of(self.officer)
        invitation = invite_by_mail(officer, self.agencies()[0], actor=actor)
        return {"invitation": str(invitation.id)}


@kind
class Appoint(AboutOfficer):
    """Another post for an officer."""

    kind: ClassVar[str] = "officer.appoint"
    label: ClassVar[Promise | str] = gettext_lazy("Phân công vào vị trí")

    post: UUID
    since: date
    until: date | None = None

    def agencies(self) -> list[Agency]:
        # Whoever governs the post may fill it, wherever else the officer works.
        return [post_of(self.post).agency]

    def weighty(self) -> bool:
        return is_powerful(post_of(self.post))

    def check(self) -> None:
        check_days(post_of(self.post), self.since, self.until)
        _check_free(self.officer, self.post, self.since, self.until)

    def preview(self) -> list[str]:
        return [
            officer_of(self.officer).full_name + ".",
            posting_told(post_of(self.post), self.since, self.until),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        posting = appoint(
            officer_of(self.officer),
            actor=actor,
            post=post_of(self.post),
            since=self.since,
            until=self.until,
        )
        announce_by_mail(posting)
        return {"posting": str(posting.id)}


class _AboutPosting(Change):
    """What all changes of a posting have in common."""

    posting: UUID

    def agencies(self) -> list[Agency]:
        return [posting_of(self.posting).post.agency]

    def touches(self) -> set[UUID]:
        return {posting_of(self.posting).officer_id}

    def weighty(self) -> bool:
        return is_powerful(posting_of(self.posting).post)


@kind
class EndPosting(_AboutPosting):
    """An officer leaves a post."""

    kind: ClassVar[str] = "officer.end_posting"
    label: ClassVar[Promise | str] = gettext_lazy("Kết thúc phân công")

    last: date

    def check(self) -> None:
        not_before_today(self.last, "last")

    def preview(self) -> list[str]:
        posting = posting_of(self.posting)
        return [
            _("%(name)s thôi giữ vị trí “%(title)s” của %(agency)s sau %(day)s.")
            % {
                "name": posting.officer.full_name,
                "title": posting.post.title,
                "agency": posting.post.agency.name,
                "day": day_in_words(self.last),
            }
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        end_posting(posting_of(self.posting), last=self.last, actor=actor)
        return {"posting": str(self.posting)}


@kind
class Move(_AboutPosting):
    """An officer leaves one post for another, on one day."""

    kind: ClassVar[str] = "officer.move"
    label: ClassVar[Promise | str] = gettext_lazy("Chuyển vị trí")

    post: UUID
    since: date
    until: date | None = None

    def agencies(self) -> list[Agency]:
        return [*super().agencies(), post_of(self.post).agency]

    def weighty(self) -> bool:
        return super().weighty() or is_powerful(post_of(self.post))

    def check(self) -> None:
        check_days(post_of(self.post), self.since, self.until)
        held = posting_of(self.posting)
        if held.post_id == self.post:
            raise Conflict("Cán bộ này đang giữ vị trí đó.", field="post")
        if self.since <= held.valid_from:
            raise Refusal(
                "Phân công hiện tại bắt đầu ngày %(day)s, hãy chọn ngày sau đó.",
                field="since",
                day=f"{held.valid_from:%d/%m/%Y}",
            )
        _check_free(held.officer_id, self.post, self.since, self.until)

    def preview(self) -> list[str]:
        held = posting_of(self.posting)
        return [
            _("%(name)s thôi giữ vị trí “%(title)s” của %(agency)s sau %(day)s.")
            % {
                "name": held.officer.full_name,
                "title": held.post.title,
                "agency": held.post.agency.name,
                "day": day_in_words(self.since - timedelta(days=1)),
            },
            posting_told(post_of(self.post), self.since, self.until),
            _("Mã truy cập của chương trình cấp cho vị trí cũ hết hiệu lực cùng ngày."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        held = posting_of(self.posting)
        if held.valid_to is None or held.valid_to >= self.since:
            end_posting(held, last=self.since - timedelta(days=1), actor=actor)
        posting = appoint(
            held.officer, actor=actor, post=post_of(self.post), since=self.since, until=self.until
        )
        announce_by_mail(posting, left=held)
        return {"posting": str(posting.id)}


def officer_of(officer_id: UUID) -> Officer:
    """The officer that a change names. Raises NotFound."""
    found = Officer.objects.select_related("user").filter(pk=officer_id).first()
    if found is None:
        raise NotFound("Không có cán bộ này.")
    return found


def posting_of(posting_id: UUID) -> Posting:
    """The posting that a change names. Raises NotFound."""
    rows = Posting.objects.select_related("post__agency", "officer__user")
    found = rows.filter(pk=posting_id).first()
    if found is None:
        raise NotFound("Không có phân công này.")
    return found


def is_powerful(post: Post) -> bool:
    """Whether its holder governs others, or reads whom others looked at."""
    return bool(POWERFUL & set(post.roles))


def check_days(post: Post, since: date, until: date | None) -> None:
    """Refuse days that are over, out of order, or outside the post's own."""
    not_before_today(since, "since")
    if until is not None and until < since:
        raise Refusal("Ngày cuối phải từ ngày đầu trở đi.", field="until")
    if post.valid_to is not None and post.valid_to < since:
        raise Conflict("Vị trí này đã đóng hoặc đã đổi việc.", field="post")


def posting_told(post: Post, since: date, until: date | None) -> str:
    """That somebody holds a post for a while, in a sentence."""
    return _("Giữ vị trí “%(title)s” của %(agency)s %(span)s, để: %(roles)s.") % {
        "title": post.title,
        "agency": post.agency.name,
        "span": span_in_words(since, until),
        "roles": roles_in_words(post.roles),
    }


def _check_free(officer: UUID, post: UUID, since: date, until: date | None) -> None:
    held = Posting.objects.filter(officer=officer, post=post, valid_from__lte=until or date.max)
    for posting in held:
        if posting.valid_to is None or posting.valid_to >= since:
            raise Conflict("Cán bộ này đã giữ vị trí đó trong thời gian này.", field="post")
