"""Kinds of change to whether officers come in: away, disabled, enabled, signed out."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toantrinh.administration.kinds import Change, kind
from toantrinh.administration.officer_changes import AboutOfficer, is_powerful, officer_of
from toantrinh.administration.post_changes import not_before_today
from toantrinh.administration.words import day_in_words, span_in_words
from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.people.attempts import unlock
from toantrinh.people.models import Absence
from toantrinh.people.officers import be_away, come_back, disable, enable, sign_out
from toantrinh.people.queries import agencies_of, postings


@kind
class BeAway(AboutOfficer):
    """An officer is on leave, ill or sent elsewhere for a while."""

    kind: ClassVar[str] = "officer.be_away"
    label: ClassVar[Promise | str] = gettext_lazy("Ghi vắng mặt")

    since: date
    until: date | None = None

    def touches(self) -> set[UUID]:
        # To be away gives no power; whoever leaves may say so themselves.
        return set()

    def check(self) -> None:
        not_before_today(self.since, "since")
        if self.until is not None and self.until < self.since:
            raise Refusal("Ngày cuối phải từ ngày đầu trở đi.", field="until")

    def preview(self) -> list[str]:
        return [
            _("%(name)s vắng mặt %(span)s.")
            % {
                "name": officer_of(self.officer).full_name,
                "span": span_in_words(self.since, self.until),
            },
            *_in_hand(self.officer, self.until),
            _("Người này vẫn đăng nhập được."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        absence = be_away(officer_of(self.officer), since=self.since, until=self.until, actor=actor)
        return {"absence": str(absence.id)}


@kind
class ComeBack(Change):
    """An absence ends earlier than was said."""

    kind: ClassVar[str] = "officer.come_back"
    label: ClassVar[Promise | str] = gettext_lazy("Ghi trở lại làm việc")

    absence: UUID
    day: date

    def agencies(self) -> list[Agency]:
        return agencies_of(_absence_of(self.absence).officer)

    def check(self) -> None:
        not_before_today(self.day, "day")

    def preview(self) -> list[str]:
        return [
            _("%(name)s làm việc trở lại từ %(day)s.")
            % {
                "name": _absence_of(self.absence).officer.full_name,
                "day": day_in_words(self.day),
            }
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        come_back(_absence_of(self.absence), day=self.day, actor=actor)
        return {}


@kind
class Disable(AboutOfficer):
    """An officer is let in no more."""

    kind: ClassVar[str] = "officer.disable"
    label: ClassVar[Promise | str] = gettext_lazy("Khóa tài khoản")

    def preview(self) -> list[str]:
        name = officer_of(self.officer).full_name
        return [
            _("%(name)s không đăng nhập được nữa; các phiên đang mở kết thúc ngay.")
            % {"name": name},
            _("Mã truy cập của chương trình hết hiệu lực và không dùng lại được."),
            *_in_hand(self.officer, None),
            _("Vị trí của người này không đổi; hãy kết thúc phân công nếu họ đã rời đi."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        disable(officer_of(self.officer), actor=actor)
        return {}


@kind
class Enable(AboutOfficer):
    """An officer who was disabled is let in again."""

    kind: ClassVar[str] = "officer.enable"
    label: ClassVar[Promise | str] = gettext_lazy("Mở khóa tài khoản")

    def weighty(self) -> bool:
        held = postings(officer_of(self.officer))
        return any(is_powerful(posting.post) for posting in held)

    def preview(self) -> list[str]:
        return [
            _("%(name)s lại đăng nhập được bằng mật khẩu và xác thực hai bước cũ.")
            % {"name": officer_of(self.officer).full_name}
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        enable(officer_of(self.officer), actor=actor)
        return {}


@kind
class SignOut(AboutOfficer):
    """All sessions of an officer end, as when a device was lost."""

    kind: ClassVar[str] = "officer.sign_out"
    label: ClassVar[Promise | str] = gettext_lazy("Kết thúc các phiên đăng nhập")

    def preview(self) -> list[str]:
        return [
            _("%(name)s bị đăng xuất khỏi mọi thiết bị và phải đăng nhập lại.")
            % {"name": officer_of(self.officer).full_name}
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        sign_out(officer_of(self.officer), actor=actor)
        return {}


@kind
class Unlock(AboutOfficer):
    """An officer who was wrong too often may try again before the lock ends."""

    kind: ClassVar[str] = "officer.unlock"
    label: ClassVar[Promise | str] = gettext_lazy("Bỏ khóa tạm")

    def preview(self) -> list[str]:
        return [
            _("%(name)s thử đăng nhập lại được ngay.")
            % {"name": officer_of(self.officer).full_name},
            _("Chỉ làm khi chính người đó nhờ bạn: có thể ai khác đang thử tài khoản của họ."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        unlock(officer_of(self.officer), actor=actor)
        return {}


def _absence_of(absence_id: UUID) -> Absence:
    found = Absence.objects.select_related("officer__user").filter(pk=absence_id).first()
    if found is None:
        raise NotFound("Không có đợt vắng mặt này.")
    return found


def _in_hand(officer_id: UUID, until: date | None) -> list[str]:
    """How many dossiers lie with an officer, and how many fall due until they are back."""
    lying = Dossier.objects.filter(officer=officer_id)
    count = lying.count()
    if not count:
        return [_("Không có hồ sơ nào đang ở tay người này.")]
    due = lying.filter(Q(due_at__date__lte=until) if until else Q(due_at__isnull=False)).count()
    told = ngettext(
        "%(count)s hồ sơ đang ở tay người này, %(due)s có hạn trong thời gian đó.",
        "%(count)s hồ sơ đang ở tay người này, %(due)s có hạn trong thời gian đó.",
        count,
    )
    return [told % {"count": count, "due": due}, _("Hãy phân công người khác thụ lý.")]
