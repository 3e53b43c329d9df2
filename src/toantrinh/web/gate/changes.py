"""Kinds of change that administrators make to how officers sign in."""

from collections.abc import Mapping
from typing import ClassVar

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.administration.kinds import kind
from toantrinh.administration.officer_changes import AboutOfficer, officer_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.people.actions import end_sessions
from toantrinh.people.officers import append, lock


@kind
class ResetFactor(AboutOfficer):
    """An officer lost the device of the second factor and sets up another."""

    kind: ClassVar[str] = "officer.reset_factor"
    label: ClassVar[Promise | str] = gettext_lazy("Đặt lại xác thực hai bước")

    def weighty(self) -> bool:
        # Whoever resets it and knows the password could come in as the officer.
        return True

    def check(self) -> None:
        if not Authenticator.objects.filter(user=officer_of(self.officer).user).exists():
            raise Conflict("Cán bộ này chưa cài xác thực hai bước.")

    def preview(self) -> list[str]:
        return [
            _("Thiết bị xác thực của %(name)s hết dùng được, các phiên đang mở kết thúc.")
            % {"name": officer_of(self.officer).full_name},
            _("Lần đăng nhập tới, sau mật khẩu, người này cài thiết bị mới."),
            _("Hãy chắc chắn đúng người đã yêu cầu: gặp mặt hoặc gọi số cơ quan đã biết."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        officer = lock(officer_of(self.officer))
        Authenticator.objects.filter(user=officer.user_id).delete()
        end_sessions(officer.user, actor=actor)
        append(officer, "reset_factor", actor=actor, payload={})
        return {}
