"""Kinds of change to posts."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.administration.kinds import Change, Code, Words, kind
from toantrinh.government.actions import open_post
from toantrinh.government.models import Agency, Post, PostRole
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound


@kind
class OpenPost(Change):
    """A new post at an agency."""

    kind: ClassVar[str] = "post.open"
    label: ClassVar[Promise | str] = gettext_lazy("Mở vị trí công tác")

    agency: UUID
    code: Code
    title: Words
    roles: tuple[PostRole, ...]
    signs: bool = False

    def agencies(self) -> list[Agency]:
        return [agency_of(self.agency)]

    def weighty(self) -> bool:
        return PostRole.ADMINISTRATOR in self.roles

    def check(self) -> None:
        if Post.objects.filter(agency=self.agency, code=self.code, valid_to=None).exists():
            raise Conflict("Cơ quan này đã có vị trí mã %(code)s.", field="code", code=self.code)

    def preview(self) -> list[str]:
        agency = agency_of(self.agency)
        lines = [
            _("%(agency)s có thêm vị trí “%(title)s”, mã %(code)s.")
            % {"agency": agency.name, "title": self.title, "code": self.code},
            _("Việc của vị trí: %(roles)s.") % {"roles": roles_in_words(self.roles)},
        ]
        if self.signs:
            lines.append(_("Người giữ vị trí này ký kết quả của cơ quan."))
        return lines

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        post = open_post(
            agency_of(self.agency),
            self.code,
            self.title,
            roles=self.roles,
            signs=self.signs,
            actor=actor,
        )
        return {"post": str(post.id)}


def agency_of(agency_id: UUID) -> Agency:
    """The agency that a change names. Raises NotFound."""
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None:
        raise NotFound("Không có cơ quan này.")
    return found


def roles_in_words(roles: tuple[PostRole, ...]) -> str:
    """Roles as a list in one sentence."""
    return ", ".join(str(PostRole(role).label).lower() for role in roles)
