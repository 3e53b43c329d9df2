"""Kinds of change to agencies and units: plans of reforms, proposed and confirmed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, create_model, model_validator

from toantrinh.administration.kinds import Change, kind
from toantrinh.administration.reform_outlook import lines_of
from toantrinh.dossiers.moving import move_soon
from toantrinh.government import plans
from toantrinh.government.actions import carry_out
from toantrinh.government.carrying import posts_moved
from toantrinh.government.models import Agency
from toantrinh.government.perms import decisive
from toantrinh.government.plans import Plan
from toantrinh.government.reform import draw
from toantrinh.kernel.actors import Actor
from toantrinh.people.following import held_at, move_postings

# A name is words, though nobody's: it stands in no journal.
_NAME = "name"


class _Reform(Change):
    """What all reforms have in common: each is the plan that it carries out."""

    plan: Plan

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Put the name, which is kept apart, back into the plan."""
        if _NAME not in given:
            return given
        name, rest = given[_NAME], {key: value for key, value in given.items() if key != _NAME}
        return {**rest, "plan": {**given["plan"], _NAME: name}}

    def agencies(self) -> list[Agency]:
        return list(decisive(draw(self.plan)))

    def touches(self) -> set[UUID]:
        outline = draw(self.plan)
        ended = (move.old.pk for move in posts_moved(outline))
        return {posting.officer_id for posting in held_at(ended, outline.since)}

    def weighty(self) -> bool:
        return True

    def check(self) -> None:
        draw(self.plan)

    def preview(self) -> list[str]:
        return lines_of(self.plan)

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        done = carry_out(self.plan, actor=actor)
        move_postings(done.posts, actor=actor, since=done.outline.since)
        move_soon()
        return {"opened": [agency.key for agency in done.outline.opened]}

    def codes(self) -> dict[str, object]:
        # An empty text is no code.
        plan = self.plan.model_dump(mode="json", exclude={_NAME}, exclude_defaults=True)
        return {"plan": plan | {"act": self.plan.act}}

    def words(self) -> dict[str, object]:
        return self.plan.model_dump(mode="json", include={_NAME})


def _reform(name: str, label: Promise, plan: type[BaseModel]) -> type[_Reform]:
    """The kind of change that carries out a kind of plan."""
    shape = create_model(plan.__name__, __base__=_Reform, __module__=__name__, plan=(plan, ...))
    shape.kind, shape.label = name, label
    return kind(shape)


OpenAgency = _reform("agency.open", gettext_lazy("Lập cơ quan"), plans.OpenAgency)
RenameAgency = _reform("agency.rename", gettext_lazy("Đổi tên, mã cơ quan"), plans.RenameAgency)
MergeAgencies = _reform("agency.merge", gettext_lazy("Sáp nhập cơ quan"), plans.MergeAgencies)
CloseAgency = _reform("agency.close", gettext_lazy("Đóng cơ quan"), plans.CloseAgency)
RenameUnit = _reform("unit.rename", gettext_lazy("Đổi tên, loại đơn vị"), plans.RenameUnit)
MergeUnits = _reform("unit.merge", gettext_lazy("Sáp nhập xã, phường"), plans.MergeUnits)
