"""Kinds of change to the lists of reasons that officers choose from."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from toantrinh.administration.kinds import Change, Words, kind
from toantrinh.administration.post_changes import agency_of, not_before_today
from toantrinh.administration.words import day_in_words
from toantrinh.government.carrying import going_on
from toantrinh.government.dated import ReasonWord, end_reason, scope_of, set_reason
from toantrinh.government.models import Agency, Reason
from toantrinh.government.reasons import reasons
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict

ActName = Literal[
    "refuse",
    "ask_supplement",
    "send_back",
    "extend",
    "stop",
    "propose_denial",
    "reopen",
    "propose_correction",
    "break_glass",
]
ACTS: dict[str, Promise] = {
    "refuse": gettext_lazy("Từ chối tiếp nhận"),
    "ask_supplement": gettext_lazy("Yêu cầu bổ sung"),
    "send_back": gettext_lazy("Trả lại người trình"),
    "extend": gettext_lazy("Xin lỗi và hẹn lại"),
    "stop": gettext_lazy("Dừng giải quyết"),
    "propose_denial": gettext_lazy("Trình từ chối giải quyết"),
    "reopen": gettext_lazy("Giải quyết lại sau khiếu nại"),
    "propose_correction": gettext_lazy("Đề nghị đính chính"),
    "break_glass": gettext_lazy("Mở khẩn cấp hồ sơ"),
}
ReasonCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class _AboutReason(Change):
    """What all changes of a reason have in common."""

    agency: UUID
    act: ActName
    code: ReasonCode

    def agencies(self) -> list[Agency]:
        return [agency_of(self.agency)]

    def weighty(self) -> bool:
        return True


@kind
class SetReason(_AboutReason):
    """A reason in the list of an agency and all below it, from a day on."""

    kind: ClassVar[str] = "reason.set"
    label: ClassVar[Promise | str] = gettext_lazy("Đặt lý do")

    vietnamese: Words
    english: Words
    position: Annotated[int, Field(ge=1, le=999)]
    since: date
    source: Words

    def check(self) -> None:
        not_before_today(self.since, "since")

    def preview(self) -> list[str]:
        agency = agency_of(self.agency)
        told = {
            "day": day_in_words(self.since),
            "agency": agency.name,
            "act": ACTS[self.act],
            "words": self.vietnamese,
        }
        held = reasons(self.act, self.since, agency)
        before = next((one.words for one in held if one.code == self.code), "")
        lines = [
            _("Từ %(day)s, ở %(agency)s và các cơ quan trực thuộc, “%(act)s” có lý do: %(words)s")
            % told
        ]
        if before:
            lines.append(_("Trước đó lý do này ghi: %(words)s") % {"words": before})
        lines.append(_("Việc đã làm giữ lý do như lúc đó."))
        return lines

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        row = set_reason(
            agency_of(self.agency),
            self.act,
            self.code,
            ReasonWord(self.vietnamese, self.english, self.position),
            since=self.since,
            source=self.source,
            actor=actor,
        )
        return {"reason": str(row.id)}


@kind
class EndReason(_AboutReason):
    """An agency's own reason is given no more."""

    kind: ClassVar[str] = "reason.end"
    label: ClassVar[Promise | str] = gettext_lazy("Thôi một lý do")

    last: date

    def check(self) -> None:
        not_before_today(self.last, "last")
        if not self._own():
            raise Conflict("Cơ quan này không đặt lý do đó, hoặc lý do đã kết thúc.")

    def _own(self) -> list[Reason]:
        scope = {"agency_key": scope_of(agency_of(self.agency)), "kind_code": "", "unit_code": ""}
        rows = Reason.objects.filter(going_on(self.last), act=self.act, code=self.code, **scope)
        return [row for row in rows if row.valid_to is None or row.valid_to > self.last]

    def preview(self) -> list[str]:
        return [
            _("Sau %(day)s, “%(act)s” ở %(agency)s không còn lý do: %(words)s")
            % {
                "day": day_in_words(self.last),
                "act": ACTS[self.act],
                "agency": agency_of(self.agency).name,
                "words": next((row.words for row in self._own()), self.code),
            },
            _("Nếu cấp trên có lý do cùng mã thì lý do đó dùng tiếp."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        end_reason(agency_of(self.agency), self.act, self.code, last=self.last, actor=actor)
        return {}
