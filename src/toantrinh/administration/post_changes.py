"""Kinds of change to posts."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import Field

from toantrinh.administration.kinds import Change, Code, Words, kind
from toantrinh.administration.words import day_in_words, roles_in_words
from toantrinh.government.actions import open_post
from toantrinh.government.models import Agency, Post, PostRole
from toantrinh.government.posts import rename_post
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.models import Posting
from toantrinh.people.officers import change_roles, close_post
from toantrinh.people.queries import held_from

# Who holds one of these governs others, or reads whom others looked at.
POWERFUL = frozenset({PostRole.ADMINISTRATOR, PostRole.DATA_OFFICER})


@kind
class OpenPost(Change):
    """A new post at an agency."""

    kind: ClassVar[str] = "post.open"
    label: ClassVar[Promise | str] = gettext_lazy("Mở vị trí công tác")

    agency: UUID
    code: Code
    title: Words
    roles: tuple[PostRole, ...] = Field(min_length=1)
    signs: bool = False
    since: date | None = None

    def agencies(self) -> list[Agency]:
        return [agency_of(self.agency)]

    def weighty(self) -> bool:
        return bool(POWERFUL & set(self.roles))

    def check(self) -> None:
        _check_roles(self.roles, signs=self.signs)
        if Post.objects.filter(agency=self.agency, code=self.code, valid_to=None).exists():
            raise Conflict("Cơ quan này đã có vị trí mã %(code)s.", field="code", code=self.code)

    def preview(self) -> list[str]:
        agency = agency_of(self.agency)
        return [
            _("%(agency)s có thêm vị trí “%(title)s”, mã %(code)s, từ %(day)s.")
            % {
                "agency": agency.name,
                "title": self.title,
                "code": self.code,
                "day": day_in_words(self.since or today()),
            },
            *_roles_told(self.roles, signs=self.signs),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        post = open_post(
            agency_of(self.agency),
            self.code,
            self.title,
            roles=self.roles,
            signs=self.signs,
            since=self.since or today(),
            actor=actor,
        )
        return {"post": str(post.id)}


class _AboutPost(Change):
    """What all changes of an open post have in common."""

    post: UUID

    def agencies(self) -> list[Agency]:
        return [post_of(self.post).agency]

    def touches(self) -> set[UUID]:
        return {posting.officer_id for posting in _holders(self.post)}

    def check(self) -> None:
        if post_of(self.post).valid_to is not None:
            raise Conflict("Vị trí này đã đóng hoặc đã đổi việc.")


@kind
class RenamePost(_AboutPost):
    """Another title for a post."""

    kind: ClassVar[str] = "post.rename"
    label: ClassVar[Promise | str] = gettext_lazy("Đổi tên vị trí")

    title: Words

    def touches(self) -> set[UUID]:
        # A title gives no power.
        return set()

    def preview(self) -> list[str]:
        post = post_of(self.post)
        return [
            _("Vị trí “%(before)s” của %(agency)s từ nay gọi là “%(after)s”.")
            % {"before": post.title, "agency": post.agency.name, "after": self.title},
            _("Việc và người giữ vị trí không đổi."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        rename_post(post_of(self.post), title=self.title, actor=actor)
        return {"post": str(self.post)}


@kind
class ChangeRoles(_AboutPost):
    """Other roles for a post, from a day on."""

    kind: ClassVar[str] = "post.roles"
    label: ClassVar[Promise | str] = gettext_lazy("Đổi việc của vị trí")

    roles: tuple[PostRole, ...] = Field(min_length=1)
    signs: bool = False
    since: date

    def weighty(self) -> bool:
        return bool(POWERFUL & {*self.roles, *post_of(self.post).roles})

    def check(self) -> None:
        super().check()
        _check_roles(self.roles, signs=self.signs)
        not_before_today(self.since, "since")
        post = post_of(self.post)
        if set(post.roles) == set(self.roles) and post.signs == self.signs:
            raise Conflict("Vị trí này đang có đúng những việc đó.")

    def preview(self) -> list[str]:
        post = post_of(self.post)
        return [
            _("Từ %(day)s, vị trí “%(title)s” của %(agency)s đổi việc.")
            % {"day": day_in_words(self.since), "title": post.title, "agency": post.agency.name},
            _("Trước: %(roles)s.") % {"roles": roles_in_words(post.roles)},
            *_roles_told(self.roles, signs=self.signs),
            *_holders_told(self.post),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        post = change_roles(
            post_of(self.post), roles=self.roles, signs=self.signs, since=self.since, actor=actor
        )
        return {"post": str(post.id)}


@kind
class ClosePost(_AboutPost):
    """The end of a post and of all postings to it."""

    kind: ClassVar[str] = "post.close"
    label: ClassVar[Promise | str] = gettext_lazy("Đóng vị trí")

    last: date

    def weighty(self) -> bool:
        return bool(POWERFUL & set(post_of(self.post).roles))

    def check(self) -> None:
        super().check()
        not_before_today(self.last, "last")

    def preview(self) -> list[str]:
        post = post_of(self.post)
        return [
            _("Vị trí “%(title)s” của %(agency)s đóng sau %(day)s.")
            % {"title": post.title, "agency": post.agency.name, "day": day_in_words(self.last)},
            *_holders_told(self.post),
            _("Các phân công vào vị trí này kết thúc cùng ngày."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        close_post(post_of(self.post), last=self.last, actor=actor)
        return {"post": str(self.post)}


def agency_of(agency_id: UUID) -> Agency:
    """The agency that a change names. Raises NotFound."""
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None:
        raise NotFound("Không có cơ quan này.")
    return found


def post_of(post_id: UUID) -> Post:
    """The post that a change names, with its agency. Raises NotFound."""
    found = Post.objects.select_related("agency").filter(pk=post_id).first()
    if found is None:
        raise NotFound("Không có vị trí này.")
    return found


def not_before_today(day: date, field: str) -> None:
    """Refuse a day that is over: what was done until then was done rightly."""
    if day < today():
        raise Refusal("Hãy chọn ngày từ hôm nay trở đi.", field=field)


def _check_roles(roles: tuple[PostRole, ...], *, signs: bool) -> None:
    if signs and PostRole.LEADER not in roles:
        raise Refusal("Chỉ vị trí lãnh đạo ký được kết quả.", field="signs")


def _roles_told(roles: tuple[PostRole, ...], *, signs: bool) -> list[str]:
    lines = [_("Việc của vị trí: %(roles)s.") % {"roles": roles_in_words(roles)}]
    if signs:
        lines.append(_("Người giữ vị trí này ký kết quả của cơ quan."))
    return lines


def _holders(post_id: UUID) -> list[Posting]:
    return held_from([post_of(post_id)], today()).get(post_id, [])


def _holders_told(post_id: UUID) -> list[str]:
    names = [posting.officer.full_name for posting in _holders(post_id)]
    if not names:
        return [_("Hiện không ai giữ vị trí này.")]
    told = ngettext(
        "%(count)s người đang giữ vị trí: %(names)s.",
        "%(count)s người đang giữ vị trí: %(names)s.",
        len(names),
    )
    return [told % {"count": len(names), "names": ", ".join(names)}]
