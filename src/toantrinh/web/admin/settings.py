"""What is set from a day on: the way to hours, rules, reasons and letters."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, administrators


@dataclass(frozen=True)
class Way:
    """One page, and what is set there."""

    url: str
    label: str
    about: str


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """The four pages."""
    ways = [
        Way(
            reverse("admin:calendar"),
            _("Giờ làm việc và ngày nghỉ"),
            _("Giờ từng ngày trong tuần, theo mùa; ngày nghỉ, hoán đổi, làm bù."),
        ),
        Way(
            reverse("admin:rules"),
            _("Quy tắc có ngày hiệu lực"),
            _("Thời hạn, mức định danh, số lần, việc nào cần hai người quản trị."),
        ),
        Way(
            reverse("admin:reasons"),
            _("Danh mục lý do"),
            _("Lý do từ chối, yêu cầu bổ sung, trả lại, mở khẩn cấp."),
        ),
        Way(
            reverse("admin:letters"),
            _("Mẫu văn bản và thư báo"),
            _("Xem thử từng mẫu; lời riêng của cơ quan ở đầu, cuối và chỗ ký."),
        ),
    ]
    return show(visit, "settings", {"ways": ways})
