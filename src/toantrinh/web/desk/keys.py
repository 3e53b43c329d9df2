"""All keys of the desk on one page, which also works for who has no scripts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.dossiers.lifecycle import TABLE, Role
from toantrinh.web.desk.acts import ACTS, SUPPLEMENT
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, officers

# Letters that are no act's; the script and the pages use the same.
_MOVING = (
    ("J", _("dòng dưới")),
    ("K", _("dòng trên")),
    ("O", _("mở hồ sơ")),
    ("X", _("đánh dấu hoặc bỏ đánh dấu dòng, ở danh sách")),
    ("A", _("đánh dấu tất cả các dòng, ở danh sách")),
    ("]", _("trang sau")),
    ("[", _("trang trước")),
    ("F", _("bộ lọc")),
    ("H", _("thứ tự theo hạn của bước hoặc hạn trả, ở danh sách")),
    ("/", _("ô tìm")),
    ("N", _("gửi tin nhắn, ở hồ sơ")),
    ("C", _("ghi kết quả kiểm tra giấy tờ, ở hồ sơ")),
    ("I", _("ô quét thẻ hoặc ô tìm thủ tục, ở quầy")),
    ("T", _("tiếp tục, tiếp nhận, người tiếp theo, ở quầy")),
    ("P", _("in giấy hẹn, ở quầy")),
    ("G", _("gọi số tiếp theo, ở quầy")),
    ("R", _("gọi lại số, ở quầy")),
    ("B", _("bỏ qua số vắng mặt, ở quầy")),
    ("H", _("đã tiếp xong số này, ở quầy")),
    ("?", _("trang này")),
)
# What they do is called otherwise than when an officer does it.
_OTHERS = {Role.APPLICANT, Role.SYSTEM}


@officers()
@require_safe
def listed(visit: Visit) -> HttpResponse:
    """The keys that move, and those of the acts."""
    labels = {move.action: move.label for move in TABLE if move.role not in _OTHERS}
    doing = [(SUPPLEMENT.key, labels[SUPPLEMENT.action])]
    doing += [(act.key, labels[act.action]) for act in ACTS]
    return render(visit, "desk/keys.html", {**frame(visit), "moving": _MOVING, "doing": doing})
