"""Rows of worked examples in words: what differs from an ordinary dossier or procedure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.dossiers.states import State
from toantrinh.web.look.templatetags.look import span

# A column of the lake as people say it; the value follows.
WORDS: Mapping[str, object] = {
    "accepted": gettext_lazy("tiếp nhận xong"),
    "agency_minutes": gettext_lazy("chờ phân công"),
    "applicant_minutes": gettext_lazy("chờ người nộp"),
    "by_mandate": gettext_lazy("nộp thay người khác"),
    "channel": gettext_lazy("cách nộp"),
    "collect_minutes": gettext_lazy("chờ đến nhận"),
    "consultations": gettext_lazy("số lần hỏi ý kiến"),
    "corrections": gettext_lazy("số lần đính chính"),
    "created": gettext_lazy("bắt đầu khai"),
    "decided": gettext_lazy("có kết quả"),
    "denial": gettext_lazy("kết quả là từ chối"),
    "desk_minutes": gettext_lazy("ở bộ phận tiếp nhận"),
    "due": gettext_lazy("hạn"),
    "ended": gettext_lazy("kết thúc"),
    "extended_minutes": gettext_lazy("được hẹn lại"),
    "extensions": gettext_lazy("số lần xin lỗi, hẹn lại"),
    "for_citizens": gettext_lazy("dành cho công dân"),
    "hand_ons": gettext_lazy("số lần chuyển cơ quan"),
    "has_agency": gettext_lazy("có ghi cơ quan"),
    "has_limit": gettext_lazy("có ghi thời hạn"),
    "has_name": gettext_lazy("có tên"),
    "has_papers": gettext_lazy("có ghi thành phần hồ sơ"),
    "has_steps": gettext_lazy("có ghi trình tự"),
    "has_way": gettext_lazy("có ghi cách thức"),
    "has_who": gettext_lazy("có ghi đối tượng"),
    "in_force": gettext_lazy("đang hiệu lực"),
    "late_pauses": gettext_lazy("số lần dừng chờ trong ngày cuối trước hạn"),
    "leader_minutes": gettext_lazy("chờ ký"),
    "level": gettext_lazy("mức độ trực tuyến"),
    "number": gettext_lazy("phiên bản thứ"),
    "officer_acts": gettext_lazy("số việc cán bộ làm"),
    "officer_minutes": gettext_lazy("cán bộ xử lý"),
    "open": gettext_lazy("còn thực hiện"),
    "original_due": gettext_lazy("hạn lúc đầu"),
    "other_minutes": gettext_lazy("chờ cơ quan khác"),
    "paid_service": gettext_lazy("có thu phí"),
    "papers": gettext_lazy("số giấy tờ"),
    "papers_held": gettext_lazy("số giấy tờ Nhà nước đã có"),
    "partial_reason": gettext_lazy("lý do chỉ một phần đã công bố"),
    "paused_minutes": gettext_lazy("đã dừng chờ người nộp"),
    "pauses": gettext_lazy("số lần dừng chờ người nộp"),
    "procedure": gettext_lazy("thủ tục"),
    "proposals": gettext_lazy("số lần trình ký"),
    "received": gettext_lazy("tiếp nhận"),
    "reopened": gettext_lazy("giải quyết lại sau khiếu nại"),
    "returned": gettext_lazy("trả kết quả"),
    "send_backs": gettext_lazy("số lần bị trả lại để sửa"),
    "signed_result": gettext_lazy("kết quả điện tử ký số"),
    "status": gettext_lazy("trạng thái"),
    "submitted": gettext_lazy("nộp"),
    "supplement_minutes": gettext_lazy("đã chờ bổ sung"),
    "supplements": gettext_lazy("số lần yêu cầu bổ sung"),
    "supplements_before": gettext_lazy("số lần yêu cầu bổ sung trước tiếp nhận"),
    "system_acts": gettext_lazy("số việc hệ thống tự làm"),
    "valid_from": gettext_lazy("hiệu lực từ"),
    "waiting_since": gettext_lazy("đang chờ người nộp từ"),
}
_FLAGS = {
    *("by_mandate", "denial", "for_citizens", "in_force", "open", "paid_service", "reopened"),
    "signed_result",
}
# What nobody told, or what has not come about.
_UNKNOWN: Mapping[str, object] = {"channel": gettext_lazy("không rõ")} | dict.fromkeys(
    ("accepted", "created", "decided", "ended", "received", "returned", "submitted"),
    gettext_lazy("chưa có"),
)
_VALUES: Mapping[str, object] = {
    "direct": gettext_lazy("trực tiếp"),
    "post": gettext_lazy("bưu chính"),
    "online": gettext_lazy("trực tuyến"),
    "partial": gettext_lazy("một phần"),
    "end_to_end": gettext_lazy("toàn trình"),
    "presence": gettext_lazy("người nộp phải có mặt"),
    "site_inspection": gettext_lazy("phải xác minh tại chỗ"),
}


def differs(row: Mapping[str, Any]) -> str:
    """A row in one sentence: `có kết quả 17:01 05/3/2026; hạn: không có`."""
    said = [f"{WORDS[name]}: {_value(name, at)}" for name, at in row.items()]
    return "; ".join(said) or _("bình thường")


def ordinary(table: str) -> str:
    """What an example's row is where it says nothing else."""
    if table == "services":
        return _(
            "Một thủ tục bình thường đang hiệu lực, toàn trình, đủ bảy bộ phận, có bốn giấy tờ mà "
            "Nhà nước đã có một."
        )
    return _(
        "Một hồ sơ bình thường nộp trực tuyến cho dịch vụ toàn trình, được tiếp nhận 8 giờ ngày "
        "02/3/2026, có kết quả 8 giờ ngày 04/3, hẹn 17 giờ ngày 05/3 và đã trả sáng 05/3."
    )


def _value(name: str, at: object) -> str:
    if at is None:
        return str(_UNKNOWN.get(name) or _("không có"))
    if name.endswith("_minutes"):
        return span(timedelta(minutes=int(str(at))))
    if name in _FLAGS or name.startswith("has_"):
        return _("có") if at else _("không")
    if name == "status":
        return next(state.label for state in State if state.code == at)
    if name == "valid_from":
        return f"{date.fromisoformat(str(at)):%d/%m/%Y}"
    if isinstance(at, str) and at in _VALUES:
        return str(_VALUES[at])
    return _moment(at) if isinstance(at, str) else str(at)


def _moment(text: str) -> str:
    """`2026-03-05 17:01` as people write it; any other text as it is."""
    try:
        return f"{datetime.fromisoformat(text):%H:%M %d/%m/%Y}"
    except ValueError:
        return text
