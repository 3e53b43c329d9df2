"""Kinds of change to agencies and units: plans of reforms, proposed and confirmed."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from toantrinh.administration.kinds import Change, kind
from toantrinh.administration.reform_outlook import lines_of
from toantrinh.dossiers.moving import move_soon
from toantrinh.government import plans
from toantrinh.government.actions import carry_out
from toantrinh.government.carrying import posts_moved
from toantrinh.government.models import Agency
from toantrinh.government.perms import decisive
from toantrinh.government.plans import Plan, read_plan
from toantrinh.government.reform import draw
from toantrinh.kernel.actors import Actor
from toantrinh.people.following import held_at, move_postings

# Names are words, though nobody's: they stand in no journal.
_NAMES = {"name"}


class _Reform(Change):
    """What all reforms have in common; each is a plan besides."""

    def plan(self) -> Plan:
        """The plan alone."""
        return read_plan(self.model_dump(mode="json"))

    def agencies(self) -> list[Agency]:
        return list(decisive(draw(self.plan())))

    def touches(self) -> set[UUID]:
        outline = draw(self.plan())
        ended = (move.old.pk for move in posts_moved(outline))
        return {posting.officer_id for posting in held_at(ended, outline.since)}

    def weighty(self) -> bool:
        return True

    def check(self) -> None:
        draw(self.plan())

    def preview(self) -> list[str]:
        return lines_of(self.plan())

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        done = carry_out(self.plan(), actor=actor)
        move_postings(done.posts, actor=actor, since=done.outline.since)
        move_soon()
        return {"opened": [agency.key for agency in done.outline.opened]}

    def codes(self) -> dict[str, object]:
        # An empty text is no code.
        return self.model_dump(mode="json", exclude=_NAMES, exclude_defaults=True)

    def words(self) -> dict[str, object]:
        return self.model_dump(mode="json", include=_NAMES)


@kind
class OpenAgency(_Reform, plans.OpenAgency):
    """A new agency."""

    kind: ClassVar[str] = "agency.open"
    label: ClassVar[Promise | str] = gettext_lazy("Lập cơ quan")


@kind
class RenameAgency(_Reform, plans.RenameAgency):
    """Another name or code for an agency."""

    kind: ClassVar[str] = "agency.rename"
    label: ClassVar[Promise | str] = gettext_lazy("Đổi tên, mã cơ quan")


@kind
class MergeAgencies(_Reform, plans.MergeAgencies):
    """Several agencies become one."""

    kind: ClassVar[str] = "agency.merge"
    label: ClassVar[Promise | str] = gettext_lazy("Sáp nhập cơ quan")


@kind
class CloseAgency(_Reform, plans.CloseAgency):
    """An agency closes, another goes on."""

    kind: ClassVar[str] = "agency.close"
    label: ClassVar[Promise | str] = gettext_lazy("Đóng cơ quan")


@kind
class RenameUnit(_Reform, plans.RenameUnit):
    """Another name or kind for a commune or province."""

    kind: ClassVar[str] = "unit.rename"
    label: ClassVar[Promise | str] = gettext_lazy("Đổi tên, loại đơn vị")


@kind
class MergeUnits(_Reform, plans.MergeUnits):
    """Several communes become one."""

    kind: ClassVar[str] = "unit.merge"
    label: ClassVar[Promise | str] = gettext_lazy("Sáp nhập xã, phường")
