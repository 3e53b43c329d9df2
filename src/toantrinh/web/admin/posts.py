"""Posts of an agency: who holds them, and the forms that change them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.administration.kinds import Change
from toantrinh.administration.post_changes import (
    ChangeRoles,
    ClosePost,
    OpenPost,
    RenamePost,
    post_of,
)
from toantrinh.administration.words import ROLES, roles_in_words
from toantrinh.government.models import Post, PostRole
from toantrinh.government.perms import check_governs
from toantrinh.government.queries import posts_of
from toantrinh.kernel.time import today
from toantrinh.people.models import Posting
from toantrinh.people.queries import held_from
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import place_of
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]


class _RolesForm(ChangeForm):
    """What the holder of a post does."""

    roles = forms.MultipleChoiceField(
        label=_("Việc của vị trí"),
        choices=list(ROLES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    signs = forms.BooleanField(label=_("Ký kết quả của cơ quan"), required=False)

    def roles_given(self) -> tuple[PostRole, ...]:
        return tuple(PostRole(role) for role in self.cleaned_data["roles"])


class OpenForm(_RolesForm):
    """A new post."""

    title = forms.CharField(label=_("Tên vị trí"), max_length=150)
    code = forms.RegexField(
        r"^[a-z][a-z0-9-]{1,39}$",
        label=_("Mã vị trí"),
        help_text=_("Chữ thường không dấu, chữ số và gạch nối, ví dụ chuyen-vien-dat-dai."),
        error_messages={"invalid": _("Mã chỉ có chữ thường không dấu, chữ số và gạch nối.")},
    )
    since = DayField(label=_("Mở từ ngày"), required=False, help_text=_("Để trống là hôm nay."))
    field_order = ("title", "code", "roles", "signs", "since")

    def __init__(self, data: Any = None, *, agency: UUID) -> None:
        super().__init__(data)
        self.agency = agency

    def change(self) -> Change:
        given = self.cleaned_data
        return OpenPost(
            agency=self.agency,
            code=given["code"],
            title=given["title"],
            roles=self.roles_given(),
            signs=given["signs"],
            since=given["since"],
        )


class RenameForm(ChangeForm):
    """Another title."""

    title = forms.CharField(label=_("Tên mới"), max_length=150)

    def __init__(self, data: Any = None, *, post: Post) -> None:
        super().__init__(data, initial={"title": post.title})
        self.post = post

    def change(self) -> Change:
        return RenamePost(post=self.post.pk, title=self.cleaned_data["title"])


class RolesForm(_RolesForm):
    """Other roles, from a day on."""

    since = DayField(label=_("Từ ngày"))

    def __init__(self, data: Any = None, *, post: Post) -> None:
        super().__init__(data, initial={"roles": post.roles, "signs": post.signs})
        self.post = post

    def change(self) -> Change:
        given = self.cleaned_data
        return ChangeRoles(
            post=self.post.pk,
            roles=self.roles_given(),
            signs=given["signs"],
            since=given["since"],
        )


class CloseForm(ChangeForm):
    """An end."""

    last = DayField(label=_("Ngày cuối cùng"))

    def __init__(self, data: Any = None, *, post: Post) -> None:
        super().__init__(data)
        self.post = post

    def change(self) -> Change:
        return ClosePost(post=self.post.pk, last=self.cleaned_data["last"])


@dataclass(frozen=True)
class Row:
    """A post in the list."""

    post: Post
    roles: str
    holders: list[Posting]
    to_come: bool


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """The posts of an agency."""
    place = place_of(visit)
    posts = list(posts_of(place.agency))
    held = held_from(posts, today())
    rows = [
        Row(post, roles_in_words(post.roles), held.get(post.pk, []), post.valid_from > today())
        for post in posts
    ]
    return show(visit, "posts", {"place": place, "rows": rows})


@administrators()
@require_http_methods(_ASK)
def open_one(visit: Visit) -> HttpResponse:
    """Open a post."""
    place = place_of(visit)
    form = OpenForm(visit.POST or None, agency=place.agency.pk)
    back = f"{reverse('admin:posts')}?{place.query}"
    return fill(visit, form, title=OpenPost.label, back=back, lead=place.agency.name)


@administrators()
@require_http_methods(_ASK)
def rename(visit: Visit, post_id: UUID) -> HttpResponse:
    """Rename a post."""
    return _fill(visit, post_id, RenameForm, RenamePost)


@administrators()
@require_http_methods(_ASK)
def roles(visit: Visit, post_id: UUID) -> HttpResponse:
    """Give a post other roles."""
    return _fill(visit, post_id, RolesForm, ChangeRoles)


@administrators()
@require_http_methods(_ASK)
def close(visit: Visit, post_id: UUID) -> HttpResponse:
    """Close a post."""
    return _fill(visit, post_id, CloseForm, ClosePost)


def _fill(
    visit: Visit,
    post_id: UUID,
    ask: type[RenameForm] | type[RolesForm] | type[CloseForm],
    change: type[Change],
) -> HttpResponse:
    post = post_of(post_id)
    check_governs(actor_of(visit), post.agency)
    back = f"{reverse('admin:posts')}?co_quan={post.agency.key}"
    lead = f"{post.title}, {post.agency.name}"
    return fill(visit, ask(visit.POST or None, post=post), title=change.label, back=back, lead=lead)
