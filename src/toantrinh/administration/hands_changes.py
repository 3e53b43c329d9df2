"""The kind of change by which a procedure goes from one agency to another from a day on."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import Field

from toantrinh.administration.kinds import Change, Code, Words, kind
from toantrinh.administration.post_changes import not_before_today
from toantrinh.administration.words import day_in_words
from toantrinh.catalogue.queries import find_procedure
from toantrinh.dossiers.changing_hands import change_soon, to_change
from toantrinh.dossiers.states import State
from toantrinh.government.hands import change_hands, decisive_agency, names_of
from toantrinh.government.hands_models import ChangeOfHands
from toantrinh.government.models import Agency, AgencyKind
from toantrinh.government.queries import in_force, unit
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.time import now

# A kind of agency, or the key of a single one.
Who = Annotated[str, Field(pattern=r"^(\d{2,5}\.)?[a-z][a-z0-9-]{0,29}$")]


@kind
class ChangeHands(Change):
    """Another agency decides a procedure, in a province or everywhere."""

    kind: ClassVar[str] = "procedure.change_hands"
    label: ClassVar[Promise | str] = gettext_lazy("Chuyển thẩm quyền giải quyết thủ tục")

    procedure: Code
    province: Annotated[str, Field(pattern=r"^(\d{2})?$")] = ""
    giver: Who
    taker: Who
    since: date
    basis: Words

    def agencies(self) -> list[Agency]:
        return [decisive_agency(self.province)]

    def weighty(self) -> bool:
        return True

    def check(self) -> None:
        not_before_today(self.since, "since")
        try:
            find_procedure(self.procedure)
        except NotFound as unknown:
            raise Refusal(unknown.text(), field="procedure") from unknown
        if self.giver == self.taker:
            raise Refusal("Hãy chọn cơ quan khác.", field="taker")
        for who, field in ((self.giver, "giver"), (self.taker, "taker")):
            if not _there(who, self.since):
                raise Refusal("Ngày đó không có cơ quan %(who)s.", field=field, who=who)
        alike = ChangeOfHands.objects.filter(
            procedure=self.procedure, province=self.province, giver=self.giver, since=self.since
        )
        if alike.exists():
            raise Conflict("Thủ tục này đã có thay đổi như vậy từ ngày đó.", field="since")

    def preview(self) -> list[str]:
        change = self._row()
        giver, taker = names_of(change)
        told = {
            "day": day_in_words(self.since),
            "taker": taker,
            "giver": giver,
            "title": find_procedure(self.procedure).plain_name,
            "where": unit(self.province).full_name if self.province else _("cả nước"),
        }
        return [
            _("Từ %(day)s, ở %(where)s, %(taker)s giải quyết “%(title)s” thay %(giver)s.") % told,
            _("Căn cứ: %(basis)s.") % {"basis": self.basis},
            *_moves(change),
            _("Mã hồ sơ, ngày hẹn, nơi tiếp nhận giữ nguyên; văn bản đã ký giữ tên cơ quan cũ."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        made = change_hands(self._row(), actor=actor)
        change_soon()
        return {"change": str(made.pk)}

    def _row(self) -> ChangeOfHands:
        return ChangeOfHands(**self.model_dump(), made_at=now())


def _there(who: str, on: date) -> bool:
    if "." in who:
        return Agency.objects.filter(in_force(on), key=who).exists()
    return AgencyKind.objects.filter(code=who).exists()


def _moves(change: ChangeOfHands) -> list[str]:
    """How many dossiers would go along, were it today, and what their officers lose."""
    states = Counter(to_change(change).values_list("state", flat=True))
    if not states:
        return [_("Hiện không có hồ sơ nào phải chuyển.")]
    count = states.total()
    said = ngettext(
        "%(count)s hồ sơ đang giải quyết chuyển theo đúng ngày đó và được phân công lại.",
        "%(count)s hồ sơ đang giải quyết chuyển theo đúng ngày đó và được phân công lại.",
        count,
    )
    found = [said % {"count": count}]
    if pending := states[State.PROPOSED.value]:
        words = ngettext(
            "%(count)s hồ sơ đang chờ ký phải trình lại ở cơ quan mới.",
            "%(count)s hồ sơ đang chờ ký phải trình lại ở cơ quan mới.",
            pending,
        )
        found.append(words % {"count": pending})
    return found
